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
from avatar.face.moves import ease
from avatar.face.pose import head_box, head_turns
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
_EDGES, _CRISP = 1.1, 0.5  # pixels of the square that an edge is wide, and how much is added to it
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
        self._room = (slice(grid.top, grid.top + grid.size[1]), slice(grid.left, grid.left + grid.size[0]))
        height, width = still[self._room].shape[:2]
        self._places = places = grid.pixels[:height, :width]
        mask = _mask(landmarks, box, places)
        self._core = _nodes(mask, grid.step)
        part = self._pixels(slice(*self._core.rows), slice(*self._core.columns))
        self._here, self._cover = places[part], np.dstack([mask[part]] * 3)
        self.window = _window(box.in_square(places[mask > 0]))
        self._where = box.in_square(self._here) - np.array([self.window.columns[0], self.window.rows[0]], np.float32)
        self._small = self.square[self.window.part] * 255
        self._rim = self._compared(landmarks)
        self._detail = (still[self._room][part] - self._enlarged(self._small)) * self._cover
        self._turns = head_turns(face, grid.nodes, head_box(face, still.shape[0]))

    def lay(self, mouth: Floats, turns: Floats, share: float, picture: Pixels) -> None:
        """Draw a generated mouth into a picture of the presenter, whose head is turned so.

        `mouth` float32 [rows, columns, 3], BGR 0 … 1: the window of the square. `turns` float32 [5]
        as the pose has them. `share` 0 … 1: how much of the change is shown; with 0 nothing is.
        """
        if share <= 0:
            return
        part, moved = self._moved(turns)
        came = moved - self._here[0, 0]
        added = cv2.remap(self._added(mouth) * np.float32(share), came, _NO_MAP, cv2.INTER_LINEAR)
        target = picture[self._room][part]
        target[...] = cv2.add(target, added, dtype=cv2.CV_8U)

    def _added(self, mouth: Floats) -> Floats:
        """What a mouth adds to the head at rest, in levels: nothing where the mask ends."""
        made = self._matched(mouth * np.float32(255))
        change = made - self._small
        size = cv2.GaussianBlur(np.abs(change).mean(-1), (0, 0), 1.0)
        # with a changed mouth goes the fine detail of the old one; edges of the new one make up for it
        gone = (1 - np.exp(-size / _SAME))[..., None]
        edges = made - cv2.GaussianBlur(made, (0, 0), _EDGES)
        grown = self._enlarged(np.dstack([change + _CRISP * gone * edges, gone]).astype(np.float32))
        return np.asarray(grown[..., :3] * self._cover - grown[..., 3:] * self._detail, np.float32)

    def _matched(self, made: Floats) -> Floats:
        """A generated mouth with every channel as strong at the rim as the picture's."""
        own, other = (np.tensordot(self._rim, colours, 2) for colours in (self._small, made))
        return made * np.clip(own / np.maximum(other, 1e-3), *_GAIN).astype(np.float32)

    def _enlarged(self, window: Floats) -> Floats:
        """Values of the window of the square at the pixels of the mask."""
        return np.asarray(cv2.remap(window, self._where, _NO_MAP, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE))

    def _moved(self, turns: Floats) -> tuple[Part, Floats]:
        """The part of the room that the mouth is in when the head is turned, and where each of its pixels looks."""
        shift = np.tensordot(turns.astype(np.float32), self._turns, 1)
        rows, columns = (self._followed(shift, axis) for axis in (0, 1))
        part = self._pixels(rows, columns)
        step, places = self._grid.step, self._places[part]
        size = ((columns.stop - columns.start) * step, (rows.stop - rows.start) * step)
        full = cv2.resize(shift[rows, columns], size, interpolation=cv2.INTER_LINEAR)
        return part, np.asarray(places + full[: places.shape[0], : places.shape[1]], np.float32)

    def _pixels(self, rows: slice, columns: slice) -> Part:
        """The pixels of some of the room's nodes."""
        step = self._grid.step
        return slice(rows.start * step, rows.stop * step), slice(columns.start * step, columns.stop * step)

    def _followed(self, shift: Floats, axis: int) -> slice:
        """Rows (axis 0) or columns of nodes that the mouth is in after this motion, and some more around them."""
        spans = (self._core.rows, self._core.columns)
        middle = tuple((first + last) // 2 for first, last in spans)
        away = round(-float(shift[middle][1 - axis]) / self._grid.step)
        first, last = spans[axis]
        return slice(max(0, first + away - _SLACK), min(shift.shape[axis], last + away + _SLACK))

    def _compared(self, landmarks: Floats) -> Floats:
        """How much each pixel of the window tells about the colours, all adding up to 1.

        It is those of the rim that no jaw moves.
        """
        (top, bottom), (left, right) = self.window.rows, self.window.columns
        columns, rows = np.meshgrid(np.arange(left, right), np.arange(top, bottom))
        places = self.box.in_picture(np.dstack([columns, rows]).astype(np.float32))
        cover = cv2.remap(self._cover[..., 0], places - self._here[0, 0], _NO_MAP, cv2.INTER_LINEAR)
        low, high = _RIM
        rim = (cover > low) & (cover < high) & (places[..., 1] < landmarks[_LOWER_LIP, 1])
        return np.asarray(rim / max(1, int(rim.sum())), np.float32)


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
