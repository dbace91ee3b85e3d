"""The product's card: picture, name, what speaks for it, price and struck-through list price.

In a box much wider than tall the picture stands left of the texts, else above them.
Only facts of the sheet are shown; what the sheet does not say takes no room.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from avatar.catalog.money import price_text
from avatar.catalog.picture import open_picture
from avatar.stage.layers import bgr, cover
from avatar.stage.paint import Canvas, Colour, Layer, Type, blurred, rounded
from avatar.stage.scene import Palette, Pixelbox
from avatar.stage.text import Typeface, showable, width, wrap
from avatar.types import Floats, Language, Pixels, Product

_STOCK = {"zh": "库存 {} 件", "en": "{} in stock"}
_SOLD_OUT = {"zh": "已售罄", "en": "Sold out"}
_SHADOW: Colour = (20, 12, 12)


@dataclass(frozen=True)
class _Plan:
    """Where things are on a card, in pixels from its left upper corner.

    `height` of the card, `picture` (left, top, width, height) if it has one, `texts` the
    room for texts, `unit` the size of the name's letters that all texts go by.
    """

    height: int
    picture: Pixelbox | None
    texts: Pixelbox
    unit: int


def card(product: Product, box: Pixelbox, palette: Palette, language: Language, face: Typeface) -> Layer:
    """The card of a product, as wide as `box` and no taller; its shadow reaches a little further.

    Raises PictureError where the product's picture cannot be opened.
    """
    left, top, wide, most = box
    plan = _beside(product, wide, most) if wide > 1.5 * most else _above(product, wide, most)
    margin = max(4, min(wide, plan.height) // 9)
    canvas = Canvas(wide + 2 * margin, plan.height + 2 * margin)
    radius = min(wide, plan.height) * 0.1
    _plate(canvas, (margin, margin, wide, plan.height), radius, palette)
    if plan.picture:
        x, y, across, tall = plan.picture
        mask = rounded((across, tall), (0, 0, across, tall), radius * 0.72)
        canvas.picture(margin + x, margin + y, _fitted(product, (across, tall), palette), mask)
    _Writer(canvas, margin, plan, palette, language, face).write(product)
    return canvas.layer(left - margin, top + (most - plan.height) // 2 - margin)


def _plate(canvas: Canvas, body: Pixelbox, radius: float, palette: Palette) -> None:
    left, top, wide, high = body
    for drop, spread, opacity in ((0.32, 0.30, 0.30), (0.08, 0.08, 0.18)):
        fallen = (left, top + drop * left, wide, high)
        canvas.fill(blurred(rounded(canvas.size, fallen, radius), spread * left), _SHADOW, opacity)
    canvas.fill(rounded(canvas.size, body, radius), palette.card)


def _beside(product: Product, wide: int, high: int) -> _Plan:
    """The picture left of the texts; without one the texts are larger."""
    pad = round(high * 0.075)
    side = high - 2 * pad
    if not product.images:
        unit = max(7, round(min(high * 0.165, wide * 0.06)))
        return _Plan(high, None, (2 * pad, pad, wide - 4 * pad, side), unit)
    unit = max(7, round(min(high * 0.135, wide * 0.052)))
    left = round(pad * 2.25) + side
    return _Plan(high, (pad, pad, side, side), (left, pad, wide - left - round(pad * 1.5), side), unit)


def _above(product: Product, wide: int, most: int) -> _Plan:
    """The picture above the texts; the card is no taller than they need."""
    pad = round(min(wide, most) * 0.06)
    unit = max(7, round(min(wide * 0.08, most * 0.07)))
    texts = round(unit * (7.2 if product.selling_points else 5.4))
    inner = wide - 2 * pad
    picture = min(inner, most - texts - round(2.7 * pad)) if product.images else 0
    if picture < 2 * unit:
        high = min(most, texts + 2 * pad)
        return _Plan(high, None, (pad + pad // 4, pad, inner - pad // 2, high - 2 * pad), unit)
    top = pad + picture + round(0.7 * pad)
    high = min(most, top + texts + pad)
    return _Plan(high, (pad, pad, inner, picture), (pad + pad // 4, top, inner - pad // 2, high - pad - top), unit)


def _fitted(product: Product, size: tuple[int, int], palette: Palette) -> Pixels:
    """The product's first picture: cut to the room where its shape is near, else whole on a soft copy of itself."""
    picture = bgr(open_picture(product.images[0]))
    high, wide = picture.shape[:2]
    shape = (wide / high) / (size[0] / size[1])
    if 0.72 < shape < 1.4:
        return cover(picture, size)
    scale = min(size[0] / wide, size[1] / high)
    fitted = (max(1, round(wide * scale)), max(1, round(high * scale)))
    paper = cv2.GaussianBlur(cover(picture, size), (0, 0), max(size) * 0.08)
    found = np.clip(paper * 0.4 + np.array(palette.card) * 0.6, 0, 255).astype(np.uint8)
    left, top = (size[0] - fitted[0]) // 2, (size[1] - fitted[1]) // 2
    found[top : top + fitted[1], left : left + fitted[0]] = cv2.resize(picture, fitted, interpolation=cv2.INTER_AREA)
    return found


class _Writer:
    """Writes a card's texts: the name from the top down, the price on the bottom, a chip between if there is room."""

    def __init__(
        self, canvas: Canvas, margin: int, plan: _Plan, palette: Palette, language: Language, face: Typeface
    ) -> None:
        left, top, self._width, height = plan.texts
        self._left, self._top, self._bottom = margin + left, margin + top, margin + top + height
        self._canvas, self._unit, self._palette = canvas, plan.unit, palette
        self._language, self._face = language, face

    def write(self, product: Product) -> None:
        under = self._name(product.name)
        over = self._prices(product)
        self._chip(product, under, over)

    def _type(self, size: float, weight: float = 0.0) -> Type:
        pixels = max(4, int(size))
        return Type(self._face, pixels, pixels * weight)

    def _measure(self, style: Type, room: float) -> Callable[[str], float]:
        return lambda text: width(text, self._face, style.size) / room

    def _name(self, name: str) -> float:
        style = self._type(self._unit, 0.014)
        baseline = self._top + self._unit * 1.0
        for row in wrap(showable(name, self._face), self._measure(style, self._width), 2):
            self._canvas.text(self._left, baseline, row, style, self._palette.ink)
            baseline += self._unit * 1.36
        return baseline - self._unit * 0.9

    def _prices(self, product: Product) -> float:
        """The price, and beside it the list price and the stock where there is room; the first line they take."""
        palette = self._palette
        price = price_text(product.price, product.currency, self._language)
        size = self._unit * 1.8
        runs = self._price_runs(price, size)
        while sum(width(text, self._face, style.size) for text, style in runs) > self._width and size > 4:
            size *= 0.93
            runs = self._price_runs(price, size)
        x, baseline = float(self._left), self._bottom - self._unit * 0.12
        for text, style in runs:
            self._canvas.text(x, baseline, text, style, palette.accent)
            x += width(text, self._face, style.size)
        x = self._list_price(product, x + self._unit * 0.45, baseline)
        self._stock(product, x + self._unit * 0.5, baseline)
        return baseline - runs[-1][1].size * 0.8

    def _price_runs(self, price: str, size: float) -> list[tuple[str, Type]]:
        digits = next(at for at, char in enumerate(price) if char.isdigit())
        big = self._type(size, 0.028)
        return [(price[:digits], self._type(size * 0.62, 0.028)), (price[digits:], big)]

    def _list_price(self, product: Product, x: float, baseline: float) -> float:
        if product.list_price is None or product.list_price <= product.price:
            return x
        text = price_text(product.list_price, product.currency, self._language)
        style = self._type(self._unit * 0.86)
        wide = width(text, self._face, style.size)
        if x + wide > self._left + self._width:
            return x
        self._canvas.text(x, baseline, text, style, self._palette.muted)
        line = (
            x - style.size * 0.08,
            baseline - style.size * 0.40,
            wide + style.size * 0.16,
            max(1.0, style.size * 0.07),
        )
        self._canvas.fill(rounded(self._canvas.size, line, 1), self._palette.muted)
        return x + wide

    def _stock(self, product: Product, x: float, baseline: float) -> None:
        if product.stock is None:
            return
        texts = _STOCK if product.stock else _SOLD_OUT
        text = texts.get(self._language, texts["en"]).format(product.stock)
        style = self._type(self._unit * 0.74)
        start = self._left + self._width - width(text, self._face, style.size)
        if start >= x:
            self._canvas.text(start, baseline, text, style, self._palette.muted)

    def _chip(self, product: Product, under: float, over: float) -> None:
        """The first selling point on a tinted plate, if there is room between name and price."""
        style = self._type(self._unit * 0.76)
        pad, high = style.size * 0.55, style.size * 1.75
        if not product.selling_points or over - under < high * 1.1:
            return
        text = showable(product.selling_points[0], self._face)
        rows = wrap(text, self._measure(style, self._width - 2 * pad), 1)
        if rows:
            plate = (self._left, (under + over - high) / 2, width(rows[0], self._face, style.size) + 2 * pad, high)
            self._canvas.fill(self._round(plate, style.size * 0.4), self._palette.accent, 0.1)
            baseline = plate[1] + high / 2 + style.size * 0.36
            self._canvas.text(self._left + pad, baseline, rows[0], style, self._palette.accent)

    def _round(self, box: tuple[float, float, float, float], radius: float) -> Floats:
        return rounded(self._canvas.size, box, radius)
