"""Which writing systems a language is written in, and who can say a stretch of text.

Latin words are said in English inside any language; Chinese characters inside a
language of Latin letters are said in Mandarin. Everything else belongs to its own
languages alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from avatar.errors import TextError
from avatar.language import script_of
from avatar.speech.spoken import shortened
from avatar.types import Language

_SCRIPTS = {
    "zh": ("CJK",), "ja": ("CJK", "HIRAGANA", "KATAKANA"), "ko": ("HANGUL",),
    "ru": ("CYRILLIC",), "uk": ("CYRILLIC",), "be": ("CYRILLIC",), "bg": ("CYRILLIC",), "kk": ("CYRILLIC",),
    "ky": ("CYRILLIC",), "mk": ("CYRILLIC",), "sr": ("CYRILLIC", "LATIN"), "tt": ("CYRILLIC",),
    "el": ("GREEK",), "hy": ("ARMENIAN",), "ka": ("GEORGIAN",),
    "ar": ("ARABIC",), "fa": ("ARABIC",), "ur": ("ARABIC",), "ug": ("ARABIC",), "he": ("HEBREW",),
    "hi": ("DEVANAGARI",), "mr": ("DEVANAGARI",), "ne": ("DEVANAGARI",), "bn": ("BENGALI",), "as": ("BENGALI",),
    "ta": ("TAMIL",), "te": ("TELUGU",), "kn": ("KANNADA",), "ml": ("MALAYALAM",), "gu": ("GUJARATI",),
    "pa": ("GURMUKHI",), "or": ("ORIYA",), "si": ("SINHALA",), "my": ("MYANMAR",), "th": ("THAI",),
    "am": ("ETHIOPIC",),
}  # fmt: skip
_LATIN = ("LATIN",)
_NAMES = {
    "CJK": ("Chinese characters", "zh"), "HIRAGANA": ("Japanese kana", "ja"), "KATAKANA": ("Japanese kana", "ja"),
    "HANGUL": ("Korean", "ko"), "CYRILLIC": ("Cyrillic letters", "ru"), "GREEK": ("Greek", "el"),
    "THAI": ("Thai", "th"), "ARABIC": ("Arabic letters", "ar"), "HEBREW": ("Hebrew", "he"),
    "DEVANAGARI": ("Devanagari", "hi"), "LATIN": ("Latin letters", "en"),
}  # fmt: skip


@dataclass(frozen=True)
class Run:
    """A stretch of text from `begin` to `stop` that is said in one language."""

    language: Language
    begin: int
    stop: int


def runs(text: str, language: Language) -> tuple[Run, ...]:
    """`text` cut where the language changes; raises TextError naming the text and who could say it.

    Latin words stay inside their surroundings where those are not Latin themselves:
    the voices say them in English without breaking the sentence.
    """
    home = scripts(language)
    foreign = [script for script in map(script_of, text) if script and script not in home and script != "LATIN"]
    at_home = any(script_of(letter) in home for letter in text)
    for script in foreign:
        if not (script == "CJK" and "LATIN" in home and at_home):
            raise _unsayable(text, language, script)
    return _cut(text, language) if foreign else (Run(language, 0, len(text)),)


def scripts(language: Language) -> tuple[str, ...]:
    """The writing systems of a language, as Unicode names them; Latin where nothing else is known."""
    return _SCRIPTS.get(language, _LATIN)


def _cut(text: str, language: Language) -> tuple[Run, ...]:
    result: list[Run] = []
    for place, letter in enumerate(text):
        script = script_of(letter)
        says = "zh" if script == "CJK" else language if script else result[-1].language if result else language
        if result and result[-1].language == says:
            result[-1] = Run(says, result[-1].begin, place + 1)
        else:
            result.append(Run(says, place, place + 1))
    return tuple(result)


def _unsayable(text: str, language: Language, script: str) -> TextError:
    name, other = _NAMES.get(script, (script.capitalize(), None))
    mend = f"use --language {other}" if other else "write it in another script"
    return TextError(f"{shortened(text)} has {name}, which no {language!r} voice can say: {mend}, or rewrite it")
