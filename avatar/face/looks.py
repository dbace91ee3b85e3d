"""Whether a face in a photograph can be made to speak, and what about it may disappoint."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from avatar.errors import PictureError
from avatar.face.covered import is_covered
from avatar.face.landmarks import face_sureness
from avatar.types import Floats, Pixels

SMALLEST_FACE = 96
"""Pixels from forehead to chin below which a mouth cannot be moved."""
MOST_TURNED = 0.34
"""How far the nose tip may lie from the middle of the face, in face widths: about 40° of turn."""
MOST_TILTED = 45.0
"""How far a head may lean to a side, in degrees; more is a photograph that lies on its side."""
_SECOND_FACE = 0.3  # faces smaller than this share of the largest are prints and posters
_AROUND = 0.35  # of a face's height, how much around it is looked at
_NOSE, _SIDES, _TOP, _CHIN = 1, (234, 454), 10, 152
# outer corner, inner corner, upper lid, lower lid
_EYES = ((33, 133, 159, 145), (263, 362, 386, 374))
_SHUT = 0.14  # opening of eyes over their width below which they count as closed


def chosen(path: Path, faces: list[Floats], number: int | None, scale: float) -> Floats:
    """The face that is meant: the only one, or the `number`th from the left.

    `scale` is how much larger the user's picture is than the one the faces are told in.
    Raises PictureError, listing the faces where there are several.
    """
    if not faces:
        raise PictureError(
            f"{path}: no face found; use a photo of one person who looks at the camera, upright and well lit"
        )
    tallest = max(_height(face) for face in faces)
    people = sorted(
        (face for face in faces if _height(face) > _SECOND_FACE * tallest), key=lambda face: float(face[:, 0].mean())
    )
    if number is None and len(people) == 1:
        return people[0]
    count = f"{len(people)} face{'s' if len(people) > 1 else ''} found"
    if number is None:
        raise PictureError(
            f"{path}: {count}; crop the photo to one person"
            f" (--face N, with talk or presenter new, takes one: {_listed(people, scale)})"
        )
    if not 1 <= number <= len(people):
        raise PictureError(f"{path}: no face {number}, {count}; --face N takes one: {_listed(people, scale)}")
    return people[number - 1]


def check_view(path: Path, face: Floats, size: tuple[int, int], scale: float) -> None:
    """Raises PictureError where a face in a picture of that (width, height) cannot be used.

    See `chosen` for `scale`.
    """
    if _tilt(face) > MOST_TILTED:
        raise not_upright(path)
    if abs(_turn(face)) > MOST_TURNED:
        raise PictureError(f"{path}: the face is turned away; use a photo that looks at the camera")
    low, high = face.min(0), face.max(0)
    if low[0] < 0 or high[0] > size[0] or high[1] > size[1]:
        raise PictureError(f"{path}: the face is cut off by the edge; use a photo that shows the whole face")
    if _height(face) * scale < SMALLEST_FACE:
        raise PictureError(
            f"{path}: the face is {_height(face) * scale:.0f} pixels high; use a larger photo,"
            f" with at least {SMALLEST_FACE}"
        )


def not_upright(path: Path) -> PictureError:
    """What is said of a photograph on its side or its head."""
    return PictureError(f"{path}: the head is not upright; turn the photo so that the chin is down")


def stands_on_its_head(picture: Pixels, face: Floats) -> bool:
    """Whether a face found in a BGR picture is upside down: landmarks are laid upright on such a face too."""
    low, high = face.min(0), face.max(0)
    margin = _AROUND * _height(face)
    left, top = np.maximum(low - margin, 0).astype(int)
    right, bottom = (high + margin).astype(int)
    head = picture[top:bottom, left:right]
    return face_sureness(head[::-1, ::-1]) > face_sureness(head)


def remarks(picture: Pixels, face: Floats) -> list[str]:
    """What about a usable face in a picture, BGR or BGRA, may disappoint."""
    said = []
    if np.mean([_opening(face, eye) for eye in _EYES]) < _SHUT:
        said.append("the eyes seem closed and will stay so; a photo with open eyes convinces more")
    if is_covered(picture, face):
        said.append("something seems to cover the mouth and will move with it; use a photo that shows the whole face")
    return said


def _listed(people: list[Floats], scale: float) -> str:
    """Each face with its place in the user's picture."""
    places = [(face.mean(0) * scale, _height(face) * scale) for face in people]
    return "; ".join(
        f"{number} at x {middle[0]:.0f}, y {middle[1]:.0f}, {tall:.0f} pixels high"
        for number, (middle, tall) in enumerate(places, start=1)
    )


def _tilt(face: Floats) -> float:
    """Degrees between the line from brow to chin and straight down, 0 … 180."""
    across, down = face[_CHIN] - face[_TOP]
    return float(np.degrees(np.arctan2(abs(across), down)))


def _turn(face: Floats) -> float:
    """How far the nose tip lies from the middle of the face along its width, in face widths."""
    left, right = face[_SIDES[0]], face[_SIDES[1]]
    across = right - left
    return float((face[_NOSE] - left) @ across / max(float(across @ across), 1e-6)) - 0.5


def _height(face: Floats) -> float:
    return float(np.linalg.norm(face[_CHIN] - face[_TOP]))


def _opening(face: Floats, eye: tuple[int, int, int, int]) -> float:
    """How far the lids are apart, in widths of the eye."""
    outer, inner, upper, lower = (face[point] for point in eye)
    return float(np.linalg.norm(upper - lower) / max(float(np.linalg.norm(outer - inner)), 1e-6))
