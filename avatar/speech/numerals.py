"""Numbers read out in Chinese and in English."""

from __future__ import annotations

from decimal import Decimal

_ZH_DIGITS = "零一二三四五六七八九"
_ZH_GROUPS = ("", "万", "亿", "万亿")
_LARGEST = 16

_EN_ONES_TEXT = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
)
_EN_ONES = _EN_ONES_TEXT.split()
_EN_TENS = ["zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_EN_GROUPS = ("", " thousand", " million", " billion", " trillion", " quadrillion")
_EN_ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
    "twelve": "twelfth",
}  # fmt: skip


def digits_zh(digits: str, one: str = "一") -> str:
    """Digit by digit; telephone numbers say `one` as 幺."""
    return "".join(one if digit == "1" else _ZH_DIGITS[int(digit)] for digit in digits)


def digits_en(digits: str) -> str:
    """Digit by digit."""
    return " ".join(_EN_ONES[int(digit)] for digit in digits)


def number_zh(number: str) -> str:
    """A plain decimal number (`1299`, `0.5`, `-3`) in Chinese; what is too long to count is read digit by digit."""
    sign, whole, rest = _parts(number)
    words = digits_zh(whole) if _is_code(whole) else _whole_zh(int(whole))
    return ("负" if sign else "") + words + (f"点{digits_zh(rest)}" if rest else "")


def number_en(number: str) -> str:
    """A plain decimal number in English; what is too long to count is read digit by digit."""
    sign, whole, rest = _parts(number)
    words = digits_en(whole) if _is_code(whole) else _whole_en(int(whole))
    return ("minus " if sign else "") + words + (f" point {digits_en(rest)}" if rest else "")


def ordinal_en(number: int) -> str:
    """`3` → third, `21` → twenty-first."""
    head, joint, last = _split_last(_whole_en(number))
    usual = last[:-1] + "ieth" if last.endswith("y") else last + "th"
    return head + joint + _EN_ORDINALS.get(last, usual)


def year_en(year: int) -> str:
    """`2025` → twenty twenty-five, `2005` → two thousand five, `1900` → nineteen hundred."""
    century, rest = divmod(year, 100)
    if century % 10 == 0 and rest < 10:
        return _whole_en(year).replace(" and ", " ")
    if rest == 0:
        return f"{_whole_en(century)} hundred"
    return f"{_whole_en(century)} {'oh ' if rest < 10 else ''}{_whole_en(rest)}"


def _parts(number: str) -> tuple[bool, str, str]:
    sign = number.startswith("-")
    whole, _, rest = number.lstrip("-").partition(".")
    return sign, whole or "0", rest


def _is_code(whole: str) -> bool:
    return len(whole) > _LARGEST or (len(whole) > 1 and whole[0] == "0")


def _whole_zh(value: int) -> str:
    if value == 0:
        return "零"
    groups = []
    while value:
        value, group = divmod(value, 10_000)
        groups.append(group)
    words = ""
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if group == 0:
            words += "" if words.endswith("零") or not any(groups[:place]) else "零"
            continue
        if words and group < 1000 and not words.endswith("零"):
            words += "零"
        words += _group_zh(group) + _ZH_GROUPS[place]
    # 十二, not 一十二, and 两百, not 二百, at the head of a number
    if words.startswith("二") and words[1:2] in ("百", "千", "万", "亿"):
        return "两" + words[1:]
    return words[1:] if words.startswith("一十") else words


def _group_zh(group: int) -> str:
    words = ""
    for power, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = group // power % 10
        if digit:
            words += _ZH_DIGITS[digit] + unit
        elif words and group % power and not words.endswith("零"):
            words += "零"
    return words


def _whole_en(value: int) -> str:
    if value < 1000:
        return _hundreds_en(value)
    words = []
    for place in range(len(_EN_GROUPS) - 1, -1, -1):
        group = value // 1000**place % 1000
        if group and place == 0 and group < 100:
            words.append("and " + _hundreds_en(group))
        elif group:
            words.append(_hundreds_en(group) + _EN_GROUPS[place])
    return " ".join(words)


def _hundreds_en(value: int) -> str:
    if value < 20:
        return _EN_ONES[value]
    if value < 100:
        tens, ones = divmod(value, 10)
        return _EN_TENS[tens] + (f"-{_EN_ONES[ones]}" if ones else "")
    hundreds, rest = divmod(value, 100)
    return f"{_EN_ONES[hundreds]} hundred" + (f" and {_hundreds_en(rest)}" if rest else "")


def _split_last(words: str) -> tuple[str, str, str]:
    cut = max(words.rfind(" "), words.rfind("-"))
    return (words[:cut], words[cut], words[cut + 1 :]) if cut >= 0 else ("", "", words)


def plain(number: str) -> str:
    """Without thousands commas and without the zeros a price carries after its point: `1,299.50` → `1299.5`."""
    number = number.replace(",", "")
    return format(Decimal(number).normalize(), "f") if "." in number else number
