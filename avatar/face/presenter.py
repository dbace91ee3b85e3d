"""Presenters: the kept ones in `avatar/presenters/`, and any photograph as one.

A kept presenter is a folder named by its id:

    figure.png       RGBA, straight colours, alpha the matte; 3:4 upright, at least 1080 x 1440
    presenter.json   title (by language), gender, voices (by language), licence, landmarks ([478][x, y], pixels)
    thumb.jpg        for pages
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np
from PIL import Image

from avatar.catalog.picture import open_picture
from avatar.errors import PictureError, UsageError
from avatar.face.framing import Box, face_box, framed, window
from avatar.face.landmarks import find_faces
from avatar.face.matting import clean_colours, cut_out
from avatar.nearest import nearest
from avatar.types import Floats, Language, Pixels

SMALLEST_FACE = 96
"""Pixels from forehead to chin below which a mouth cannot be moved."""
MOST_TURNED = 0.34
"""How far the nose tip may lie from the middle of the face, in face widths: about 40° of turn."""
MOST_TILTED = 45.0
"""How far a head may lean to a side, in degrees; more is a photograph that lies on its side."""
_LOOKED_AT = 2400  # pixels of the longer side in which faces are sought
_LARGEST = 1800  # … and of a cut-out; more is never shown
_SECOND_FACE = 0.3  # faces smaller than this share of the largest are prints and posters
_FOLDER = Path(__file__).resolve().parent.parent / "presenters"
_SUFFIXES = frozenset((".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif", ".tif", ".tiff", ".avif", ".heic"))
_GENDERS = {"female": "woman", "male": "man"}
_NOSE, _SIDES, _TOP, _CHIN = 1, (234, 454), 10, 152


@dataclass(frozen=True)
class Presenter:
    """Who is on screen.

    `picture` uint8 BGRA [h, w, 4], straight colours, alpha the matte; `landmarks`
    float32 [478, 2] in its pixels; `title` and `voices` (a voice's name) by language;
    `gender` is `woman`, `man` (as voices have it) or None where nobody said.
    """

    id: str
    title: Mapping[Language, str]
    kind: Literal["drawn", "photo"]
    picture: Pixels
    landmarks: Floats
    gender: str | None = None
    voices: Mapping[Language, str] = field(default_factory=dict)
    licence: str = ""

    @property
    def face_span(self) -> tuple[float, float]:
        """Where the face begins and where the chin ends, as shares of the picture's height from its top."""
        rows = self.landmarks[:, 1] / self.picture.shape[0]
        return float(rows.min()), float(rows.max())


def kept_presenters(folder: Path = _FOLDER) -> tuple[str, ...]:
    """Ids of the presenters kept in the package, in order of the alphabet."""
    return tuple(sorted(path.parent.name for path in folder.glob("*/presenter.json")))


def thumbnail(presenter_id: str, folder: Path = _FOLDER) -> Path:
    """The small picture of a kept presenter."""
    return folder / presenter_id / "thumb.jpg"


def presenter_card(presenter_id: str, folder: Path = _FOLDER) -> Mapping[str, Any]:
    """What is written about a kept presenter, without its picture: title, gender, voices, licence."""
    card: dict[str, Any] = json.loads((folder / presenter_id / "presenter.json").read_text("utf-8"))
    del card["landmarks"]
    return card


def load_presenter(name_or_path: str) -> Presenter:
    """A kept presenter by its id, or a photograph by its path.

    Raises UsageError for a name that is neither (naming the nearest), PictureError for a
    photograph that cannot be used: unreadable, no face or several, turned away, too small.
    """
    if name_or_path in kept_presenters():
        return read_presenter(_FOLDER / name_or_path)
    path = Path(name_or_path).expanduser()
    if path.suffix.lower() in _SUFFIXES or len(path.parts) > 1 or path.is_file():
        return photo_presenter(path)
    raise UsageError(_unknown(name_or_path))


def read_presenter(folder: Path) -> Presenter:
    """The presenter kept in a folder; raises PictureError if its picture cannot be read."""
    card = json.loads((folder / "presenter.json").read_text("utf-8"))
    return Presenter(
        id=folder.name,
        title=card["title"],
        kind="drawn",
        picture=_pixels(open_picture(folder / "figure.png")),
        landmarks=np.array(card["landmarks"], np.float32),
        gender=_GENDERS.get(card.get("gender"), card.get("gender")),
        voices=card.get("voices", {}),
        licence=card.get("licence", ""),
    )


def save_presenter(presenter: Presenter, folder: Path) -> None:
    """Keep a presenter in `folder` as `read_presenter` reads it, with its thumbnail."""
    folder.mkdir(parents=True, exist_ok=True)
    picture = Image.fromarray(_swapped(presenter.picture))
    picture.save(folder / "figure.png", optimize=True)
    _thumb(picture, presenter.landmarks).save(folder / "thumb.jpg", quality=88)
    card = {
        "title": dict(presenter.title),
        "gender": presenter.gender,
        "voices": dict(presenter.voices),
        "licence": presenter.licence,
        "landmarks": [[round(float(x), 1), round(float(y), 1)] for x, y in presenter.landmarks],
    }
    (folder / "presenter.json").write_text(json.dumps(card, ensure_ascii=False) + "\n", "utf-8")


def photo_presenter(path: Path) -> Presenter:
    """A photograph as a presenter: its one face found, the person cut out and framed as the kept ones are.

    Raises PictureError, naming the file and the mend.
    """
    opened = open_picture(path)
    small = opened.copy()
    small.thumbnail((_LOOKED_AT, _LOOKED_AT), Image.Resampling.LANCZOS)
    scale = opened.width / small.width
    face = _checked_face(path, _on_grey(_pixels(small)), scale) * np.float32(scale)
    part = window(opened.width, opened.height, face_box(face))
    picture, shrunk = _part(opened, part)
    face = (face - np.array(part[:2], np.float32)) * np.float32(shrunk)
    canvas, shift = framed(_cut_out(picture), face_box(face))
    return Presenter(
        id=path.stem,
        title={},
        kind="photo",
        picture=canvas,
        landmarks=face + np.array(shift, np.float32),
    )


def _part(opened: Image.Image, box: Box) -> tuple[Pixels, float]:
    """The pixels of a box (BGRA), made smaller where they are more than needed, and how much smaller."""
    part = opened.crop(box)
    factor = min(1.0, _LARGEST / max(part.size))
    if factor < 1:
        size = (max(1, round(part.width * factor)), max(1, round(part.height * factor)))
        part = part.resize(size, Image.Resampling.LANCZOS)
    return _pixels(part), factor


def _pixels(picture: Image.Image) -> Pixels:
    """BGRA."""
    return _swapped(np.asarray(picture.convert("RGBA")))


def _swapped(picture: Pixels) -> Pixels:
    """RGBA from BGRA, and back."""
    return np.ascontiguousarray(picture[..., [2, 1, 0, 3]])


def _unknown(name: str) -> str:
    kept = kept_presenters()
    near = nearest(name, kept)
    guess = f"did you mean {near!r}? " if near else ""
    return f"no presenter {name!r}; {guess}kept are: {', '.join(kept)}; or give the path of a photo"


def _checked_face(path: Path, picture: Pixels, scale: float) -> Floats:
    """The landmarks of the one usable face in a picture shown 1 / `scale` as large; raises PictureError."""
    faces = find_faces(picture)
    if not faces:
        raise PictureError(
            f"{path}: no face found; use a photo of one person who looks at the camera, upright and well lit"
        )
    tall = [_face_height(face) for face in faces]
    count = sum(height > _SECOND_FACE * tall[0] for height in tall)
    if count > 1:
        raise PictureError(f"{path}: {count} faces found; crop the photo to one person")
    face = faces[0]
    _check_view(path, face, picture.shape[1], picture.shape[0])
    if tall[0] * scale < SMALLEST_FACE:
        raise PictureError(
            f"{path}: the face is {tall[0] * scale:.0f} pixels high; use a larger photo, with at least {SMALLEST_FACE}"
        )
    return face


def _check_view(path: Path, face: Floats, width: int, height: int) -> None:
    if _tilt(face) > MOST_TILTED:
        raise PictureError(f"{path}: the head is not upright; turn the photo so that the chin is down")
    if abs(_turn(face)) > MOST_TURNED:
        raise PictureError(f"{path}: the face is turned away; use a photo that looks at the camera")
    low, high = face.min(0), face.max(0)
    if low[0] < 0 or high[0] > width or high[1] > height:
        raise PictureError(f"{path}: the face is cut off by the edge; use a photo that shows the whole face")


def _tilt(face: Floats) -> float:
    """Degrees between the line from brow to chin and straight down, 0 … 180."""
    across, down = face[_CHIN] - face[_TOP]
    return float(np.degrees(np.arctan2(abs(across), down)))


def _turn(face: Floats) -> float:
    """How far the nose tip lies from the middle of the face along its width, in face widths."""
    left, right = face[_SIDES[0]], face[_SIDES[1]]
    across = right - left
    return float((face[_NOSE] - left) @ across / max(float(across @ across), 1e-6)) - 0.5


def _face_height(face: Floats) -> float:
    return float(np.linalg.norm(face[_CHIN] - face[_TOP]))


def _on_grey(picture: Pixels) -> Pixels:
    """BGR of a BGRA picture over grey: what is transparent may hold any colour."""
    alpha = picture[..., 3:].astype(np.float32) / 255
    return np.rint(picture[..., :3] * alpha + 127 * (1 - alpha)).astype(np.uint8)


def _cut_out(picture: Pixels) -> Pixels:
    """The person alone; a picture that came cut out keeps its own matte."""
    matte = picture[..., 3]
    if (matte < 128).mean() > 0.02:
        colours = clean_colours(picture[..., :3], matte.astype(np.float32) / np.float32(255))
        return np.dstack([colours, matte])
    return cut_out(np.ascontiguousarray(picture[..., :3]))


def _thumb(picture: Image.Image, landmarks: Floats) -> Image.Image:
    """Head and shoulders on a quiet grey, square, 320 pixels."""
    centre, half = landmarks.mean(0), 1.25 * _face_height(landmarks)
    canvas = Image.new("RGBA", picture.size, (226, 228, 232, 255))
    canvas.alpha_composite(picture)
    left, top, right, bottom = (round(float(edge)) for edge in (*(centre - half), *(centre + half)))
    return canvas.convert("RGB").crop((left, top, right, bottom)).resize((320, 320), Image.Resampling.LANCZOS)
