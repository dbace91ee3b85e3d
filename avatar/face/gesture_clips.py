"""A presenter's gestures on disk: pictures of one arm cut out, from hanging to raised.

Beside a kept presenter's figure, if it has gestures:

    gestures.json    size (of the figure the pictures belong to), arms (where each bare matte lies), gestures
    left.png         grey: the figure's matte with the arm on the picture's left taken away; also right.png
    <gesture>.webp   RGBA, the pictures of a gesture one below the other; the arm's shadow is translucent black

A gesture names its `arm`, has for each picture a box [left, top, width, height], `rise` (how
many pictures lead from the hanging arm to the gesture) and `sway` (the pictures between which
the raised hand goes to and fro, in order).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from avatar.catalog.picture import open_picture
from avatar.face.presenter import Presenter, presenter_folder
from avatar.types import Pixels

_TABLE = "gestures.json"
_MIRRORED = {"present-left": "present-right", "present-right": "present-left"}


@dataclass(frozen=True)
class Cutout:
    """Pixels that lie with their left upper corner at (left, top) of the figure's picture."""

    left: int
    top: int
    pixels: Pixels

    def mirrored(self, width: int) -> Cutout:
        """The cut-out in a picture of that width seen in a mirror."""
        return Cutout(width - self.left - self.pixels.shape[1], self.top, np.ascontiguousarray(self.pixels[:, ::-1]))


@dataclass(frozen=True)
class Clip:
    """One gesture: its `pictures` (BGRA, straight) in a figure whose matte without that arm is `bare` (grey).

    The first `rise` pictures lead up; `sway` are those the raised hand moves between.
    """

    bare: Cutout
    pictures: tuple[Cutout, ...]
    rise: int
    sway: tuple[int, ...]

    @property
    def rest(self) -> int:
        """Where in `sway` the way up ends."""
        return self.sway.index(self.rise - 1)


@dataclass(frozen=True)
class Clips:
    """The gestures of one presenter, drawn for a figure of `size` (width, height)."""

    size: tuple[int, int]
    clips: Mapping[str, Clip]

    def painted(self, paint: Callable[[Pixels], Pixels]) -> Clips:
        """The gestures with every picture put through `paint` (another light)."""
        clips = {
            name: replace(clip, pictures=tuple(replace(one, pixels=paint(one.pixels)) for one in clip.pictures))
            for name, clip in self.clips.items()
        }
        return replace(self, clips=clips)


def load_clips(presenter: Presenter) -> Clips | None:
    """The gestures of a presenter; None where it has none, as photographs have."""
    folder = presenter_folder(presenter.id)
    if presenter.kind != "drawn" or not (folder / _TABLE).is_file():
        return None
    return read_clips(folder)


def read_clips(folder: Path) -> Clips:
    """The gestures in a presenter's folder; a gesture to one side alone is there for the other in a mirror."""
    table: dict[str, Any] = json.loads((folder / _TABLE).read_text("utf-8"))
    width, height = table["size"]
    bare = {
        arm: Cutout(left, top, np.asarray(open_picture(folder / f"{arm}.png").convert("L")))
        for arm, (left, top) in table["arms"].items()
    }
    clips = {name: _clip(folder / f"{name}.webp", row, bare) for name, row in table["gestures"].items()}
    for name, other in _MIRRORED.items():
        if name not in clips and other in clips:
            clips[name] = _mirrored(clips[other], width)
    return Clips((width, height), clips)


def _clip(path: Path, row: Mapping[str, Any], bare: Mapping[str, Cutout]) -> Clip:
    sheet = np.asarray(open_picture(path).convert("RGBA"))[..., [2, 1, 0, 3]]
    pictures, begin = [], 0
    for left, top, width, height in row["boxes"]:
        pictures.append(Cutout(left, top, np.ascontiguousarray(sheet[begin : begin + height, :width])))
        begin += height
    return Clip(bare[row["arm"]], tuple(pictures), row["rise"], tuple(row["sway"]))


def _mirrored(clip: Clip, width: int) -> Clip:
    return replace(clip, bare=clip.bare.mirrored(width), pictures=tuple(one.mirrored(width) for one in clip.pictures))
