"""Moving pictures and a tone, for every test of an output."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from avatar.types import SAMPLE_RATE, Frame, samples_per_frame

WIDTH, HEIGHT, FPS = 96, 128, 25


def frames(count: int, width: int = WIDTH, height: int = HEIGHT, fps: int = FPS) -> Iterator[Frame]:
    """Frames whose left half is flat and whose right half is busy; 440 Hz beside them."""
    length = samples_per_frame(fps)
    chance = np.random.default_rng(0)
    noise = chance.integers(0, 255, (height, width, 3), np.uint8)
    for index in range(count):
        picture = np.roll(noise, index, axis=0)
        picture[:, : width // 2] = (200, 120, 40)
        times = (np.arange(length) + index * length) / SAMPLE_RATE
        yield Frame(index, picture, (0.4 * np.sin(2 * np.pi * 440 * times)).astype(np.float32))
