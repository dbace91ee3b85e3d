"""The last touch to any voice: the studio's clock, silence trimmed, loudness levelled, no clicks."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import soxr

from avatar.speech.edges import offset, sounding
from avatar.types import SAMPLE_RATE, Phone, Samples, Speech, Word

LOUDNESS = -16.0
"""What speech is levelled to, in LUFS (ITU-R BS.1770-4): usual for streams heard on phones."""
PEAK = 10 ** (-1.5 / 20)
"""No sample is larger; −1.5 dBFS leaves room for what an encoder adds."""

_LEAD = SAMPLE_RATE * 70 // 1000
_TAIL = SAMPLE_RATE * 150 // 1000
_FADE = SAMPLE_RATE * 5 // 1000
_BLOCK = SAMPLE_RATE // 1000
# worked on at a time, for the memory's sake
_CHUNK = SAMPLE_RATE * 20
# milliseconds by which the limiter sees a peak coming
_AHEAD = 6
# no sample larger: silence
_SILENT = 1e-4


_T = TypeVar("_T", Word, Phone)


@dataclass(frozen=True)
class Take:
    """Sound float32 [n] at `rate`, with words and phones timed on that rate."""

    pcm: npt.NDArray[np.float32]
    rate: int
    words: tuple[Word, ...] | None
    phones: tuple[Phone, ...] | None


def finish(take: Take, text: str, language: str, voice: str) -> Speech:
    """The finished speech: 48 kHz, 70 ms before the first sound and 150 ms after the last, −16 LUFS."""
    padded = resampled(take.pcm, take.rate, _LEAD, _TAIL)
    pcm = padded[_LEAD : len(padded) - _TAIL]
    pcm -= np.float32(offset(pcm))
    words, phones = on_clock(take.words, take.rate), on_clock(take.phones, take.rate)
    begin, end = sounding(pcm)
    if words:
        begin, end = min(begin, words[0].start), max(end, min(words[-1].end, len(pcm)))
    shift = _LEAD - begin
    pcm = padded[begin : end + _LEAD + _TAIL]  # no copy: an hour of sound is 700 MB
    level(pcm)
    fade(pcm)
    return Speech(text, language, voice, pcm, moved(words, shift, len(pcm)), moved(phones, shift, len(pcm)))


def resampled(pcm: npt.NDArray[np.float32], rate: int, lead: int = 0, tail: int = 0) -> Samples:
    """The same sound at 48 kHz, with `lead` zeros before it and `tail` after; nothing is delayed."""
    room = -(-len(pcm) * SAMPLE_RATE // rate) + 1
    result = np.zeros(lead + room + tail, np.float32)
    filled = lead
    for part in _resampled_parts(pcm, rate):
        part = part[: lead + room - filled]
        result[filled : filled + len(part)] = part
        filled += len(part)
    return result[: filled + tail]


def _resampled_parts(pcm: npt.NDArray[np.float32], rate: int) -> Iterator[npt.NDArray[np.float32]]:
    if rate == SAMPLE_RATE:
        yield pcm
        return
    stream = soxr.ResampleStream(rate, SAMPLE_RATE, 1, dtype="float32")
    for begin in range(0, len(pcm), _CHUNK):
        part = np.ascontiguousarray(pcm[begin : begin + _CHUNK], np.float32)
        yield stream.resample_chunk(part, last=begin + _CHUNK >= len(pcm))


def on_clock(timed: tuple[_T, ...] | None, rate: int) -> tuple[_T, ...] | None:
    """Times told at `rate`, told at 48 kHz."""
    if timed is None or rate == SAMPLE_RATE:
        return timed
    return tuple(
        replace(item, start=round(item.start * SAMPLE_RATE / rate), end=round(item.end * SAMPLE_RATE / rate))
        for item in timed
    )


def moved(timed: tuple[_T, ...] | None, shift: int, length: int) -> tuple[_T, ...] | None:
    """Times `shift` samples later, kept within 0 … `length`."""
    if timed is None:
        return None
    return tuple(
        replace(item, start=min(max(item.start + shift, 0), length), end=min(max(item.end + shift, 0), length))
        for item in timed
    )


def level(pcm: Samples) -> None:
    """Bring speech to −16 LUFS with no sample beyond −1.5 dBFS, in place; silence stays silence.

    Peaks are turned down smoothly: the gain falls some milliseconds ahead of a peak and
    comes back after it. What that takes from the loudness is given back.
    """
    powers, peaks = _measured(pcm)
    loudest = float(peaks.max()) if len(peaks) else 0.0
    if loudest < _SILENT:
        return
    gain = 1 / loudest  # a faint take would lie below the gates
    gains = np.ones(len(peaks) + 1, np.float32)
    for _ in range(4):
        heard = _gated(powers * np.square(gain * gains[:-1]))
        if heard is None:
            return
        gain *= 10 ** ((LOUDNESS - heard) / 20)
        gains = _limiting(peaks * gain)
    gains *= np.float32(gain)
    for begin in range(0, len(pcm), _CHUNK):
        part = pcm[begin : begin + _CHUNK]
        first = begin // _BLOCK
        part *= _curve(gains[first : first + -(-len(part) // _BLOCK) + 1], len(part))


def fade(pcm: Samples) -> None:
    """Let sound rise from and fall to zero within 5 ms, in place."""
    count = min(_FADE, len(pcm) // 2)
    ramp = np.linspace(0, 1, count, dtype=np.float32)
    pcm[:count] *= ramp
    pcm[len(pcm) - count :] *= ramp[::-1]


def loudness(pcm: Samples) -> float | None:
    """Integrated loudness in LUFS after ITU-R BS.1770-4, None for silence.

    Blocks of 400 ms, gates at −70 LUFS and −10 LU; shorter sound is measured as one block.
    """
    return _gated(_measured(pcm)[0]) if len(pcm) else None


def filtered(pcm: npt.NDArray[np.float32], taps: npt.NDArray[np.float32], advance: int = 0) -> npt.NDArray[np.float32]:
    """`pcm` through a FIR filter (overlap-save), as long as before, `advance` samples earlier than it comes out."""
    history = len(taps) - 1
    size = 1 << max(14, history.bit_length() + 2)
    hop = size - history
    response = np.fft.rfft(taps, size).astype(np.complex64)
    result = np.empty_like(pcm)
    for begin in range(0, len(pcm), hop):
        last = begin + advance + hop
        first = max(last - size, 0)
        sound = np.fft.irfft(np.fft.rfft(pcm[first:last], size) * response, size)
        part = result[begin : begin + hop]
        part[:] = sound[begin + advance - first :][: len(part)]
    return result


@functools.cache
def _k_weighting() -> npt.NDArray[np.float32]:
    """BS.1770's two filters at 48 kHz as one impulse response of 85 ms."""
    shelf = ((1.53512485958697, -2.69169618940638, 1.19839281085285), (1.0, -1.69065929318241, 0.73248077421585))
    highpass = ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))
    size = 1 << 16
    response = np.ones(size // 2 + 1, np.complex128)
    for top, bottom in (shelf, highpass):
        response *= np.fft.rfft(top, size) / np.fft.rfft(bottom, size)
    return np.asarray(np.fft.irfft(response, size)[: 1 << 12], np.float32)


def _measured(pcm: Samples) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float32]]:
    """K-weighted mean square and peak of every millisecond."""
    taps = _k_weighting()
    powers, peaks = [np.zeros(0)], [np.zeros(0, np.float32)]
    for begin in range(0, len(pcm), _CHUNK):
        first = max(begin - len(taps), 0)
        heard = filtered(pcm[first : begin + _CHUNK], taps)[begin - first :]
        powers.append(np.square(_blocks(heard)).mean(axis=1, dtype=np.float64))
        peaks.append(np.abs(_blocks(pcm[begin : begin + _CHUNK])).max(axis=1))
    return np.concatenate(powers), np.concatenate(peaks)


def _gated(powers: npt.NDArray[np.float64]) -> float | None:
    """BS.1770's gated mean of K-weighted powers, one a millisecond, in LUFS."""
    steps = len(powers) // 100
    if steps < 4:
        blocks = powers.mean(keepdims=True)
    else:
        blocks = np.convolve(powers[: steps * 100].reshape(steps, 100).mean(axis=1), np.full(4, 0.25), "valid")
    blocks = blocks[blocks > 10 ** ((-70 + 0.691) / 10)]
    if not len(blocks):
        return None
    blocks = blocks[blocks >= blocks.mean() / 10]
    return float(-0.691 + 10 * np.log10(blocks.mean()))


def _limiting(peaks: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """The gain at every edge of the milliseconds whose peaks are given, so that none goes beyond `PEAK`."""
    needed = PEAK / np.maximum(peaks, PEAK)
    lowest = _sliding(needed, 2 * _AHEAD + 1).min(axis=1)
    smooth = _sliding(lowest, 2 * (_AHEAD - 1) + 1).mean(axis=1)
    padded = np.pad(smooth, 1, mode="edge")
    return np.asarray(np.minimum(padded[:-1], padded[1:]), np.float32)


def _sliding(values: npt.NDArray[Any], width: int) -> npt.NDArray[Any]:
    return np.lib.stride_tricks.sliding_window_view(np.pad(values, width // 2, mode="edge"), width)


def _curve(gains: npt.NDArray[np.float32], length: int) -> Samples:
    """Gains at the edges of milliseconds, drawn out to every sample in straight lines."""
    ramp = np.arange(_BLOCK, dtype=np.float32) / _BLOCK
    curve = gains[:-1, None] + np.diff(gains)[:, None] * ramp
    return np.asarray(curve.reshape(-1)[:length], np.float32)


def _blocks(pcm: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """[milliseconds, 48], filled up with silence."""
    count = -(-len(pcm) // _BLOCK)
    padded = np.zeros(count * _BLOCK, np.float32)
    padded[: len(pcm)] = pcm
    return padded.reshape(count, _BLOCK)
