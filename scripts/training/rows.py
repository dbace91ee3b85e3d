"""Rows of a batch: windows of lessons, said faster or slower, by another throat in another room."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.utils.data import IterableDataset

from avatar.face.features import BANDS, levelled
from avatar.face.listener import TRACKS
from scripts.training.augment import varied
from scripts.training.lessons import Lesson

SPECTRA = 600
"""Length of a row: six seconds."""

_SILENT = 0.04  # share of rows in which nobody speaks
_SILENCE = -9.0  # log10 of its power
_PACE, _PACES = 0.13, (0.75, 1.33)  # deviation of the log of how much longer a lesson lasts, and its bounds
_MASKED, _MASK = 0.4, 8  # share of rows that lack some bands, and how many at most

Row = tuple[npt.NDArray[np.float32], npt.NDArray[np.float32], npt.NDArray[np.int64]]


@dataclass
class Rows(IterableDataset):  # type: ignore[misc]
    """Batches without end: spectra [batch, BANDS, n], tracks [batch, TRACKS, n], groups [batch, n]."""

    voices: Mapping[str, Sequence[Lesson]]
    batch: int
    seed: int

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor, Tensor]]:
        torch.set_num_threads(1)
        torch.manual_seed(self.seed)
        self._chance, self._normal = random.Random(self.seed), np.random.default_rng(self.seed)
        while True:
            spectra, tracks, groups = (
                torch.from_numpy(np.stack(part)) for part in zip(*(self._row() for _ in range(self.batch)), strict=True)
            )
            heard = torch.from_numpy(levelled(varied(spectra).numpy()))
            yield self._masked(heard).transpose(1, 2).contiguous(), tracks.transpose(1, 2).contiguous(), groups

    def _row(self) -> Row:
        if self._chance.random() < _SILENT:
            return _padded(np.zeros((0, BANDS)), np.zeros((0, len(TRACKS))), np.zeros(0, np.int64))
        names = list(self.voices)
        # a voice with four times the speech comes twice as often
        shares = [sum(len(lesson.groups) for lesson in self.voices[name]) ** 0.5 for name in names]
        lesson = self._chance.choice(self.voices[self._chance.choices(names, shares)[0]])
        pace = float(np.clip(np.exp(self._normal.normal(0, _PACE)), *_PACES))
        last = len(lesson.groups) - 1
        place = np.linspace(0, last - 1e-3, round(len(lesson.groups) * pace))
        begin = self._chance.randint(0, max(0, len(place) - SPECTRA))
        place = place[begin : begin + SPECTRA]
        return _padded(
            _between(lesson.spectra, place), _between(lesson.tracks, place), lesson.groups[np.rint(place).astype(int)]
        )

    def _masked(self, heard: Tensor) -> Tensor:
        for row in heard:
            if self._chance.random() < _MASKED:
                width = self._chance.randint(0, _MASK)
                low = self._chance.randint(0, BANDS - width)
                row[:, low : low + width] = 0
        return heard


def _between(values: npt.NDArray[np.float16], place: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Values [n, k] read between their points."""
    below = place.astype(int)
    share = (place - below)[:, None]
    read: npt.NDArray[np.float64] = values[below] * (1 - share) + values[below + 1] * share
    return read


def _padded(spectra: npt.NDArray[np.float64], tracks: npt.NDArray[np.float64], groups: npt.NDArray[np.integer]) -> Row:
    """A row of full length, silent where the lesson is over."""
    missing = ((0, SPECTRA - len(groups)), (0, 0))
    return (
        np.pad(spectra, missing, constant_values=_SILENCE).astype(np.float32),
        np.pad(tracks, missing).astype(np.float32),
        np.pad(groups, missing[0]).astype(np.int64),
    )
