"""Every disguise of a listed word that the review is held to see through."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from functools import cache

from avatar.words.disguise import LEET, fold, heard_as, pinyin_words, short_words

Disguise = tuple[str, str]
"""How a word is disguised, and the word so written."""

_BETWEEN = {
    "space": " ", "two spaces": "  ", "ideographic space": "\u3000", "dot": ".", "spaced dot": " . ",
    "middle dot": "·", "hyphen": "-", "underscore": "_", "star": "*", "tilde": "~", "slash": "/", "bar": "|",
    "fire": "🔥", "zero width space": "\u200b", "joiner": "\u200d", "word joiner": "\u2060", "soft hyphen": "\u00ad",
    "byte order mark": "\ufeff", "braille blank": "\u2800",
}  # fmt: skip
_CLAUSES = {"comma": "，", "enumeration comma": "、", "full stop": "。", "exclamation mark": "！"}
_CYRILLIC = dict(zip("aceiopsxyjdqhkmtbwu", "асеіорѕхујԁԛһкмтвԝц", strict=True))
_GREEK = dict(zip("aovuikp", "αονυικρ", strict=True))
_CIRCLED = {chr(97 + at): chr(0x24D0 + at) for at in range(26)} | {str(at): chr(0x245F + at) for at in range(1, 10)}
_ALPHABETS: dict[str, Callable[[str], str]] = {
    "full width": lambda letter: chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter,
    "bold": lambda letter: _shifted(letter, 0x1D41A),
    "script": lambda letter: _shifted(letter, 0x1D4EA),
    "double-struck": lambda letter: _shifted(letter, 0x1D552),
    "monospace": lambda letter: _shifted(letter, 0x1D68A),
    "circled": lambda letter: _CIRCLED.get(letter, letter),
    "white on black circles": lambda letter: _shifted(letter, 0x1F150),
    "white on black squares": lambda letter: _shifted(letter, 0x1F170),
    "flags": lambda letter: _shifted(letter, 0x1F1E6) + "\u200b",
    "cyrillic": lambda letter: _CYRILLIC.get(letter, letter),
    "greek": lambda letter: _GREEK.get(letter, letter),
    "accents": lambda letter: unicodedata.normalize("NFC", letter + "\u0301") if letter in "aeiou" else letter,
    "struck through": lambda letter: letter + "\u0336",
}


_COMMON = (
    "是一不了在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后小么心多天而能好都然没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长知"
    "民样现分将外但身些与高意进把法此实回二理美点月明其种声全工己话儿者向情部正名定女问力机给等几很业最间新什打便位因重被走电四第门相次东政海口使教西再平真听世气信北少关并内加化由却代军产入先山五太水万市眼"
    "体别处总才场师书比住员九笑性通目华报立马命张活难神数件安表原车白应路期叫死常提感金何更反合放做系计或司利受光王果亲界及今京务制解各任至清物台象记边共风战干接它许八特觉望直服毛林题建南度统色字请交爱让认"
    "算论百吃义科怎元社术结六功指思非流每青管夫连远资队跟带花快条院变联"
)


def disguises(word: str, language: str) -> Iterator[Disguise]:
    """The word as it is and in every disguise that changes it."""
    yield "as written", word
    seen = {word}
    for how, written in _chinese(word) if language == "zh" else _english(word):
        if written not in seen:
            seen.add(written)
            yield how, written


def _chinese(word: str) -> Iterator[Disguise]:
    for how, mark in _BETWEEN.items():
        yield how, mark.join(word)
    if len(word) > 2:
        for how, mark in _CLAUSES.items():
            yield how, mark.join(word)
    yield "struck through", "".join(letter + "\u0336" for letter in word)
    yield "bracketed", "".join(f"【{letter}】" for letter in word)
    if not word[-1].isdigit() and word[-1] not in "看微":  # 看看 and 微微 are words
        yield "drawn out", word + word[-1] * 2
    yield "first drawn out", word[0] * 2 + word
    yield "full width", "".join(map(_ALPHABETS["full width"], word))
    yield "capitals", word.upper()
    for how, config in {"traditional": "s2t", "Taiwan": "s2tw", "Hong Kong": "s2hk"}.items():
        yield how, "".join(_converted(letter, config) for letter in word)
    yield from _by_pinyin(word)
    yield from _by_character(word)


def _by_pinyin(word: str) -> Iterator[Disguise]:
    plain, toned, numbered = _pinyin(word, "NORMAL"), _pinyin(word, "TONE"), _pinyin(word, "TONE3")
    han = [_is_han(letter) for letter in word]
    if not any(han):
        return
    if "".join(plain) not in pinyin_words():
        yield "pinyin", "".join(plain)
    yield "spaced pinyin", " ".join(plain)
    yield "pinyin with tones", " ".join(toned)
    yield "pinyin with tone numbers", " ".join(numbered)
    yield "pinyin in capitals", " ".join(plain).upper()
    yield "pinyin in full width", "".join(map(_ALPHABETS["full width"], " ".join(plain)))
    yield "first in pinyin", plain[0] + word[1:]
    yield "last in pinyin", word[:-1] + plain[-1]
    yield "every other in pinyin", "".join(each[at % 2] for at, each in enumerate(zip(word, plain, strict=True)))
    if len(word) > 2 and all(han):
        for at in range(1, len(word) - 1):
            yield f"initial of character {at + 1}", word[:at] + plain[at][0].upper() + word[at + 1 :]


def _by_character(word: str) -> Iterator[Disguise]:
    for at, letter in enumerate(word):
        for other in _standins().get(letter, ""):
            if not (len(word) == 2 and other.isascii() and word[1 - at] in "一二三零"):
                yield f"{other} for {letter}", word[:at] + other + word[at + 1 :]
    for sign, meant in {"🥇": "第一", "🏆": "冠军", "🔝": "顶级", "➕": "加", "💯": "100%", "🐧": "qq"}.items():
        if meant in word:
            yield f"{sign} for {meant}", word.replace(meant, sign)
    if len(word) >= 4 and all(map(_is_han, word)):
        for at, letter in enumerate(word):
            yield "homophone", word[:at] + _homophone(letter) + word[at + 1 :]


def _english(word: str) -> Iterator[Disguise]:
    lower = word.lower()
    yield "capitals", lower.upper()
    yield "alternating capitals", "".join(letter.upper() if at % 2 else letter for at, letter in enumerate(lower))
    for how, written in _ALPHABETS.items():
        yield how, "".join(map(written, lower))
    for how, mark in _BETWEEN.items():
        yield f"letters apart by {how}", mark.join(lower.replace(" ", "").replace("'", ""))
    for sign, letters in LEET.items():
        for letter in letters:
            at = lower.find(letter, 1)
            if 0 < at < len(lower) - 1 and lower[at - 1].isalpha() and lower[at + 1].isalpha():
                yield f"{sign} for {letter}", lower[:at] + sign + lower[at + 1 :]
    vowel = next((at for at, letter in enumerate(lower) if letter in "aeiou"), None)
    if vowel is not None:
        yield "drawn out", lower[:vowel] + lower[vowel] * 4 + lower[vowel + 1 :]
    yield "end drawn out", lower + lower[-1] * 3
    yield from _split(lower)


def _split(word: str) -> Iterator[Disguise]:
    first, space, rest = word.partition(" ")
    if len(first) < 4 or not first.isalpha():
        return
    for at in range(1, len(first)):
        if not {first[:at], first[at:]} <= short_words():
            yield "split", f"{first[:at]} {first[at:]}{space}{rest}"


def _shifted(letter: str, first: int) -> str:
    return chr(first + ord(letter) - 97) if "a" <= letter <= "z" else letter


def _is_han(letter: str) -> bool:
    return "\u4e00" <= letter <= "\u9fff"


@cache
def _standins() -> dict[str, str]:
    """For each character those that are written for it by sound or shape."""
    found: dict[str, str] = {}
    for code in [*range(0x21, 0x7F), *range(0x4E00, 0xA000)]:
        letter = chr(code)
        meant = {*heard_as(letter)} | ({fold(letter)} - {letter.lower()})
        for one in meant:
            found[one] = found.get(one, "") + letter
    return found


@cache
def _homophone(letter: str) -> str:
    """A common character of the same sound, the character itself where there is none."""
    from avatar.words.chinesewords import sounds

    return next((other for other in _COMMON if other != letter and sounds(other) & sounds(letter)), letter)


@cache
def _converted(letter: str, config: str) -> str:
    return str(_converter(config).convert(letter))


@cache
def _converter(config: str):  # type: ignore[no-untyped-def]
    from opencc import OpenCC

    return OpenCC(config)


def _pinyin(word: str, style: str) -> list[str]:
    from pypinyin import Style, lazy_pinyin

    return [lazy_pinyin(letter, style=getattr(Style, style))[0] for letter in word]
