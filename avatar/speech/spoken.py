"""Written text → what is said: prices, numbers, units, dates and model names as words.

`spoken(text, language)` returns a `Mapped` text, so that whoever hears a word knows
which written characters it stands for. Rules for Chinese and English; in other
languages the voice reads numbers itself, and is told the names of signs and units.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from avatar.errors import TextError
from avatar.speech import spoken_en, spoken_zh
from avatar.speech.lexicon import NO_LEXICON, Lexicon, Notation
from avatar.speech.mapped import Mapped
from avatar.speech.rules import Rule
from avatar.speech.signs import SAME
from avatar.speech.spoken_other import rules_of
from avatar.types import Language

# private use: what a text has of these is taken out first
_FIRST_STAND_IN = 0xE000
_STAND_IN = re.compile("[\ue000-\uf8ff]")
_UNSAYABLE = frozenset("#*^_|\\<>{}[]`~=™®©●•■□★☆◆◇○△▲▼→←↑↓✓✔✗✘│┃※…")
_LINE = re.compile(r"[ \t]*[\r\n\u2028\u2029]\s*")
_PAUSE_MARKS = re.compile(r"(?<!\d)[—–]+|[—–]+(?!\d)|…+|\s[-|•·/]+\s")
_LONE_HYPHENS = re.compile(r"(?<![^\W_])-+|-+(?![^\W_])")
_SPACES = re.compile(r"\s{2,}")
_ENDED = re.compile(r"[,.!?;:，。！？；：、]$")

_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "θ": "theta", "λ": "lambda",
    "μ": "mu", "π": "pi", "σ": "sigma", "φ": "phi", "ψ": "psi", "ω": "omega", "Ω": "omega", "Δ": "delta",
    "Σ": "sigma",
}  # fmt: skip
_GREEK_LETTER = re.compile(f"(?<![α-ωΑ-Ω])[{''.join(_GREEK)}](?![α-ωΑ-Ω])")


def spoken(text: str, language: Language, lexicon: Lexicon = NO_LEXICON, notation: Notation | None = None) -> Mapped:
    """What is said for `text`; raises TextError where nothing in it can be said.

    Names in the lexicon are said as it tells; where it has them in `notation`, which the voice takes, in that.
    """
    said, names = _named(_clean(text), language, lexicon, notation)
    for pattern, say in _rules(language):
        said = said.replaced(pattern, say)
    if language != "el":
        said = said.replaced(_GREEK_LETTER, lambda match: _GREEK[match[0]])
    said = _each(said, lambda letter: " " if letter in _UNSAYABLE else letter)
    said = said.replaced(_LONE_HYPHENS, lambda _: " ").replaced(_SPACES, lambda _: " ")
    said = said.replaced(_STAND_IN, lambda match: names[ord(match[0]) - _FIRST_STAND_IN])
    if not any(letter.isalnum() for letter in said.text):
        raise TextError(f"there is nothing to say in {shortened(text)}: write at least one word")
    return said


def _named(said: Mapped, language: Language, lexicon: Lexicon, notation: Notation | None) -> tuple[Mapped, list[str]]:
    """Every name of the lexicon put as one character that no rule touches, and what those characters stand for."""
    pattern = lexicon.pattern(language)
    if pattern is None:
        return said, []
    names: list[str] = []

    def stand_in(match: re.Match[str]) -> str:
        entry = lexicon.entry(language, match[0])
        told = entry.in_notation(notation)
        words = f" {told} " if told else spoken(entry.say, language).text
        if words not in names:
            names.append(words)
        return chr(_FIRST_STAND_IN + names.index(words))

    return said.replaced(pattern, stand_in), names


def shortened(text: str) -> str:
    """The text in quotes, cut to what fits an error message."""
    text = "".join(letter if letter.isprintable() else " " for letter in text)
    return repr(text if len(text) <= 40 else text[:37] + "…")


def _clean(text: str) -> Mapped:
    said = _each(Mapped.plain(text), lambda letter: SAME.get(ord(letter), letter))
    said = said.replaced(_LINE, lambda match: " " if _ENDED.search(text[: match.start()].rstrip()) else "。 ")
    said = _each(said, _sayable)
    return said.replaced(_PAUSE_MARKS, lambda match: "，" if match.start() else " ")


def _sayable(letter: str) -> str:
    """The letter, a space for a control character, nothing for emoji and invisible signs."""
    kind = unicodedata.category(letter)
    if kind in ("Cc", "Zs", "Zl", "Zp"):
        return " "
    if kind in ("Cf", "Cs", "Co", "Cn", "Me") or _is_emoji(letter):
        return ""
    return letter


def _is_emoji(letter: str) -> bool:
    code = ord(letter)
    return (
        code in range(0x1F000, 0x1FB00)
        or code in range(0x2600, 0x27C0)
        or code in range(0x2B00, 0x2C00)
        or (code in range(0xFE00, 0xFE10) or code in range(0xE0000, 0xE0200) or code == 0x20E3)
    )


def _rules(language: Language) -> tuple[Rule, ...]:
    if language == "zh":
        return spoken_zh.RULES
    return spoken_en.RULES if language == "en" else rules_of(language)


def _each(said: Mapped, put: Callable[[str], str]) -> Mapped:
    """Every character put as something else of any length."""
    text, begins, stops = [], [], []
    for letter, begin, stop in zip(said.text, said.begins, said.stops, strict=True):
        words = put(letter)
        text.append(words)
        begins += [begin] * len(words)
        stops += [stop] * len(words)
    return Mapped("".join(text), tuple(begins), tuple(stops))
