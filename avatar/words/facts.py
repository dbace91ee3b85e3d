"""A product's facts one by one, each under the name of its field, for models and for answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from avatar.catalog.money import price_text
from avatar.types import Product

_PIECES = {
    "zh": ("件", "件"), "ja": ("個", "個"), "ko": ("개", "개"), "en": (" piece", " pieces"),
    "es": (" unidad", " unidades"), "de": (" Stück", " Stück"), "fr": (" pièce", " pièces"),
}  # fmt: skip


@dataclass(frozen=True)
class Fact:
    """One thing the shop states. `source` names its field (`price`, `spec: 容量`, `faq 2`, `point 1`, …) or a
    document and the place in it (`returns.pdf: page 3`); `place` says where that stands (`shop.yaml: mug`)."""

    source: str
    text: str
    place: str = ""


def product_facts(product: Product, language: str) -> tuple[Fact, ...]:
    """Everything the sheet states about a product today, prices written for readers of `language`."""
    facts = [Fact("name", product.name), Fact("price", price_text(product.price, product.currency, language))]
    saving = saving_text(product, language)
    if saving is not None and product.list_price is not None:
        facts.append(Fact("list_price", price_text(product.list_price, product.currency, language)))
        facts.append(Fact("saving", saving))
    if product.stock is not None:
        facts.append(Fact("stock", stock_text(product.stock, language)))
    facts += [Fact(f"point {number}", point) for number, point in enumerate(product.selling_points, start=1)]
    facts += [Fact(f"spec: {key}", f"{key}: {value}") for key, value in product.specs.items()]
    facts += [Fact(f"faq {number}", f"{faq.question} {faq.answer}") for number, faq in enumerate(product.faq, start=1)]
    coupons = (coupon for coupon in enumerate(product.coupons, start=1) if coupon[1].holds(date.today()))
    facts += [Fact(f"coupon {number}", coupon.text) for number, coupon in coupons]
    return tuple(facts)


def saving_text(product: Product, language: str) -> str | None:
    """What the buyer saves against the shop's list price; `None` where the sheet gives no higher list price."""
    if product.list_price is None or product.list_price <= product.price:
        return None
    return price_text(product.list_price - product.price, product.currency, language)


def stock_text(stock: int, language: str) -> str:
    """`120件`, `120 pieces`, `1 piece`, `120 Stück`; in English where the language is not known."""
    one, many = _PIECES.get(language, _PIECES["en"])
    return f"{stock}{one if stock == 1 else many}"
