"""Speech in, staged picture and sound out: the one path that a rendered video and a live room share.

    performance = Performance(portrait, composer, articulator=…, mover=…, gesturer=…, …, fps=25)
    performance.rest(seconds)         # the presenter looks and breathes
    performance.push(speech, gesture) # a line, as soon as its sound is there, and what the hand does with it
    for frame in performance.frames():  # what is ready, each with the sound that plays during it
        sink.write(frame)

Time is the count of samples given out. Every line starts on a frame, so mouth,
caption and sound read the same integers and cannot drift apart.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from avatar.types import (
    SAMPLE_RATE,
    Caption,
    Cue,
    Figure,
    Floats,
    Frame,
    Pixels,
    Samples,
    Speech,
    samples_per_frame,
)

MAX_QUEUED_SECONDS = 600
"""The most speech that waits to be shown; a caller that pushes more has stopped taking frames."""
GESTURE_LEAD_SECONDS = 0.24
"""How long before its line a gesture begins: hands are ahead of words."""


class Drawer(Protocol):
    """Draws the presenter for one frame (`avatar.face.portrait.Portrait`)."""

    def draw(self, values: Floats, pose: Floats) -> Figure: ...


class Stager(Protocol):
    """Lays the figure on its stage (`avatar.stage.compose.Composer`)."""

    def compose(self, figure: Figure, caption: Caption | None) -> Pixels: ...


class Articulator(Protocol):
    """Moves the mouth to a line (`avatar.face.articulation.Articulation`)."""

    def expression(self, speech: Speech, fps: int) -> Floats: ...


class Mover(Protocol):
    """Blinks, breathes and sways (`avatar.face.motion.Motion`)."""

    def take(self, count: int, stress: Floats | None) -> tuple[Floats, Floats]: ...


class Gesturer(Protocol):
    """Moves the arms while a gesture goes on (`avatar.face.gesture.Gestures`)."""

    def start(self, name: str) -> None: ...
    def clear(self) -> None: ...


class Mixer(Protocol):
    """Lays music under speech (`avatar.stage.music.Music`)."""

    def take(self, speech: Samples) -> Samples: ...


class Captioner(Protocol):
    """Keeps the captions of what is said, by the sample clock (`avatar.stage.captions.CaptionTrack`)."""

    def add(self, speech: Speech, offset: int) -> tuple[Cue, ...]: ...
    def clear(self, sample: int) -> None: ...
    def caption_at(self, sample: int) -> Caption | None: ...


@dataclass(frozen=True)
class _Segment:
    """A stretch of whole frames that waits to be shown."""

    sound: Samples
    mouth: Floats
    stress: Floats


class Performance:
    """The state of one presenter on one stage. Not safe for use from two threads at once."""

    def __init__(
        self,
        drawer: Drawer,
        stager: Stager,
        *,
        articulator: Articulator,
        mover: Mover,
        mixer: Mixer,
        captioner: Captioner,
        stress_track: Callable[[Speech, int], Floats],
        fps: int,
        gesturer: Gesturer | None = None,
    ) -> None:
        self.fps = fps
        self._drawer = drawer
        self._stager = stager
        self._articulator = articulator
        self._mover = mover
        self._mixer = mixer
        self._captioner = captioner
        self._stress_track = stress_track
        self._gesturer = gesturer
        self._gestures: deque[tuple[int, str]] = deque()  # frame and name of those to come
        self._step = samples_per_frame(fps)
        self._segments: deque[_Segment] = deque()
        self._cursor = 0  # frames of the first segment already shown
        self._index = 0
        self._cues: list[Cue] = []
        self._queued = 0

    @property
    def queued(self) -> int:
        """Frames that are ready and not yet taken."""
        return self._queued

    @property
    def shown(self) -> int:
        """Frames given out so far; the clock in samples is `shown * samples_per_frame`."""
        return self._index

    @property
    def cues(self) -> tuple[Cue, ...]:
        """Every caption pushed so far, in samples from the first frame."""
        return tuple(self._cues)

    def push(self, speech: Speech, gesture: str | None = None) -> None:
        """Say `speech` after everything pushed before; starts on a frame, filled up to whole frames with silence.

        A gesture begins a little ahead of it, or with it where nothing before it waits to be shown.
        """
        mouth = self._articulator.expression(speech, self.fps)
        sound = np.zeros(len(mouth) * self._step, np.float32)
        sound[: len(speech.pcm)] = speech.pcm
        first = self._index + self._queued
        self._append(_Segment(sound, mouth, self._stress_track(speech, self.fps)))
        if gesture is not None:
            self._gestures.append((max(self._index, first - round(GESTURE_LEAD_SECONDS * self.fps)), gesture))
        self._cues += self._captioner.add(speech, first * self._step)

    def rest(self, seconds: float) -> None:
        """Stay silent for the nearest whole number of frames: look, breathe, blink."""
        count = round(seconds * self.fps)
        if count > 0:
            still = np.zeros((count, 52), np.float32)
            silence = np.zeros(count * self._step, np.float32)
            self._append(_Segment(silence, still, np.zeros(count, np.float32)))

    def clear(self) -> None:
        """Forget what is pushed and not yet shown (an interruption); what was shown stays."""
        now = self._index * self._step
        self._segments.clear()
        self._gestures.clear()
        if self._gesturer is not None:
            self._gesturer.clear()
        self._cursor = self._queued = 0
        self._captioner.clear(now)
        self._cues = [Cue(cue.text, cue.start, min(cue.end, now)) for cue in self._cues if cue.start < now]

    def frames(self) -> Iterator[Frame]:
        """The frames that are ready, oldest first. A frame's picture is valid until the next one is taken."""
        while self._segments:
            yield self._next_frame()

    def _append(self, segment: _Segment) -> None:
        frames = len(segment.mouth)
        if (self._queued + frames) > MAX_QUEUED_SECONDS * self.fps:
            raise BufferError(f"more than {MAX_QUEUED_SECONDS} s of speech wait to be shown")
        if frames:
            self._segments.append(segment)
            self._queued += frames

    def _next_frame(self) -> Frame:
        segment, at = self._segments[0], self._cursor
        self._gesture()
        pose, life = self._mover.take(1, segment.stress[at : at + 1])
        values = np.clip(segment.mouth[at] + life[0], 0.0, 1.0)
        figure = self._drawer.draw(values, pose[0])
        picture = self._stager.compose(figure, self._captioner.caption_at(self._index * self._step))
        sound = self._mixer.take(segment.sound[at * self._step : (at + 1) * self._step])
        frame = Frame(self._index, picture, sound)
        self._advance(len(segment.mouth))
        return frame

    def _gesture(self) -> None:
        """Begin what is due with this frame."""
        while self._gestures and self._gestures[0][0] <= self._index:
            _, name = self._gestures.popleft()
            if self._gesturer is not None:
                self._gesturer.start(name)

    def _advance(self, segment_frames: int) -> None:
        self._index += 1
        self._queued -= 1
        self._cursor += 1
        if self._cursor == segment_frames:
            self._segments.popleft()
            self._cursor = 0


def seconds_of(frames: int, fps: int) -> float:
    """How long that many frames last, in seconds."""
    return frames * samples_per_frame(fps) / SAMPLE_RATE
