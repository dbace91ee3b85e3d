"""How an English-speaking shop reads out prices, units, dates, telephone numbers and model names."""

from __future__ import annotations

import re

from avatar.speech.acronyms import spelled
from avatar.speech.numerals import digits_en, number_en, ordinal_en, plain, year_en
from avatar.speech.rules import AMOUNT, DASH, LINK, ROMAN_PART, Rule, roman, rule

# one, many, and their hundredth
_CURRENCIES = {
    "$": ("dollar", "dollars", "cent", "cents"),
    "€": ("euro", "euros", "cent", "cents"),
    "£": ("pound", "pounds", "penny", "pence"),
    "¥": ("yuan", "yuan", "fen", "fen"),
    "JPY": ("yen", "yen", "sen", "sen"),
    "HKD": ("Hong Kong dollar", "Hong Kong dollars", "cent", "cents"),
    "₩": ("won", "won", "jeon", "jeon"),
    "₹": ("rupee", "rupees", "paisa", "paise"),
    "฿": ("baht", "baht", "satang", "satang"),
    "₽": ("rouble", "roubles", "kopeck", "kopecks"),
}
_ALIASES = {
    "US$": "$", "USD": "$", "A$": "$", "C$": "$", "S$": "$", "EUR": "€", "GBP": "£", "RMB": "¥", "CNY": "¥",
    "CN¥": "¥", "HK$": "HKD",
}  # fmt: skip
_UNITS = {
    "kg": "kilogram", "KG": "kilogram", "g": "gram", "mg": "milligram", "μg": "microgram", "t": "ton",
    "ml": "millilitre", "mL": "millilitre", "ML": "millilitre", "L": "litre", "l": "litre",
    "km": "kilometre", "m": "metre", "cm": "centimetre", "mm": "millimetre", "μm": "micrometre",
    "nm": "nanometre", "m²": "square metre", "cm²": "square centimetre", "mm²": "square millimetre",
    "m³": "cubic metre",
    "W·h": "watt hour", "kW·h": "kilowatt hour", "N·m": "newton metre",
    "mAh": "milliamp hour", "Ah": "amp hour", "Wh": "watt hour", "kWh": "kilowatt hour", "W": "watt", "kW": "kilowatt",
    "V": "volt", "mA": "milliamp", "kcal": "kilocalorie", "kJ": "kilojoule", "Pa": "pascal", "kPa": "kilopascal",
    "lm": "lumen", "dB": "decibel", "°C": "degree Celsius", "℃": "degree Celsius", "°F": "degree Fahrenheit",
    "℉": "degree Fahrenheit", "°": "degree", "min": "minute", "h": "hour", "hr": "hour", "hrs": "hour", "s": "second",
    "sec": "second", "ms": "millisecond", "px": "pixel", "oz": "ounce", "lb": "pound", "lbs": "pound", "ft": "foot",
    "in": "inch", "″": "inch", "\"": "inch", "yd": "yard", "mph": "mile per hour", "km/h": "kilometre per hour",
    "fps": "frame per second", "m/s": "metre per second", "pcs": "piece", "pc": "piece",
}  # fmt: skip
_SAME_IN_PLURAL = {
    "Hz": "hertz", "kHz": "kilohertz", "MHz": "megahertz", "GHz": "gigahertz", "rpm": "R P M",
    "ppm": "parts per million", "GB": "gigabytes", "MB": "megabytes", "TB": "terabytes",
}  # fmt: skip
_PLURALS = {"foot": "feet", "inch": "inches"}
_UNIT = "|".join(re.escape(unit) for unit in sorted([*_UNITS, *_SAME_IN_PLURAL], key=len, reverse=True))
_CURRENCY = "|".join(re.escape(sign) for sign in sorted([*_CURRENCIES, *_ALIASES], key=len, reverse=True))
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_MONTH = "|".join(f"{name}|{name[:3]}\\.?" for name in _MONTHS)
# what is read digit by digit behind these words
_CODED = "order|code|zip|tracking|coupon|ref|reference|pin|model"
_TIMES = {"k": "thousand", "m": "million", "b": "billion", "bn": "billion"}
_COUNTED = "pieces|pcs|units|items|orders|customers|reviews|people|sets|colou?rs|hours|days|steps|songs|sold|left"


def _price(number: str, currency: str) -> str:
    one, many, cent, cents = _CURRENCIES[_ALIASES.get(currency.upper(), currency.upper())]
    whole, _, rest = number.replace(",", "").partition(".")
    if len(rest) not in (0, 2) or many == cents:
        return f"{number_en(plain(number))} {many}"
    parts = []
    if int(whole) or not rest.strip("0"):
        parts.append(f"{number_en(whole)} {one if int(whole) == 1 else many}")
    if rest.strip("0"):
        parts.append(f"{number_en(str(int(rest)))} {cent if int(rest) == 1 else cents}")
    return " and ".join(parts)


def _money(match: re.Match[str]) -> str:
    times, sign, low = (match["times"] or "").strip().lower(), match["sign"], match["low"]
    words = "minus " if match["minus"] else ""
    if low:
        words += f"{number_en(plain(low))} to "
    if times:
        many = _CURRENCIES[_ALIASES.get(sign.upper(), sign.upper())][1]
        return f"{words}{number_en(plain(match['high']))} {_TIMES.get(times, times)} {many}"
    return words + _price(match["high"], sign)


def _measured(match: re.Match[str]) -> str:
    words = "minus " if match["minus"] else ""
    if match["low"]:
        words += number_en(plain(match["low"])) + " to "
    number = plain(match["high"])
    # a 15 W charger, a 5,000 mAh battery: a hyphen before the unit wants the singular
    return f"{words}{number_en(number)} {_unit(match['unit'], one=number == '1' or match['tie'] == '-')}"


def _unit(sign: str, one: bool) -> str:
    if sign in _SAME_IN_PLURAL:
        return _SAME_IN_PLURAL[sign]
    first, space, rest = _UNITS[sign].partition(" ")
    if one:
        return first + space + rest
    if first in ("degree", "mile", "kilometre", "frame", "metre") and rest:
        return _plural(first) + space + rest
    return _plural(first) if not rest else f"{first} {_plural(rest)}"


def _plural(name: str) -> str:
    return _PLURALS.get(name, name + "s")


def _date(match: re.Match[str]) -> str | None:
    month, day = int(match["month"]), int(match["day"])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return f"{_MONTHS[month - 1]} {ordinal_en(day)}, {year_en(int(match['year']))}"


def _named_date(match: re.Match[str]) -> str | None:
    day = int(match["day"])
    if not 1 <= day <= 31:
        return None
    month = next(name for name in _MONTHS if name.startswith(match["month"][:3]))
    return f"{month} {ordinal_en(day)}" + (f", {year_en(int(match['year']))}" if match["year"] else "")


def _clock(match: re.Match[str]) -> str | None:
    hour, minute = int(match["hour"]), int(match["minute"])
    if hour > 24 or minute > 59:
        return None
    minutes = "o'clock" if minute == 0 else f"oh {number_en(str(minute))}" if minute < 10 else number_en(str(minute))
    half = f" {' '.join(match['half'].upper().replace('.', ''))}" if match["half"] else ""
    return f"{number_en(str(hour))} {minutes if minute or not half else ''}".rstrip() + half


def _telephone(match: re.Match[str]) -> str:
    return ", ".join(digits_en(group) for group in re.findall(r"\d+", match[0]))


def _decade(match: re.Match[str]) -> str:
    """`1990s` → nineteen nineties."""
    century, _, tens = year_en(int(match["decade"])).rpartition(" ")
    return f"{century} {tens.removesuffix('y')}ies" if tens.endswith("y") else f"{century} {tens}s"


def _model(match: re.Match[str]) -> str:
    digits = match["digits"]
    counted = len(digits) <= 2 or (digits.endswith("00") and digits[0] != "0")
    return f"{spelled(match['letters'])} {number_en(digits) if counted else digits_en(digits)}"


def _number(match: re.Match[str]) -> str:
    number, sign = match["number"], "minus " if match["minus"] else ""
    if re.fullmatch(r"20[0-4]\d|19\d\d", number) and number != "2000":
        return sign + year_en(int(number))
    return sign + number_en(number.replace(",", ""))


RULES: tuple[Rule, ...] = (
    rule(LINK, lambda _: "the link"),
    rule(r"(?P<year>(?:19|20)\d\d)(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?![\d.])", _date),
    rule(r"(?<![\d/])(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>(?:19|20)\d\d)(?![\d/])", _date),
    rule(rf"(?<![A-Za-z])(?P<month>{_MONTH}) (?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:,? (?P<year>(?:19|20)\d\d))?(?!\d)",
         _named_date),
    rule(r"(?<!\d)(?P<hour>\d{1,2}):(?P<minute>\d{2})(?![\d:])(?: ?(?P<half>[aApP]\.?[mM]\b\.?))?", _clock),
    rule(r"(?<=\d) ?(?P<half>[aApP])\.?[mM]\b(?P<dash> ?[-–—](?= ?\d))?",
         lambda match: f" {match['half'].upper()} M" + (" to " if match["dash"] else "")),
    rule(r"(?<!\d)(?P<decade>(?:19|20)\d0)s\b|(?<=the )(?P<tens>[2-9]0)s\b",
         lambda match: _decade(match) if match["decade"] else number_en(match["tens"]).removesuffix("y") + "ies"),
    rule(r"(?<!\d)24/7(?!\d)", lambda _: "twenty-four seven"),
    rule(r"(?<![\d.])(?:\+?\d{1,2}[- ])?\(?\d{3}\)?[- ]\d{3,4}[- ]\d{3,4}(?!\d)"
         r"|\+\d{1,3}(?: \d{2,4}){2,4}(?!\d)|\+\d{8,15}(?!\d)"
         r"|(?<![\d.-])\d{3}-\d{4}(?![\d-])", _telephone),
    rule(rf"(?i:(?P<word>\b(?:{_CODED})(?: (?:number|code))?))(?P<of>[:# ]{{1,2}})(?P<digits>\d{{4,}})(?![\d.,])",
         lambda match: match["word"] + match["of"] + digits_en(match["digits"])),
    rule(rf"(?P<minus>(?<![\w.])-)?(?P<sign>{_CURRENCY}) ?(?:(?P<low>{AMOUNT}){DASH}(?:{_CURRENCY})?)?"
         rf"(?P<high>{AMOUNT})(?P<times>(?:[kKmMbB]|bn| ?[mb]illion| thousand)(?![A-Za-z]))?", _money, re.IGNORECASE),
    rule(rf"(?P<high>{AMOUNT}) ?(?P<sign>RMB|CNY|USD|EUR|GBP|HKD|JPY|€|£)(?![A-Za-z\d])",
         lambda match: _price(match["high"], match["sign"]), re.IGNORECASE),
    rule(r"(?<![\d.])(?P<cents>\d{1,2})¢", lambda match: _price(f"0.{int(match['cents']):02}", "$")),
    rule(r"(?<=[a-z\d])/(?=(?:pair|piece|set|box|bottle|bag|pack|month|year|week|day|person|night|item|each|kg)\b)",
         lambda _: " per "),
    rule(rf"(?:(?P<low>{AMOUNT})%?{DASH})?(?P<high>{AMOUNT}) ?%",
         lambda match: (f"{number_en(plain(match['low']))} to " if match["low"] else "")
         + f"{number_en(plain(match['high']))} percent"),
    rule(r"(?<![\w.])(?P<feet>\d)'(?P<inches>\d{1,2})\"?(?!\w)",
         lambda match: f"{number_en(match['feet'])} foot {number_en(match['inches'])}"),
    rule(rf"(?<=\d) ?(?:{_UNIT})? ?[×xX*] ?(?=\d)", lambda _: " by "),
    rule(r"(?P<sign>[≥≤±]) ?(?=\d)",
         lambda match: {"≥": "at least ", "≤": "at most ", "±": "plus or minus "}[match["sign"]]),
    rule(rf"(?P<minus>(?<![\w.])-)?(?:(?P<low>{AMOUNT})(?: ?(?:{_UNIT}))?{DASH})?"
         rf"(?P<high>{AMOUNT})(?P<tie>[ -]?)(?P<unit>{_UNIT})(?![A-Za-z²³])", _measured),
    rule(r"(?<![\w.])(?P<number>\d+(?:\.\d+)?)[xX×](?![A-Za-z\d])",
         lambda match: f"{number_en(match['number'])} times"),
    rule(rf"(?<![\d.,])(?P<number>(?:19|20)\d\d)(?= (?:{_COUNTED})\b)", lambda match: number_en(match["number"])),
    rule(ROMAN_PART, lambda match: f" {number_en(roman(match))}"),
    rule(r"(?<![\d.])\d+(?:\.\d+){2,}(?![\d.])",
         lambda match: " point ".join(number_en(part) for part in match[0].split("."))),
    rule(r"(?<![A-Za-z])[Nn][Oo]\. ?(?P<number>\d+)", lambda match: f"number {number_en(match['number'])}"),
    rule(r"#(?P<number>\d+)", lambda match: f"number {number_en(match['number'])}"),
    rule(r"(?<![\w.])(?P<number>\d+)(?:st|nd|rd|th)(?![A-Za-z])", lambda match: ordinal_en(int(match["number"]))),
    rule(r"(?<![\d/])1/2(?![\d/])", lambda _: "one half"),
    rule(r"(?<![\d/.])(?P<top>\d\.\d)/(?P<bottom>5|10)(?![\d/.])",
         lambda match: f"{number_en(match['top'])} out of {number_en(match['bottom'])}"),
    rule(r"(?<![\d/.])(?P<top>\d{1,3})/(?P<bottom>\d{1,4})(?![\d/])",
         lambda match: f"{number_en(match['top'])} over {number_en(match['bottom'])}"),
    rule(r"(?<!\d)(?P<left>\d+):(?P<right>\d+)(?!\d)",
         lambda match: f"{number_en(match['left'])} to {number_en(match['right'])}"),
    rule(r"(?<![A-Za-z])(?P<letters>[A-Z]{2,6}) (?P<digits>\d{3,4})(?![\d.])", _model),
    rule(r"(?<![A-Za-z])(?P<letters>[A-Za-z]{1,12})-?(?P<digits>\d+)(?![\d.])", _model),
    rule(r"(?<![\w.])(?P<digits>\d{3,4})(?=[pP](?![A-Za-z]))", lambda match: f"{digits_en(match['digits'])} "),
    rule(rf"(?<![\d.])(?P<low>{AMOUNT}){DASH}(?P<high>{AMOUNT})(?![\d.-])",
         lambda match: f"{number_en(plain(match['low']))} to {number_en(plain(match['high']))}"),
    rule(rf"(?P<minus>(?<![\w.])-(?=\d))?(?P<number>{AMOUNT})(?P<tail>(?=[A-Za-z]))?",
         lambda match: _number(match) + ("" if match["tail"] is None else " ")),
    rule(r" ?& ?", lambda _: " and "),
    rule(r" ?\+ ?", lambda _: " plus "),
    rule(r"\bw/(?= ?[a-z])", lambda _: "with "),
    rule(r"(?<!\w)@", lambda _: " "),
    rule(r"@", lambda _: " at "),
    rule(r"(?<=[A-Za-z]{2})\.(?=[A-Za-z]{2})", lambda _: " dot "),
    rule(r"(?<=\w)/(?=\w)", lambda _: " "),
    rule(r"(?<![A-Za-z'])[A-Z]{2,6}(?![A-Za-z'])", lambda match: spelled(match[0])),
    rule(r"(?<=\b[A-Z])-(?=[A-Z]\b)", lambda _: " "),
    rule(r"×", lambda _: " by "),
)  # fmt: skip
"""Tried in this order, each over all of the text."""
