"""Presenters: those of the house in `avatar/presenters/`, the user's own, and any photograph as one.

A kept presenter is a folder named by its id:

    figure.png       RGBA, straight colours, alpha the matte; 3:4 upright, at least 1080 x 1440
    presenter.json   title (by language), gender, voices (by language), licence, landmarks ([478][x, y], pixels)
    thumb.jpg        for pages

The user's own (`shelf.py` keeps them) are photographs as a whole and have instead of a figure

    portrait.png     RGBA, as large as the photograph, straight colours, alpha the matte
    backdrop.png     the photograph; missing where it came cut out
    consent.json     who agreed (`consent.py`)
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import cv2
import numpy as np
from PIL import Image

from avatar.catalog.picture import open_picture
from avatar.config import xdg
from avatar.errors import UsageError
from avatar.face.photo import Likeness, Warn, half_figure, read_likeness
from avatar.nearest import nearest
from avatar.types import Floats, Language, Pixels

_HOUSE = Path(__file__).resolve().parent.parent / "presenters"
_FIGURE, _PHOTO, _BACKDROP = "figure.png", "portrait.png", "backdrop.png"
_SUFFIXES = frozenset((".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif", ".tif", ".tiff", ".avif", ".heic"))
_GENDERS = {"female": "woman", "male": "man"}
_POINTS, _TOP, _CHIN = 478, 10, 152


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


def own_folder() -> Path:
    """Where the presenters lie that the user keeps."""
    return xdg("data") / "presenters"


def kept_presenters(folder: Path | None = None) -> tuple[str, ...]:
    """Ids of the presenters kept in the package and then of the user's own (or of those in `folder`), in order."""
    folders = (_HOUSE, own_folder()) if folder is None else (folder,)
    return tuple(
        path.parent.name
        for kept in folders
        for path in sorted(kept.glob("*/presenter.json"), key=lambda path: path.parent.name)
    )


def presenter_folder(presenter_id: str) -> Path:
    """The folder of a kept presenter, whether or not it exists."""
    house = _HOUSE / presenter_id
    return house if house.is_dir() else own_folder() / presenter_id


def thumbnail(presenter_id: str) -> Path:
    """The small picture of a kept presenter."""
    return presenter_folder(presenter_id) / "thumb.jpg"


def presenter_card(presenter_id: str) -> Mapping[str, Any]:
    """What is written about a kept presenter, without its picture: title, gender, voices, licence.

    Raises UsageError where the presenter is damaged.
    """
    return {key: value for key, value in _card(presenter_folder(presenter_id)).items() if key != "landmarks"}


def load_presenter(name_or_path: str, warn: Warn | None = None) -> Presenter:
    """A kept presenter by its id, or a photograph by its path: cut out, to stand on a stage.

    Raises UsageError for a name that is neither (naming the nearest), PictureError for a
    photograph that cannot be used: unreadable, no face or several, turned away, too small.
    `warn` is told what may disappoint.
    """
    found = load_whole(name_or_path, warn=warn)
    if found.kind == "drawn":
        return found
    figure = half_figure(Likeness(found.picture, found.landmarks, found.backdrop))
    return replace(found, picture=figure.picture, landmarks=figure.landmarks, backdrop=None)


def load_whole(name_or_path: str, face: int | None = None, warn: Warn | None = None) -> Presenter:
    """As `load_presenter`, but a photograph is shown as a whole; for `face` and `warn` see `whole_presenter`."""
    if name_or_path in kept_presenters():
        if face is not None:
            raise UsageError(f"--face {face}: {name_or_path} is a kept presenter and has one face; leave --face out")
        return read_presenter(presenter_folder(name_or_path))
    path = Path(name_or_path).expanduser()
    if is_picture_path(name_or_path):
        return whole_presenter(path, face, warn)
    raise UsageError(unknown(name_or_path))


def is_picture_path(name_or_path: str) -> bool:
    """Whether this is meant as the path of a picture and not as the name of a kept presenter."""
    if name_or_path in kept_presenters():
        return False
    path = Path(name_or_path).expanduser()
    return path.suffix.lower() in _SUFFIXES or len(path.parts) > 1 or os.path.isfile(path)


def unknown(name: str) -> str:
    """What is said of a name that no presenter has."""
    kept = kept_presenters()
    near = nearest(name, kept)
    guess = f"did you mean {near!r}? " if near else ""
    return f"no presenter {name!r}; {guess}kept are: {', '.join(kept)}; or give the path of a photo"


def picture_size(folder: Path) -> tuple[int, int]:
    """Width and height of the picture of the presenter kept in a folder; raises UsageError where it has none."""
    try:
        with Image.open(folder / (_PHOTO if (folder / _PHOTO).exists() else _FIGURE)) as picture:
            return picture.size
    except OSError as error:
        raise _damaged(folder) from error


def read_presenter(folder: Path) -> Presenter:
    """The presenter kept in a folder, a photograph as a whole.

    Raises PictureError if its picture cannot be read, UsageError if its card cannot.
    """
    card = _card(folder)
    kind: Literal["drawn", "photo"] = "photo" if (folder / _PHOTO).exists() else "drawn"
    backdrop = folder / _BACKDROP
    return Presenter(
        id=folder.name,
        title=card["title"],
        kind=kind,
        picture=_pixels(open_picture(folder / (_PHOTO if kind == "photo" else _FIGURE))),
        landmarks=np.array(card["landmarks"], np.float32),
        gender=_GENDERS.get(card.get("gender", ""), card.get("gender")),
        voices=card.get("voices", {}),
        licence=card.get("licence", ""),
        backdrop=_opaque(open_picture(backdrop)) if backdrop.exists() else None,
    )


def save_presenter(presenter: Presenter, folder: Path) -> None:
    """Keep a presenter in `folder` as `read_presenter` reads it, with its thumbnail. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    picture = Image.fromarray(_swapped(presenter.picture))
    if presenter.kind == "photo":
        _save_photo(picture, presenter.backdrop, folder)
    else:
        picture.save(folder / _FIGURE, optimize=True)
    _thumb(picture, presenter.landmarks).save(folder / "thumb.jpg", quality=88)
    card = {
        "title": dict(presenter.title),
        "gender": presenter.gender,
        "voices": dict(presenter.voices),
        "licence": presenter.licence,
        "landmarks": [[round(float(x), 1), round(float(y), 1)] for x, y in presenter.landmarks],
    }
    (folder / "presenter.json").write_text(json.dumps(card, ensure_ascii=False) + "\n", "utf-8")


def whole_presenter(path: Path, face: int | None = None, warn: Warn | None = None) -> Presenter:
    """A photograph as a presenter, at its own resolution and with its backdrop.

    Sides are made even, and a picture larger than 4K video is scaled down. `face` chooses among
    several, counted from 1 and from the left. `warn` is told what may disappoint. Raises
    PictureError, naming the file and the mend.
    """
    likeness = read_likeness(path, face, warn)
    return Presenter(
        id=path.stem,
        title={},
        kind="photo",
        picture=likeness.picture,
        landmarks=likeness.landmarks,
        backdrop=likeness.backdrop,
    )


def _card(folder: Path) -> dict[str, Any]:
    try:
        card = json.loads((folder / "presenter.json").read_text("utf-8"))
        if np.array(card["landmarks"], np.float32).shape == (_POINTS, 2) and isinstance(card["title"], dict):
            return dict(card)
    except (OSError, ValueError, KeyError, TypeError):
        pass
    raise _damaged(folder)


def _damaged(folder: Path) -> UsageError:
    return UsageError(f"{folder}: this presenter is damaged; remove it and keep it anew")


def _save_photo(picture: Image.Image, backdrop: Pixels | None, folder: Path) -> None:
    """The two large pictures, packed lightly and both at once: whoever keeps a presenter waits for it."""
    with ThreadPoolExecutor(2) as packers:
        packed = [packers.submit(picture.save, folder / _PHOTO, compress_level=1)]
        if backdrop is not None:
            behind = Image.fromarray(np.asarray(cv2.cvtColor(backdrop, cv2.COLOR_BGR2RGB), np.uint8))
            packed.append(packers.submit(behind.save, folder / _BACKDROP, compress_level=1))
        for each in packed:
            each.result()


def _pixels(picture: Image.Image) -> Pixels:
    """BGRA."""
    return _swapped(np.asarray(picture.convert("RGBA")))


def _opaque(picture: Image.Image) -> Pixels:
    """BGR."""
    return np.asarray(cv2.cvtColor(np.asarray(picture.convert("RGB")), cv2.COLOR_RGB2BGR), np.uint8)


def _swapped(picture: Pixels) -> Pixels:
    """RGBA from BGRA, and back."""
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGRA2RGBA), np.uint8)


def _thumb(picture: Image.Image, landmarks: Floats) -> Image.Image:
    """Head and shoulders on a quiet grey, square, 320 pixels."""
    centre, half = landmarks.mean(0), 1.25 * float(np.linalg.norm(landmarks[_CHIN] - landmarks[_TOP]))
    canvas = Image.new("RGBA", picture.size, (226, 228, 232, 255))
    canvas.alpha_composite(picture)
    left, top, right, bottom = (round(float(edge)) for edge in (*(centre - half), *(centre + half)))
    return canvas.convert("RGB").crop((left, top, right, bottom)).resize((320, 320), Image.Resampling.LANCZOS)
