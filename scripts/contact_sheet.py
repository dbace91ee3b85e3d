"""Portraits × mouth shapes, blinks and turns on one sheet, to be looked at.

    python scripts/contact_sheet.py mei kai me.jpg --out sheet.png [--crop mouth] [--shapes rest,jaw 0.5,blink]

`--crop` is figure, head, face, mouth or eyes; the picture is enlarged to cells of `--cell` pixels.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2
import numpy as np

from avatar.face.arkit import INDEX, NAMES
from avatar.face.geometry import measure
from avatar.face.portrait import Portrait
from avatar.face.presenter import Presenter, load_presenter
from avatar.types import Figure, Floats, Pixels

GREY = (196, 200, 190)
_HEIGHT = 1180


def _pair(name: str, value: float) -> dict[str, float]:
    return {f"{name}Left": value, f"{name}Right": value}


SHAPES: dict[str, dict[str, float]] = {
    "rest": {},
    "jaw .12": {"jawOpen": 0.12},
    "jaw .25": {"jawOpen": 0.25},
    "jaw .5": {"jawOpen": 0.5},
    "jaw .75": {"jawOpen": 0.75},
    "jaw 1": {"jawOpen": 1.0},
    "a": {"jawOpen": 0.6, **_pair("mouthLowerDown", 0.2), **_pair("mouthUpperUp", 0.15)},
    "e": {"jawOpen": 0.3, **_pair("mouthStretch", 0.5), **_pair("mouthUpperUp", 0.3), **_pair("mouthLowerDown", 0.3)},
    "i": {
        "jawOpen": 0.12,
        **_pair("mouthStretch", 0.6),
        **_pair("mouthSmile", 0.3),
        **_pair("mouthLowerDown", 0.35),
        **_pair("mouthUpperUp", 0.25),
    },
    "o": {"jawOpen": 0.35, "mouthFunnel": 0.6, "mouthPucker": 0.3},
    "u": {"jawOpen": 0.1, "mouthPucker": 0.85, "mouthFunnel": 0.25},
    "f": {"jawOpen": 0.1, "mouthRollLower": 0.8, **_pair("mouthUpperUp", 0.3)},
    "p": {"jawOpen": 0.08, "mouthClose": 0.08, **_pair("mouthPress", 0.6)},
    "sh": {"jawOpen": 0.12, "mouthFunnel": 0.7, **_pair("mouthUpperUp", 0.2)},
    "l": {"jawOpen": 0.3, "tongueOut": 0.8},
    "s": {"jawOpen": 0.06, **_pair("mouthStretch", 0.4), **_pair("mouthLowerDown", 0.5), **_pair("mouthUpperUp", 0.35)},
    "shut jaw .5": {"jawOpen": 0.5, "mouthClose": 0.5},
    "pucker": {"mouthPucker": 1.0},
    "smile": _pair("mouthSmile", 1.0) | _pair("cheekSquint", 0.6),
    "smile a": {"jawOpen": 0.35, **_pair("mouthSmile", 0.8), **_pair("mouthUpperUp", 0.3)},
    "frown": _pair("mouthFrown", 1.0),
    "press": _pair("mouthPress", 1.0),
    "roll": {"mouthRollLower": 1.0, "mouthRollUpper": 1.0},
    "blink .25": _pair("eyeBlink", 0.25),
    "blink .5": _pair("eyeBlink", 0.5),
    "blink .75": _pair("eyeBlink", 0.75),
    "blink": _pair("eyeBlink", 1.0),
    "squint": _pair("eyeSquint", 1.0),
    "wide": _pair("eyeWide", 1.0) | {"browInnerUp": 1.0, **_pair("browOuterUp", 1.0)},
    "brow down": _pair("browDown", 1.0),
    "look left": {"eyeLookOutLeft": 1.0, "eyeLookInRight": 1.0},
    "look down": _pair("eyeLookDown", 1.0),
    "puff": {"cheekPuff": 1.0},
    "sneer": _pair("noseSneer", 1.0),
    "mouth left": {"mouthLeft": 1.0, "jawLeft": 1.0},
}
POSES: dict[str, tuple[float, ...]] = {
    "yaw +": (0.12, 0, 0, 0, 0, 0),
    "yaw -": (-0.12, 0, 0, 0, 0, 0),
    "nod": (0, 0.1, 0, 0, 0, 0),
    "up": (0, -0.1, 0, 0, 0, 0),
    "tilt": (0, 0, 0.06, 0, 0, 0),
    "shift": (0, 0, 0, 0.08, 0.04, 1),
    "all": (0.08, 0.05, 0.04, 0.05, 0.02, 1),
}
_CROPS = {
    "head": (-1.5, -1.5, 1.5, 2.2),
    "face": (-0.9, -0.7, 0.9, 1.4),
    "mouth": (-0.4, 0.4, 0.4, 1.25),
    "eyes": (-0.75, -0.4, 0.75, 0.35),
}


def coefficients(shape: dict[str, float]) -> Floats:
    """A row of the 52 coefficients with those named."""
    values = np.zeros(len(NAMES), np.float32)
    for name, value in shape.items():
        values[INDEX[name]] = value
    return values


def staged(figure: Figure) -> Pixels:
    """The figure over a plain colour."""
    cover = figure.matte[..., None].astype(np.float32) / 255
    return np.rint(figure.picture * cover + np.array(GREY, np.float32) * (1 - cover)).astype(np.uint8)


def row(presenter: Presenter, shapes: list[str], crop: str, cell: int) -> Pixels:
    """One presenter in all the shapes, side by side."""
    portrait = Portrait(presenter, _HEIGHT)
    scale = _HEIGHT / presenter.picture.shape[0]
    axes = measure(presenter.landmarks, presenter.picture).axes
    cells = []
    for name in shapes:
        values, pose = coefficients(SHAPES.get(name, {})), np.array(POSES.get(name, (0,) * 6), np.float32)
        picture = staged(portrait.draw(values, pose))
        if crop in _CROPS:
            middle, unit = axes.origin * scale, axes.unit * scale
            left, top, right, bottom = (round(float(v)) for v in np.tile(middle, 2) + np.array(_CROPS[crop]) * unit)
            picture = np.ascontiguousarray(picture[max(0, top) : bottom, max(0, left) : right])
        factor = cell / picture.shape[0]
        way = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
        size = (round(picture.shape[1] * factor), cell)
        picture = np.asarray(cv2.resize(picture, size, interpolation=way), np.uint8)
        cv2.putText(picture, name, (4, 14), cv2.FONT_HERSHEY_SIMPLEX, 0.45, (20, 20, 20), 1, cv2.LINE_AA)
        cells.append(picture)
    return np.hstack(cells)


def main() -> None:
    """Draw the sheet."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("presenters", nargs="+", help="kept presenters or photos")
    parser.add_argument("--out", type=Path, default=Path("out/contact_sheet.png"))
    parser.add_argument("--crop", choices=["figure", *_CROPS], default="face")
    parser.add_argument("--cell", type=int, default=260, help="height of a cell in pixels")
    parser.add_argument("--shapes", default=",".join([*SHAPES, *POSES]), help="names, separated by commas")
    options = parser.parse_args()
    shapes = [name.strip() for name in options.shapes.split(",")]
    rows = [row(load_presenter(name), shapes, options.crop, options.cell) for name in options.presenters]
    width = max(part.shape[1] for part in rows)
    padded = [
        cv2.copyMakeBorder(part, 0, 4, 0, width - part.shape[1], cv2.BORDER_CONSTANT, value=GREY) for part in rows
    ]
    options.out.parent.mkdir(parents=True, exist_ok=True)
    if not cv2.imwrite(str(options.out), np.vstack(padded)):
        raise SystemExit(f"{options.out}: cannot be written; name a .png file")
    print(options.out)


if __name__ == "__main__":
    main()
