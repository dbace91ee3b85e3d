"""Where a document says something else than the product sheet: another price, stock or specification.

The sheet is believed; the operator is told, and what contradicts it is not quoted. Only
what is plainly said of that very product counts: a fee, a threshold, a discount or another
product's price is no contradiction.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from decimal import Decimal

from avatar.catalog.money import price_text
from avatar.types import Product
from avatar.words.figures import MONEY, Figure, figures

_SENTENCE = re.compile(r"(?<=[。！？!?；;\n])|(?<=[a-z0-9)]\.)\s+(?=[A-Z])")
_CLAUSE = re.compile(r"[，,、。；;\n]|\s[-–—]\s")
_PRICE = re.compile(
    r"售价|卖价|价格|价钱|现价|到手价|直播价|只要|只卖|卖(?=\s*[¥￥\d])"
    r"|\b(?:prices?|priced|costs?|sells? (?:for|at)|retails?|yours for)\b",
    re.IGNORECASE,
)
_LIST_PRICE = re.compile(
    r"原价|划线价|市场价|吊牌价|标价|\b(?:list price|rrp|msrp|was|recommended price)\b", re.IGNORECASE
)
_OTHER_MONEY = re.compile(
    r"运费|邮费|快递费|手续费|押金|定金|配件|替换|滤芯|加\s*[¥￥\d]|满|减|券|返|赔|保险|补差|省"
    r"|\b(?:shipping|postage|delivery|fee|deposit|spare|replacement|refill|accessor\w+|orders? (?:over|above)|over|off|"
    r"coupon|voucher|refund|save|saving|compensat\w+|insur\w+|up to|from)\b",
    re.IGNORECASE,
)
_STOCK = re.compile(r"库存|现货|剩余|\b(?:in stock|stock|left)\b", re.IGNORECASE)
_PIECES = ("piece", None)
_FILLER = r"\s*(?:[:：=是为约达有]|大约|\bis\b|\bof\b|\babout\b|\|)*\s*"
_NEAR = 14
"""Characters after a specification's name within which its value is said."""


def contradicts(text: str, product: Product, others: Sequence[Product] = (), *, about: bool = False) -> str | None:
    """What the text says of the product that the sheet says otherwise, in a few words; None where nothing.

    `about`: the text is known to be about the product; otherwise it must name it, and what follows the name
    of one of the `others` is about that one.
    """
    text = unicodedata.normalize("NFKC", text)
    for sentence in _of_product(text, product, others, about):
        said = _price(sentence, product) or _stock(sentence, product) or _spec(sentence, product)
        if said:
            return said
    return None


def _of_product(text: str, product: Product, others: Sequence[Product], about: bool) -> Iterator[str]:
    """The sentences about the product: from where it is named until another one is."""
    meant = about
    for sentence in filter(str.strip, _SENTENCE.split(text)):
        if _names(sentence, product):
            meant = True
        elif any(_names(sentence, other) for other in others if other.id != product.id):
            meant = False
        if meant:
            yield sentence


def _names(sentence: str, product: Product) -> bool:
    """Whether the product is named: by its whole name, or by what stands at the end of it, as people shorten names."""
    plain, name = _plain(sentence), _plain(product.name)
    if name in plain:
        return True
    words = product.name.split()
    if name.isascii():
        return len(words) > 1 and re.search(rf"\b{re.escape(' '.join(words[-2:]))}s?\b", sentence, re.I) is not None
    return len(name) >= 4 and any(name[-size:] in plain for size in (4, 3))


def _plain(text: str) -> str:
    return re.sub(r"[\s·•\-—_'\"“”「」『』]+", "", unicodedata.normalize("NFKC", text)).casefold()


def _price(sentence: str, product: Product) -> str | None:
    for clause in _CLAUSE.split(sentence):
        amounts = [figure.value for figure in figures(clause) if figure.unit == MONEY]
        if not amounts or _OTHER_MONEY.search(clause):
            continue
        listed = _LIST_PRICE.search(clause) is not None
        if not listed and not _PRICE.search(clause):
            continue
        known = product.list_price if listed else product.price
        if known is not None and not {product.price, product.list_price} & set(amounts):
            shown = [price_text(amount, product.currency, "en") for amount in (amounts[0], known)]
            return (
                f"it gives {product.name} a {'list ' if listed else ''}price of {shown[0]}, the sheet says {shown[1]}"
            )
    return None


def _stock(sentence: str, product: Product) -> str | None:
    if product.stock is None:
        return None
    for clause in _CLAUSE.split(sentence):
        if _STOCK.search(clause):
            counts = [figure.value for figure in figures(clause) if figure.unit in _PIECES]
            if counts and Decimal(product.stock) not in counts:
                return f"it says {counts[0]} of {product.name} are in stock, the sheet says {product.stock}"
    return None


def _spec(sentence: str, product: Product) -> str | None:
    for key, value in product.specs.items():
        stated = [figure for figure in figures(value) if figure.unit is not None]
        said = _value_after(key, sentence)
        if not stated or said is None or said.unit not in {figure.unit for figure in stated}:
            continue
        if all((said.value, said.unit) != (figure.value, figure.unit) for figure in stated):
            return f"it gives {product.name} {key} {said.written}, the sheet says {value}"
    return None


def _value_after(key: str, sentence: str) -> Figure | None:
    """The figure that is said right after the name of a specification."""
    found = re.search(rf"{re.escape(key)}{_FILLER}", sentence, re.IGNORECASE)
    if found is None:
        return None
    after = re.split(r"[,，;；。]", sentence[found.end() : found.end() + _NEAR])[0]
    return next(iter(figures(after)), None) if re.match(r"[\d一二两三四五六七八九十百千]", after) else None
