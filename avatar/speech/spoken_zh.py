"""How a Chinese shop reads out prices, units, dates, telephone numbers and model names."""

from __future__ import annotations

import re

from avatar.speech.acronyms import spelled
from avatar.speech.numerals import digits_zh, number_zh, plain, said_zh
from avatar.speech.rules import AMOUNT, DASH, LINK, ROMAN_PART, Rule, roman, rule

_CURRENCIES = {
    "US$": "美元", "HK$": "港元", "NT$": "新台币", "A$": "澳元", "C$": "加元", "S$": "新加坡元", "$": "美元",
    "¥": "元", "€": "欧元", "£": "英镑", "₩": "韩元", "฿": "泰铢", "₽": "卢布", "₹": "卢比",
    "CN¥": "元", "RMB": "元", "CNY": "元", "USD": "美元", "EUR": "欧元", "GBP": "英镑", "JPY": "日元", "HKD": "港元",
}  # fmt: skip
_UNITS = {
    "kg": "公斤", "KG": "公斤", "Kg": "公斤", "g": "克", "mg": "毫克", "μg": "微克", "ug": "微克", "t": "吨",
    "ml": "毫升", "mL": "毫升", "ML": "毫升", "L": "升", "l": "升", "km": "公里", "m": "米", "cm": "厘米",
    "CM": "厘米", "mm": "毫米", "MM": "毫米", "μm": "微米", "nm": "纳米", "m²": "平方米", "㎡": "平方米",
    "cm²": "平方厘米", "mm²": "平方毫米", "m³": "立方米", "cm³": "立方厘米",
    "W·h": "瓦时", "kW·h": "千瓦时", "N·m": "牛米",
    "mAh": "毫安时", "MAH": "毫安时", "mah": "毫安时",
    "Ah": "安时", "Wh": "瓦时", "kWh": "千瓦时", "W": "瓦", "w": "瓦", "kW": "千瓦", "KW": "千瓦", "V": "伏",
    "v": "伏", "mA": "毫安", "A": "安", "Hz": "赫兹", "HZ": "赫兹", "kHz": "千赫兹", "MHz": "兆赫兹", "GHz": "吉赫兹",
    "dB": "分贝", "db": "分贝", "Pa": "帕", "kPa": "千帕", "MPa": "兆帕", "lm": "流明", "N": "牛", "°C": "摄氏度",
    "℃": "摄氏度", "°F": "华氏度", "℉": "华氏度", "°": "度", "min": "分钟", "h": "小时", "s": "秒", "ms": "毫秒",
    "px": "像素", "fps": "帧", "rpm": "转每分", "r/min": "转每分",
    "km/h": "公里每小时", "m/s": "米每秒", "oz": "盎司", "lb": "磅",
    "lbs": "磅", "ft": "英尺", "inch": "英寸", "in": "英寸", "″": "英寸", "\"": "英寸", "kcal": "千卡", "cal": "卡",
    "kJ": "千焦", "ppm": "p p m", "‰": "‰",
}  # fmt: skip
_UNIT = "|".join(re.escape(unit) for unit in sorted(_UNITS, key=len, reverse=True))
_CURRENCY = "|".join(re.escape(sign) for sign in sorted(_CURRENCIES, key=len, reverse=True))
_MEASURES = (
    "个件只双瓶盒包袋罐支块条张台套箱桶杯把副对份款种次位人名天年日周斤两倍层片颗粒枚本册部辆间家头匹米米元折根卷枝滴"
)
_ONLY_TWO = "折两日"
_AFTER_TWO = "".join(letter for letter in _MEASURES if letter not in _ONLY_TWO)


def _amount(number: str, following: str = "") -> str:
    """A count; a lone 2 before a measure word is 两."""
    number = number.replace(",", "")
    if number == "2" and following[:1] in _AFTER_TWO + "小分公千毫厘升克吨平立港美欧英" and following:
        return "两"
    return number_zh(number)


def _money(match: re.Match[str]) -> str:
    name = _CURRENCIES[match["sign"].upper()]
    minus = "负" if match["minus"] else ""
    times = {"k": "千", "w": "万", "万": "万", "千": "千", "亿": "亿"}.get((match["times"] or "").lower(), "")
    low = match["low"]
    words = f"{_amount(plain(low), times or name)}到" if low else ""
    return f"{minus}{words}{_amount(plain(match['high']), times or name)}{times}{name}"


def _money_after(match: re.Match[str]) -> str:
    name = _CURRENCIES[match["sign"].upper()]
    return _amount(plain(match["high"]), name) + name


def _percent(match: re.Match[str]) -> str:
    of = "百分之" if match["sign"] == "%" else "千分之"
    low = match["low"]
    high = number_zh(plain(match["high"])) if match["high"] != "100" else "百"
    return f"{of}{number_zh(plain(low))}到{of}{high}" if low else of + high


def _measured(match: re.Match[str]) -> str:
    unit = _UNITS[match["unit"]]
    cold = "零下" if match["minus"] and "氏度" in unit else "负" if match["minus"] else ""
    low = match["low"]
    if low:
        cold += _amount(plain(low), unit) + "到"
    return cold + _amount(plain(match["high"]), unit) + unit


def _library(match: re.Match[str]) -> str | None:
    """What the library says, where it leaves nothing written."""
    said = said_zh(match[0].replace("：", ":"))
    return None if re.search(r"\d", said) else said


def _telephone(match: re.Match[str]) -> str:
    return "，".join(digits_zh(group, one="幺") for group in re.findall(r"\d+", match[0]))


def _model(match: re.Match[str]) -> str:
    digits = match["digits"]
    counted = len(digits) <= 2 or (digits.endswith("00") and digits[0] != "0")
    return f"{match['letters']} {number_zh(digits) if counted else digits_zh(digits)}"


def _range(match: re.Match[str]) -> str:
    following = match.string[match.end() : match.end() + 1]
    return f"{_amount(match['low'], following)}到{_amount(match['high'], following)}"


def _number(match: re.Match[str]) -> str:
    following = match.string[match.end() : match.end() + 1]
    return ("负" if match["minus"] else "") + _amount(match["number"], following)


# what is read digit by digit behind these words, and with 幺 for 一 behind those
_CODED = "单号|编号|货号|型号|房间号|房号|工号|卡号|尾号|批号|邮编|验证码|兑换码|邀请码|条码|密码|口令|[Qq]群|群号"
_CALLED = "拨打|致电|热线|客服电话|电话"
_OF = r"[:：是为 ]{0,2}"
_PHONES = (
    r"(?<![\d.])(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)"
    r"|(?<![\d.])[48]00[- ]?\d{3,4}[- ]?\d{3,4}(?!\d)|(?<![\d.])0\d{2,3}[- ]\d{7,8}(?!\d)"
)
_DAY = r"(?<![\d.])(?:19|20)\d\d(?P<mark>[-/.])(?:0?[1-9]|1[0-2])(?P=mark)(?:0?[1-9]|[12]\d|3[01])(?![\d.])"
_CLOCK = r"(?:[01]?\d|2[0-4])[:：][0-5]\d(?:[:：][0-5]\d)?(?![\d:：])"
_YEARS = r"(?<!\d)(?:19|20)\d\d[-~](?:19|20)\d\d年"
_TIMES = rf"(?<=\d) ?(?:{_UNIT})? ?[×xX*] ?(?=\d)"
_SHOPPING_DAY = r"(?<![\d.])618(?=大促|年中|活动|狂欢|购物|期间|当天|来|[，。！!]|$)"
_SHORT_YEAR = r"(?<!\d)(?P<year>\d\d)(?=年?(?:新款|春款|夏款|秋款|冬款))"

RULES: tuple[Rule, ...] = (
    rule(LINK, lambda _: "链接"),
    rule(_DAY, _library),
    rule(_YEARS, _library),
    rule(r"(?P<year>\d{4})(?=年|款|版|春|夏|秋|冬|新款|双)", lambda match: digits_zh(match["year"])),
    rule(_SHORT_YEAR, lambda match: digits_zh(match["year"])),
    rule(_SHOPPING_DAY, lambda match: digits_zh(match[0])),
    rule(rf"(?<![\d:：]){_CLOCK}(?:[-~]{_CLOCK})?", _library),
    rule(_PHONES, _telephone),
    rule(rf"(?P<word>{_CALLED})(?P<of>{_OF})(?P<digits>\d{{5,}})",
         lambda match: match["word"] + match["of"] + digits_zh(match["digits"], one="幺")),
    rule(rf"(?P<word>{_CODED})(?P<of>{_OF}[A-Z]{{0,4}}[- ]?)(?P<digits>\d{{3,}})(?![\d.])",
         lambda match: f"{match['word']}{match['of']} {digits_zh(match['digits'])}"),
    rule(rf"(?P<minus>(?<![\w.])-)?(?P<sign>{_CURRENCY}) ?(?:(?P<low>{AMOUNT}){DASH}(?:{_CURRENCY})?)?"
         rf"(?P<high>{AMOUNT})(?P<times>[kKwW万千亿](?![A-Za-z]))?元?", _money, re.IGNORECASE),
    rule(rf"(?P<high>{AMOUNT}) ?(?P<sign>RMB|CNY|USD|EUR|GBP|HKD|JPY|€|£|\$)(?![A-Za-z\d])", _money_after,
         re.IGNORECASE),
    rule(rf"(?:(?P<low>{AMOUNT})%?{DASH})?(?P<high>{AMOUNT})(?P<sign>[%‰])", _percent),
    rule(r"(?<=\d)w(?=\+|元|人|件)", lambda _: "万"),
    rule(r"(?<!\d)(?P<digits>[1-9][1-9])(?=折)", lambda match: digits_zh(match["digits"])),
    rule(r"(?P<stars>[1-9])A(?=景|级|认证)", lambda match: f"{number_zh(match['stars'])} A "),
    rule(_TIMES, lambda match: "".join(_UNITS.get(part, "") for part in [match[0].strip("×xX* ")]) + "乘"),
    rule(rf"(?P<minus>(?<![\w.])-)?(?:(?P<low>{AMOUNT})(?:{_UNIT})?{DASH})?(?P<high>{AMOUNT}) ?"
         rf"(?P<unit>{_UNIT})(?![A-Za-z²³])", _measured),
    rule(rf"(?<=[{_MEASURES}克升斤]) ?[×xX*] ?(?P<number>\d+)", lambda match: f"乘{number_zh(match['number'])}"),
    rule(r"[Nn][Oo]\.? ?(?P<number>\d+)", lambda match: f"第{number_zh(match['number'])}"),
    rule(ROMAN_PART, lambda match: f" {number_zh(roman(match))}"),
    rule(r"第 ?(?P<number>\d+)", lambda match: f"第{number_zh(match['number'])}"),
    rule(r"(?<![\d/])\d{1,3}/\d{1,4}(?![\d/])|(?<![\d:：])\d+[:：]\d+(?![\d:：])|[≥≤±]\d+(?![\d.])", _library),
    rule(r"(?P<sign>[≥≤±])(?=\S)", lambda match: {"≥": "大于等于", "≤": "小于等于", "±": "正负"}[match["sign"]]),
    rule(r"(?<![\d.])\d+(?:\.\d+){2,}(?![\d.])",
         lambda match: "点".join(number_zh(part) for part in match[0].split("."))),
    rule(r"(?<![A-Za-z])(?P<letters>[A-Z]{2,6}) (?P<digits>\d{3,4})(?![\d.])", _model),
    rule(r"(?<![A-Za-z])(?P<letters>[A-Za-z]{1,12})-?(?P<digits>\d+)(?![\d.])", _model),
    rule(r"(?<![\w.])(?P<digits>\d{3,4})(?=[pP](?![A-Za-z]))", lambda match: f"{digits_zh(match['digits'])} "),
    rule(r"(?<![\d.])(?P<number>\d+)²", lambda match: f"{number_zh(match['number'])}的平方"),
    rule(rf"(?<![\d.])(?P<low>{AMOUNT}){DASH}(?P<high>{AMOUNT})(?![\d.-])", _range),
    rule(rf"(?P<minus>(?<![\w.])-(?=\d))?(?P<number>{AMOUNT})", _number),
    rule(rf"(?<=[元角克斤升米分{_MEASURES}]) ?/ ?(?=[\u4e00-\u9fff])", lambda _: "每"),
    rule(r"×", lambda _: "乘"),
    rule(r" ?& ?", lambda _: "和"),
    rule(r"(?<=\w) ?\+ ?(?=\w)|\+", lambda _: "加"),
    rule(r"(?<!\w)@", lambda _: " "),
    rule(r"@", lambda _: " at "),
    rule(r"(?<=[A-Za-z])\.(?=[A-Za-z])", lambda _: "点"),
    rule(r"(?<=[A-Za-z])-(?=[A-Za-z])|(?<=\w)[-/](?=\w)", lambda _: " "),
    rule(r"(?<![A-Za-z])[A-Z]{2,6}(?![A-Za-z])", lambda match: spelled(match[0])),
)  # fmt: skip
"""Tried in this order, each over all of the text."""
