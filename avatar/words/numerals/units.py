"""What a figure counts: the ways units are written after (or before) a number, in seven languages."""

from __future__ import annotations

import re

from avatar.catalog.money import CURRENCIES
from avatar.words.numerals.marks import VAGUE

MONEY, PERCENT, DISCOUNT, MAGNITUDE = "money", "percent", "discount", "magnitude"
EXACT = frozenset((MONEY, PERCENT, DISCOUNT, MAGNITUDE, "permille"))
"""Units that must be stated as such; another may be left out in one of two texts."""

# unit → the ways it is written after a figure; longer ones first where one begins another
_UNITS = {
    MAGNITUDE: VAGUE,
    MONEY: "元|块钱|块(?!肥|面|布|头|状)|人民币|大洋|rmb|cny|yuan|renminbi|dollars?|bucks?|usd|euros?|eur|€"
    "|pounds?(?! of)|gbp|quid|円|yen|jpy|원|won|krw|\\$|¥|£",
    PERCENT: "%|percent|per cent|pct|パーセント|퍼센트|prozent|pour cent|por ciento|个百分点",
    DISCOUNT: "折(?!叠|扇|角|射|断|页|痕|边|纸|线|返)",
    "permille": "‰|‱",
    "hour": "个?小时|个?钟头|時間|시간|hours?|hrs?|h",
    "minute": "分钟|minutes?|mins?|min|minuten?",
    "second": "秒钟?|秒|seconds?|secs?|s",
    "month": "个月|か月|ヶ月|개월|months?",
    "calendar month": "月(?!光|饼|牙|亮)|月份",
    "year": "年|周年|years?|yrs?|년",
    "day": "天|日|号(?=[之前后到起止，。]|$)|days?",
    "week": "周|个?星期|个?礼拜|週間|weeks?",
    "clock": "点钟|点(?!\\d)|点(?=\\d\\d分)|時(?!間)|o'?clock|a\\.?m\\.?|p\\.?m\\.?",
    "millilitre": "毫升|ml|millilit(?:er|re)s?",
    "litre": "升|l|lit(?:er|re)s?",
    "jin": "斤",
    "kilogram": "公斤|千克|kg|kilos?|kilograms?",
    "gram": "克|g|grams?",
    "millimetre": "毫米|mm|millimet(?:er|re)s?",
    "centimetre": "厘米|公分|cm|centimet(?:er|re)s?",
    "metre": "米|m|met(?:er|re)s?",
    "inch": "英寸|寸|inch(?:es)?",
    "watt": "瓦|w|watts?",
    "milliamp-hour": "毫安时?|mah",
    "degree": "度|摄氏度|℃|°c|degrees?",
    "piece": "件|pieces?|pcs",
    "times": "倍|times",
}  # fmt: skip
_LATIN_END = r"(?![a-zA-Z])"


def _ends(way: str) -> str:
    return f"{way}{_LATIN_END}" if way[-1].isascii() and (way[-1].isalpha() or way[-1] in ".?)") else way


_UNIT = re.compile(
    "|".join(
        f"(?P<u{index}>" + "|".join(_ends(way) for way in re.split(r"\|(?![^(]*\))", ways)) + ")"
        for index, ways in enumerate(_UNITS.values())
    ),
    re.IGNORECASE,
)
_NAMES = tuple(_UNITS)
_CURRENCY_BEFORE = re.compile(rf"(?:[¥$€£₩₹₫₱]|\b(?:RMB|rmb|{'|'.join(sorted(CURRENCIES))}))\s*$")
_PRICE_BEFORE = re.compile(
    r"(?:价[格钱]?|[售卖]|只[要需]|\bprice[ds]?|\bcosts?|\bpay(?:ing)?|\bfor (?:only|just)|価格|가격)"
    r"\s*(?:现在|就|[是为:]|仅|只要|\bis\b|\bof\b|\bat\b|\bnow\b|\bonly\b|\bjust\b|\bjumped to\b|는|は|\s)*$",
    re.IGNORECASE,
)
_PRICE_AFTER = re.compile(
    r"\s*(?:就|就能|可以)?(?:卖|出(?=给)|拿下|拿走|带走|带回|到手|入手|成交|包圆)|"
    r"\s*(?:and|,)?\s*(?:it(?:'s| is) (?:yours|all yours)|takes it\b)",
    re.IGNORECASE,
)
_OFF_AFTER = re.compile(r"\s*(?:off\b|cheaper\b)", re.IGNORECASE)
_REACH = 40


def unit_after(text: str, at: int) -> tuple[str | None, int]:
    """The unit written at `at`, past a blank or a hyphen, and where it ends; `None` and `at` if there is none."""
    start = at + 1 if text[at : at + 1] in (" ", "-") else at
    found = _UNIT.match(text, start)
    if not found or not found.lastgroup:
        return None, at
    return _NAMES[int(found.lastgroup[1:])], found.end()


def is_money(text: str, start: int, end: int, unit: str | None) -> bool:
    """Whether what stands around a figure makes it an amount of money."""
    before = text[max(0, start - _REACH) : start]
    if _CURRENCY_BEFORE.search(before):
        return True
    if unit is not None or _OFF_AFTER.match(text, end):
        return False
    return bool(_PRICE_BEFORE.search(before) or _PRICE_AFTER.match(text, end))
