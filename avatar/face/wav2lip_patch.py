"""A generated mouth laid into the picture of a presenter.

The published way puts the generated square over the picture: one sees its edge, its other colours and
its 96 pixels. Here only what the generator *changes* is added, within a soft mask from below the nose to
below the chin, after its colours are matched to the picture's at the mask's rim. Where it changes
nothing, the picture keeps its own fine detail; where the mouth opens, that gives way.
"""

from __future__ import annotations

import cv2
import numpy as np

from avatar.face.geometry import measure
from avatar.face.pose import head_box, head_turns
from avatar.face.shapes import ease
from avatar.face.warp import Grid, Part
from avatar.face.wav2lip_face import SIDE, FaceBox, Window
from avatar.types import Floats, Pixels

_LOWER_LIP = 17
_JAW = (172, 136, 150, 149, 176, 148, 152, 377, 400, 378, 379, 365, 397)
_CHEEKS = (425, 2, 205)  # beside the nose and under it
_FEATHER = 0.11  # of the face's width over which the mask rises
_BEYOND = 0.5  # … of that lie beyond the jaw, which drops
_EDGE = 0.03  # of the box's sides over which the mask rises from them
_SWAY = 0.3  # of the eyes' distance by which a moved head may carry the mouth off
_STEPS_PER_UNIT = 28  # nodes to the eyes' distance at which the head's motion is computed
_SLACK = 3  # nodes by which parts of a turning face are shifted more than the middle of the mouth
_SEEN = 1 / 255  # less of the mask than this is nothing
_NEARBY = 2  # pixels of the square around the mask that its sampling and blurs read
_RIM = (0.04, 0.7)  # of the mask: where colours are compared
_GAIN = (0.7, 1.4)
_SAME = 14.0  # levels of change at which a third of the picture's fine detail is left
_NO_MAP = np.empty(0, np.float32)


class MouthPatch:
    """Lays generated mouths into pictures of one presenter.

    `window` is the part of the square that is looked at: what the generator must give.
    """

    def __init__(self, still: Pixels, landmarks: Floats) -> None:
        """`still` uint8 BGR [h, w, 3], the presenter at rest, with those landmarks in its pixels."""
        self.box = box = FaceBox.around(landmarks, (still.shape[1], still.shape[0]))
        self.square = box.square(still)
        face = measure(landmarks, still)
        self._grid = grid = _room(landmarks, face.axes.unit)
        room = (slice(grid.top, grid.top + grid.size[1]), slice(grid.left, grid.left + grid.size[0]))
        self._shape = still[room].shape[:2]
        places = grid.pixels[: self._shape[0], : self._shape[1]]
        mask = _mask(landmarks, box, places)
        self.window = _window(box.in_square(places[mask > 0]))
        self._corner = np.array([self.window.columns[0], self.window.rows[0]], np.float32)
        self._small = self.square[self.window.part] * 255
        self._places = places
        self._core = _nodes(mask, grid.step)
        self._rim = self._compared(landmarks, mask)
        own = self._at(self._small, places)
        self._detail = np.dstack([still[room].astype(np.float32) - own, mask])
        self._turns = head_turns(face, grid.nodes, head_box(face, still.shape[0]))

    def lay(self, mouth: Floats, turns: Floats, share: float, picture: Pixels) -> None:
        """Draw a generated mouth into a picture of the presenter, whose head is turned so.

        `mouth` float32 [rows, columns, 3], BGR 0 … 1: the window of the square. `turns` float32 [5]
        as the pose has them. `share` 0 … 1: how much of the change is shown; with 0 nothing is.
        """
        if share <= 0:
            return
        part, moved = self._moved(turns)
        looked = self._at(self._change(mouth), moved)
        kept = cv2.remap(self._detail, moved - self._places[0, 0], _NO_MAP, cv2.INTER_LINEAR)
        cover = kept[..., 3:] * np.float32(share)
        added = cover * (looked[..., :3] - np.clip(looked[..., 3:], 0, 1) * kept[..., :3])
        left, top = self._grid.left, self._grid.top
        target = picture[top : top + self._shape[0], left : left + self._shape[1]][part]
        target[...] = np.rint(np.clip(target + added, 0, 255))

    def _change(self, mouth: Floats) -> Floats:
        """What a mouth changes in the window, in levels, and how much of the fine detail goes with it: [..., 4]."""
        made = mouth * np.float32(255)
        weight = self._rim[..., None]
        gain = (weight * self._small).sum((0, 1)) / np.maximum((weight * made).sum((0, 1)), 1e-3)
        change = made * np.clip(gain, *_GAIN).astype(np.float32) - self._small
        size = cv2.GaussianBlur(np.abs(change).mean(-1), (0, 0), 1.0)
        return np.dstack([change, 1 - np.exp(-size / _SAME)]).astype(np.float32)

    def _at(self, window: Floats, places: Floats) -> Floats:
        """Values of the window of the square at places of the picture."""
        where = self.box.in_square(places) - self._corner
        return np.asarray(cv2.remap(window, where, _NO_MAP, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE))

    def _moved(self, turns: Floats) -> tuple[Part, Floats]:
        """The part of the room that the mouth is in when the head is turned, and where each of its pixels looks."""
        shift = np.tensordot(turns.astype(np.float32), self._turns, 1)
        nodes = tuple(self._followed(shift, axis) for axis in (0, 1))
        step, shape = self._grid.step, shift[nodes].shape
        full = cv2.resize(shift[nodes], (shape[1] * step, shape[0] * step), interpolation=cv2.INTER_LINEAR)
        part = (slice(nodes[0].start * step, nodes[0].stop * step), slice(nodes[1].start * step, nodes[1].stop * step))
        places = self._places[part]
        return part, np.asarray(places + full[: places.shape[0], : places.shape[1]], np.float32)

    def _followed(self, shift: Floats, axis: int) -> slice:
        """Rows (axis 0) or columns of nodes that the mouth is in after this motion, and some more around them."""
        spans = (self._core.rows, self._core.columns)
        middle = tuple((first + last) // 2 for first, last in spans)
        away = round(-float(shift[middle][1 - axis]) / self._grid.step)
        first, last = spans[axis]
        return slice(max(0, first + away - _SLACK), min(shift.shape[axis], last + away + _SLACK))

    def _compared(self, landmarks: Floats, mask: Floats) -> Floats:
        """How much each pixel of the window tells about the colours: those of the rim that no jaw moves."""
        (top, bottom), (left, right) = self.window.rows, self.window.columns
        columns, rows = np.meshgrid(np.arange(left, right), np.arange(top, bottom))
        spots = np.dstack([columns, rows]).astype(np.float32)
        places = (spots + 0.5) * self.box.scale + np.array([self.box.left, self.box.top], np.float32) - 0.5
        cover = cv2.remap(mask, (places - self._places[0, 0]).astype(np.float32), _NO_MAP, cv2.INTER_LINEAR)
        low, high = _RIM
        above = places[..., 1] < landmarks[_LOWER_LIP, 1]
        return np.asarray((cover > low) & (cover < high) & above, np.float32)


def _extent(landmarks: Floats) -> tuple[float, float]:
    """Pixels over which the mask rises, and how far of that it lies beyond the jaw."""
    feather = _FEATHER * float(np.ptp(landmarks[:, 0]))
    return feather, _BEYOND * feather


def _room(landmarks: Floats, unit: float) -> Grid:
    """Nodes over all places that the mask may come to when the head moves."""
    spots = landmarks[[*_JAW, *_CHEEKS]]
    slack = sum(_extent(landmarks)) + _SWAY * unit
    (left, top), (right, bottom) = np.maximum(0, spots.min(0) - slack), spots.max(0) + slack
    return Grid.over(float(left), float(top), float(right), float(bottom), max(2, round(unit / _STEPS_PER_UNIT)))


def _mask(landmarks: Floats, box: FaceBox, places: Floats) -> Floats:
    """Where the generated mouth shows, 0 … 1 at places [h, w, 2] of the picture."""
    outline = np.rint(landmarks[[*_JAW, *_CHEEKS]] - places[0, 0]).astype(np.int32)
    inside = np.zeros(places.shape[:2], np.uint8)
    cv2.fillPoly(inside, [outline], [1])
    depth = cv2.distanceTransform(inside, cv2.DIST_L2, 5) - cv2.distanceTransform(1 - inside, cv2.DIST_L2, 5)
    feather, beyond = _extent(landmarks)
    spots = box.in_square(places) + 0.5
    edge = np.minimum(spots, SIDE - spots).min(-1) / (_EDGE * SIDE)
    mask = ease((depth + beyond) / feather) * ease(edge)
    return np.where(mask < _SEEN, 0, mask).astype(np.float32)


def _nodes(mask: Floats, step: int) -> Window:
    """The nodes, `step` pixels apart, over a mask."""
    spans = [(int(line.min()) // step, int(line.max()) // step + 1) for line in np.nonzero(mask)]
    return Window(*spans)


def _window(spots: Floats) -> Window:
    """The part of the square that is read for these positions [n, 2] in it."""
    left, top = np.maximum(0, np.floor(spots.min(0)).astype(int) - _NEARBY)
    right, bottom = np.minimum(SIDE, np.ceil(spots.max(0)).astype(int) + _NEARBY + 1)
    return Window((int(top), int(bottom)), (int(left), int(right)))
