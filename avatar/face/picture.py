"""A presenter shown whole and talking: a photograph with its backdrop, in which only the person moves.

The person is lifted off the photograph and laid back, moved, over a plate of the backdrop, so
that nothing behind swims along. Unmoved they give back the photograph bit by bit.
"""

from __future__ import annotations

import cv2
import numpy as np

from avatar.face.body import Body
from avatar.face.geometry import Face, measure
from avatar.face.plate import lifted, plate_behind, shining_through
from avatar.face.pose import torso_rows
from avatar.face.presenter import Presenter
from avatar.types import Floats, Pixels

_RIM = 0.05  # around the matte, in units: what of a hair it may have missed
_LAID_OPEN = 0.35  # so far, in units, a moving head lays open what is behind
_SOFT = 0.55  # blur (sigma, px) of a picture at its own size
_GROUND = ((206, 201, 196), (163, 158, 154))  # light and edge of the studio behind a person without a backdrop


class TalkingPicture:
    """Draws one presenter as large as its picture. Not safe for use from two threads at once."""

    def __init__(self, presenter: Presenter) -> None:
        """A presenter without a backdrop is shown before a plain soft studio ground."""
        matte = np.ascontiguousarray(presenter.picture[..., 3])
        face = measure(presenter.landmarks, presenter.picture)
        if presenter.backdrop is None:
            self._plate = _ground(matte.shape[1], matte.shape[0])
            photo = np.asarray(cv2.add(_under(presenter.picture), shining_through(self._plate, matte)), np.uint8)
        else:
            photo = presenter.backdrop
            self._plate = _plate(photo, matte, face)
        person = lifted(photo, matte, self._plate)
        self._body = Body(face, person, presenter.landmarks, softness=_SOFT)
        self._picture = photo.copy()
        self._shade, self._cover = np.empty_like(photo), np.empty_like(matte)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the picture in pixels."""
        return self._picture.shape[1], self._picture.shape[0]

    def draw(self, values: Floats, pose: Floats) -> Pixels:
        """The picture (BGR) with that expression (float32 [52], ARKit's order, 0 … 1) and pose (float32 [6]).

        See `avatar.types.Expression` for the pose. The picture is valid until the next call.
        """
        self._body.draw(values, pose, self._lay)
        return self._picture

    def _lay(self, part: Pixels, left: int, top: int) -> None:
        """Lay a moved part of the person over the plate."""
        place = slice(top, top + part.shape[0]), slice(left, left + part.shape[1])
        shown, (shade, cover) = self._picture[place], (buffer[place] for buffer in (self._shade, self._cover))
        cv2.extractChannel(part, 3, dst=cover)
        shining_through(self._plate[place], cover, out=shade)
        cv2.cvtColor(part, cv2.COLOR_BGRA2BGR, dst=shown)
        cv2.add(shown, shade, dst=shown)


def _plate(photo: Pixels, matte: Pixels, face: Face) -> Pixels:
    """The photograph without the person, as far down as anything moves."""
    _top, low = torso_rows(face, photo.shape[0])
    rim, reach = (max(1, round(share * face.axes.unit)) for share in (_RIM, _LAID_OPEN))
    behind = plate_behind(photo[:low], matte[:low], rim, reach)
    return np.concatenate([behind, photo[low:]])


def _ground(width: int, height: int) -> Pixels:
    """A plain wall with a soft light on it."""
    x = np.linspace(-1, 1, width, dtype=np.float32) * min(1.0, width / height)
    y = np.linspace(-0.75, 1.25, height, dtype=np.float32) * min(1.0, height / width)
    away = np.clip(np.hypot(x[None], y[:, None]) / 1.2, 0, 1)[..., None]
    light, edge = (np.array(colour, np.float32) for colour in _GROUND)
    grain = np.random.default_rng(0).normal(0, 0.6, (height, width, 1))  # or the slope would show in steps
    shaded = light + (edge - light) * away**1.6 + grain
    return np.asarray(np.clip(np.rint(shaded), 0, 255), np.uint8)


def _under(picture: Pixels) -> Pixels:
    """Colours of a BGRA picture as far as they cover."""
    cover = cv2.cvtColor(np.ascontiguousarray(picture[..., 3]), cv2.COLOR_GRAY2BGR)
    return np.asarray(cv2.multiply(np.ascontiguousarray(picture[..., :3]), cover, scale=1 / 255), np.uint8)
