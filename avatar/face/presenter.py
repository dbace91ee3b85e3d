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
from avatar.errors import UsageError
from avatar.face.photo import Likeness, Warn, half_figure, read_likeness
from avatar.nearest import nearest
from avatar.types import Floats, Language, Pixels

_FOLDER = Path(__file__).resolve().parent.parent / "presenters"
_SUFFIXES = frozenset((".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif", ".tif", ".tiff", ".avif", ".heic"))
_GENDERS = {"female": "woman", "male": "man"}
_TOP, _CHIN = 10, 152


@dataclass(frozen=True)
class Presenter:
    """Who is on screen.

    `picture` uint8 BGRA [h, w, 4], straight colours, alpha the matte; `landmarks`
    float32 [478, 2] in its pixels; `title` and `voices` (a voice's name) by language;
    `gender` is `woman`, `man` (as voices have it) or None where nobody said. `backdrop`
    uint8 BGR [h, w, 3] is the photograph as it is, of the picture's size; None where the
    person stands alone.
    """

    id: str
    title: Mapping[Language, str]
    kind: Literal["drawn", "photo"]
    picture: Pixels
    landmarks: Floats
    gender: str | None = None
    voices: Mapping[Language, str] = field(default_factory=dict)
    licence: str = ""
    backdrop: Pixels | None = None

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


def load_whole(name_or_path: str, face: int | None = None, warn: Warn | None = None) -> Presenter:
    """As `load_presenter`, but a photograph is shown as a whole, before what is in it; see `whole_presenter`."""
    if name_or_path in kept_presenters():
        return read_presenter(_FOLDER / name_or_path)
    path = Path(name_or_path).expanduser()
    if path.suffix.lower() in _SUFFIXES or len(path.parts) > 1 or path.is_file():
        return whole_presenter(path, face, warn)
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


def photo_presenter(path: Path, face: int | None = None, warn: Warn | None = None) -> Presenter:
    """A photograph as a presenter: the person cut out and framed as the kept ones are; see `whole_presenter`."""
    return _photographed(path, half_figure(read_likeness(path, face, warn)))


def whole_presenter(path: Path, face: int | None = None, warn: Warn | None = None) -> Presenter:
    """A photograph as a presenter, at its own resolution and with its backdrop.

    Sides are made even, and one of more than 3840 pixels is scaled down. `face` chooses among
    several, counted from 1 and from the left. `warn` is told what may disappoint. Raises
    PictureError, naming the file and the mend.
    """
    return _photographed(path, read_likeness(path, face, warn))


def _photographed(path: Path, likeness: Likeness) -> Presenter:
    return Presenter(
        id=path.stem,
        title={},
        kind="photo",
        picture=likeness.picture,
        landmarks=likeness.landmarks,
        backdrop=likeness.backdrop,
    )


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


def _thumb(picture: Image.Image, landmarks: Floats) -> Image.Image:
    """Head and shoulders on a quiet grey, square, 320 pixels."""
    centre, half = landmarks.mean(0), 1.25 * float(np.linalg.norm(landmarks[_CHIN] - landmarks[_TOP]))
    canvas = Image.new("RGBA", picture.size, (226, 228, 232, 255))
    canvas.alpha_composite(picture)
    left, top, right, bottom = (round(float(edge)) for edge in (*(centre - half), *(centre + half)))
    return canvas.convert("RGB").crop((left, top, right, bottom)).resize((320, 320), Image.Resampling.LANCZOS)
