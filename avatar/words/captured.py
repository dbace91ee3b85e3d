"""What gives away that a language model speaks for somebody else: a viewer, its prompt, or its own format.

The signs are data (`captured.yaml`); three more are measured: characters nobody hears, words of
another language, and runs of what the model was told itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any

import yaml

from avatar.language import script_of

_HIDDEN = ("Cf", "Co", "Cs", "Cn")
_JOINER = "\u200d"  # joins the parts of one emoji
_SCRIPTS = {"zh": {"CJK"}, "ja": {"CJK", "HIRAGANA", "KATAKANA"}, "ko": {"HANGUL", "CJK"}}
_ORDERS = "orders"
_MANY_WORDS = 3
_TOLD_HAN, _TOLD_WORDS = 10, 7
"""So many characters or words in a row, told to the model and not by the shop, are no chance."""
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_LATIN_RUN = re.compile(r"[A-Za-z]+(?:[ '’\-][A-Za-z]+)*")
_OTHER_LATIN = re.compile(
    r"\b(?:el|los|las|una|por|con|hoy|solo|pero|muy|para|usted|es un|der|die|das|und|nicht|nur|heute|mit|ist|für|noch|"
    r"sehr|le|les|des|une|est|pour|avec|aujourd'hui|vous|nous|seulement|oggi|solo|questo|il|della|per|costa|sono|não|"
    r"você|apenas)\b",
    re.IGNORECASE,
)
_ENGLISH = re.compile(
    r"\b(?:the|is|are|and|you|with|it's|it|of|this|that|to|in|on|has|can|we|our|yes|a|for|at|they|i)\b", re.IGNORECASE
)


def betrayal(text: str, facts: Sequence[str], language: str | None) -> str | None:
    """What in `text` no shop would say on air, with its kind, in a few words; `None` if nothing is."""
    told = _folded("\n".join(facts))
    hidden = next((letter for letter in text if _is_hidden(letter) and letter not in told), None)
    if hidden:
        return f"hides a character (U+{ord(hidden):04X})"
    folded = unicodedata.normalize("NFKC", text)
    for kind, found in _signs(folded):
        if kind == _ORDERS or _folded(found) not in told:
            return f"holds {found.strip()[:40]!r} ({kind})"
    mixed = next(
        (word[0] for word in _WORD.finditer(text) if _is_mixed(word[0]) and _folded(word[0]) not in told), None
    )
    if mixed:
        return f"mixes alphabets in {mixed!r}"
    strange = _strange_words(text, told, language) if language else None
    if strange:
        return f"is not in the language asked for: {strange[:40]!r}"
    return _leak(folded, told)


def gives_orders(text: str) -> bool:
    """Whether a text speaks to a language model instead of about goods, as a poisoned document does."""
    folded = unicodedata.normalize("NFKC", text)
    return any(pattern.search(folded) for pattern in _patterns()[_ORDERS])


def _signs(text: str) -> Iterator[tuple[str, str]]:
    for kind, patterns in _patterns().items():
        for pattern in patterns:
            for found in pattern.finditer(text):
                yield kind, found[0]


def _is_hidden(letter: str) -> bool:
    return not letter.isascii() and letter != _JOINER and unicodedata.category(letter) in _HIDDEN


def _is_mixed(word: str) -> bool:
    scripts = {script_of(letter) for letter in word}
    return "LATIN" in scripts and bool(scripts & {"CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"})


def _strange_words(text: str, told: str, language: str) -> str | None:
    """The first words of another language or writing that no fact holds."""
    own = _SCRIPTS.get(language, {"LATIN"})
    for word in _WORD.finditer(text):
        scripts = {script_of(letter) for letter in word[0]} - {None, "LATIN", *own}
        if scripts and _folded(word[0]) not in told:
            return word[0]
    if "LATIN" in own:
        odd = _OTHER_LATIN.findall(text) if language == "en" and not _ENGLISH.search(text) else []
        return text if len(odd) > 1 or (odd and len(text.split()) < 2 * _MANY_WORDS) else None
    return _without_own_letters(text, told, own)


def _without_own_letters(text: str, told: str, own: set[str]) -> str | None:
    if not any(script_of(letter) in own for letter in text) and _WORD.search(text):
        return text
    for run in _LATIN_RUN.finditer(text):
        words = [word for word in re.split(r"[ '’\-]", run[0]) if _folded(word) not in told]
        if len(words) >= _MANY_WORDS:
            return run[0]
    return None


def _leak(text: str, told: str) -> str | None:
    """Whether a run of the words is one of those that models are given as their orders."""
    han = "".join(letter for letter in text if script_of(letter) == "CJK")
    for at in range(len(han) - _TOLD_HAN + 1):
        run = han[at : at + _TOLD_HAN]
        if run in _orders()[0] and run not in told:
            return f"repeats its orders: {run!r}"
    words = re.findall(r"[a-z']+", text.lower())
    for at in range(len(words) - _TOLD_WORDS + 1):
        run = " ".join(words[at : at + _TOLD_WORDS])
        if run in _orders()[1] and run not in told:
            return f"repeats its orders: {run!r}"
    return None


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


@cache
def _patterns() -> Mapping[str, tuple[re.Pattern[str], ...]]:
    rows = yaml.safe_load(resources.files("avatar.words").joinpath("captured.yaml").read_text("utf-8"))
    return {
        kind: tuple(re.compile(way, 0 if kind == "encoded" else re.IGNORECASE) for way in ways)
        for kind, ways in rows.items()
    }


@cache
def _orders() -> tuple[str, str]:
    """All that models are told by the studio: its Chinese characters, and its words."""
    files = (file for file in resources.files("avatar.words").iterdir() if file.name.endswith("prompts.yaml"))
    text = " ".join(string for file in files for string in _strings(yaml.safe_load(file.read_text("utf-8"))))
    han = "".join(letter for letter in text if script_of(letter) == "CJK")
    return han, " ".join(re.findall(r"[a-z']+", text.lower()))


def _strings(rows: Any) -> Iterator[str]:
    if isinstance(rows, str):
        yield rows
    elif isinstance(rows, Mapping):
        for row in rows.values():
            yield from _strings(row)
