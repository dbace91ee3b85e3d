"""The part of a figure that moves with head and face: a look-up of the picture for every pixel, and the gaps in it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from avatar.face.arkit import INDEX
from avatar.face.around_mouth import NECK
from avatar.face.driving import driven, roundness
from avatar.face.geometry import Face
from avatar.face.mouth import Mouth
from avatar.face.moves import FRONT, Array
from avatar.face.parting import STILL, MovingField, Parting, lids, lips, pixel_box, rectangle
from avatar.face.pose import ASIDE, head_box, head_turns, torso_moves
from avatar.face.warp import Grid, Part, doubled, looked_up, spread
from avatar.types import Floats, Pixels

_STEPS_PER_UNIT = 22  # coarse nodes to the distance of the eye corners
_STEP_LIMITS = (2, 12)
_FACE = (0.98, 1.0)  # beside and above the eyes: what coefficients move, in units
_SWAY = 3  # nodes by which parts of a turning face are shifted more than its middle
_BEYOND = 0.3  # around the box, in units, what may come into it
_SHUT = 0.3  # pixels lips may be apart before one looks between them
_JAW, _CLOSE, _TONGUE = INDEX["jawOpen"], INDEX["mouthClose"], INDEX["tongueOut"]
_EVERYWHERE = np.ones((1, 1), bool)


@dataclass(frozen=True)
class _Layers:
    """A parting in one frame: its `part` of the head's pixels and of the grid's `nodes`.

    `front`, `back` [h, w, 2] are where its pixels come from in each layer, `in_front`, `in_back`
    [h, w] how far inside the layer that is, in pixels.
    """

    part: Part
    nodes: Part
    front: Floats
    back: Floats
    in_front: Floats
    in_back: Floats


class Head:
    """Draws the head's box of a figure. `left`, `top` place it in the figure."""

    def __init__(self, face: Face, figure: Pixels, landmarks: Floats, softness: float) -> None:
        """`figure` BGRA with those landmarks in its pixels; `softness` is its own blur (sigma, px)."""
        height, width = figure.shape[:2]
        box = head_box(face, height)
        step = int(np.clip(round(face.axes.unit / _STEPS_PER_UNIT), *_STEP_LIMITS))
        self.left, self.top = max(0, int(box[0])), max(0, int(box[1]))
        self._grid = grid = Grid.over(self.left, self.top, min(width, box[2]), box[3], step)
        # not to the end of the grid's last cells: what is beside the box is the torso's, drawn at the same time
        self._size = (min(math.ceil(box[2]), width) - self.left, min(math.ceil(box[3]), height) - self.top)
        self._fine, self._corner = _fine_part(figure, grid, round(_BEYOND * face.axes.unit))
        self._index = grid.index
        moves = np.concatenate([head_turns(face, grid.nodes, box), torso_moves(face, grid.nodes, box, height)])
        self._moves = moves.reshape(len(moves), -1) / np.float32(step)
        self._face = grid.slices(_face_box(face))
        self._skin = MovingField(face, grid, self._face, FRONT)
        self._always = not face.lips.closed
        self._mouth = Mouth(face, figure, landmarks, softness)
        self._lips = lips(face, grid)
        self._lids = [lids(face, side, grid) for side in face.eyes]
        self._where = np.empty(((grid.rows + 2) * step, (grid.columns + 2) * step, 2), np.float32)
        self._buffer = np.empty((self._size[1], self._size[0], 4), np.uint8)

    def draw(self, values: Floats, turns: Floats, torso: Floats) -> Pixels:
        """BGRA of the head's box, its own buffer, valid until the next call.

        `turns` are the first numbers of a pose, `torso` how far the torso has moved
        (`Torso.moved`): the neck goes with both.
        """
        values = driven(values)
        turns = np.concatenate([turns, torso]).astype(np.float32)
        turns[ASIDE] -= torso[0]
        seen = np.asarray(self._index + (turns @ self._moves).reshape(self._index.shape), np.float32)
        skin = self._skin_origins(values, seen)
        where = self._everywhere(skin)
        mouth = self._parted(self._lips, values, seen, where)
        eyes = [self._parted(lid, values, seen, where) for lid in self._lids]
        looked_up(self._fine, where, out=self._buffer)
        for eye in eyes:
            if eye:
                self._soften(eye, eye.in_front, _EVERYWHERE)
        if mouth:
            if self._always or values[_CLOSE] > STILL:
                self._meet(mouth)
            wide = _grown(mouth.nodes, seen.shape)
            self._open(self._buffer, mouth, values, self._at_pixels(seen[wide], mouth.nodes, wide))
        return self._buffer

    def _skin_origins(self, values: Floats, seen: Floats) -> Floats:
        """Where the nodes' pixels come from in the picture at rest, in nodes."""
        if not self._always and not values.any():
            return seen
        came = seen.copy()
        part = self._followed(self._face, seen, slack=_SWAY)
        came[part] = self._skin.origins(values, seen[part])
        return came

    def _parted(self, place: Parting, values: Floats, seen: Floats, where: Floats) -> _Layers | None:
        """The parting where it is in this frame, its origins put in `where`; None while its layers are together."""
        if not place.moves(values):
            return None
        nodes = self._followed(place.nodes, seen)
        wide = _grown(nodes, seen.shape)
        from_back = self._at_pixels(place.back.origins(values, seen[wide]), nodes, wide)
        top, left = (side.start * self._grid.step for side in nodes)
        height, width = from_back.shape[:2]
        part = slice(top, top + height), slice(left, left + width)
        from_front = where[part] * np.float32(0.5) + self._corner
        layers = _Layers(part, nodes, from_front, from_back, place.in_front(from_front), place.in_back(from_back))
        behind = cv2.compare(layers.in_front, layers.in_back, cv2.CMP_LE)
        cv2.copyTo((from_back - self._corner) * np.float32(2), behind, where[part])
        return layers

    def _followed(self, nodes: Part, seen: Floats, slack: int = 0) -> Part:
        """Where the nodes are after the head has moved, and some more around them."""
        row, column = ((side.start + side.stop) // 2 for side in nodes)
        right, down = (round(float(way)) for way in self._index[row, column] - seen[row, column])
        rows, columns = (
            slice(max(0, side.start + shift - slack), min(limit, side.stop + shift + slack))
            for side, shift, limit in zip(nodes, (down, right), seen.shape, strict=False)
        )
        return rows, columns

    def _everywhere(self, came: Floats) -> Floats:
        """Positions known at the nodes (in nodes), as positions in the fine picture at every pixel: a buffer's part."""
        width, height = self._size
        fine = (self._grid.picture(came) - self._corner) * np.float32(2)
        return spread(fine, self._grid.step, out=self._where)[:height, :width]

    def _at_pixels(self, came: Floats, nodes: Part, wide: Part) -> Floats:
        """Positions known at the nodes `wide`, as positions in the picture at every pixel of some of those nodes."""
        step, (rows, columns) = self._grid.step, nodes
        full = spread(self._grid.picture(came), step)
        y, x = (rows.start - wide[0].start) * step, (columns.start - wide[1].start) * step
        bottom, right = min(rows.stop * step, self._size[1]), min(columns.stop * step, self._size[0])
        return full[y : y + bottom - rows.start * step, x : x + right - columns.start * step]

    def _soften(self, layers: _Layers, ahead: Floats, where: Array) -> None:
        """Blend the front layer's edge over the back one, so that it does not step from pixel to pixel.

        `ahead` [h, w] is how many pixels the front is ahead of the back, `where` those that count.
        """
        edge = (np.abs(ahead) < 0.5) & where
        near = _extent(edge)
        if not near[0].stop:
            return
        cover = ahead[near] + np.float32(0.5)
        front, back = (
            looked_up(self._fine, (way[near] - self._corner) * np.float32(2)) for way in (layers.front, layers.back)
        )
        blended = cv2.blendLinear(front, back, cover, 1 - cover)
        cv2.copyTo(blended, edge[near].astype(np.uint8), self._buffer[layers.part][near])

    def _meet(self, mouth: _Layers) -> None:
        """Soften the line at which lips meet that were not together in the picture."""
        ahead = (mouth.in_front - mouth.in_back) * np.float32(0.5)
        self._soften(mouth, ahead, np.minimum(mouth.in_front, mouth.in_back) > -0.5)

    def _open(self, head: Pixels, mouth: _Layers, values: Floats, skull: Floats) -> None:
        """Show the inside of the mouth between the lips."""
        under, over = -mouth.in_front, -mouth.in_back
        gap = np.clip(np.minimum(np.minimum(under, over) + 0.5, under + over - _SHUT), 0, 1)
        inside = _extent(gap > 0)
        if not inside[0].stop:
            return
        under, over = np.maximum(under[inside], 0), np.maximum(over[inside], 0)
        interior = self._mouth.draw(
            skull[inside], under, over, float(values[_JAW]), float(values[_TONGUE]), roundness(values)
        )
        target = head[mouth.part][inside]
        cover = gap[inside][..., None]
        target[..., :3] = np.rint(target[..., :3] * (1 - cover) + interior * cover)


def _face_box(face: Face) -> Floats:
    beside, above = _FACE
    return pixel_box(face, rectangle(-beside, -above, beside, float(face.chin[1]) + NECK))


def _grown(nodes: Part, limits: tuple[int, ...]) -> Part:
    """The nodes and one more on each side where there is one."""
    rows, columns = nodes
    return (
        slice(max(0, rows.start - 1), min(limits[0], rows.stop + 1)),
        slice(max(0, columns.start - 1), min(limits[1], columns.stop + 1)),
    )


def _extent(where: Array) -> Part:
    """The rows and columns that hold all of a mask; empty where there is nothing."""
    left, top, width, height = cv2.boundingRect(where.astype(np.uint8))
    return slice(top, top + height), slice(left, left + width)


def _fine_part(figure: Pixels, grid: Grid, beyond: int) -> tuple[Pixels, Floats]:
    """The grid's box of the figure and some pixels beyond, at twice the resolution, and its corner (x, y)."""
    left, top = max(0, grid.left - beyond), max(0, grid.top - beyond)
    right, bottom = grid.left + grid.size[0] + beyond, grid.top + grid.size[1] + beyond
    return doubled(figure[top:bottom, left:right]), np.array([left, top], np.float32)
