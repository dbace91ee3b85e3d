"""Where speech begins and ends in a take: noise, a breath, a click before or after it is no speech."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from avatar.types import SAMPLE_RATE, Samples

_HOP = SAMPLE_RATE // 200
# worked on at a time, for the memory's sake
_CHUNK = SAMPLE_RATE * 20
_BLOCK = SAMPLE_RATE // 10  # whole periods of a hum of 50 as of 60 Hz
# of the loudest 25 ms: what is below is silence; a stretch of sound beside a pause that stays below is a breath, or
# where it is short nothing; noise is no louder
_SILENCE, _BREATH, _NOTHING, _NOISIEST = 10 ** (-50 / 20), 10 ** (-24 / 20), 10 ** (-34 / 20), 10 ** (-24 / 20)
_SHORTEST_BREATH = 16  # hops
_SHORTEST_LOUD = 5  # hops
_OVER_NOISE = 2.5
_QUIETEST_SHARE = 0.05  # of a take are pauses at least, if anything in it is noise
_PAUSES = 0.2  # of a take are pauses as a rule
_PAUSE, _CLICK_PAUSE, _CLICK = 10, 30, 3  # hops
_SOFT = 12  # hops that a soft beginning or end may stay below the noise

Levels = npt.NDArray[np.float32]


def sounding(pcm: Samples) -> tuple[int, int]:
    """Where speech begins and ends (half open), to 5 ms; all of it where nothing sounds."""
    levels = _levels(pcm)
    width = min(_SHORTEST_LOUD, len(levels))
    loudest = float(np.sqrt(np.convolve(levels**2, np.full(width, 1 / width), "valid").max())) if width else 0.0
    if loudest <= 0:
        return 0, len(pcm)
    noise = min(_OVER_NOISE * float(np.quantile(levels, _QUIETEST_SHARE)), _NOISIEST * loudest)
    sounds = np.flatnonzero(levels > max(noise, _SILENCE * loudest))
    if not len(sounds):
        return 0, len(pcm)
    first, last = _speech(levels, sounds, loudest)
    soft = _SOFT if noise > _SILENCE * loudest else 0
    return max(first - soft, 0) * _HOP, min((last + 1 + soft) * _HOP, len(pcm))


def offset(pcm: Samples) -> float:
    """The constant that a take's silence lies off zero by, as its quietest parts tell; 0 for less than can matter."""
    if not len(pcm):
        return 0.0
    means, spreads = [], []
    for begin in range(0, len(pcm), _CHUNK):
        blocks = _split(pcm[begin : begin + _CHUNK], _BLOCK)
        means.append(blocks.mean(axis=1))
        spreads.append(blocks.std(axis=1))
    spread = np.concatenate(spreads)
    found = float(np.median(np.concatenate(means)[spread <= np.quantile(spread, _PAUSES)]))
    return found if abs(found) > _SILENCE * max(float(pcm.max()), -float(pcm.min())) else 0.0


def _speech(levels: Levels, sounds: npt.NDArray[np.int64], loudest: float) -> tuple[int, int]:
    """The first and the last hop of speech among those that sound."""
    cuts = np.flatnonzero(np.diff(sounds) > _PAUSE) + 1
    stretches = [(int(part[0]), int(part[-1])) for part in np.split(sounds, cuts)]
    while len(stretches) > 1 and _is_none(levels, stretches[0], stretches[1][0] - stretches[0][1], loudest):
        del stretches[0]
    while len(stretches) > 1 and _is_none(levels, stretches[-1], stretches[-1][0] - stretches[-2][1], loudest):
        del stretches[-1]
    return stretches[0][0], stretches[-1][1]


def _is_none(levels: Levels, stretch: tuple[int, int], pause: int, loudest: float) -> bool:
    """Whether a stretch of sound, so many hops away from the next one, is no speech."""
    first, last = stretch
    is_click = last - first < _CLICK and pause >= _CLICK_PAUSE
    faint = _BREATH if last - first >= _SHORTEST_BREATH else _NOTHING
    return is_click or float(levels[first : last + 1].max()) < faint * loudest


def _levels(pcm: Samples) -> Levels:
    """The effective value of every 5 ms, whatever constant the take lies off zero by."""
    parts = [np.zeros(0, np.float32)]
    parts += [_split(pcm[begin : begin + _CHUNK], _HOP).std(axis=1) for begin in range(0, len(pcm), _CHUNK)]
    return np.concatenate(parts)


def _split(pcm: Samples, size: int) -> npt.NDArray[np.float32]:
    """[blocks, size], filled up with the last sample."""
    return np.pad(pcm, (0, -len(pcm) % size), mode="edge").reshape(-1, size)
