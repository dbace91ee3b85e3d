"""A gentle equaliser: decibels at a few frequencies, the same delay (none) at all of them."""

from __future__ import annotations

import functools

import numpy as np
import numpy.typing as npt

from avatar.speech.finish import filtered
from avatar.speech.roster import EQUALISER_BANDS

_TAPS = 1025


def equalised(pcm: npt.NDArray[np.float32], rate: int, gains: tuple[float, ...]) -> npt.NDArray[np.float32]:
    """`pcm` with `gains` decibels at `EQUALISER_BANDS`, interpolated between; as long and as late as before."""
    if not gains or not len(pcm):
        return pcm
    return filtered(pcm, _taps(rate, gains), _TAPS // 2)


@functools.lru_cache(maxsize=16)
def _taps(rate: int, gains: tuple[float, ...]) -> npt.NDArray[np.float32]:
    bins = np.fft.rfftfreq(_TAPS - 1, 1 / rate)
    decibels = np.interp(np.log(np.maximum(bins, 1)), np.log(EQUALISER_BANDS), gains)
    impulse = np.fft.irfft(10 ** (decibels / 20))
    centred = np.append(np.roll(impulse, _TAPS // 2), impulse[_TAPS // 2])
    return np.asarray(centred * np.hanning(_TAPS + 2)[1:-1], np.float32)
