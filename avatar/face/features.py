"""Sound as the expression network hears it: a stream of log-mel spectra, each set against how loud speech has been.

A recording's level and colour must not move the mouth, so every band is measured from its own
mean while somebody spoke. That mean is a running one, from the past alone: sound taken in
pieces gives what it gives at once.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from avatar.types import SAMPLE_RATE, Floats, Samples

HOP = 480
"""Samples from one spectrum to the next: a hundred a second. Spectrum *k* is centred on sample *k* · HOP."""
WINDOW = 1200
BANDS = 80
LOW, HIGH = 60.0, 7600.0  # Hz
FAINTEST = 1e-9
"""Power of a band below which nothing is heard."""

_FFT = 1536
_BLOCK = 2048  # spectra taken at once
_MEMORY = 0.998  # of the running mean, a spectrum: five seconds
_PRIOR = 60.0  # spectra the mean before the first sound counts for
_NEAR = 2.0  # powers of ten below the loudest within which a spectrum counts as speech
_FADE = np.float32(-0.00065)  # powers of ten the loudest fades by, a spectrum: half a minute for two of them
_QUIETEST = -3.3  # log10 of the strongest band that speech reaches at least: what never gets there is noise
_USUAL = -5.8  # log10 of the mean band's power in speech as a rule
_DEEPEST = -2.5  # powers of ten below the mean that still tell something


def mel_of(hertz: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Hertz in mel (O'Shaughnessy, *Speech Communication: Human and Machine*, 1987)."""
    return 2595 * np.log10(1 + np.asarray(hertz, np.float64) / 700)


def hertz_of(mel: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Mel in hertz."""
    return 700 * (10 ** (np.asarray(mel, np.float64) / 2595) - 1)


_EDGES = np.linspace(mel_of(LOW), mel_of(HIGH), BANDS + 2)
MELS = _EDGES[1:-1]
"""The middles of the bands, in mel."""


class Spectra:
    """The state of one stream of sound. Give it sound in pieces of any length."""

    def __init__(self) -> None:
        self._left: Samples = np.zeros(WINDOW // 2, np.float32)
        self._level = Level()

    def push(self, pcm: Samples) -> Floats:
        """The spectra that are complete, float32 [n, BANDS]: powers of ten above or below the running mean."""
        sound = np.concatenate([self._left, pcm])
        count = max(0, (len(sound) - WINDOW) // HOP + 1)
        self._left = sound[count * HOP :]
        heard = [self._level.against(spectrum) for spectrum in log_mel(sound, count)]
        return np.stack(heard) if heard else np.zeros((0, BANDS), np.float32)

    def flush(self) -> Floats:
        """The spectra that reach beyond the last sample, as if silence followed."""
        return self.push(np.zeros(WINDOW // 2, np.float32))


class Level:
    """How loud each band has been while somebody spoke, in one stream or in several at once."""

    def __init__(self, streams: tuple[int, ...] = ()) -> None:
        self._mean = np.broadcast_to(_usual(), (*streams, BANDS)).copy()
        self._weight = np.full((*streams, 1), _PRIOR, np.float32)
        self._loudest = np.full((*streams, 1), _QUIETEST, np.float32)

    def against(self, spectrum: Floats) -> Floats:
        """The next spectrum of each stream (log10 of power) as a difference from the mean so far, which it joins."""
        loud = spectrum.max(axis=-1, keepdims=True)
        self._loudest = np.maximum(np.maximum(self._loudest + _FADE, loud), _QUIETEST)
        speech = np.clip(loud - self._loudest + _NEAR, 0, 1)
        self._weight = self._weight * (1 - speech * (1 - _MEMORY)) + speech
        self._mean += (speech / self._weight) * (spectrum - self._mean)
        difference: Floats = np.maximum(spectrum - self._mean, np.float32(_DEEPEST))
        return difference


def levelled(spectra: Floats) -> Floats:
    """Whole streams at once: [streams, n, BANDS] as `Spectra` gives each."""
    level = Level(spectra.shape[:1])
    return np.stack([level.against(spectra[:, moment]) for moment in range(spectra.shape[1])], axis=1)


def log_mel(sound: Samples, count: int, rate: int = SAMPLE_RATE) -> Floats:
    """log10 of the power in each band, float32 [count, BANDS], of windows HOP samples apart from the first sample.

    `rate` must be the studio's or a whole fraction of it: hop and window shrink with it, the bands stay.
    """
    part = SAMPLE_RATE // rate
    window, hop, size = WINDOW // part, HOP // part, _FFT // part
    if count < 1:
        return np.zeros((0, BANDS), np.float32)
    windows = np.lib.stride_tricks.sliding_window_view(sound, window)[::hop][:count]
    shape = np.hanning(window + 1)[:-1].astype(np.float32)
    shape /= shape.sum()
    filters = _filters(rate, size)
    rows = []
    for first in range(0, count, _BLOCK):
        spectrum = np.fft.rfft(windows[first : first + _BLOCK] * shape, size, axis=1)
        power = (spectrum.real**2 + spectrum.imag**2).astype(np.float32)
        rows.append(np.log10(power @ filters + np.float32(FAINTEST)))
    return np.concatenate(rows)


@lru_cache(maxsize=4)
def _filters(rate: int, size: int) -> npt.NDArray[np.float32]:
    """What each bin gives to each band, [bins, BANDS]: triangles at even distances in mel, each adding up to 1."""
    bins = np.fft.rfftfreq(size, 1 / rate)
    edges = hertz_of(_EDGES)
    low, middle, high = edges[:-2], edges[1:-1], edges[2:]
    rising = (bins[:, None] - low) / (middle - low)
    falling = (high - bins[:, None]) / (high - middle)
    weights = np.maximum(np.minimum(rising, falling), 0)
    # the lowest bands are narrower than a bin: each takes its nearest
    nearest = np.abs(bins[:, None] - middle).argmin(axis=0)
    empty = weights.sum(axis=0) == 0
    weights[nearest[empty], np.flatnonzero(empty)] = 1
    return np.asarray(weights / weights.sum(axis=0), np.float32)


def _usual() -> Floats:
    """The mean of speech as recordings have it, falling off towards the high bands."""
    return np.linspace(_USUAL + 1.2, _USUAL - 1.8, BANDS, dtype=np.float32)
