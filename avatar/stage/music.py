"""Quiet music under the voice: a loop that steps back while somebody speaks.

The music's level is decided every 10 ms from the loudest sample of the speech in the
10 ms before and glides to the next in a straight line, so nothing is looked at ahead of
its time and the mix is the same, sample for sample, in whatever pieces it is asked for.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np

from avatar.errors import UsageError
from avatar.nearest import hint
from avatar.types import SAMPLE_RATE, Samples

LEAD = SAMPLE_RATE // 2
"""Samples of the loop's end before it, and of its start after it, that its file holds for the codec's sake."""
DUCK_DB = -12.0
"""How far the music, by itself at about −21 LUFS, steps back under speech, which has about −16."""
ATTACK, HOLD, RELEASE = 0.08, 0.25, 0.6
"""Seconds for stepping back, for waiting after the last sound of speech, and for coming forward again."""

_HOME = Path(__file__).parent / "music"
_BLOCK = SAMPLE_RATE // 100
_RAMP = np.arange(_BLOCK, dtype=np.float32) / np.float32(_BLOCK)
_SPEECH = 0.008  # about −42 dB: louder is speech
_KNEE = np.float32(0.89)
_HEADROOM = np.float32(0.1)


def music_names() -> tuple[str, ...]:
    """The loops that come with the studio."""
    return tuple(sorted(path.stem for path in _HOME.glob("*.ogg")))


class Music:
    """A loop playing under speech; `None` plays nothing."""

    def __init__(self, name: str | None) -> None:
        """Raises UsageError for a name there is no loop of, suggesting the nearest."""
        self._loop = np.zeros(1, np.float32) if name is None else _loop(_path(name))
        self._at = 0
        self._in_block = 0
        self._peak = 0.0
        self._quiet = int(HOLD * 100)
        self._level = 0.0  # dB above the level of music alone
        self._from = self._to = np.float32(1.0)

    def take(self, speech: Samples) -> Samples:
        """The next stretch of sound: as many samples as `speech`, with music under it, within −1 … 1."""
        gain = np.empty(len(speech), np.float32)
        done = 0
        while done < len(speech):
            stop = min(done + _BLOCK - self._in_block, len(speech))
            ramp = _RAMP[self._in_block : self._in_block + stop - done]
            gain[done:stop] = self._from + (self._to - self._from) * ramp
            self._hear(speech[done:stop])
            done = stop
        places = np.arange(self._at, self._at + len(speech)) % len(self._loop)
        self._at = (self._at + len(speech)) % len(self._loop)
        return _limited(speech + self._loop[places] * gain)

    def _hear(self, part: Samples) -> None:
        self._peak = max(self._peak, float(np.abs(part).max(initial=0.0)))
        self._in_block += len(part)
        if self._in_block == _BLOCK:
            self._in_block = 0
            self._quiet = 0 if self._peak > _SPEECH else self._quiet + 1
            self._peak = 0.0
            self._step()

    def _step(self) -> None:
        if self._quiet < HOLD * 100:
            self._level = max(DUCK_DB, self._level + DUCK_DB / (ATTACK * 100))
        else:
            self._level = min(0.0, self._level - DUCK_DB / (RELEASE * 100))
        self._from, self._to = self._to, np.float32(10 ** (self._level / 20))


def _limited(sound: Samples) -> Samples:
    """The sound with peaks above the knee bent over, so that none reaches 1."""
    over = np.maximum(np.abs(sound) - _KNEE, 0)
    bent: Samples = np.sign(sound) * (np.minimum(np.abs(sound), _KNEE) + _HEADROOM * np.tanh(over / _HEADROOM))
    return bent


def _path(name: str) -> Path:
    if name not in music_names():
        raise UsageError(f"no music {name!r}; {hint(name, music_names())}")
    return _HOME / f"{name}.ogg"


@lru_cache(maxsize=4)
def _loop(path: Path) -> Samples:
    import av

    with av.open(str(path)) as file:
        parts = [frame.to_ndarray().reshape(-1) for frame in file.decode(audio=0)]
    return np.concatenate(parts)[LEAD:-LEAD].astype(np.float32)
