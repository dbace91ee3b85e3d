"""Sound as the Wav2Lip generator hears it: 16 kHz mel spectrograms, sixteen frames of them for every picture.

Everything follows the published training: pre-emphasis, a centred Hann window with the sound mirrored
at its ends, magnitudes in Slaney's mel bands (*Auditory Toolbox*, 1998), decibels squeezed into ±4. A
stream taken in pieces gives what it gives at once.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt
import soxr

from avatar.types import SAMPLE_RATE, Floats, Samples

RATE, HOP, WINDOW = 16_000, 200, 800
BANDS, FRAMES = 80, 16
"""Mel bands, and the mel frames that are heard for one picture."""
PER_SECOND = RATE // HOP
REACH = 4.0
"""Mels lie within ± this."""

_LOW, _HIGH = 55.0, 7600.0  # Hz
_EMPHASIS = 0.97
_REFERENCE, _FAINTEST = 20.0, -100.0  # decibels
_KNEE, _BELOW, _ABOVE = 1000.0, 200 / 3, np.log(6.4) / 27  # Slaney's scale: even below the knee, then by ratio

Array = npt.NDArray[np.float64]


class MelStream:
    """The state of one stream of sound: mel frames come as soon as their sound is there."""

    def __init__(self) -> None:
        self._resampler = soxr.ResampleStream(SAMPLE_RATE, RATE, 1, dtype="float32")
        self._last = 0.0
        self._left = np.zeros(0)
        self._mirrored = False  # whether the sound before the first sample is in place

    def push(self, pcm: Samples) -> Floats:
        """The mel frames that are complete, float32 [n, BANDS]; `pcm` at the studio's rate, of any length."""
        self._take(self._resampler.resample_chunk(pcm))
        half = WINDOW // 2
        if not self._mirrored and len(self._left) > half:
            self._left = np.concatenate([self._left[half:0:-1], self._left])
            self._mirrored = True
        return self._complete() if self._mirrored else np.zeros((0, BANDS), np.float32)

    def flush(self) -> Floats:
        """The rest: in all one frame more than there are whole hops in the sound, none for no sound."""
        self._take(self._resampler.resample_chunk(np.zeros(0, np.float32), last=True))
        if not len(self._left):
            return np.zeros((0, BANDS), np.float32)
        before = 0 if self._mirrored else WINDOW // 2
        self._left = np.pad(self._left, (before, WINDOW // 2), mode="reflect")
        return self._complete()

    def _take(self, sound: Samples) -> None:
        """Join sound at RATE, pre-emphasised, to what is left."""
        if len(sound):
            before = np.concatenate([[self._last], sound[:-1]])
            self._left = np.concatenate([self._left, sound - _EMPHASIS * before])
            self._last = float(sound[-1])

    def _complete(self) -> Floats:
        count = max(0, (len(self._left) - WINDOW) // HOP + 1)
        if not count:
            return np.zeros((0, BANDS), np.float32)
        windows = np.lib.stride_tricks.sliding_window_view(self._left, WINDOW)[::HOP][:count]
        self._left = self._left[count * HOP :]
        shape = np.hanning(WINDOW + 1)[:-1]
        return _squeezed(np.abs(np.fft.rfft(windows * shape, axis=1)) @ mel_bands().T)


class MelWindows:
    """The sixteen mel frames for every picture of a stream: picture i hears from mel frame ⌊80 i / fps⌋ on."""

    def __init__(self, fps: int) -> None:
        self._fps = fps
        self._stream = MelStream()
        self._mels = np.zeros((0, BANDS), np.float32)
        self._dropped = 0  # mel frames that no picture to come hears
        self._index = 0
        self._pictures: int | None = None  # in all, once that is known

    @property
    def ready(self) -> int:
        """How many windows can be taken."""
        if self._pictures is not None:
            return self._pictures - self._index
        heard = self._dropped + len(self._mels) - FRAMES
        return max(0, heard * self._fps // PER_SECOND + 1 - self._index) if heard >= 0 else 0

    def push(self, pcm: Samples) -> None:
        """Take more sound."""
        self._mels = np.concatenate([self._mels, self._stream.push(pcm)])

    def flush(self, pictures: int) -> None:
        """No more sound comes, and there are that many pictures in all: the last ones hear the last sixteen frames."""
        self._mels = np.concatenate([self._mels, self._stream.flush()])
        lacking = FRAMES - len(self._mels) - self._dropped
        if lacking > 0:  # less than 0.2 s of sound: silence follows
            self._mels = np.concatenate([self._mels, np.full((lacking, BANDS), -REACH, np.float32)])
        self._pictures = pictures

    def take(self, count: int) -> Floats:
        """The next windows, no more than are ready: float32 [count, BANDS, FRAMES], as the network takes them."""
        starts = (self._index + np.arange(count)) * PER_SECOND // self._fps - self._dropped
        places = np.minimum(starts, len(self._mels) - FRAMES)[:, None] + np.arange(FRAMES)
        windows = self._mels[places].transpose(0, 2, 1)
        self._index += count
        # the last sixteen stay: the sound may end here
        spent = max(0, min(self._index * PER_SECOND // self._fps - self._dropped, len(self._mels) - FRAMES))
        self._mels, self._dropped = self._mels[spent:], self._dropped + spent
        return np.ascontiguousarray(windows)


def _squeezed(magnitudes: Array) -> Floats:
    """Magnitudes as decibels within ±REACH."""
    decibels = 20 * np.log10(np.maximum(magnitudes, 10 ** (_FAINTEST / 20))) - _REFERENCE
    return np.clip((decibels / -_FAINTEST + 1) * 2 * REACH - REACH, -REACH, REACH).astype(np.float32)


@lru_cache(maxsize=1)
def mel_bands() -> Array:
    """What each bin of the spectrum gives to each band, [BANDS, WINDOW // 2 + 1]: triangles of equal area."""
    hertz = np.fft.rfftfreq(WINDOW, 1 / RATE)
    edges = _hertz(np.linspace(_mel(_LOW), _mel(_HIGH), BANDS + 2))[:, None]
    low, middle, high = edges[:-2], edges[1:-1], edges[2:]
    triangles = np.maximum(0, np.minimum((hertz - low) / (middle - low), (high - hertz) / (high - middle)))
    return np.asarray(triangles * 2 / (high - low))


def _mel(hertz: float) -> float:
    if hertz < _KNEE:
        return hertz / _BELOW
    return float(_KNEE / _BELOW + np.log(hertz / _KNEE) / _ABOVE)


def _hertz(mel: Array) -> Array:
    knee = _KNEE / _BELOW
    return np.where(mel < knee, mel * _BELOW, _KNEE * np.exp((np.maximum(mel, knee) - knee) * _ABOVE))
