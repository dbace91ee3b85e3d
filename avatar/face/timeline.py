"""The fine clock inside the face: points a few milliseconds apart that meet the middle of every frame."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from avatar.types import SAMPLE_RATE, Samples

Track = npt.NDArray[np.float64]
"""float64 [points]: one value at each point of a timeline."""

_STEP = 0.005  # seconds, about, between two points
_MARGIN = 0.3  # seconds thought of before and after the speech


@dataclass(frozen=True)
class Timeline:
    """Points `step` samples apart; point `margin` is the first sample of the speech."""

    samples: int
    frame: int
    step: int
    margin: int
    points: int

    @classmethod
    def over(cls, samples: int, frame: int) -> Timeline:
        """The timeline for that many samples in frames of `frame` samples each."""
        parts = 2 * round(frame / (2 * _STEP * SAMPLE_RATE))  # even, so that a frame's middle is a point
        while frame % parts:
            parts += 2
        margin = -(-round(_MARGIN * SAMPLE_RATE) // frame) * parts
        frames = -(-samples // frame)
        return cls(samples, frame, frame // parts, margin, 2 * margin + frames * parts + 1)

    @property
    def frames(self) -> int:
        """How many frames show the speech; the last may be cut short by its end."""
        return -(-self.samples // self.frame)

    @property
    def centres(self) -> npt.NDArray[np.intp]:
        """The points in the middle of the frames."""
        return (np.arange(self.frames) * self.frame + self.frame // 2) // self.step + self.margin

    @property
    def times(self) -> Track:
        """Seconds of the points from the first sample."""
        return (np.arange(self.points) - self.margin) * self.step / SAMPLE_RATE

    def smooth(self, track: Track, seconds: float) -> Track:
        """The track through a Gaussian of that deviation, which has no lag."""
        reach = seconds * SAMPLE_RATE / self.step
        half = int(4 * reach) + 1
        kernel = np.exp(-0.5 * (np.arange(-half, half + 1) / reach) ** 2)
        return np.convolve(np.pad(track, half, mode="edge"), kernel / kernel.sum(), mode="valid")

    def spans(self, spans: Iterable[tuple[float, float]], rise: float, fall: float) -> Track:
        """1 within any of the spans (seconds), 0 away from them, with soft flanks of those lengths in seconds."""
        times, gate = self.times, np.zeros(self.points)
        for start, end in spans:
            near = slice(*np.searchsorted(times, (start - rise, end + fall)))
            moment = times[near]
            outside = np.maximum((start - moment) / rise, (moment - end) / fall)
            gate[near] = np.maximum(gate[near], 0.5 + 0.5 * np.cos(np.pi * np.clip(outside, 0, 1)))
        return gate

    def loudness(self, pcm: Samples) -> Track:
        """Level at each point in decibels, over some 20 ms; -100 where there is no sound."""
        padded = np.zeros(self.points * self.step, np.float32)
        begin = self.margin * self.step - self.step // 2
        padded[begin : begin + len(pcm)] = pcm
        around = padded.reshape(self.points, self.step)
        power = np.einsum("ij,ij->i", around, around).astype(float) / self.step
        return 10 * np.log10(np.convolve(power, (0.25, 0.5, 0.25), mode="same") + 1e-10)
