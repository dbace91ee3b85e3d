"""What the fields of a sheet are called, in English and Chinese, as keys and as column headers."""

from __future__ import annotations

import re

from avatar.catalog.fields import guess
from avatar.errors import SheetError

PRODUCT_FIELDS = (
    "id", "name", "price", "list_price", "currency", "stock", "selling_points", "specs", "faq", "coupons", "images",
)  # fmt: skip
SHEET_FIELDS = ("products", "language", "shop", "currency", "draft")
SPEC_PREFIX = re.compile(r"(?i)(?:specs?|规格|参数)\s*[:：.]\s*(.+)")
"""A column of one specification: `spec:Capacity`, `规格:容量`."""

_ALIASES = {
    "id": ["product_id", "sku", "编号", "商品编号", "商品id", "货号"],
    "name": ["title", "product", "product_name", "名称", "商品名", "商品名称", "品名", "标题", "商品标题"],
    "price": ["sale_price", "价格", "售价", "现价", "到手价", "直播价", "活动价"],
    "list_price": ["compare_at_price", "original_price", "msrp", "原价", "划线价", "标价", "吊牌价", "市场价"],
    "currency": ["币种", "货币"],
    "stock": ["inventory", "quantity", "库存", "数量", "库存数量"],
    "selling_points": ["selling_point", "features", "highlights", "卖点", "商品卖点", "亮点", "特点"],
    "specs": ["spec", "specifications", "规格", "参数", "规格参数", "商品参数"],
    "faq": ["faqs", "q&a", "问答", "常见问题"],
    "coupons": ["offers", "优惠券", "优惠", "优惠活动", "满减"],
    "images": ["image", "picture", "pictures", "photo", "图片", "商品图", "商品图片", "主图"],
    "language": ["lang", "语言"],
    "shop": ["store", "shop_name", "店铺", "店名", "店铺名称"],
    "draft": ["草稿"],
    "products": ["商品", "商品列表", "产品"],
}


def field_named(word: str, known: tuple[str, ...], place: str) -> str:
    """The field that a key or header means; raises SheetError with the nearest known name."""
    plain = re.sub(r"[\s_\-]+", "_", word.strip().casefold())
    for name in known:
        if plain == name or plain in _ALIASES.get(name, ()):
            return name
    spoken = {*known, *(alias for name in known for alias in _ALIASES.get(name, ()))}
    hint = guess(plain, sorted(spoken))
    raise SheetError(f"{place}: unknown name {word!r}{hint}; there are: {', '.join(known)}")
