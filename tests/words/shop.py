"""Products that tests of the words sell."""

from __future__ import annotations

from decimal import Decimal

from avatar.types import Catalog, Faq, Product

CUP = Product(
    id="cup-01",
    name="云朵保温杯",
    price=Decimal("99"),
    list_price=Decimal("129"),
    stock=120,
    selling_points=("316不锈钢内胆", "早上倒的热水，晚上还是温的", "支持一键开盖", "杯身只有280克，放包里不沉"),
    specs={"容量": "500毫升", "颜色": "雾白、湖蓝", "产地": "浙江"},
    faq=(Faq("能放洗碗机吗？", "杯身可以，杯盖请手洗。"), Faq("能装咖啡吗", "可以，喝完及时清洗。")),
)
LAMP = Product(
    id="lamp",
    name="The Fold Lamp",
    price=Decimal("39"),
    currency="USD",
    stock=1,
    selling_points=("Three colour temperatures, switched by touch", "Folds flat like a book", "40 hours of light"),
    specs={"Power": "5 W", "USB": "Type-C", "Battery": "2000 mAh"},
    faq=(Faq("How long does charging take?", "About two and a half hours."),),
)
TEA = Product(
    id="tea", name="山野白茶", price=Decimal("268"), stock=0, selling_points=("采自海拔800米的茶园。当年春茶。",)
)
BARE = Product(id="bare", name="羊毛围巾", price=Decimal("199.5"), list_price=Decimal("199.5"))

SHOP = Catalog((CUP, LAMP, TEA, BARE))
