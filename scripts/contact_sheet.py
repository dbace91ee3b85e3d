"""Portraits × the shapes of speech and a blink, and two seconds of speech frame by frame, to be looked at.

    python scripts/contact_sheet.py --out sheet.png                     the house's own presenters
    python scripts/contact_sheet.py mei me.jpg you.png --strip me.jpg
    python scripts/contact_sheet.py me.jpg --crop mouth --cell 400 --shapes "jaw .25,jaw .5,smile,nod"

Portraits are names of kept presenters or paths of pictures. `--crop` is whole, head, face, mouth
or eyes; the picture is enlarged to cells of `--cell` pixels.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np

from avatar.face.arkit import INDEX, NAMES
from avatar.face.articulation import Articulation
from avatar.face.geometry import Face, measure
from avatar.face.motion import Motion, stress_track
from avatar.face.picture import TalkingPicture
from avatar.face.presenter import load_whole
from avatar.speech.voice import open_voice
from avatar.types import Floats, Pixels

FPS = 25
_SAYS = "Hello and welcome! Shall we show you what is new today?"
_FRAMES, _ACROSS = 2 * FPS, 10
_PAPER = (236, 236, 232)
_INK = (40, 40, 40)
_STILL = (0.0,) * 6


def _pair(name: str, value: float) -> dict[str, float]:
    return {f"{name}Left": value, f"{name}Right": value}


VISEMES: dict[str, dict[str, float]] = {
    "p b m": {"jawOpen": 0.08, "mouthClose": 0.08, **_pair("mouthPress", 0.5)},
    "f v": {"jawOpen": 0.1, "mouthRollLower": 0.7, **_pair("mouthUpperUp", 0.35)},
    "th l": {"jawOpen": 0.22, "tongueOut": 0.8, **_pair("mouthLowerDown", 0.15)},
    "s t": {
        "jawOpen": 0.1,
        **_pair("mouthStretch", 0.25),
        **_pair("mouthLowerDown", 0.3),
        **_pair("mouthUpperUp", 0.2),
    },
    "sh ch": {"jawOpen": 0.14, "mouthFunnel": 0.6, **_pair("mouthUpperUp", 0.2)},
    "ee": {"jawOpen": 0.14, **_pair("mouthStretch", 0.5), **_pair("mouthSmile", 0.2), **_pair("mouthLowerDown", 0.2)},
    "ah": {"jawOpen": 0.6, **_pair("mouthLowerDown", 0.15), **_pair("mouthUpperUp", 0.15)},
    "oh": {"jawOpen": 0.36, "mouthFunnel": 0.55, "mouthPucker": 0.3},
    "oo w": {"jawOpen": 0.1, "mouthPucker": 0.8, "mouthFunnel": 0.2},
    "blink": _pair("eyeBlink", 1.0),
}
"""What everybody does who speaks, and a blink."""
SHAPES: dict[str, dict[str, float]] = {
    **VISEMES,
    "rest": {},
    "jaw .12": {"jawOpen": 0.12},
    "jaw .25": {"jawOpen": 0.25},
    "jaw .5": {"jawOpen": 0.5},
    "jaw .75": {"jawOpen": 0.75},
    "jaw 1": {"jawOpen": 1.0},
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
    "face": (-0.95, -0.75, 0.95, 1.35),
    "mouth": (-0.45, 0.35, 0.45, 1.3),
    "eyes": (-0.75, -0.4, 0.75, 0.35),
}


class Sitter:
    """One portrait, shown in cells of a sheet."""

    def __init__(self, name_or_path: str, crop: str, cell: int) -> None:
        """`crop` one of `_CROPS` or `whole`; `cell` is the height in pixels."""
        presenter = load_whole(name_or_path)
        self._picture = TalkingPicture(presenter)
        self._cell = cell
        self._box = _window(measure(presenter.landmarks, presenter.picture), crop, self._picture.size)

    def cell(self, values: Floats, pose: Sequence[float] | Floats, caption: str) -> Pixels:
        """The part of the picture that is looked at, with what it is written on it."""
        left, top, right, bottom = self._box
        part = self._picture.draw(values, np.asarray(pose, np.float32))[top:bottom, left:right]
        factor = self._cell / part.shape[0]
        way = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
        shown = cv2.resize(part, (round(part.shape[1] * factor), self._cell), interpolation=way)
        cv2.putText(shown, caption, (7, 19), cv2.FONT_HERSHEY_SIMPLEX, 0.48, _PAPER, 3, cv2.LINE_AA)
        cv2.putText(shown, caption, (7, 19), cv2.FONT_HERSHEY_SIMPLEX, 0.48, _INK, 1, cv2.LINE_AA)
        return np.asarray(cv2.copyMakeBorder(shown, 0, 3, 0, 3, cv2.BORDER_CONSTANT, value=_PAPER), np.uint8)

    def row(self, shapes: Sequence[str]) -> Pixels:
        """All shapes side by side."""
        return np.hstack(
            [self.cell(coefficients(SHAPES.get(name, {})), POSES.get(name, _STILL), name) for name in shapes]
        )

    def strip(self, values: Floats, pose: Floats) -> Pixels:
        """Frames of speech, one after another, in rows."""
        cells = [self.cell(values[n], pose[n], f"{n / FPS:.2f} s") for n in range(len(values))]
        return np.vstack([np.hstack(cells[at : at + _ACROSS]) for at in range(0, len(cells), _ACROSS)])


def coefficients(shape: dict[str, float]) -> Floats:
    """A row of the 52 coefficients with those named."""
    values = np.zeros(len(NAMES), np.float32)
    for name, value in shape.items():
        values[INDEX[name]] = value
    return values


def speech_rows(frames: int) -> tuple[Floats, Floats]:
    """Coefficients [frames, 52] and poses [frames, 6] of somebody saying a sentence."""
    speech = open_voice("espeak", "en", None, print).speak(_SAYS, "en")
    mouth = Articulation().expression(speech, FPS)
    pose, life = Motion(1, FPS).take(len(mouth), stress_track(speech, FPS))
    return np.clip(mouth + life, 0, 1)[:frames], pose[:frames]


def _window(face: Face, crop: str, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what is looked at, in pixels."""
    if crop not in _CROPS:
        return 0, 0, *size
    axes = face.axes
    corners = np.tile(axes.origin, 2) + np.array(_CROPS[crop]) * axes.unit
    left, top, right, bottom = (round(float(corner)) for corner in corners)
    return max(0, left), max(0, top), min(size[0], right), min(size[1], bottom)


def _stacked(parts: Sequence[Pixels]) -> Pixels:
    width = max(part.shape[1] for part in parts)
    return np.vstack(
        [cv2.copyMakeBorder(p, 0, 0, 0, width - p.shape[1], cv2.BORDER_CONSTANT, value=_PAPER) for p in parts]
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Draw the sheet."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("portraits", nargs="*", default=["mei", "kai"], help="kept presenters or pictures")
    parser.add_argument("--out", type=Path, default=Path("out/contact_sheet.png"))
    parser.add_argument("--crop", choices=["whole", *_CROPS], default="face")
    parser.add_argument("--cell", type=int, default=220, help="height of a cell in pixels")
    parser.add_argument("--shapes", default=",".join(VISEMES), help="names, separated by commas")
    parser.add_argument("--strip", help="portrait of the two seconds of speech; the first where none is named")
    options = parser.parse_args(arguments)
    shapes = [name.strip() for name in options.shapes.split(",")]
    if unknown := [name for name in shapes if name not in {**SHAPES, **POSES}]:
        raise SystemExit(f"--shapes {unknown[0]}: choose of {', '.join([*SHAPES, *POSES])}")
    rows = [Sitter(name, options.crop, options.cell).row(shapes) for name in options.portraits]
    speaker = Sitter(options.strip or options.portraits[0], options.crop, options.cell)
    sheet = _stacked([*rows, speaker.strip(*speech_rows(_FRAMES))])
    options.out.parent.mkdir(parents=True, exist_ok=True)
    if not cv2.imwrite(str(options.out), sheet):
        raise SystemExit(f"{options.out}: cannot be written; name a .png or .jpg file")
    print(options.out)


if __name__ == "__main__":
    main()
