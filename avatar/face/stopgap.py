"""Until the network is there: a mouth by ear."""

from __future__ import annotations

import numpy as np

from avatar.face.articulation import Articulation
from avatar.types import Floats, Samples, Speech


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
