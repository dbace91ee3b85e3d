"""Where a face comes apart: lips over lips, lids over eyeballs.

At such a place the picture has a front layer (the upper lip, the upper lid) and a back one. Each
is followed on its own; which of them is seen, or neither, is read from how far inside each layer
a pixel's origin lies.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from avatar.face.arkit import NAMES
from avatar.face.driving import DRIVEN
from avatar.face.eye_shapes import LID, below_eye
from avatar.face.geometry import Face
from avatar.face.moves import BACK
from avatar.face.shapes import JOINED, basis, closing
from avatar.face.warp import Grid, Part, looked_up, moved_back, pixel_positions
from avatar.types import Floats

STILL = 1e-4
"""A coefficient below this moves nothing."""
_SLACK = 0.06  # around a place, in units
_LOWEST = 0.24  # … so far down goes what is below the lower lip
_REACH = 0.3  # … from which its pixels may come


class MovingField:
    """One layer's displacements over some nodes of a grid, as a sum of what each coefficient does."""

    def __init__(self, face: Face, grid: Grid, part: Part, layer: int) -> None:
        local = face.axes.local(grid.nodes[part])
        step = np.float32(grid.step)
        moves = face.axes.vector(basis(face, local)[:, layer]).reshape(len(DRIVEN), -1) / step
        self._used = np.flatnonzero(np.abs(moves).max(1, initial=0) > 0)
        self._moves = np.ascontiguousarray(moves[self._used])
        self._rest = face.axes.vector(closing(face, local)[layer]) / step
        self._corner = np.array([part[1].start, part[0].start], np.float32)

    def origins(self, values: Floats, seen: Floats) -> Floats:
        """Where what is seen at positions [h, w, 2] comes from, both in nodes of the whole grid."""
        moves = (values[self._used] @ self._moves).reshape(self._rest.shape) + self._rest
        return moved_back(moves, seen - self._corner) + self._corner


@dataclass(frozen=True)
class Parting:
    """A place where front and back may part.

    `nodes` is where it is on the grid at rest, `back` moves its back layer. `fronts`, `backs` px
    [h, w] tell how far inside each layer a pixel of the picture is, for pixels from `corner` on;
    a back layer without an edge has none.
    `used` are the coefficients that part the layers; `always`: they are parted at rest.
    """

    nodes: Part
    back: MovingField
    corner: Floats
    fronts: Floats
    backs: Floats | None
    used: npt.NDArray[np.intp]
    always: bool = False

    def moves(self, values: Floats) -> bool:
        """Whether the layers part under these coefficients."""
        return self.always or bool(values[self.used].max() > STILL)

    def in_front(self, where: Floats) -> Floats:
        """Pixels inside the front layer, at origins [h, w, 2]."""
        return looked_up(self.fronts, where - self.corner)

    def in_back(self, where: Floats) -> Floats:
        """Pixels inside the back layer, at origins [h, w, 2]."""
        if self.backs is None:
            return np.zeros(where.shape[:2], np.float32)
        return looked_up(self.backs, where - self.corner)


def lips(face: Face, grid: Grid) -> Parting:
    """Between the lips."""
    mouth = face.lips
    top = float(mouth.top.y.min()) - 0.05
    bottom = float(mouth.lower.y.max()) + JOINED + _LOWEST
    corners = rectangle(mouth.left - 0.02, top, mouth.right + 0.02, bottom)
    x, y, corner = _local_pixels(face, pixel_box(face, corners, _SLACK))
    unit = np.float32(face.axes.unit)
    return Parting(
        nodes=grid.slices(pixel_box(face, corners, _SLACK)),
        back=_back(face, grid, corners),
        corner=corner,
        fronts=(mouth.upper(x) - y) * unit,
        backs=(y - mouth.lower(x)) * unit,
        used=np.array([i for i, name in enumerate(NAMES) if name.startswith(("mouth", "jaw"))]),
        always=not mouth.closed,
    )


def lids(face: Face, side: str, grid: Grid) -> Parting:
    """Between the lids of an eye: the eyeball and the lower lid are the back layer, wholly there."""
    eye = face.eyes[side]
    bottom = float((eye.lower.y + below_eye(eye, eye.lower.x)).max())
    corners = rectangle(eye.left, float(eye.upper.y.min()) - LID, eye.right, bottom)
    x, y, corner = _local_pixels(face, pixel_box(face, corners, _SLACK))
    inside = (eye.upper(x) - y) * np.float32(face.axes.unit)
    return Parting(
        nodes=grid.slices(pixel_box(face, corners, _SLACK)),
        back=_back(face, grid, corners),
        corner=corner,
        fronts=inside,
        backs=None,
        used=np.array([i for i, name in enumerate(NAMES) if name.startswith("eye") and name.endswith(side)]),
    )


def rectangle(left: float, top: float, right: float, bottom: float) -> Floats:
    """Its four corners."""
    return np.array([(left, top), (right, top), (left, bottom), (right, bottom)], np.float32)


def pixel_box(face: Face, corners: Floats, slack: float = 0.0) -> Floats:
    """Left, top, right, bottom in pixels around places of the face, and some slack (units)."""
    spots, margin = face.axes.picture(corners), slack * face.axes.unit
    return np.concatenate([spots.min(0) - margin, spots.max(0) + margin])


def _back(face: Face, grid: Grid, corners: Floats) -> MovingField:
    from_part = grid.slices(pixel_box(face, corners, _REACH))
    return MovingField(face, grid, from_part, BACK)


def _local_pixels(face: Face, box: Floats) -> tuple[Floats, Floats, Floats]:
    """Face coordinates x, y of the pixels in a box, and its corner (x, y) in pixels."""
    left, top = (math.floor(value) for value in box[:2])
    right, bottom = (math.ceil(value) for value in box[2:])
    local = face.axes.local(pixel_positions(left, top, right - left, bottom - top))
    return local[..., 0], local[..., 1], np.array([left, top], np.float32)
