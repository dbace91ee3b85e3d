"""What frames the presenter: the set behind, what stands before, and the label that says it is an AI.

The label follows GB 45438-2025 on visible labels of video: it says AI and
generated, and its smallest letter is drawn at least a twentieth of the frame's shorter
side tall, on a plate of its own so that it can be read over anything.
"""

from __future__ import annotations

import math
from itertools import groupby
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from avatar.catalog.picture import open_picture
from avatar.stage.paint import Canvas, Colour, Layer, Type, rounded
from avatar.stage.scene import Pixelbox
from avatar.stage.text import Typeface, ink_rows, size_for_ink, width
from avatar.types import Language, Pixels

LABELS = {"zh": ("AI生成 · 数字人", "AI生成"), "en": ("AI-GENERATED · DIGITAL HUMAN", "AI-GENERATED")}
"""What the label says, longest first; the longest that has room is taken. Other languages take English."""
GLYPH_SHARE = 0.05
"""The least height of a letter of the label, as a share of the frame's shorter side."""

_WHITE: Colour = (255, 255, 255)
_PLATE: Colour = (26, 22, 22)
_PLATE_OPACITY = 0.82  # white text on it has 11 : 1 over the brightest set


def background(path: Path, size: tuple[int, int]) -> Pixels:
    """The set, scaled to cover a frame of that (width, height) and cut to it around its middle."""
    return cover(bgr(open_picture(path)), size)


def front(path: Path, size: tuple[int, int]) -> Layer:
    """A picture with transparency, scaled to cover the frame, to be laid over the presenter."""
    pixels = np.asarray(open_picture(path).convert("RGBA"))
    fitted = cover(np.ascontiguousarray(pixels), size)
    return Layer(0, 0, cv2.cvtColor(fitted, cv2.COLOR_RGBA2BGR).astype(np.uint8), fitted[..., 3].copy())


def bgr(picture: Image.Image) -> Pixels:
    """A picture's pixels in OpenCV's order, on white where it is transparent."""
    if picture.mode == "RGBA":
        paper = Image.new("RGBA", picture.size, (255, 255, 255, 255))
        picture = Image.alpha_composite(paper, picture)
    return np.asarray(picture.convert("RGB"))[..., ::-1].copy()


def cover(picture: Pixels, size: tuple[int, int]) -> Pixels:
    """The picture scaled to cover that (width, height) and cut to it around its middle."""
    high, wide = picture.shape[:2]
    scale = max(size[0] / wide, size[1] / high)
    fitted = (max(size[0], round(wide * scale)), max(size[1], round(high * scale)))
    scaled = cv2.resize(picture, fitted, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    left, top = (fitted[0] - size[0]) // 2, (fitted[1] - size[1]) // 2
    return np.ascontiguousarray(scaled[top : top + size[1], left : left + size[0]]).astype(np.uint8)


def label(language: Language, box: Pixelbox, size: tuple[int, int], face: Typeface) -> Layer:
    """The label that every frame bears, with its plate; see `GLYPH_SHARE`.

    `box` says where it starts and how wide it should stay; the law comes before the box.
    """
    height = math.ceil(GLYPH_SHARE * min(size)) + 1
    texts = [_label_runs(text, height, face) for text in LABELS.get(language, LABELS["en"])]
    pad = round(0.55 * height)
    fitting = (runs for runs in texts if _room(runs) + 2 * pad <= box[2])
    runs = next(fitting, texts[-1])
    canvas = Canvas(math.ceil(_room(runs)) + 2 * pad, 2 * height)
    canvas.fill(rounded(canvas.size, (0, 0, *canvas.size), 0.42 * height), _PLATE, _PLATE_OPACITY)
    x = float(pad)
    for text, style in runs:
        top, bottom = ink_rows("A" if text.strip("· ").isascii() else "人", face, style.size, style.weight)
        canvas.text(x, height - (top + bottom) / 2, text, style, _WHITE)
        x += width(text, face, style.size)
    return canvas.layer(max(0, min(box[0], size[0] - canvas.size[0])), box[1])


Runs = list[tuple[str, Type]]
"""A row of text in stretches of one type each."""


def _label_runs(text: str, height: int, face: Typeface) -> Runs:
    """The text's Latin and Chinese stretches, each at the size that makes its shortest letter tall enough."""
    weight = height * 0.02
    sizes = {
        latin: size_for_ink("".join(char for char in text if char.isascii() == latin), face, height, weight)
        for latin in {char.isascii() for char in text if char.isalnum()}
    }
    parts = groupby(text, key=lambda char: char.isascii() or not char.isalnum())
    return [("".join(chars), Type(face, sizes[latin], weight)) for latin, chars in parts]


def _room(runs: Runs) -> float:
    return sum(width(text, style.face, style.size) for text, style in runs)


def relit(picture: Pixels, light: tuple[float, float, float]) -> Pixels:
    """A picture, BGR or BGRA, with its colours multiplied by a scene's light (blue, green, red); a new one."""
    found = picture.copy()
    for channel, gain in enumerate(light):
        found[..., channel] = np.clip(picture[..., channel] * np.float32(gain) + 0.5, 0, 255).astype(np.uint8)
    return found
