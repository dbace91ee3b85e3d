"""One clock: what is pushed comes out whole, in order, with sound, mouth and captions on the same samples."""

from __future__ import annotations

from itertools import islice

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from avatar.performance import GESTURE_LEAD_SECONDS, MAX_QUEUED_SECONDS, Performance
from avatar.types import Caption, Cue, Figure, Floats, Pixels, Samples, Speech, samples_per_frame

RATES = st.sampled_from([24, 25, 30, 50])


class Drawer:
    """Draws one grey pixel: how far the jaw is open. Keeps the coefficients and poses it was given."""

    def __init__(self) -> None:
        self.rows: list[Floats] = []
        self.poses: list[Floats] = []

    def draw(self, values: Floats, pose: Floats) -> Figure:
        assert values.shape == (52,)
        assert pose.shape == (6,)
        self.rows.append(values.copy())
        self.poses.append(pose.copy())
        grey = np.full((1, 1, 3), round(255 * float(values[0])), np.uint8)
        return Figure(grey, np.full((1, 1), 255, np.uint8))


class Stager:
    def __init__(self) -> None:
        self.captions: list[Caption | None] = []

    def compose(self, figure: Figure, caption: Caption | None) -> Pixels:
        self.captions.append(caption)
        return figure.picture


class Articulator:
    """Opens the jaw in the frames that hold sound."""

    def expression(self, speech: Speech, fps: int) -> Floats:
        step = samples_per_frame(fps)
        values = np.zeros((-(-len(speech.pcm) // step), 52), np.float32)
        values[:, 0] = 1.0
        return values


class Mover:
    def take(self, count: int, stress: Floats | None) -> tuple[Floats, Floats]:
        return np.zeros((count, 6), np.float32), np.zeros((count, 52), np.float32)


class Mixer:
    def take(self, speech: Samples) -> Samples:
        return speech.copy()


class OneCueALine:
    def __init__(self) -> None:
        self.cues: list[Cue] = []

    def add(self, speech: Speech, offset: int) -> tuple[Cue, ...]:
        self.cues.append(Cue(speech.text, offset, offset + len(speech.pcm)))
        return (self.cues[-1],)

    def clear(self, sample: int) -> None:
        self.cues = [cue for cue in self.cues if cue.end <= sample]

    def caption_at(self, sample: int) -> Caption | None:
        return next((Caption((cue.text,), 0) for cue in self.cues if cue.start <= sample < cue.end), None)


class Gesturer:
    """Remembers how many frames had been drawn when something was asked of it."""

    def __init__(self, drawer: Drawer) -> None:
        self._drawer = drawer
        self.started: list[tuple[int, str]] = []
        self.cleared: list[int] = []

    def start(self, name: str) -> None:
        self.started.append((len(self._drawer.rows), name))

    def clear(self) -> None:
        self.cleared.append(len(self._drawer.rows))


def gesturing(fps: int) -> tuple[Performance, Gesturer]:
    gesturer = Gesturer(drawer := Drawer())
    return make(fps, drawer, gesturer)[0], gesturer


def make(fps: int, drawer: Drawer | None = None, gesturer: Gesturer | None = None) -> tuple[Performance, Stager]:
    stager = Stager()
    performance = Performance(
        drawer or Drawer(),
        stager,
        articulator=Articulator(),
        mover=Mover(),
        mixer=Mixer(),
        captioner=OneCueALine(),
        stress_track=lambda speech, rate: np.zeros(-(-len(speech.pcm) // samples_per_frame(rate)), np.float32),
        fps=fps,
        gesturer=gesturer,
    )
    return performance, stager


def speech(samples: int, text: str = "hello") -> Speech:
    return Speech(text, "en", "fake", np.linspace(0.1, 0.9, samples, dtype=np.float32))


@settings(max_examples=60, deadline=None)
@given(RATES, st.lists(st.integers(1, 9000), min_size=1, max_size=6), st.integers(0, 9))
def test_sound_comes_out_whole_and_each_line_starts_on_a_frame(fps: int, lengths: list[int], rest: int) -> None:
    performance, _ = make(fps)
    step = samples_per_frame(fps)
    for length in lengths:
        performance.push(speech(length))
        performance.rest(rest / fps)
    frames = list(performance.frames())
    sound = np.concatenate([frame.sound for frame in frames])
    assert [frame.index for frame in frames] == list(range(len(frames)))
    assert all(len(frame.sound) == step for frame in frames)
    for cue, length in zip(performance.cues, lengths, strict=True):
        assert cue.start % step == 0
        np.testing.assert_array_equal(sound[cue.start : cue.start + length], speech(length).pcm)
        assert not sound[cue.start + length : cue.start + -(-length // step) * step].any()


def test_the_caption_and_the_mouth_show_exactly_while_the_line_sounds() -> None:
    performance, stager = make(25)
    performance.rest(0.2)
    performance.push(speech(4 * 1920, "now"))
    performance.rest(0.2)
    jaw = [int(frame.picture[0, 0, 0]) for frame in performance.frames()]
    assert jaw == [0] * 5 + [255] * 4 + [0] * 5
    assert [caption is not None for caption in stager.captions] == [value > 0 for value in jaw]


@given(st.integers(1, 30))
def test_frames_taken_in_pieces_are_the_same_frames(piece: int) -> None:
    whole, _ = make(25)
    pieces, _ = make(25)
    for performance in (whole, pieces):
        performance.push(speech(20_000))
    expected = [frame.sound for frame in whole.frames()]
    got: list[Samples] = []
    while pieces.queued:
        got += [frame.sound for frame in islice(pieces.frames(), piece)]
    np.testing.assert_array_equal(np.concatenate(got), np.concatenate(expected))


def test_clear_drops_what_was_not_shown_and_the_clock_goes_on() -> None:
    performance, _ = make(25)
    performance.push(speech(10 * 1920, "interrupted"))
    performance.push(speech(1920, "never said"))
    shown = list(islice(performance.frames(), 3))
    performance.clear()
    assert performance.queued == 0
    assert performance.cues == (Cue("interrupted", 0, 3 * 1920),)
    performance.push(speech(1920, "answer"))
    after = list(performance.frames())
    assert after[0].index == len(shown)
    assert performance.cues[-1].start == 3 * 1920


def test_an_interruption_takes_the_caption_from_the_screen() -> None:
    performance, stager = make(25)
    performance.push(speech(10 * 1920, "interrupted"))
    list(islice(performance.frames(), 3))
    performance.clear()
    performance.rest(0.2)
    list(performance.frames())
    assert stager.captions[3:] == [None] * 5


class LivelyMover:
    """Lifts a brow as high as the stress it hears, shuts an eye more and more, and turns the head a step a frame."""

    def __init__(self) -> None:
        self.turn = 0.0

    def take(self, count: int, stress: Floats | None) -> tuple[Floats, Floats]:
        assert stress is not None
        assert len(stress) == count == 1
        self.turn += 0.125
        life = np.zeros((1, 52), np.float32)
        life[0, 0] = 0.5  # on a jaw that is wide open already
        life[0, 1], life[0, 2] = stress[0], self.turn
        return np.full((1, 6), self.turn, np.float32), life


class HalvingMixer:
    def take(self, speech: Samples) -> Samples:
        return np.float32(0.5) * speech


def test_every_frame_has_its_own_life_stress_pose_and_mixed_sound() -> None:
    drawer = Drawer()
    performance = Performance(
        drawer,
        Stager(),
        articulator=Articulator(),
        mover=LivelyMover(),
        mixer=HalvingMixer(),
        captioner=OneCueALine(),
        stress_track=lambda speech, rate: np.array([0.25, 0.75], np.float32),
        fps=25,
    )
    performance.push(speech(2 * 1920))
    performance.rest(0.04)
    sound = np.concatenate([frame.sound for frame in performance.frames()])
    rows = np.array(drawer.rows)
    assert rows[:, 0].tolist() == [1.0, 1.0, 0.5]
    assert rows[:, 1].tolist() == [0.25, 0.75, 0.0]
    assert rows[:, 2].tolist() == [0.125, 0.25, 0.375]
    assert [pose.tolist() for pose in drawer.poses] == [[0.125] * 6, [0.25] * 6, [0.375] * 6]
    np.testing.assert_array_equal(sound[: 2 * 1920], np.float32(0.5) * speech(2 * 1920).pcm)


def test_a_caller_who_never_takes_frames_is_told_before_memory_is_gone() -> None:
    performance, _ = make(25)
    with pytest.raises(BufferError):
        for _ in range(3):
            performance.rest(MAX_QUEUED_SECONDS / 2)


@given(RATES, st.integers(0, 60), st.integers(1, 60))
def test_a_gesture_begins_a_little_before_its_line(fps: int, pause: int, between: int) -> None:
    performance, gesturer = gesturing(fps)
    lead = round(GESTURE_LEAD_SECONDS * fps)
    performance.rest(pause / fps)
    performance.push(speech(samples_per_frame(fps) * 100), "greet")
    performance.rest(between / fps)
    performance.push(speech(9_000))
    performance.push(speech(9_000), "present")
    list(performance.frames())
    second = pause + 100 + between + -(-9_000 // samples_per_frame(fps))
    assert gesturer.started == [(max(0, pause - lead), "greet"), (second - lead, "present")]


def test_a_gesture_whose_time_has_passed_begins_at_once() -> None:
    performance, gesturer = gesturing(25)
    performance.rest(1.0)
    list(performance.frames())
    performance.push(speech(9_000), "present")
    list(performance.frames())
    assert gesturer.started == [(25, "present")]


def test_an_interruption_lets_the_hand_down_and_forgets_gestures_to_come() -> None:
    performance, gesturer = gesturing(25)
    performance.push(speech(48_000), "greet")
    performance.push(speech(48_000), "present")
    list(islice(performance.frames(), 5))
    performance.clear()
    performance.push(speech(48_000))
    list(performance.frames())
    assert gesturer.started == [(0, "greet")]
    assert gesturer.cleared == [5]
