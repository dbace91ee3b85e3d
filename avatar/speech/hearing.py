"""What is heard in a sound: how likely each kind of speech sound is, a hundred times a second.

A small network of dilated convolutions over log-mel bands, run in numpy (`hearing.npz`,
made by `scripts/train_hearing.py`). It knows kinds of sounds, not languages or words; what
is made of it is `align.py`'s business.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
import numpy.typing as npt
import soxr

RATE = 16_000
"""Samples a second of the sound that is heard."""
HOP = 160
"""Samples from one moment to the next; moment *k* is centred on sample *k* · HOP + HOP / 2."""
BANDS = 40
DILATIONS = (1, 2, 4, 4)
"""Of the network's layers; each sees five moments that far apart."""

_WINDOW, _FFT = 400, 512
_LOW, _HIGH = 60.0, 7600.0  # Hz
_FAINTEST = 1e-8
_BLOCK = 4096  # moments taken at once
_SPEECH = 6.0  # nepers of power below the loudest that still count as speech
_DEEPEST, _HIGHEST = -3.0, 3.0

KINDS = (
    "", "p pf", "b", "t ʈ", "d ɖ ɾ ɽ", "k c q", "ɡ ɟ ɢ", "m ɱ", "n ɳ ɲ", "ŋ ɴ", "f ɸ", "v ʋ β", "θ", "ð", "s", "z",
    "ʃ ʂ ɕ ɧ", "ʒ ʐ ʑ", "h ɦ x ħ ç χ ɣ ʁ ʕ ɬ", "l ɫ ɭ ʎ ɮ", "r ʀ", "ɹ ɻ", "w ʍ", "j ʝ ɥ ɰ", "ts tɕ tʂ tʃ",
    "dz dʒ dʑ dʐ", "i y", "ɪ ʏ", "e ø", "ɛ œ", "æ", "a", "ɑ", "ɔ ɒ", "o ɤ", "u ɯ", "ʊ", "ə ɐ ɵ ɘ", "ʌ", "ɜ ɝ ɚ", "ɨ ʉ",
)  # fmt: skip
"""The kinds told apart, each with its IPA symbols; the first is silence."""
_KIND = {symbol: place for place, symbols in enumerate(KINDS) for symbol in symbols.split()}
_UNKNOWN = _KIND["ə"]


def kind(symbol: str) -> int:
    """The number of the kind that an IPA symbol belongs to."""
    return _KIND.get(symbol, _KIND.get(symbol[:1], _UNKNOWN))


@dataclass(frozen=True)
class Layer:
    """`weights` float32 [5 · inputs, outputs] of moments `dilation` apart (the last: [inputs, outputs]) and `bias`."""

    weights: npt.NDArray[np.float32]
    bias: npt.NDArray[np.float32]
    dilation: int


def heard(pcm: npt.NDArray[np.float32], rate: int) -> npt.NDArray[np.float32]:
    """Natural logarithms of how likely every kind is, float32 [moments, kinds], in sound float32 [n] at `rate`."""
    sound = np.asarray(soxr.resample(pcm, rate, RATE) if rate != RATE else pcm, np.float32)
    flow = levelled(log_mel(sound))
    *hidden, last = _layers()
    for number, layer in enumerate(hidden):
        out = np.maximum(_convolved(flow, layer), 0)
        flow = out + flow if number else out
    scores = flow @ last.weights + last.bias
    scores -= scores.max(axis=1, keepdims=True)
    return np.asarray(scores - np.log(np.exp(scores).sum(axis=1, keepdims=True)), np.float32)


def log_mel(sound: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Log of the power in each band, float32 [moments, BANDS], of sound at RATE."""
    count = -(-len(sound) // HOP)
    margin = (_WINDOW - HOP) // 2
    padded = np.pad(sound, (margin, margin + HOP))
    windows = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[::HOP][:count]
    shape = np.hanning(_WINDOW + 1)[:-1].astype(np.float32)
    rows = [np.zeros((0, BANDS), np.float32)]
    for first in range(0, count, _BLOCK):
        spectrum = np.fft.rfft(windows[first : first + _BLOCK] * shape, _FFT, axis=1)
        power = (spectrum.real**2 + spectrum.imag**2).astype(np.float32)
        rows.append(np.log(power @ _filters() + np.float32(_FAINTEST)))
    return np.concatenate(rows)


def levelled(spectra: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Spectra set against their own mean in speech, so that level and colour of a recording tell nothing."""
    if not len(spectra):
        return spectra
    loud = spectra.mean(axis=1)
    speech = spectra[loud > loud.max() - _SPEECH]
    return np.asarray(np.clip((spectra - speech.mean(axis=0)) / 2, _DEEPEST, _HIGHEST), np.float32)


def _convolved(flow: npt.NDArray[np.float32], layer: Layer) -> npt.NDArray[np.float32]:
    reach = 2 * layer.dilation
    padded = np.pad(flow, ((reach, reach), (0, 0)))
    taps = [padded[place : place + len(flow)] for place in range(0, 2 * reach + 1, layer.dilation)]
    return np.asarray(np.concatenate(taps, axis=1) @ layer.weights + layer.bias, np.float32)


@functools.cache
def _filters() -> npt.NDArray[np.float32]:
    """What each bin gives to each band, [bins, BANDS]: triangles at even distances in mel (O'Shaughnessy 1987)."""
    low, high = (2595 * np.log10(1 + hertz / 700) for hertz in (_LOW, _HIGH))
    edges = 700 * (10 ** (np.linspace(low, high, BANDS + 2) / 2595) - 1)
    bins = np.fft.rfftfreq(_FFT, 1 / RATE)[:, None]
    rising = (bins - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - bins) / (edges[2:] - edges[1:-1])
    return np.asarray(np.maximum(np.minimum(rising, falling), 0), np.float32)


@functools.cache
def _layers() -> tuple[Layer, ...]:
    with (files("avatar.speech") / "hearing.npz").open("rb") as file, np.load(file) as kept:
        return tuple(
            Layer(kept[f"weights{number}"].astype(np.float32), kept[f"bias{number}"].astype(np.float32), dilation)
            for number, dilation in enumerate((*DILATIONS, 0))
        )
