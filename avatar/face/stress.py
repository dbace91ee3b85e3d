"""Which syllables of a stream of sound are stressed: where a head nods and brows rise, told a little ahead."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass

import numpy as np

from avatar.types import SAMPLE_RATE, Floats, Samples, samples_per_frame

LOOK_AHEAD = SAMPLE_RATE // 5
"""Samples beyond the middle of a frame that its stress is judged by."""

_HOP = SAMPLE_RATE // 100
_AHEAD = LOOK_AHEAD // _HOP
_SMOOTH = 2  # hops on either side that one level is the mean of
_CREST = 6  # hops after its onset in which a syllable is as loud as it gets
_QUIETEST = -48.0  # decibels: what never gets louder is no speech
_FADE = 0.02  # decibels a hop by which the loudest is forgotten
_STRONG, _WEAK = 6.0, 11.0  # decibels below the loudest: a stressed syllable begins; one has ended
_SOUND = 38.0  # … and still sound
_SWING = 12.0  # decibels below the loudest at which a crest counts nothing
_FAINTEST = 0.3  # of full stress
_OPENING = 0.8  # stress of the first syllable of a sentence, at least
_PAUSE = 30  # hops without sound that make what follows a new sentence
_SOON = 40  # hops from its start in which a sentence's first syllable comes
_APART = 60  # hops between two stresses at least
_RISE, _HOLD = 13, 16  # hops a stress comes (and goes) in, and those at its full height


@dataclass(frozen=True)
class _Beat:
    """A stressed syllable: the hop it begins at, and how much it is stressed, 0 … 1."""

    hop: int
    strength: float

    def at(self, hop: int) -> float:
        """What it gives to a moment."""
        risen, left = hop - self.hop + _RISE, self.hop + _HOLD + _RISE - hop
        return self.strength * min(max(min(risen, left) / _RISE, 0.0), 1.0)


class StressStream:
    """The state of one stream of sound; the same in pieces as in one go."""

    def __init__(self, fps: int) -> None:
        """Raises UsageError if `fps` does not divide the clock."""
        self._step = samples_per_frame(fps)
        self._frames = self._samples = 0
        self._left = np.zeros(0, np.float32)
        self._powers: deque[float] = deque([0.0] * (2 * _SMOOTH), maxlen=2 * _SMOOTH + 1)
        self._syllables = _Syllables()

    def push(self, pcm: Samples) -> Floats:
        """Take more sound; gives the stress 0 … 1 of the frames that are ready, float32 [n]."""
        self._samples += len(pcm)
        return self._heard(pcm)

    def flush(self) -> Floats:
        """The frames that are left, as if silence followed; in all ⌈samples / samples a frame⌉."""
        end = math.ceil(self._samples / self._step) * self._step + LOOK_AHEAD + (_SMOOTH + 1) * _HOP
        return self._heard(np.zeros(end - self._samples, np.float32))

    def _heard(self, pcm: Samples) -> Floats:
        sound = np.concatenate([self._left, pcm])
        whole = len(sound) // _HOP
        self._left = sound[whole * _HOP :]
        rows = []
        for power in np.square(sound[: whole * _HOP].reshape(whole, _HOP)).mean(axis=1).tolist():
            self._powers.append(power)
            self._syllables.listen(10 * math.log10(sum(self._powers) / len(self._powers) + 1e-10))
            while self._frames * self._step < self._samples and self._middle + _AHEAD <= self._syllables.hop:
                rows.append(self._syllables.stress(self._middle))
                self._frames += 1
        return np.array(rows, np.float32)

    @property
    def _middle(self) -> int:
        """The hop in the middle of the frame that is due."""
        return (2 * self._frames + 1) * self._step // (2 * _HOP)


class _Syllables:
    """Finds stressed syllables in levels, one a hop."""

    def __init__(self) -> None:
        self.hop = -_SMOOTH - 1  # of the level heard last
        self._recent: deque[float] = deque(maxlen=_CREST + 1)
        self._loudest = _QUIETEST
        self._silent = _PAUSE
        self._opened = self._last = -_APART
        self._armed = True
        self._beats: deque[_Beat] = deque(maxlen=4)

    def listen(self, level: float) -> None:
        """Take the next level, in decibels of full scale."""
        self.hop += 1
        self._recent.append(level)
        self._loudest = max(self._loudest - _FADE, level, _QUIETEST)
        below = self._loudest - level
        sounds = below < _SOUND
        if sounds and self._silent >= _PAUSE:
            self._opened = self.hop
        self._silent = 0 if sounds else self._silent + 1
        if below > _WEAK:
            self._armed = True
        elif self._armed and below < _STRONG and level > _QUIETEST and self.hop - self._last >= _APART:
            self._armed, self._last = False, self.hop
        if self.hop - self._last == _CREST:
            self._beats.append(_Beat(self._last, self._strength()))

    def stress(self, hop: int) -> float:
        """How much is stressed at a hop that lies `_AHEAD` hops back, or less."""
        return max((beat.at(hop) for beat in self._beats), default=0.0)

    def _strength(self) -> float:
        strength = 1 - (self._loudest - max(self._recent)) / _SWING
        return max(strength, _OPENING if self._last - self._opened < _SOON else _FAINTEST)
