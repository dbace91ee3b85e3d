"""A presenter's gestures on disk: pictures of one arm cut out, from hanging to raised.

Beside a kept presenter's figure, if it has gestures:

    gestures.json         size (of the figure the pictures belong to), arms (where each bare matte lies),
                          shade (how much smaller shades are, and their first row), gestures
    left.png              grey: the figure's matte with the arm on the picture's left taken away; also right.png
    <gesture>.webp        RGBA, the pictures of a gesture one below the other
    <gesture>-shade.webp  grey, likewise: how dark the arm's shadow on the body is, for the whole width of the figure

A gesture names its `arm`, has for each picture a box [left, top, width, height], `rise` (how
many pictures lead from the hanging arm to the gesture) and `sway` (the pictures between which
the raised hand goes to and fro, in order).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from avatar.catalog.picture import open_picture
from avatar.face.presenter import Presenter, presenter_folder
from avatar.types import Pixels

_TABLE = "gestures.json"
_EYES = 33, 263  # their outer corners among the landmarks
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
    """One gesture of a figure whose matte without that arm is `bare` (grey).

    The first `rise` of its pictures lead up; `sway` are those the raised hand moves between.
    """

    bare: Cutout
    rise: int
    sway: tuple[int, ...]
    read: Callable[[], tuple[Cutout, ...]]

    @property
    def rest(self) -> int:
        """Where in `sway` the way up ends."""
        return self.sway.index(self.rise - 1)

    @cached_property
    def pictures(self) -> tuple[Cutout, ...]:
        """The arm and the black of its shadow, BGRA, straight; read when first asked for."""
        return self.read()


@dataclass(frozen=True)
class Clips:
    """The gestures of one presenter, drawn for a figure of `size` (width, height).

    `eyes`: how far the outer corners of its eyes lie apart, as a share of its height.
    """

    size: tuple[int, int]
    eyes: float
    clips: Mapping[str, Clip]


def load_clips(presenter: Presenter) -> Clips | None:
    """The gestures of a presenter; None where it has none, as photographs have."""
    folder = presenter_folder(presenter.id)
    if presenter.kind != "drawn" or not (folder / _TABLE).is_file():
        return None
    corners = presenter.landmarks[list(_EYES)]
    return read_clips(folder, float(np.linalg.norm(corners[0] - corners[1])) / presenter.picture.shape[0])


def read_clips(folder: Path, eyes: float) -> Clips:
    """The gestures in a presenter's folder; a gesture to one side alone is there for the other in a mirror."""
    table: dict[str, Any] = json.loads((folder / _TABLE).read_text("utf-8"))
    width, height = table["size"]
    bare = {
        arm: Cutout(left, top, np.asarray(open_picture(folder / f"{arm}.png").convert("L")))
        for arm, (left, top) in table["arms"].items()
    }
    clips = {
        name: Clip(bare[row["arm"]], row["rise"], tuple(row["sway"]), _Reader(folder, name, table))
        for name, row in table["gestures"].items()
    }
    for name, other in _MIRRORED.items():
        if name not in clips and other in clips:
            clips[name] = _mirrored(clips[other], width, bare[name.removeprefix("present-")])
    return Clips((width, height), eyes, clips)


def _mirrored(clip: Clip, width: int, bare: Cutout) -> Clip:
    def read() -> tuple[Cutout, ...]:
        return tuple(one.mirrored(width) for one in clip.pictures)

    return Clip(bare, clip.rise, clip.sway, read)


@dataclass(frozen=True)
class _Reader:
    """Reads the pictures of one gesture."""

    folder: Path
    name: str
    table: Mapping[str, Any]

    def __call__(self) -> tuple[Cutout, ...]:
        boxes = self.table["gestures"][self.name]["boxes"]
        sheet = np.asarray(open_picture(self.folder / f"{self.name}.webp").convert("RGBA"))[..., [2, 1, 0, 3]]
        shades = np.asarray(open_picture(self.folder / f"{self.name}-shade.webp").convert("L"))
        arms = np.split(sheet, np.cumsum([box[3] for box in boxes])[:-1])
        pairs = zip(boxes, arms, np.split(shades, len(boxes)), strict=True)
        return tuple(self._picture(box, arm, shade) for box, arm, shade in pairs)

    def _picture(self, box: tuple[int, int, int, int], arm: Pixels, shade: Pixels) -> Cutout:
        """The arm over its shadow, black that is as opaque as the shadow is dark."""
        left, top, width, height = box
        scale, first = self.table["shade"]["scale"], self.table["shade"]["top"]
        size = shade.shape[1] * scale, shade.shape[0] * scale
        dark = np.pad(cv2.resize(shade, size, interpolation=cv2.INTER_LINEAR), ((first * scale, 0), (0, 0)))
        rows = np.flatnonzero(dark.any(axis=1))
        columns = np.flatnonzero(dark.any(axis=0))
        low = min([top, *rows[:1]]), min([left, *columns[:1]])
        high = max([top + height, *(rows[-1:] + 1)]), max([left + width, *(columns[-1:] + 1)])
        dark = dark[low[0] : high[0], low[1] : high[1]]
        whole = np.zeros((*dark.shape, 4), np.uint8)
        whole[top - low[0] : top - low[0] + height, left - low[1] : left - low[1] + width] = arm[:, :width]
        cover = whole[..., 3].astype(np.float32)
        both = cover + dark * (1 - cover / 255)
        whole[..., :3] = whole[..., :3] * (cover / np.maximum(both, 1))[..., None] + np.float32(0.5)
        whole[..., 3] = both + np.float32(0.5)
        return Cutout(int(low[1]), int(low[0]), whole)
