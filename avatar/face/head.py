"""The part of a figure that moves with head and face: a look-up of the picture for every pixel, and the gaps in it."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from avatar.face.arkit import INDEX, NAMES
from avatar.face.geometry import Face
from avatar.face.mouth import Mouth
from avatar.face.pose import TURNS, head_box, head_turns
from avatar.face.shapes import BACK, FRONT, LID_FADES, basis, closing
from avatar.face.warp import Grid, moved_back
from avatar.types import Floats, Pixels

_STEPS_PER_UNIT = 34  # coarse nodes to the distance of the eye corners
_FACE = (0.98, 1.0, 0.62)  # beside, above the eyes and below the chin: what coefficients move, in units
_SWAY = 4  # nodes by which parts of a turning face are shifted more than its middle
_SLACK = 0.06  # around a patch, in units
_STILL = 1e-4
_SHUT = 0.3  # pixels lips may be apart before one looks between them
_JAW, _TONGUE = INDEX["jawOpen"], INDEX["tongueOut"]


_Part = tuple[slice, slice]
"""Rows and columns."""


@dataclass(frozen=True)
class _Patch:
    """A box in which the front layer (a lip, a lid) may part from the back one.

    `nodes` is where it is on the grid at rest. `fronts`, `backs` px [h, w] tell how far inside each
    layer a pixel of the picture is, for pixels from `corner` on. `used` are the coefficients that
    part the layers; `always`: they are parted at rest.
    """

    nodes: _Part
    corner: Floats
    fronts: Floats
    backs: Floats
    used: tuple[int, ...]
    always: bool = False


@dataclass(frozen=True)
class _Layers:
    """A patch in one frame: its `part` of the head's pixels and of the grid's `nodes`.

    `front`, `back` [h, w, 2] are where its pixels come from in each layer, `in_front`, `in_back`
    [h, w] how far inside the layer that is, in pixels.
    """

    part: _Part
    nodes: _Part
    front: Floats
    back: Floats
    in_front: Floats
    in_back: Floats


class Head:
    """Draws the head's box of a figure. `left`, `top` place it in the figure."""

    def __init__(self, face: Face, figure: Pixels, landmarks: Floats, softness: float) -> None:
        """`figure` BGRA with those landmarks in its pixels; `softness` is its own blur (sigma, px)."""
        height, width = figure.shape[:2]
        box = head_box(face)
        step = int(np.clip(round(face.axes.unit / _STEPS_PER_UNIT), 2, 10))
        self.left, self.top = max(0, int(box[0])), max(0, int(box[1]))
        self._grid = Grid.over(self.left, self.top, min(width, box[2]), min(height, box[3]), step)
        self._size = (min(self._grid.size[0], width - self.left), min(self._grid.size[1], height - self.top))
        self._index, self._pixels = self._grid.index(self._grid.nodes), self._grid.pixels
        self._turns = head_turns(face, self._grid.nodes, box).reshape(TURNS, -1) / np.float32(step)
        self._face = self._grid.slices(_box(face, _face_corners(face)))
        nodes = face.axes.local(self._grid.nodes[self._face])
        self._moves = face.axes.vector(basis(face, nodes)).reshape(len(NAMES), -1) / np.float32(step)
        self._rest = face.axes.vector(closing(face, nodes)) / np.float32(step)
        self._mouth = Mouth(face, figure, landmarks, softness)
        self._lips = _lip_patch(face, self._grid)
        self._lids = [_lid_patch(face, side, self._grid) for side in face.eyes]
        self._buffer = np.empty((self._size[1], self._size[0], 4), np.uint8)

    def draw(self, values: Floats, turns: Floats, figure: Pixels) -> Pixels:
        """BGRA of the head's box, taken from a figure: its own buffer, valid until the next call."""
        seen = self._index + (turns @ self._turns).reshape(self._index.shape)
        front, back = self._origins(values, seen)
        whole = (slice(0, self._grid.rows), slice(0, self._grid.columns))
        where = self._at_pixels(front, whole)
        lips = self._layers(self._lips, values, seen, front, back)
        lids = [self._layers(patch, values, seen, front, back) for patch in self._lids]
        for layers in (lips, *lids):
            if layers:
                chosen = (layers.in_front > layers.in_back)[..., None]
                where[layers.part] = np.where(chosen, layers.front, layers.back)
        head = cv2.remap(figure, where, None, cv2.INTER_LINEAR, dst=self._buffer, borderMode=cv2.BORDER_REPLICATE)
        for layers in lids:
            if layers:
                _soften(head, figure, layers)
        if lips:
            self._open(head, lips, values, self._at_pixels(seen, lips.nodes))
        return head

    def _origins(self, values: Floats, seen: Floats) -> tuple[Floats, Floats]:
        """Where the nodes' pixels come from in the picture at rest, in the front and the back layer, in nodes."""
        active = np.flatnonzero(values > _STILL)
        front, back = seen.copy(), seen.copy()
        if active.size or self._lips.always:
            moves = (values[active] @ self._moves[active]).reshape(self._rest.shape) + self._rest
            corner = np.array([self._face[1].start, self._face[0].start], np.float32)
            part = self._followed(self._face, seen, slack=_SWAY)
            for layer, came in ((FRONT, front), (BACK, back)):
                came[part] = moved_back(moves[layer], seen[part] - corner) + corner
        return front, back

    def _layers(self, patch: _Patch, values: Floats, seen: Floats, front: Floats, back: Floats) -> _Layers | None:
        """The patch where it is in this frame; None while its layers are together."""
        if not patch.always and not np.any(values[list(patch.used)] > _STILL):
            return None
        nodes = self._followed(patch.nodes, seen)
        part = tuple(slice(side.start * self._grid.step, side.stop * self._grid.step) for side in nodes)
        from_front, from_back = self._at_pixels(front, nodes), self._at_pixels(back, nodes)
        height, width = from_front.shape[:2]
        return _Layers(
            part=(slice(part[0].start, part[0].start + height), slice(part[1].start, part[1].start + width)),
            nodes=nodes,
            front=from_front,
            back=from_back,
            in_front=_looked_up(patch.fronts, from_front - patch.corner),
            in_back=_looked_up(patch.backs, from_back - patch.corner),
        )

    def _followed(self, nodes: _Part, seen: Floats, slack: int = 0) -> _Part:
        """Where the nodes are after the head has moved, and some more around them."""
        row, column = ((side.start + side.stop) // 2 for side in nodes)
        moved = self._index[row, column] - seen[row, column]
        rows, columns = (
            slice(max(0, side.start + shift - slack), min(limit, side.stop + shift + slack))
            for side, shift, limit in zip(
                nodes, (round(float(moved[1])), round(float(moved[0]))), seen.shape, strict=False
            )
        )
        return rows, columns

    def _at_pixels(self, came: Floats, nodes: _Part) -> Floats:
        """Positions known on the grid, in pixels at every pixel of some of its nodes (within the picture)."""
        rows, columns = nodes
        step = self._grid.step
        y, x = min(1, rows.start), min(1, columns.start)
        wide = (slice(rows.start - y, rows.stop + 1), slice(columns.start - x, columns.stop + 1))
        shift = (came[wide] - self._index[wide]) * np.float32(step)
        full = cv2.resize(shift, (shift.shape[1] * step, shift.shape[0] * step), interpolation=cv2.INTER_LINEAR)
        bottom, right = min(rows.stop * step, self._size[1]), min(columns.stop * step, self._size[0])
        pixels = self._pixels[rows.start * step : bottom, columns.start * step : right]
        here = full[y * step : y * step + pixels.shape[0], x * step : x * step + pixels.shape[1]]
        return np.asarray(cv2.add(here, pixels), np.float32)

    def _open(self, head: Pixels, lips: _Layers, values: Floats, skull: Floats) -> None:
        """Show the inside of the mouth between the lips."""
        under, over = -lips.in_front, -lips.in_back
        gap = np.clip(np.minimum(np.minimum(under, over) + 0.5, under + over - _SHUT), 0, 1)
        rows, columns = _extent(gap)
        if not rows.stop:
            return
        inside = (rows, columns)
        seen = self._mouth.draw(
            skull[inside], np.maximum(under, 0)[inside], np.maximum(over, 0)[inside],
            jaw=float(values[_JAW]), tongue=float(values[_TONGUE]),
        )  # fmt: skip
        target = head[lips.part][inside]
        cover = gap[inside][..., None]
        target[..., :3] = np.rint(target[..., :3] * (1 - cover) + seen * cover)


def _extent(gap: Floats) -> _Part:
    """The rows and columns that hold all of a gap; empty where there is none."""
    left, top, width, height = cv2.boundingRect((gap > 0).astype(np.uint8))
    return slice(top, top + height), slice(left, left + width)


def _soften(head: Pixels, figure: Pixels, lids: _Layers) -> None:
    """Blend the edge of a lid over the eyeball, so that it does not step from pixel to pixel."""
    cover = np.clip(lids.in_front + 0.5, 0, 1)
    edge = (cover > 0) & (cover < 1)
    lid = cv2.remap(figure, lids.front, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    ball = cv2.remap(figure, lids.back, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    mixed = cv2.blendLinear(lid, ball, cover, 1 - cover)
    target = head[lids.part]
    target[edge] = mixed[edge]


def _looked_up(labels: Floats, where: Floats) -> Floats:
    return np.asarray(cv2.remap(labels, where, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.float32)


def _box(face: Face, corners: Floats, slack: float = 0.0) -> Floats:
    """Left, top, right, bottom in pixels around places of the face, and some slack (units)."""
    spots, margin = face.axes.picture(corners), slack * face.axes.unit
    return np.concatenate([spots.min(0) - margin, spots.max(0) + margin])


def _corners(left: float, top: float, right: float, bottom: float) -> Floats:
    return np.array([(left, top), (right, top), (left, bottom), (right, bottom)], np.float32)


def _face_corners(face: Face) -> Floats:
    beside, above, below = _FACE
    return _corners(-beside, -above, beside, float(face.chin[1]) + below)


def _lip_patch(face: Face, grid: Grid) -> _Patch:
    lips = face.lips
    top = float(lips.top.y.min()) - 0.05
    corners = _corners(lips.left - 0.02, top, lips.right + 0.02, float(face.chin[1]) + _FACE[2])
    x, y, corner = _local_pixels(face, _box(face, corners, _SLACK))
    unit = np.float32(face.axes.unit)
    return _Patch(
        nodes=grid.slices(_box(face, corners, _SLACK)),
        corner=corner,
        fronts=(lips.upper(x) - y) * unit,
        backs=(y - lips.lower(x)) * unit,
        used=tuple(i for i, name in enumerate(NAMES) if name.startswith(("mouth", "jaw"))),
        always=not lips.closed,
    )


def _lid_patch(face: Face, side: str, grid: Grid) -> _Patch:
    eye = face.eyes[side]
    corners = _corners(eye.left, float(eye.brow.y.min()), eye.right, float(eye.lower.y.max()) + LID_FADES)
    x, y, corner = _local_pixels(face, _box(face, corners, _SLACK))
    inside = (eye.upper(x) - y) * np.float32(face.axes.unit)
    return _Patch(
        nodes=grid.slices(_box(face, corners, _SLACK)),
        corner=corner,
        fronts=inside,
        backs=np.zeros_like(inside),
        used=tuple(i for i, name in enumerate(NAMES) if name.startswith("eye") and name.endswith(side)),
    )


def _local_pixels(face: Face, box: Floats) -> tuple[Floats, Floats, Floats]:
    """Face coordinates x, y of the pixels in a box, and its corner (x, y) in pixels."""
    left, top = (int(np.floor(value)) for value in box[:2])
    right, bottom = (int(np.ceil(value)) for value in box[2:])
    x, y = np.arange(left, right, dtype=np.float32), np.arange(top, bottom, dtype=np.float32)
    local = face.axes.local(np.dstack(np.meshgrid(x, y)))
    return local[..., 0], local[..., 1], np.array([left, top], np.float32)
