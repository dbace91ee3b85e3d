"""How captions look: white letters on a dark plate, those already said in the scene's colour.

A caption is painted once, in both colours; as its words are said, columns of pixels
change from one to the other, which costs next to nothing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from avatar.stage.paint import Canvas, Colour, Layer, Type, rounded
from avatar.stage.scene import Palette, Pixelbox
from avatar.stage.text import Typeface, offsets, width
from avatar.types import Caption

_WHITE: Colour = (255, 255, 255)
_PLATE: Colour = (26, 22, 22)
_PLATE_OPACITY = 0.74  # over a white set, white letters keep 8 : 1, golden ones 5 : 1


class CaptionPainter:
    """Paints captions into one box, standing on its bottom and centred."""

    def __init__(self, box: Pixelbox, palette: Palette, face: Typeface) -> None:
        self._box, self._palette, self._face = box, palette, face
        self._row = max(10, round(box[3] / 2.24))
        self._size = max(8, round(self._row / 1.34))
        self._pad = round(self._size * 0.55)
        self._rows: tuple[str, ...] = ()
        self._painted: _Painted | None = None

    def measure(self, text: str) -> float:
        """How wide a text is, as a share of the room a row has."""
        return width(text, self._face, self._size) / (self._box[2] - 2 * self._pad)

    def layer(self, caption: Caption) -> Layer:
        """The caption as it looks now; the layer is valid until the next is asked for."""
        if self._painted is None or caption.rows != self._rows:
            self._painted, self._rows = self._paint(caption.rows), caption.rows
        return self._painted.at(caption.spoken)

    def _paint(self, rows: Sequence[str]) -> _Painted:
        # rows cut by another measure than this painter's are made to fit by smaller letters
        widest = max(map(self.measure, rows), default=0.0)
        size = int(self._size / max(1.0, widest))
        edges = [np.array(offsets(row, self._face, size)) for row in rows]
        wide = math.ceil(max((edge[-1] for edge in edges), default=0.0)) + 2 * self._pad
        rim = self._pad // 3
        high = self._row * len(rows) + 2 * rim
        columns = [np.round((wide - edge[-1]) / 2 + edge).astype(int) for edge in edges]
        canvases = []
        for colour in (_WHITE, self._palette.spoken):
            canvas = Canvas(wide, high)
            canvas.fill(rounded(canvas.size, (0, 0, wide, high), self._size * 0.42), _PLATE, _PLATE_OPACITY)
            for at, row in enumerate(rows):
                baseline = rim + self._row * (at + 0.5) + size * 0.37
                canvas.text(columns[at][0], baseline, row, Type(self._face, size, size * 0.022), colour)
            canvases.append(canvas)
        left, top, room, height = self._box
        plain, said = (canvas.layer(left + (room - wide) // 2, top + height - high) for canvas in canvases)
        bands = [slice(rim + self._row * at, rim + self._row * (at + 1)) for at in range(len(rows))]
        return _Painted(plain, said, list(zip(bands, columns, strict=True)))


class _Painted:
    """One caption in both colours. `rows`: of each row its lines of pixels, and the column where each letter starts."""

    def __init__(self, plain: Layer, said: Layer, rows: Sequence[tuple[slice, Sequence[int]]]) -> None:
        self._plain, self._said, self._rows = plain.picture, said.picture, rows
        self._now = Layer(plain.x, plain.y, plain.picture.copy(), plain.matte)
        self._spoken = 0

    def at(self, spoken: int) -> Layer:
        if spoken != self._spoken:
            self._spoken = spoken
            np.copyto(self._now.picture, self._plain)
            for lines, columns in self._rows:
                letters = min(max(spoken, 0), len(columns) - 1)
                spoken -= letters
                if letters:
                    part = np.s_[lines, : columns[letters]]
                    self._now.picture[part] = self._said[part]
        return self._now
