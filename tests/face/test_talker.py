"""The portrait's talker with a mouth and a picture that are fakes: what it does with both."""

from __future__ import annotations

import numpy as np
import pytest

from avatar.face.talker import PortraitTalker
from avatar.types import SAMPLE_RATE, Floats, Pixels, Samples

FPS, STEP = 25, SAMPLE_RATE // 25


class LateListener:
    """Opens the mouth as far as the sound is loud, three frames late."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self._sound, self._given = np.zeros(0, np.float32), 0

    def push(self, pcm: Samples) -> Floats:
        self._sound = np.concatenate([self._sound, pcm])
        return self._rows(max(self._given, len(self._sound) // STEP - 3))

    def flush(self) -> Floats:
        return self._rows(-(-len(self._sound) // STEP))

    def _rows(self, until: int) -> Floats:
        rows = np.zeros((until - self._given, 52), np.float32)
        for row, frame in enumerate(range(self._given, until)):
            rows[row, 17] = np.abs(self._sound[frame * STEP : (frame + 1) * STEP]).max(initial=0)
        self._given = until
        return rows


class NotingPicture:
    """Notes what it is asked to draw."""

    size = (4, 2)

    def __init__(self) -> None:
        self.values: list[Floats] = []
        self.poses: list[Floats] = []

    def draw(self, values: Floats, pose: Floats) -> Pixels:
        self.values.append(values.copy())
        self.poses.append(pose.copy())
        return np.zeros((2, 4, 3), np.uint8)


def speech(seconds: float) -> Samples:
    clock = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    return (0.4 * np.sin(2 * np.pi * 150 * clock) * (np.sin(2 * np.pi * 1.3 * clock) > 0)).astype(np.float32)


def told(talker: PortraitTalker, pcm: Samples, *cuts: int) -> int:
    count = 0
    for piece in np.split(pcm, sorted(cuts)):
        count += len(list(talker.push(piece)))
    return count + len(list(talker.flush()))


@pytest.mark.parametrize("samples", [0, 1, 2400, STEP, STEP + 1, 100_003])
def test_there_are_as_many_frames_as_the_sound_lasts(samples: int) -> None:
    talker = PortraitTalker(NotingPicture(), LateListener(), FPS)
    assert told(talker, speech(3)[:samples], samples // 3) == -(-samples // STEP)


def test_sound_in_pieces_moves_the_face_as_at_once() -> None:
    whole, pieces = NotingPicture(), NotingPicture()
    told(PortraitTalker(whole, LateListener(), FPS, seed=3), speech(4))
    told(PortraitTalker(pieces, LateListener(), FPS, seed=3), speech(4), 7, 50_000, 50_001, 120_000)
    assert np.array_equal(whole.values, pieces.values)
    assert np.array_equal(whole.poses, pieces.poses)


def test_the_mouth_follows_its_sound_and_the_face_lives_on() -> None:
    picture = NotingPicture()
    told(
        PortraitTalker(picture, LateListener(), FPS),
        np.concatenate([speech(3), np.zeros(10 * SAMPLE_RATE, np.float32)]),
    )
    values, poses = np.array(picture.values), np.array(picture.poses)
    assert values[:75, 17].max() > 0.3
    assert values[80:, 17].max() == 0
    assert values[80:, 0].max() > 0.8  # eyeBlinkLeft
    assert np.abs(np.diff(poses[80:, 0])).max() > 0
    assert values.min() >= 0
    assert values.max() <= 1


def test_a_still_head_does_not_move_but_its_eyes_blink() -> None:
    picture = NotingPicture()
    told(PortraitTalker(picture, LateListener(), FPS, still=True), np.zeros(12 * SAMPLE_RATE, np.float32))
    assert not np.any(picture.poses)
    assert np.array(picture.values)[:, 0].max() > 0.8


def test_after_a_clear_the_next_sound_is_as_the_first() -> None:
    picture = NotingPicture()
    talker = PortraitTalker(picture, LateListener(), FPS, seed=9)
    told(talker, speech(2))
    list(talker.push(speech(1)))  # interrupted
    talker.clear()
    told(talker, speech(2))
    assert np.array_equal(picture.values[:50], picture.values[-50:])
    assert np.array_equal(picture.poses[:50], picture.poses[-50:])
