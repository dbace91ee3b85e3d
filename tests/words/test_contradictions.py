"""What a document says against the sheet is noticed, and what only looks like it is not."""

from __future__ import annotations

from decimal import Decimal

import pytest

from avatar.types import Product
from avatar.words.contradictions import contradicts

LAMP = Product(
    "lamp",
    "弯月折叠台灯",
    Decimal(199),
    Decimal(259),
    stock=40,
    specs={"功率": "12 W", "色温": "3000-5000 K", "重量": "780 克"},
)
FAN = Product(
    "fan", "Windle Desk Fan", Decimal("45.50"), currency="USD", stock=12, specs={"Weight": "900 g", "Power": "20 W"}
)


@pytest.mark.parametrize(
    ("text", "product", "said"),
    [
        ("弯月折叠台灯售价¥189。", LAMP, "it gives 弯月折叠台灯 a price of ¥189, the sheet says ¥199"),
        ("折叠台灯现在只要一百八十九元，很划算。", LAMP, "a price of ¥189, the sheet says ¥199"),
        ("弯月折叠台灯原价299元。", LAMP, "a list price of ¥299, the sheet says ¥259"),
        ("商品: 弯月折叠台灯；价格: 189元；颜色: 白", LAMP, "a price of ¥189"),
        ("弯月折叠台灯目前库存 15 件。", LAMP, "it says 15 of 弯月折叠台灯 are in stock, the sheet says 40"),
        ("弯月折叠台灯：功率 18 W，色温可调。", LAMP, "功率 18 W, the sheet says 12 W"),
        ("The Windle Desk Fan costs $39.", FAN, "a price of $39, the sheet says $45.50"),
        ("The desk fan is quiet. Its price is 39 dollars.", FAN, "a price of $39"),
        ("Windle Desk Fan. Weight: 1200 g.", FAN, "Weight 1200 g, the sheet says 900 g"),
    ],
)  # fmt: skip
def test_another_figure_for_the_same_fact_is_told(text: str, product: Product, said: str) -> None:
    assert said in (contradicts(text, product, (LAMP, FAN)) or "")


@pytest.mark.parametrize(
    ("text", "product"),
    [
        ("弯月折叠台灯售价199元，店铺划线价259元。", LAMP),
        ("弯月折叠台灯满300减50。", LAMP),
        ("弯月折叠台灯的替换灯罩价格39元。", LAMP),
        ("弯月折叠台灯运费10元。", LAMP),
        ("落地灯售价399元。", LAMP),
        ("弯月折叠台灯色温 3000 K 到 5000 K，重量 780 克。", LAMP),
        ("订单满99元包邮。", LAMP),
        ("The Windle Desk Fan ships free on orders over $60.", FAN),
        ("A spare blade for the desk fan costs $9.", FAN),
        ("Our heater costs $80.", FAN),
        ("The Windle Desk Fan costs $45.50.", FAN),
        ("弯月折叠台灯很好。Windle Desk Fan 售价 199 元。", LAMP),
    ],
)
def test_what_only_looks_like_it_is_not(text: str, product: Product) -> None:
    assert contradicts(text, product, (LAMP, FAN)) is None


def test_a_document_about_one_product_need_not_name_it() -> None:
    assert contradicts("售价：189元", LAMP) is None
    assert contradicts("售价：189元", LAMP, about=True) is not None
