"""Sound to expression: a small network hears what the mouth does, in a stream.

    mouth = SoundExpression(fps=25)
    rows = mouth.push(pcm)      # the rows that are ready
    rows = mouth.flush()        # the rest

It looks less than 0.2 s ahead, and gives in pieces what it gives at once. The weights come with
the studio (`expression.md` tells what they were made of); torch is imported when the first
sound comes, or by `prepared`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from avatar.errors import StudioError, WeightsError
from avatar.face.arkit import NAMES
from avatar.face.by_ear import ByEar
from avatar.face.coefficients import coefficients
from avatar.face.features import HOP, Spectra
from avatar.face.timeline import Track
from avatar.face.weights import load_into, load_torch
from avatar.types import Floats, Samples, samples_per_frame

if TYPE_CHECKING:
    from avatar.face.listener import Listener, Stream

WEIGHTS = Path(__file__).with_name("expression.pt")

_UNREST = 0.12  # of a track's range: less, in a long silence, is the network's own noise
_PAUSE, _HUSH = 80, 120  # spectra of silence after which it is more than a pause, and after which it is long
_ROUSED = 20  # times as fast it is over
_PAST, _FUTURE = 4, 2  # spectra before and after each that smooth it
_FLESH = np.exp(-0.5 * ((np.arange(-_PAST, _FUTURE + 1) + 0.5) / 1.4) ** 2)  # its weights, before they add up to 1
_SHUT = 0.15  # how far lips that seal take the opening below what is heard


@lru_cache(maxsize=2)
def prepared(weights: Path = WEIGHTS) -> Listener:
    """The network with its weights, ready to listen; read once in a process, and shared.

    Raises StudioError where torch is missing, WeightsError for a file that is not its weights.
    """
    load_torch("a mouth that follows sound")
    from avatar.face.listener import Listener

    network = Listener()
    load_into(network, weights, "the expression network")
    network.requires_grad_(False)
    network.eval()
    return network


class SoundExpression:
    """The state of one sound. Not safe for use from two threads at once."""

    def __init__(self, fps: int, weights: Path = WEIGHTS) -> None:
        """Raises UsageError if `fps` does not divide the clock; the first `push` raises what `prepared` does."""
        self._step = samples_per_frame(fps)
        self._weights = weights
        self.clear()

    def clear(self) -> None:
        """Forget all sound: what is pushed next is a new one."""
        self._spectra = Spectra()
        self._stream: Stream | None = None
        self._tracks: Floats | None = None
        self._edge: Floats | None = None  # tracks that later ones are smoothed with
        self._samples = self._given = self._dropped = 0
        self._quiet = _HUSH  # spectra of silence so far

    def push(self, pcm: Samples) -> Floats:
        """Take more sound, float32 [n]; gives the rows that are ready, float32 [rows, 52], ARKit's order, 0 … 1.

        Row *n* is the mouth in the middle of frame *n*. Raises StudioError where torch is
        missing, WeightsError where the weights are damaged.
        """
        self._samples += len(pcm)
        tracks = self._listen(self._spectra.push(pcm), last=False)
        told = self._dropped + len(tracks)
        # row n lies (2 n + 1) · step / 2 samples in, and needs the spectra on either side
        ready = (max(0, (told - 1) * 2 * HOP - 1) // self._step + 1) // 2
        return self._rows(tracks, ready - self._given)

    def flush(self) -> Floats:
        """The rows that are left; in all ⌈samples / samples_per_frame(fps)⌉. Then the sound is forgotten."""
        tracks = self._listen(self._spectra.flush(), last=True)
        rows = self._rows(tracks, -(-self._samples // self._step) - self._given)
        self.clear()
        return rows

    def _listen(self, spectra: Floats, last: bool) -> Floats:
        """The tracks from the first spectrum on that is still needed, [n, TRACKS]."""
        from avatar.face.listener import TRACKS, Stream

        if self._stream is None:
            self._stream, self._tracks = Stream(prepared(self._weights)), np.zeros((0, len(TRACKS)), np.float32)
        heard, groups = self._stream.push(spectra, last)
        settled = _settled(heard, self._hush(groups.argmax(axis=1) == 0))
        self._tracks = np.concatenate([self._tracks, self._smooth(settled, last)])
        return self._tracks

    def _smooth(self, tracks: Floats, last: bool) -> Floats:
        """The tracks that are ready, as smooth as flesh moves."""
        if self._edge is None and len(tracks):
            self._edge = np.repeat(tracks[:1], _PAST, axis=0)
        if self._edge is None:
            return tracks
        known = np.concatenate([self._edge, tracks])
        if last:
            known = np.concatenate([known, np.repeat(known[-1:], _FUTURE, axis=0)])
        ready = max(0, len(known) - _PAST - _FUTURE)
        self._edge = known[ready:]
        if not ready:
            return known[:0]
        around = np.lib.stride_tricks.sliding_window_view(known, len(_FLESH), axis=0)[:ready]
        return np.asarray(around @ (_FLESH / _FLESH.sum()), np.float32)

    def _hush(self, silent: npt.NDArray[np.bool_]) -> Floats:
        """How sure it is, 0 … 1, at each spectrum that nobody has spoken for a while."""
        hush = np.empty(len(silent), np.float32)
        for place, still in enumerate(silent):
            self._quiet = min(self._quiet + 1, _HUSH) if still else max(self._quiet - _ROUSED, 0)
            hush[place] = self._quiet - _PAUSE
        return np.clip(hush / (_HUSH - _PAUSE), 0, 1)

    def _rows(self, tracks: Floats, count: int) -> Floats:
        """The next rows, read between the spectra; what no later row needs is dropped."""
        if count <= 0:
            return np.zeros((0, len(NAMES)), np.float32)
        place = (2 * np.arange(self._given, self._given + count) + 1) * self._step / (2 * HOP) - self._dropped
        known = np.arange(len(tracks))
        mouth = np.stack([np.interp(place, known, track) for track in tracks.T])
        self._given += count
        spent = max(0, (2 * self._given + 1) * self._step // (2 * HOP) - self._dropped)
        self._tracks, self._dropped = tracks[spent:], self._dropped + min(spent, len(tracks))
        return coefficients(_bounded(mouth))


def open_listener(fps: int, warn: Callable[[str], None]) -> SoundExpression | ByEar:
    """What moves a mouth to sound on this machine: the network, or the ear alone where torch is missing.

    Loads the network, so that the first sound need not wait. Raises UsageError for a bad `fps`,
    WeightsError where the weights are damaged.
    """
    listener = SoundExpression(fps)
    try:
        prepared()
    except WeightsError:
        raise
    except StudioError as error:
        warn(f"{error}; until then the mouth follows the sound by its bands alone")
        return ByEar(fps)
    return listener


def _settled(tracks: Floats, hush: Floats) -> Floats:
    """The tracks without the network's unrest where all is quiet, so that a still mouth is still."""
    from avatar.face.listener import TRACKS

    least = _UNREST * hush[:, None]
    settled: Floats = np.sign(tracks) * np.maximum(np.abs(tracks) - least, 0)
    settled[:, TRACKS.index("part")] -= _SHUT * np.clip(tracks[:, TRACKS.index("seal")], 0, 1)
    return settled


def _bounded(tracks: Floats) -> dict[str, Track]:
    """What the network says, as far as a mouth goes."""
    from avatar.face.listener import TRACKS

    mouth = dict(zip(TRACKS, np.clip(tracks, 0, 1), strict=True))
    mouth["spread"] = np.clip(tracks[TRACKS.index("spread")], -1, 1)
    return mouth
