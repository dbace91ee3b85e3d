"""What may not be said: figures the sheet does not state, superlatives, and promises nobody made.

A first gate in front of everything a language model writes and everything a sheet
says about its own goods.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from avatar.words.figures import strange_figures

# 广告法 art. 9: words that claim to be the highest, the first or the only one. Settings
# and limits that a specification states (最高 900 流明, 最低亮度) are none.
_MEASURED = (
    r"[高低大小长短多少轻远快慢薄厚](?:\s*(?:可达?|支持|约|为|仅)?\s*[\d一二两三四五六七八九十百千]"
    r"|亮度|温度|功率|容量|尺寸|档|挡|载重|承重|转速|噪音|时长|负载|水位)"
)
_FORBIDDEN = re.compile(
    rf"最(?!后|近|初|终|多可|少需|{_MEASURED})|第一(?![步点个次条件位款页章眼时])|国家级|世界级|顶级|顶尖|极品|极致|"
    r"唯一|独一无二|首选|王牌|冠军|绝对|史上|史无前例|空前|无与伦比|完美无瑕|万能|永久|零风险|百分百|全网低价|领导品牌"
)
_BOAST = re.compile(
    r"\b(?:best(?!\s+(?:wishes|regards|before))|number one|no\. ?1|world'?s|unbeatable|ultimate|cheapest|greatest|"
    r"finest|perfect|lowest[ -]price|the most|unrivall?ed|second to none|guaranteed)\b|#1\b",
    re.IGNORECASE,
)
# said only where the sheet says so itself
_PROMISE = re.compile(
    r"免费|免单|包邮|免邮|免运费|赠送|赠品|买一送|半价|打折|折扣|返现|红包|优惠券|满减|秒杀|清仓|限时|限量|限购|仅剩|只剩|马上涨|"
    r"涨价|原价|手慢|抢购|抢光|包退|包换|退款|无理由|质保|保修|正品保证|假一赔|今晚|截止|有效期|治疗|疗效|治愈|"
    r"\b(?:free|half[ -]price|giveaway|coupon|voucher|cashback|limited[ -]time|hurry|last chance|selling out|"
    r"almost gone|while stocks? lasts?|only \w+ left|today only|ends (?:today|tonight|soon)|refund|money[ -]back|"
    r"original price|warranty|guarantee|cures?|clinically)\b",
    re.IGNORECASE,
)


def forbidden_word(text: str) -> str | None:
    """The first Chinese superlative that advertising law forbids, whoever says it; `None` if there is none."""
    found = _FORBIDDEN.search(text)
    return found[0] if found else None


def unfounded(text: str, facts: Iterable[str]) -> str | None:
    """Why `text` may not be said, given the facts there are, in a few words; `None` if it may."""
    facts = tuple(facts)
    boast = _FORBIDDEN.search(text) or _BOAST.search(text)
    if boast:
        return f"says {boast[0]!r}, which advertising law forbids"
    strange = strange_figures(text, facts)
    if strange:
        return f"states {strange[0]!r}, which is not on the sheet"
    told = " ".join(facts).lower()
    for promise in _PROMISE.finditer(text):
        if promise[0].lower() not in told:
            return f"promises {promise[0]!r}, which is not on the sheet"
    return None
