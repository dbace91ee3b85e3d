"""The Wav2Lip engine as a talker: frames by the clock, the same in pieces, still in silence, cut short at once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from avatar.errors import UsageError, WeightsError
from avatar.face.presenter import Presenter
from avatar.face.wav2lip_sounding import Sounding
from avatar.face.wav2lip_talker import AT_ONCE, Wav2LipTalker
from avatar.types import Floats, Pixels, Samples, samples_per_frame
from tests.face.networks import formula_weights

torch = pytest.importorskip("torch", reason="the Wav2Lip engine needs torch")


class StillPicture:
    """A presenter who does not move; counts what is drawn."""

    def __init__(self, presenter: Presenter) -> None:
        self._pixels = np.ascontiguousarray(presenter.picture[..., :3])
        self.size = (self._pixels.shape[1], self._pixels.shape[0])
        self.poses: list[Floats] = []
        self.values: list[Floats] = []

    def draw(self, values: Floats, pose: Floats) -> Pixels:
        self.values.append(values)
        self.poses.append(pose)
        return self._pixels


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("weights") / "formula.pth"
    torch.save({"state_dict": {f"module.{name}": tensor for name, tensor in formula_weights().items()}}, path)
    return path


@pytest.fixture(scope="module")
def talker(mei: Presenter, checkpoint: Path) -> Wav2LipTalker:
    return Wav2LipTalker(mei, checkpoint, 25, picture=StillPicture(mei), still=True)


def voice(seconds: float, level: float = 0.2) -> Samples:
    count = round(seconds * 48_000)
    return (level * np.random.default_rng(6).standard_normal(count)).astype(np.float32)


def frames(talker: Wav2LipTalker, pieces: list[Samples]) -> list[Pixels]:
    talker.clear()
    shown = [frame.copy() for piece in pieces for frame in talker.push(piece)]
    return shown + [frame.copy() for frame in talker.flush()]


@pytest.mark.parametrize("samples", [0, 1, 1920, 1921, 2400, 20_000])
def test_there_is_a_frame_for_every_part_of_the_sound(talker: Wav2LipTalker, samples: int) -> None:
    assert len(frames(talker, [voice(1)[:samples]])) == -(-samples // 1920)


def test_frames_have_the_portraits_size_and_the_mouth_moves(talker: Wav2LipTalker, mei: Presenter) -> None:
    shown = frames(talker, [voice(0.6)])
    height, width = mei.picture.shape[:2]
    assert talker.size == (width, height)
    assert {frame.shape for frame in shown} == {(height, width, 3)}
    changed = np.nonzero((shown[5] != mei.picture[..., :3]).any(-1))
    assert len(changed[0]) > 1000
    assert changed[0].min() > mei.landmarks[5, 1]  # the nose's bridge


def test_in_pieces_it_shows_what_it_shows_at_once(talker: Wav2LipTalker) -> None:
    sound = voice(0.7)
    whole, pieces = frames(talker, [sound]), frames(talker, np.split(sound, [100, 9_000, 9_001, 30_000]))
    assert len(whole) == len(pieces)
    # a batch of another size may round differently
    assert max(np.abs(a.astype(int) - b).max() for a, b in zip(whole, pieces, strict=True)) <= 1


def test_frames_come_while_sound_still_flows(talker: Wav2LipTalker) -> None:
    talker.clear()
    shown = sum(1 for part in np.split(voice(1.0), 10) for _ in talker.push(part))
    assert 25 - 0.28 * 25 - 1 <= shown <= 25
    assert shown + sum(1 for _ in talker.flush()) == 25


@pytest.mark.parametrize("level", [0.0, 10 ** (-50 / 20)])
def test_in_silence_and_room_noise_the_portrait_keeps_its_own_mouth(
    talker: Wav2LipTalker, mei: Presenter, level: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing(mels: Floats) -> Floats:
        raise AssertionError("a mouth was generated for silence")

    monkeypatch.setattr(talker.generator, "pictures", nothing)
    shown = frames(talker, [voice(1.0, level)])
    assert len(shown) == 25
    assert all(np.array_equal(frame, mei.picture[..., :3]) for frame in shown)


def test_an_interruption_ends_the_old_sound_at_once(talker: Wav2LipTalker) -> None:
    fresh = frames(talker, [voice(0.3)])
    talker.clear()
    old = talker.push(voice(1.0, 0.4))
    next(old)
    talker.clear()
    assert list(old) == []
    shown = [frame.copy() for frame in talker.push(voice(0.3))] + [frame.copy() for frame in talker.flush()]
    assert len(shown) == len(fresh)
    assert all(np.array_equal(*pair) for pair in zip(shown, fresh, strict=True))


def test_mouths_are_made_together_but_never_too_many(talker: Wav2LipTalker, monkeypatch: pytest.MonkeyPatch) -> None:
    made, pictures = [], talker.generator.pictures
    monkeypatch.setattr(talker.generator, "pictures", lambda mels: made.append(len(mels)) or pictures(mels))
    frames(talker, [voice(1.0)])
    assert max(made) == AT_ONCE
    assert len(made) <= 6


def test_eyes_and_head_live_and_the_mouth_is_the_generators_alone(mei: Presenter, checkpoint: Path) -> None:
    picture = StillPicture(mei)
    talker = Wav2LipTalker(mei, checkpoint, 25, picture=picture, seed=3)
    frames(talker, [np.zeros(6 * 48_000, np.float32)])
    values, poses = np.array(picture.values[1:]), np.array(picture.poses[1:])
    moved = {name for name, column in zip(_names(), values.T, strict=True) if column.any()}
    assert "eyeBlinkLeft" in moved
    assert all(name.startswith(("eye", "brow")) for name in moved)
    assert np.ptp(poses, axis=0).min() > 0


def _names() -> tuple[str, ...]:
    from avatar.face.arkit import NAMES

    return tuple(NAMES)


def test_what_cannot_be_used_is_told(mei: Presenter, checkpoint: Path, tmp_path: Path) -> None:
    picture = StillPicture(mei)
    with pytest.raises(UsageError, match="--fps 23"):
        Wav2LipTalker(mei, checkpoint, 23, picture=picture)
    with pytest.raises(WeightsError, match="no such file"):
        Wav2LipTalker(mei, tmp_path / "none.pth", 25, picture=picture)
    torch.save({"weight": torch.zeros(3)}, tmp_path / "other.pth")
    with pytest.raises(WeightsError, match=r"not the weights of the Wav2Lip generator: tensor 'face_encoder_blocks"):
        Wav2LipTalker(mei, tmp_path / "other.pth", 25, picture=picture)


def shares(pcm: Samples, fps: int, cuts: list[int]) -> Floats:
    sounding = Sounding(fps)
    return np.concatenate([*(sounding.push(part) for part in np.split(pcm, cuts)), sounding.flush()])


@pytest.mark.parametrize("fps", [24, 25, 60])
def test_speech_is_known_before_it_starts_and_lets_go_after_it_ends(fps: int) -> None:
    quiet = np.zeros(48_000, np.float32)
    pcm = np.concatenate([quiet, voice(0.5), quiet])
    made = shares(pcm, fps, [777, 50_000, 50_001])
    assert len(made) == -(-len(pcm) // samples_per_frame(fps))
    assert np.array_equal(made, shares(pcm, fps, []))
    speaking = slice(round(1.0 * fps), round(1.5 * fps))
    assert (made[speaking] == 1).all()
    assert not made[: round(0.75 * fps)].any()
    assert not made[round(1.75 * fps) :].any()
    assert np.abs(np.diff(made)).max() <= 0.35  # it fades, it does not switch


def test_gaps_between_words_are_bridged() -> None:
    gap = np.zeros(round(0.12 * 48_000), np.float32)
    made = shares(np.concatenate([voice(0.4), gap, voice(0.4)]), 25, [])
    assert (made[2:-3] == 1).all()
