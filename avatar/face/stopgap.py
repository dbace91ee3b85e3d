"""Until the network and the whole picture are there: a mouth by ear, and a figure laid on its photograph."""

from __future__ import annotations

import numpy as np

from avatar.face.articulation import Articulation
from avatar.face.portrait import Portrait
from avatar.face.presenter import Presenter
from avatar.types import Floats, Pixels, Samples, Speech


class WholeHearing:
    """Moves the mouth by ear, once all sound is there."""

    def __init__(self, fps: int) -> None:
        self._fps = fps
        self._heard: list[Samples] = []

    def push(self, pcm: Samples) -> Floats:
        self._heard.append(pcm)
        return np.zeros((0, 52), np.float32)

    def flush(self) -> Floats:
        return Articulation().expression(Speech("", "", "", np.concatenate(self._heard)), self._fps)

    def clear(self) -> None:
        self._heard = []


class PlainPicture:
    """The figure before its photograph; the head does not move."""

    def __init__(self, presenter: Presenter) -> None:
        height, width = presenter.picture.shape[:2]
        self._portrait = Portrait(presenter, height)
        self._behind = np.full((height, width, 3), 200, np.uint8) if presenter.backdrop is None else presenter.backdrop

    @property
    def size(self) -> tuple[int, int]:
        return self._portrait.size

    def draw(self, values: Floats, pose: Floats) -> Pixels:
        figure = self._portrait.draw(values, np.zeros_like(pose))
        share = figure.matte[..., None].astype(np.float32) / 255
        mixed = figure.picture * share + self._behind * (1 - share)
        return np.rint(mixed).astype(np.uint8)
