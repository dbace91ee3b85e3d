"""Every value that crosses from one stage of the studio to the next.

All are frozen. Time is counted in samples of one clock, `SAMPLE_RATE`; picture
frame *n* is shown at *n* / fps, and fps always divides the clock, so a frame is a
whole number of samples and nothing ever drifts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

from avatar.errors import UsageError
from avatar.nearest import hint

SAMPLE_RATE = 48_000
"""Samples a second of all sound inside the studio, whatever a voice delivers."""

Pixels = npt.NDArray[np.uint8]
"""uint8, [height, width, channels] in OpenCV's channel order (BGR, BGRA) or [height, width] for a matte."""
Samples = npt.NDArray[np.float32]
"""float32 mono sound, [n], within -1 … 1, at `SAMPLE_RATE`."""
Floats = npt.NDArray[np.float32]

Language = str
"""A primary language tag: `zh`, `en`, …"""
LineKind = Literal["opening", "feature", "offer", "call", "transition"]
"""What a line is for; a `transition` leads from one product of a show to the next."""
Gesture = Literal["greet", "present"]
"""What a presenter's hand does with a line: wave a greeting, or show the product card."""
CardSide = Literal["left", "right", "below"]
"""Where the product card stands, seen in the picture from the presenter."""


def samples_per_frame(fps: int) -> int:
    """The whole number of samples one frame lasts; raises UsageError if fps does not divide the clock."""
    if not 1 <= fps <= 60 or SAMPLE_RATE % fps:
        raise UsageError(f"--fps {fps}: choose one of 24, 25, 30, 48, 50 or 60")
    return SAMPLE_RATE // fps


@dataclass(frozen=True)
class Faq:
    """A question viewers ask and the shop's own answer."""

    question: str
    answer: str


@dataclass(frozen=True)
class Coupon:
    """An offer in the shop's own words; past `until`, its last day, it is not told any more."""

    text: str
    until: date | None = None

    def holds(self, day: date) -> bool:
        """Whether it can still be used on that day."""
        return self.until is None or day <= self.until


@dataclass(frozen=True)
class Product:
    """What a shop states about one product; nothing may be said on air that is not in here.

    Prices are decimals in `currency` (ISO 4217). `list_price` is the struck-through
    price; `stock` counts pieces; `None` means the shop did not say.
    """

    id: str
    name: str
    price: Decimal
    list_price: Decimal | None = None
    currency: str = "CNY"
    stock: int | None = None
    selling_points: tuple[str, ...] = ()
    specs: Mapping[str, str] = field(default_factory=dict, hash=False)  # a mapping has no hash
    faq: tuple[Faq, ...] = ()
    coupons: tuple[Coupon, ...] = ()
    images: tuple[Path, ...] = ()


@dataclass(frozen=True)
class Catalog:
    """A product sheet as read: its products in order, and where it came from."""

    products: tuple[Product, ...]
    language: Language | None = None
    shop: str | None = None
    path: Path | None = None

    def product(self, product_id: str) -> Product:
        """The product of that id; raises UsageError naming the nearest."""
        for product in self.products:
            if product.id == product_id:
                return product
        known = (product.id for product in self.products)
        raise UsageError(f"no product {product_id!r} in {self.path or 'the sheet'}; {hint(product_id, known)}")


@dataclass(frozen=True)
class Line:
    """One spoken sentence of a script, as written (the caption shows it so), and the gesture it begins with."""

    kind: LineKind
    text: str
    gesture: Gesture | None = None


@dataclass(frozen=True)
class Script:
    """What a presenter will say about one product. `writer` names who wrote it (`template` or a model)."""

    product_id: str
    language: Language
    lines: tuple[Line, ...]
    writer: str


@dataclass(frozen=True)
class Word:
    """A word of the written text and when it sounds.

    `begin`/`stop` are character positions in `Speech.text` (half open), so that a
    caption can show the text as written (`¥99`) while the voice says it in words;
    `start`/`end` are samples from the start of the speech.
    """

    text: str
    begin: int
    stop: int
    start: int
    end: int


@dataclass(frozen=True)
class Phone:
    """One speech sound in IPA (stress and length marks removed), in samples from the start of the speech."""

    symbol: str
    start: int
    end: int
    stressed: bool = False


@dataclass(frozen=True)
class Speech:
    """One spoken line. `words` and `phones` are `None` where the voice cannot tell, never a guess."""

    text: str
    language: Language
    voice: str
    pcm: Samples
    words: tuple[Word, ...] | None = None
    phones: tuple[Phone, ...] | None = None

    @property
    def seconds(self) -> float:
        return len(self.pcm) / SAMPLE_RATE


@dataclass(frozen=True)
class Expression:
    """How a face moves: one row a frame.

    `values` float32 [frames, 52]: ARKit's blendshapes in ARKit's order, 0 … 1
    (`avatar.face.arkit.NAMES`). `pose` float32 [frames, 6]: yaw, pitch, roll of the
    head in radians (positive: to the presenter's left, down, towards the presenter's
    left shoulder), x, y shift in eye distances (image right, image down), breath 0 … 1.
    """

    values: Floats
    pose: Floats
    fps: int


@dataclass(frozen=True)
class Figure:
    """A presenter drawn for one frame, to be laid over a background.

    `picture` uint8 [h, w, 3] BGR, straight (not premultiplied); `matte` uint8 [h, w],
    255 where the figure is opaque. Both belong to the drawer and are valid until its
    next frame.
    """

    picture: Pixels
    matte: Pixels


@dataclass(frozen=True)
class Caption:
    """What the caption shows at a moment: at most two rows of written text, and how far speech has come.

    `spoken` counts characters of the rows joined, from the start, that have been said.
    """

    rows: tuple[str, ...]
    spoken: int


@dataclass(frozen=True)
class Cue:
    """One caption with its time in samples from the start of the video (half open)."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Frame:
    """One staged frame with the sound that plays during it.

    `picture` uint8 [height, width, 3] BGR, valid until the next frame is asked for;
    `sound` float32 [samples_per_frame].
    """

    index: int
    picture: Pixels
    sound: Samples
