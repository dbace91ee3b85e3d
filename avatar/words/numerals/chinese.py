"""Chinese numbers (and the kanji of Japanese) to digits.

`九十九` 99, `一百二` 120, `三万五` 35000, `九块九` 9.9元, `八八折` 8.8折, `半价` 5折, `一半` 0.5, `两年半` 2.5年,
`七成` 70%.
Numerals that are only part of a word or a saying are left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from avatar.words.numerals.idioms import without_idioms
from avatar.words.numerals.marks import MORE, VAGUE

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_POWERS = {"十": 10, "百": 100, "千": 1000}
_BIG = {"万": 10_000, "亿": 100_000_000}
_TENS = {"廿": "二十", "卅": "三十"}
_NUMERAL = "零〇一二两三四五六七八九十百千万亿"
_SIMPLE = str.maketrans("兩萬億點塊個圓雙倍數幾對參貳陸", "两万亿点块个元双倍数几对叁贰陆")
_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
_FORMAL_RUN = re.compile(r"[壹贰叁肆伍陆柒捌玖拾佰仟零万亿]{2,}|[壹贰叁肆伍陆柒捌玖](?=[元块角折整])")
_TWO_OF = re.compile(r"(?<![咱你他她我们哥姐弟母女子父夫俩])俩(?=小?[月年天时杯瓶盒件块个星])")
_THREE_OF = re.compile(r"(?<![咱你他她我们])仨(?=小?[月年天时杯瓶盒件块个星])")
_SPACED = re.compile(rf"(?<=[{_NUMERAL}])[ _.·*\-]+(?=[{_NUMERAL}块元折])")

_NUMBER = re.compile(
    rf"(?P<kind>百|千|万)分之(?P<share>[{_NUMERAL}]+(?:点[{_NUMERAL}]+)?)"
    rf"|(?P<below>[{_NUMERAL}]+)分之(?P<above>[{_NUMERAL}]+)"
    rf"|(?P<whole>[{_NUMERAL}]+)(?:点(?P<part>[零〇一二两三四五六七八九]+))?"
)
_SHARE_SIGNS = {"百": "%", "千": "‰", "万": "‱"}
_ROUGH = re.compile(
    r"([一二两三四五六七八九])([一二两三四五六七八九])(?=[十百千万个天次只件种人年块元折小分周星毫克升米斤度成倍]|$)"
)
_TEEN_ROUGH = re.compile(r"十([一二三四五六七八九])([二三四五六七八九])(?=[个天次只件种人年块元])")
_COUNTED = re.compile(
    r"\s*(?:[个只条款种档号倍成层片支瓶盒包袋杯套双次级折件元块毛角天年月日周升克斤米寸瓦度秒色位名人台本张枚颗粒把根代期届班路口箱桶罐碗顶"
    r"座句项样轮局票分集步点円週圓歳枚冊回台つ]|小时|小時|分钟|钟头|毫|厘|公|英寸|星期|礼拜|摄氏|平方|立方|合一|選一|选一|连发|時間|割|か月|ヶ月)"
)
_ONE_COUNTED = re.compile(
    r"\s*(?:元|块钱|块(?=[零一二两三四五六七八九\d])|毛|角(?!落)|折|成(?=[以之多])|倍|小时|小時|分钟|秒钟|年(?!四季|到头|级)|个月|个小时|个钟|"
    r"星期|毫升|升|公斤|斤|克|米(?!阳光)|厘米|瓦|円|割|時間|か月|ヶ月|[天周](?=内|之内|就|到|发|送|无理由))"
)
_GIVEN = re.compile(rf"(?<=[买满拍减送发第省付])[{_NUMERAL}](?=[减送发件元块免，。！,.!\s]|$)")

_VAGUE = (
    (re.compile("成千上万|好几千|几千|数千|上千|千余"), 1000),
    (re.compile("成百上千|好几百|几百|数百|上百(?!度|货|家)|百余|百来"), 100),
    (re.compile("好几十|几十|数十"), 10),
    (re.compile("好几万|几万|数万|上万|过万"), 10_000),
    (re.compile("几十万|数十万|上百万|几百万|百万级"), 1_000_000),
)
_BEFORE = (
    (re.compile("半价|半折|对折(?![起叠后放成])|半額|半额"), "5折"),
    (re.compile("翻两番"), "4倍"),
    (re.compile("翻一?番|翻一?倍|翻了一?倍|加倍(?!珍惜|努力|小心|开心|用心)|双倍|两倍|倍増"), "2倍"),
    (re.compile("(?:超|过)半数?(?=的|用|观|顾|买|人)"), f"0.5{MORE}"),
    (re.compile("一大?半(?!会)|半数"), "0.5"),
    (re.compile("一个半(?=小时|钟头|月|星期|多)"), "1.5个"),
    (re.compile("一天半"), "1.5天"),
    (re.compile("(?<=十)几"), MORE),
)
_AFTER: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"(\d+)万(\d)千?(?!\d)"), lambda found: str(int(found[1]) * 10_000 + int(found[2]) * 1000)),
    (re.compile(r"(\d+(?:\.\d+)?)\s*万亿"), lambda found: _times(found[1], 10**12)),
    (re.compile(r"(\d+(?:\.\d+)?)\s*亿"), lambda found: _times(found[1], 10**8)),
    (re.compile(r"(\d+(?:\.\d+)?)\s*万"), lambda found: _times(found[1], 10_000)),
    (re.compile(r"(\d+(?:\.\d+)?)\s*千(?=[元块件个只多人次位名])"), lambda found: _times(found[1], 1000)),
    (re.compile(r"(\d+(?:\.\d+)?)\s*百(?=[元块件个只多人次位名])"), lambda found: _times(found[1], 100)),
    (re.compile(r"(?:(\d+)[块元])?(\d)[毛角](?:(\d)分?(?![\d钟之]))?(?!形|星|落)"), r"\1.\2\3元"),
    (re.compile(r"(\d+)块(\d)(?![\d.年月日天个])"), r"\1.\2元"),
    (re.compile(r"(\d)(\d)折"), r"\1.\2折"),
    (re.compile(r"(\d+(?:\.\d)?)(?:割引?)"), lambda found: f"{_times(found[1], 10)}%"),
    (re.compile(r"(\d+)(个)半(?=小时|钟头|月|星期|钟|多)"), r"\1.5\2"),
    (re.compile(r"(\d+)(小时|年|天|斤|公斤|升|米|倍|周|克|時間)半"), r"\1.5\2"),
    (re.compile(r"(\d+)[块元]半"), r"\1.5元"),
    (re.compile(r"(\d+)点半"), r"\1点30分"),
    (re.compile(r"(?<![\d上下前后大])半(?=个?小时|个?钟头?|个?月|年|天|公?斤|升|米|杯|瓶|箱|個?月|時間)"), "0.5"),
    (re.compile(r"(?<![\d.])(\d)成(?![为功员立本交分年熟品长])"), r"\g<1>0%"),
    (re.compile(r"(?<=\d)\s*(?:多(?!功)|余|[几来](?=[元块个件天年次位名人种只小分月斤克升米台本%])|\+)"), MORE),
    (re.compile(r"(?:超过|不止|不下|超出)\s*(\d+(?:\.\d+)?)"), rf"\1{MORE}"),
)


def to_digits(text: str) -> str:
    """The text with its Chinese numbers in digits; a saying becomes dots of the same length."""
    text = text.translate(_SIMPLE)
    text = _FORMAL_RUN.sub(lambda found: found[0].translate(_FORMAL), text)
    text = _SPACED.sub("", _THREE_OF.sub("三个", _TWO_OF.sub("两个", text)))
    for sign, meant in _TENS.items():
        text = text.replace(sign, meant)
    for pattern, shown in _BEFORE:
        text = pattern.sub(shown, text)
    text = without_idioms(text, "zh")
    for pattern, value in reversed(_VAGUE):
        text = pattern.sub(f"{value}{VAGUE}", text)
    text = _GIVEN.sub(lambda found: str(_value(found[0])), text)
    text = _TEEN_ROUGH.sub(r"十\1 十\2", text)
    text = _ROUGH.sub(_apart, text)
    text = _NUMBER.sub(_digits, text)
    for pattern, rewritten in _AFTER:
        text = pattern.sub(rewritten, text)
    return text


def _digits(found: re.Match[str]) -> str:
    if found["kind"]:
        return f"{_value(found['share'])}{_SHARE_SIGNS[found['kind']]}"
    if found["below"]:
        return f"{_ratio(_value(found['above']), _value(found['below']))}"
    if found["part"] is None and len(found["whole"]) == 1 and not _counts(found.string, found):
        return found["whole"]
    return f"{_value(found[0])}"


def _counts(text: str, found: re.Match[str]) -> bool:
    """Whether a single numeral states a figure: 三档 does, 一款 and 万家 do not."""
    numeral = found["whole"]
    beside = text[max(0, found.start() - 1) : found.start()], text[found.end() : found.end() + 1]
    if beside[1] == MORE:
        return True
    if any(sign.isdigit() for sign in beside):
        # 9十 and 3万 are numbers in two notations, told apart afterwards
        return False
    if numeral in _BIG or numeral in "百千":
        return bool(re.match(r"\s*[元块]", text[found.end() :]))
    return bool((_ONE_COUNTED if numeral == "一" else _COUNTED).match(text, found.end())) or beside[0] in ("块", "点")


def _value(written: str) -> Decimal:
    whole, _, fraction = written.partition("点")
    value = str(_sum(whole)) if any(char in _POWERS or char in _BIG for char in whole) else _spelt(whole) or "0"
    return Decimal(f"{value}.{_spelt(fraction)}" if fraction else value)


def _spelt(numerals: str) -> str:
    return "".join(str(_DIGITS[numeral]) for numeral in numerals)


def _sum(written: str) -> int:
    """The value of a number with powers; a digit that ends it counts the next power: 一百二 is 120, 三万五 is 35000."""
    total = section = digit = 0
    last = 1
    for numeral in written:
        if numeral in _DIGITS:
            digit = _DIGITS[numeral]
            last = last if digit else 1
        elif numeral in _POWERS:
            last = _POWERS[numeral]
            section += (digit or 1) * last
            digit = 0
        else:
            last = _BIG[numeral]
            total = (total + section + digit or 1) * last
            section = digit = 0
    return total + section + digit * (last // 10 if last >= 100 else 1)


def _apart(found: re.Match[str]) -> str:
    """两三天 is two or three days, 八八折 one number."""
    first, second = _DIGITS[found[1]], _DIGITS[found[2]]
    if second - first != 1 and (first, second) != (3, 5):
        return found[0]
    power = found.string[found.end() : found.end() + 1]
    return f"{found[1]}{power} {found[2]}" if power in _POWERS else f"{first} {found[2]}"


def _ratio(above: Decimal, below: Decimal) -> Decimal:
    return round(above / below, 4).normalize() if below else above


def _times(written: str, power: int) -> str:
    return f"{(Decimal(written) * power).normalize():f}"
