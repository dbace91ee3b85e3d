"""A portrait whose mouth the Wav2Lip generator makes: sound in, pictures out.

The face the generator sees is the portrait at rest, so what depends on it is computed once; the mouth
that comes back is carried along when the head moves. Eyes and brows live as with the other engine.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import numpy as np

from avatar.face.arkit import NAMES
from avatar.face.motion import Motion
from avatar.face.pose import TURNS
from avatar.face.presenter import Presenter
from avatar.face.stress import StressStream
from avatar.face.talker import Picture
from avatar.face.wav2lip_face import Window, network_faces
from avatar.face.wav2lip_mel import MelWindows
from avatar.face.wav2lip_patch import MouthPatch
from avatar.face.wav2lip_sounding import Sounding
from avatar.face.weights import load_into, load_torch
from avatar.types import Floats, Pixels, Samples, samples_per_frame

AT_ONCE = 8
"""Pictures generated together where as many are ready: a network's weights are then read once for all."""

_ALIVE = np.array([name.startswith(("eye", "brow")) for name in NAMES])  # what Motion may move beside the mouth


class Generator(Protocol):
    """Makes mouths (`avatar.face.wav2lip_fast.FacedWav2Lip`)."""

    @property
    def numbers(self) -> str: ...
    def pictures(self, mels: Floats) -> Floats: ...


class Wav2LipTalker:
    """A `Talker` with a published Wav2Lip checkpoint. Not safe for use from two threads at once.

    `generator` makes the mouths, `patch` lays them into the picture.
    """

    def __init__(
        self,
        presenter: Presenter,
        checkpoint: Path,
        fps: int,
        *,
        picture: Picture,
        seed: int = 0,
        still: bool = False,
    ) -> None:
        """`picture` draws the presenter at the presenter's own size; with `still` its head is not moved.

        `seed`: another seed, another person's restlessness. Raises WeightsError for a checkpoint that
        cannot be used, StudioError where torch is missing, UsageError if `fps` does not divide the clock.
        """
        self._step = samples_per_frame(fps)
        self._fps, self._seed, self._still = fps, seed, still
        self._picture = picture
        at_rest = picture.draw(np.zeros(len(NAMES), np.float32), np.zeros(TURNS + 1, np.float32)).copy()
        self.patch = MouthPatch(at_rest, presenter.landmarks)
        self._frame = at_rest
        self.generator: Generator = _generator(checkpoint, self.patch.square, self.patch.window)
        self._start()

    @property
    def size(self) -> tuple[int, int]:
        return self._picture.size

    def push(self, pcm: Samples) -> Iterator[Pixels]:
        """Take more sound; gives the frames that are ready, BGR, each valid until the next."""
        self._samples += len(pcm)
        self._windows.push(pcm)
        self._join(self._sounding.push(pcm), self._stress.push(pcm))
        return self._frames()

    def flush(self) -> Iterator[Pixels]:
        """The frames that are left; in all ⌈samples / samples_per_frame(fps)⌉."""
        self._windows.flush(-(-self._samples // self._step))
        self._join(self._sounding.flush(), self._stress.flush())
        return self._frames()

    def clear(self) -> None:
        """Forget all sound: what is pushed next is a new one."""
        self._start()

    def _start(self) -> None:
        self._samples = 0
        self._windows = MelWindows(self._fps)
        self._sounding, self._stress = Sounding(self._fps), StressStream(self._fps)
        self._motion = Motion(self._seed, self._fps)
        self._shares = self._beats = np.zeros(0, np.float32)

    def _join(self, shares: Floats, beats: Floats) -> None:
        self._shares, self._beats = np.concatenate([self._shares, shares]), np.concatenate([self._beats, beats])

    def _frames(self) -> Iterator[Pixels]:
        windows = self._windows
        while count := min(windows.ready, len(self._shares), len(self._beats), AT_ONCE):
            mels, shares, beats = windows.take(count), self._shares[:count], self._beats[:count]
            self._shares, self._beats = self._shares[count:], self._beats[count:]
            spoken = shares > 0
            mouths = iter(self.generator.pictures(mels[spoken]) if spoken.any() else ())
            for share, beat in zip(shares, beats, strict=True):
                yield self._drawn(next(mouths) if share > 0 else None, float(share), beat)
                if windows is not self._windows:
                    return  # cleared meanwhile

    def _drawn(self, mouth: Floats | None, share: float, beat: np.float32) -> Pixels:
        pose, life = self._motion.take(1, np.array([beat], np.float32))
        head = np.zeros_like(pose[0]) if self._still else pose[0]
        np.copyto(self._frame, self._picture.draw(np.where(_ALIVE, life[0], 0), head))
        if mouth is not None:
            self.patch.lay(mouth, head[:TURNS], share, self._frame)
        return self._frame


def _generator(checkpoint: Path, square: Floats, window: Window) -> Generator:
    """The generator with those weights, bound to a face."""
    load_torch("the Wav2Lip engine")
    from avatar.face.wav2lip import Wav2Lip  # with torch, seconds and 200 MB: only this engine wants it
    from avatar.face.wav2lip_fast import fastest

    network = Wav2Lip().eval()
    load_into(network, checkpoint, "the Wav2Lip generator")
    return fastest(network, network_faces(square), window)
