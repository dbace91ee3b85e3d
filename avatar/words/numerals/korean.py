"""Korean numbers to digits: Sino-Korean `삼만 칠천` 37000, native `스물일곱` 27, `반값` 5折.

Their syllables are those of ordinary words too, so a number counts where a unit follows it or
where it cannot be anything else.
"""

from __future__ import annotations

import re

from avatar.words.numerals.idioms import without_idioms

_DIGITS = {"영": 0, "공": 0, "일": 1, "이": 2, "삼": 3, "사": 4, "오": 5, "육": 6, "륙": 6, "칠": 7, "팔": 8, "구": 9}
_POWERS = {"십": 10, "백": 100, "천": 1000}
_TENS = {
    "열": 10,
    "스물": 20,
    "스무": 20,
    "서른": 30,
    "마흔": 40,
    "쉰": 50,
    "예순": 60,
    "일흔": 70,
    "여든": 80,
    "아흔": 90,
}
_ONES = {
    "하나": 1, "한": 1, "둘": 2, "두": 2, "셋": 3, "세": 3, "넷": 4, "네": 4,
    "다섯": 5, "여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9,
}  # fmt: skip
_UNIT = (
    "원|개월|개|퍼센트|프로|월|일|년|시간|시|분|초|킬로그램|킬로|그램|밀리리터|리터|배|번째|번|명|인분|층|호|인치|센티|미터|밀리|와트|도|종류|종|가지|장|병|잔|권|켤레|"
    "살|주|달|해|사람|대|마리|송이|박스|세트|봉지|팩|캡슐|정|알|단계"
)
_UNITS = {
    "원": "yen", "퍼센트": "%", "프로": "%", "시간": "hours", "분": "minutes", "초": "seconds", "개월": "months",
    "달": "months", "년": "年", "월": "月", "일": "日", "주": "weeks", "배": "times", "그램": "g", "킬로그램": "kg",
    "킬로": "kg", "리터": "l", "밀리리터": "ml", "센티": "cm", "미터": "m", "인치": "inch", "와트": "w", "개": "件",
}  # fmt: skip
_SINO = re.compile(
    rf"(?<![가-힣·])(?P<number>[영공일이삼사오육륙칠팔구십백천만억]+(?:\s[영공일이삼사오육륙칠팔구십백천만억]+(?=[\s가-힣]))*)\s?(?P<unit>{_UNIT})"
    r"(?=$|[^가-힣]|[은는이가을를의에도만과와로까부마입이짜정씩간안반동도]|밖에|할인|으로|정도|이상|이하)"
)
_NATIVE = re.compile(
    rf"(?<![가-힣·])(?P<ten>{'|'.join(_TENS)})?(?P<one>{'|'.join(_ONES)})?(?:\s?(?P<unit>{_UNIT}))?"
    r"(?=$|[^가-힣]|[은는이가을를의에도만과와로까부마입이짜씩간안반]|밖에|정도|이상|으로)"
)
_MIXED = re.compile(r"(\d+(?:\.\d+)?)\s?만(?:\s?(\d+)\s?천)?|(\d+)\s?천(?=\s?원)")
_FIXED = (
    ("반값", "5折"),
    ("절반", "0.5"),
    ("두 배", "2 times"),
    ("두배", "2 times"),
    ("반 시간", "0.5 hours"),
    ("한 번", "··"),
    ("한번", "··"),
)
_HANGUL = re.compile("[가-힣]")
_SURE_FROM = 5  # native numerals below are ordinary syllables, unless a unit follows


def to_digits(text: str) -> str:
    """The text with its Korean numbers in digits; texts without Hangul are left as they are."""
    if not _HANGUL.search(text):
        return text
    text = without_idioms(text, "ko")
    for written, meant in _FIXED:
        text = text.replace(written, meant)
    text = _MIXED.sub(_mixed, text)
    text = _SINO.sub(lambda found: f"{_sino(found['number'])}{_unit(found)}", text)
    text = _NATIVE.sub(_native, text)
    return re.sub(rf"(?<=\d)\s?({_UNIT})", _unit_alone, text)


def _sino(written: str) -> int:
    total = section = digit = 0
    for syllable in written.replace(" ", ""):
        if syllable in _DIGITS:
            digit = digit * 10 + _DIGITS[syllable]
        elif syllable in _POWERS:
            section += (digit or 1) * _POWERS[syllable]
            digit = 0
        else:
            total += (section + digit or 1) * (10_000 if syllable == "만" else 100_000_000)
            section = digit = 0
    return total + section + digit


def _native(found: re.Match[str]) -> str:
    value = _TENS.get(found["ten"] or "", 0) + _ONES.get(found["one"] or "", 0)
    if (
        not value
        or (value < _SURE_FROM and not found["unit"])
        or (value == 1 and found["unit"] in ("번", "가지", "사람", "분"))
    ):
        return found[0]
    return f"{value}{_unit(found)}"


def _unit(found: re.Match[str]) -> str:
    return f" {_UNITS.get(found['unit'] or '', found['unit'] or '')} "


def _unit_alone(found: re.Match[str]) -> str:
    return f" {_UNITS.get(found[1], found[1])} "


def _mixed(found: re.Match[str]) -> str:
    if found[3]:
        return str(int(found[3]) * 1000)
    return f"{float(found[1]) * 10_000 + int(found[2] or 0) * 1000:.0f}"
