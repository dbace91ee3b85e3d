"""Sound in, pictures of a talking face out: the seam of the engines that make portraits talk.

A talker is pushed sound of any length and gives the frames that are ready; those come a
little later than their sound, and `flush` gives the rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import numpy as np

from avatar.face.motion import Motion
from avatar.face.stress import StressStream
from avatar.types import Floats, Pixels, Samples


class Talker(Protocol):
    """Makes one portrait talk. `size`: width, height of its frames."""

    @property
    def size(self) -> tuple[int, int]: ...

    def push(self, pcm: Samples) -> Iterator[Pixels]:
        """Take more sound; gives the frames that are ready, BGR, each valid until the next."""

    def flush(self) -> Iterator[Pixels]:
        """The frames that are left; in all ⌈samples / samples_per_frame(fps)⌉."""

    def clear(self) -> None:
        """Forget all sound: what is pushed next is a new one."""


class Listener(Protocol):
    """Moves the mouth to sound (`avatar.face.expression.SoundExpression`)."""

    def push(self, pcm: Samples) -> Floats: ...
    def flush(self) -> Floats: ...
    def clear(self) -> None: ...


class Picture(Protocol):
    """Draws the portrait (`avatar.face.picture.TalkingPicture`)."""

    @property
    def size(self) -> tuple[int, int]: ...

    def draw(self, values: Floats, pose: Floats) -> Pixels: ...


class PortraitTalker:
    """A portrait that talks as its sound says, and lives meanwhile: it blinks, breathes, sways and nods.

    With `still` its head is not moved. The same sound gives the same frames. Not safe for
    use from two threads at once.
    """

    def __init__(self, picture: Picture, listener: Listener, fps: int, *, seed: int = 0, still: bool = False) -> None:
        """`seed`: another seed, another person's restlessness. Raises UsageError if `fps` does not divide the clock."""
        self._picture, self._listener = picture, listener
        self._fps, self._seed, self._still = fps, seed, still
        self._start()

    @property
    def size(self) -> tuple[int, int]:
        return self._picture.size

    def push(self, pcm: Samples) -> Iterator[Pixels]:
        return self._frames(self._listener.push(pcm), self._stress.push(pcm))

    def flush(self) -> Iterator[Pixels]:
        return self._frames(self._listener.flush(), self._stress.flush())

    def clear(self) -> None:
        self._listener.clear()
        self._start()

    def _start(self) -> None:
        self._motion = Motion(self._seed, self._fps)
        self._stress = StressStream(self._fps)
        self._mouths = np.zeros((0, 52), np.float32)
        self._beats = np.zeros(0, np.float32)

    def _frames(self, mouths: Floats, beats: Floats) -> Iterator[Pixels]:
        mouths, beats = np.concatenate([self._mouths, mouths]), np.concatenate([self._beats, beats])
        ready = min(len(mouths), len(beats))
        self._mouths, self._beats = mouths[ready:], beats[ready:]
        return (self._drawn(*pair) for pair in zip(mouths[:ready], beats[:ready], strict=True))

    def _drawn(self, mouth: Floats, beat: np.float32) -> Pixels:
        pose, life = self._motion.take(1, np.array([beat], np.float32))
        head = np.zeros_like(pose[0]) if self._still else pose[0]
        return self._picture.draw(np.clip(mouth + life[0], 0.0, 1.0), head)
