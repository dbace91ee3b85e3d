"""A portrait says a sound: a video as large as the one and as long as the other, labelled, or nothing at all."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest

from avatar import talk as module
from avatar.config import Settings
from avatar.errors import Cancelled, PictureError, SoundError, StudioError, UsageError
from avatar.face.presenter import load_presenter, own_folder
from avatar.face.shelf import keep_presenter
from avatar.makings import unmake
from avatar.output.provenance import read_record
from avatar.speech.wav import write_wav
from avatar.talk import TalkJob, TalkStudio
from avatar.types import SAMPLE_RATE, Pixels, Samples
from tests.face.conftest import before_wall


def speech(seconds: float) -> Samples:
    """Something that sounds like syllables."""
    clock = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    voice = sum(np.sin(2 * np.pi * 130 * k * clock) / k for k in range(1, 20))
    return (0.2 * voice * np.clip(np.sin(2 * np.pi * 3 * clock), 0, 1)).astype(np.float32)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the presenter `anna` in it, 450 x 600."""
    folder = tmp_path_factory.mktemp("data")
    cv2.imwrite(str(folder / "anna.png"), before_wall(load_presenter("mei"), 600))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(folder))
        keep_presenter("anna", folder / "anna.png", "drawn")
    return folder


@pytest.fixture(autouse=True)
def _own(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(shelf))


@pytest.fixture(scope="module")
def studio() -> TalkStudio:
    return TalkStudio(Settings(producer="Test Ltd"))


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    write_wav(tmp_path / "hello.wav", speech(1.21))
    return tmp_path / "hello.wav"


def pictures(path: Path) -> list[Pixels]:
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="bgr24") for frame in container.decode(video=0)]


def heard(path: Path) -> Samples:
    with av.open(str(path)) as container:
        return np.concatenate([frame.to_ndarray()[0] for frame in container.decode(audio=0)])


def test_a_portrait_says_a_sound(studio: TalkStudio, sound: Path, tmp_path: Path) -> None:
    told: list[tuple[float, str]] = []
    out = tmp_path / "out" / "hello.mp4"
    result = studio.talk(TalkJob("anna", sound), out, progress=lambda *news: told.append(news))
    assert (result.video, result.frames, result.seconds, result.size) == (out, 31, 1.24, (450, 600))
    frames = pictures(out)
    assert len(frames) == 31
    assert frames[0].shape == (600, 450, 3)
    assert read_record(out)["ContentProducer"] == "Test Ltd"
    assert [what for _, what in told][:2] == ["portrait", "frames"]
    shares = [share for share, _ in told]
    assert shares == sorted(shares)
    assert [path.name for path in out.parent.iterdir()] == ["hello.mp4"]


def test_what_is_heard_is_the_sound_where_it_was(studio: TalkStudio, sound: Path, tmp_path: Path) -> None:
    studio.talk(TalkJob("anna", sound), tmp_path / "x.mp4")
    before, after = speech(1.21), heard(tmp_path / "x.mp4")
    length = 1 << 17
    match = np.fft.irfft(np.fft.rfft(before, length).conj() * np.fft.rfft(after, length))
    assert abs(int(np.argmax(match)) % length) < 48
    assert match.max() > 0.95 * float(before @ before)


def test_the_label_is_on_every_frame_and_the_rest_is_the_portrait(
    studio: TalkStudio, sound: Path, shelf: Path, tmp_path: Path
) -> None:
    studio.talk(TalkJob("anna", sound, still=True), tmp_path / "x.mp4")
    portrait = cv2.imread(str(shelf / "anna.png")).astype(int)
    for frame in pictures(tmp_path / "x.mp4"):
        apart = np.abs(frame.astype(int) - portrait).max(axis=2) > 60
        assert apart[:60, :300].mean() + apart[540:, :300].mean() > 0.1, "the label stands in a corner"
        assert apart[420:520].mean() < 0.01


def test_a_second_sound_is_said_by_the_portrait_that_is_ready(
    studio: TalkStudio, sound: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    studio.talk(TalkJob("anna", sound), tmp_path / "one.mp4")

    def prepared_again(*_arguments: object) -> None:
        raise AssertionError("prepared again")

    monkeypatch.setattr(module, "load_whole", prepared_again)
    studio.talk(TalkJob("anna", sound), tmp_path / "two.mp4")
    one, two = pictures(tmp_path / "one.mp4"), pictures(tmp_path / "two.mp4")
    assert all(np.array_equal(first, second) for first, second in zip(one, two, strict=True))


@pytest.mark.parametrize(("samples", "frames"), [(2400, 2), (1, 1), (1920, 1), (1921, 2)])
def test_a_sound_of_next_to_nothing_makes_a_video_of_as_much(
    studio: TalkStudio, tmp_path: Path, samples: int, frames: int
) -> None:
    write_wav(tmp_path / "short.wav", speech(1)[:samples])
    assert studio.talk(TalkJob("anna", tmp_path / "short.wav"), tmp_path / "x.mp4").frames == frames
    assert len(pictures(tmp_path / "x.mp4")) == frames


@pytest.mark.parametrize("fps", [24, 30, 50])
def test_other_rates_keep_the_length(studio: TalkStudio, sound: Path, tmp_path: Path, fps: int) -> None:
    result = studio.talk(TalkJob("anna", sound, fps=fps), tmp_path / "x.mp4")
    assert result.seconds == pytest.approx(1.21, abs=1 / fps)
    assert len(pictures(tmp_path / "x.mp4")) == result.frames


def test_silence_keeps_the_mouth_shut(studio: TalkStudio, tmp_path: Path) -> None:
    write_wav(tmp_path / "silence.wav", np.zeros(SAMPLE_RATE, np.float32))
    studio.talk(TalkJob("anna", tmp_path / "silence.wav", still=True), tmp_path / "x.mp4")
    frames = [frame.astype(int) for frame in pictures(tmp_path / "x.mp4")]
    assert max(np.abs(frame - frames[0]).mean() for frame in frames) < 2


MISTAKES = [
    ({"portrait": "anan"}, UsageError, "did you mean 'anna'"),
    ({"portrait": "n" * 300}, UsageError, "no presenter 'nnn"),
    ({"portrait": "none.png"}, PictureError, "no such picture"),
    ({"audio": Path("none.wav")}, SoundError, "no such sound"),
    ({"engine": "magic"}, UsageError, "--engine magic: choose one of portrait, wav2lip"),
    ({"engine": "wav2lip"}, UsageError, "--weights FILE"),
    ({"weights": Path("x.pth")}, UsageError, "only --engine wav2lip"),
    ({"engine": "wav2lip", "weights": Path("none.pth")}, StudioError, "none.pth"),
    ({"fps": 29}, UsageError, "--fps 29"),
]


@pytest.mark.parametrize(("wrong", "error", "message"), MISTAKES)
def test_a_mistake_is_named_and_leaves_nothing(
    studio: TalkStudio,
    sound: Path,
    tmp_path: Path,
    wrong: dict[str, object],
    error: type[StudioError],
    message: str,
) -> None:
    job = TalkJob(**{"portrait": "anna", "audio": sound, **wrong})  # type: ignore[arg-type]
    with pytest.raises(error, match=message) as caught:
        studio.talk(job, tmp_path / "out" / "x.mp4")
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", ["x.avi", "x", ""])
def test_the_video_is_an_mp4(studio: TalkStudio, sound: Path, tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match=r"--out .*\.mp4"):
        studio.talk(TalkJob("anna", sound), tmp_path / name)


def test_a_name_that_is_too_long_is_a_mistake_like_others(studio: TalkStudio, sound: Path, tmp_path: Path) -> None:
    with pytest.raises(StudioError, match=r"n\.mp4: "):
        studio.talk(TalkJob("anna", sound), tmp_path / f"{'n' * 300}.mp4")


def test_a_video_is_not_made_over_its_own_sound(studio: TalkStudio, sound: Path, tmp_path: Path) -> None:
    video = sound.rename(tmp_path / "hello.mp4")
    before = video.read_bytes()
    (tmp_path / "link.mp4").symlink_to(video)
    for out in (video, tmp_path / "link.mp4"):
        with pytest.raises(UsageError, match="is the sound itself"):
            studio.talk(TalkJob("anna", video), out)
    assert video.read_bytes() == before


def test_a_sound_that_turns_out_empty_leaves_nothing(studio: TalkStudio, tmp_path: Path) -> None:
    write_wav(tmp_path / "none.wav", np.zeros(0, np.float32))
    with pytest.raises(SoundError, match="the sound is empty"):
        studio.talk(TalkJob("anna", tmp_path / "none.wav"), tmp_path / "out" / "x.mp4")
    assert list((tmp_path / "out").iterdir()) == []


def test_what_is_stopped_leaves_nothing_and_the_next_is_whole(studio: TalkStudio, sound: Path, tmp_path: Path) -> None:
    cancel = threading.Event()

    def stop(_share: float, what: str) -> None:
        if what == "frames":
            cancel.set()

    with pytest.raises(Cancelled):
        studio.talk(TalkJob("anna", sound), tmp_path / "out" / "x.mp4", progress=stop, cancel=cancel)
    assert list((tmp_path / "out").iterdir()) == []
    assert studio.talk(TalkJob("anna", sound), tmp_path / "out" / "x.mp4").frames == 31


def test_a_disk_that_is_full_is_named(
    studio: TalkStudio, sound: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("avatar.output.feed.Feed.put", full)
    with pytest.raises(StudioError, match=r"x\.mp4: the disk is full"):
        studio.talk(TalkJob("anna", sound), tmp_path / "out" / "x.mp4")
    assert list((tmp_path / "out").iterdir()) == []


def test_a_cut_off_sound_is_said_as_far_as_it_goes(studio: TalkStudio, tmp_path: Path) -> None:
    write_wav(tmp_path / "cut.wav", speech(2))
    data = (tmp_path / "cut.wav").read_bytes()
    (tmp_path / "cut.wav").write_bytes(data[: len(data) // 2])
    said: list[str] = []
    result = studio.talk(TalkJob("anna", tmp_path / "cut.wav"), tmp_path / "x.mp4", warn=said.append)
    assert result.seconds == pytest.approx(1, abs=0.05)
    assert len(said) == 1
    assert "cut.wav: is cut off" in said[0]


def test_what_a_presenter_said_goes_when_it_is_removed(
    studio: TalkStudio, sound: Path, shelf: Path, tmp_path: Path
) -> None:
    keep_presenter("bea", shelf / "anna.png", "drawn")
    studio.talk(TalkJob("bea", sound), tmp_path / "x.mp4")
    assert unmake("bea") == (tmp_path / "x.mp4",)
    assert not (tmp_path / "x.mp4").exists()
    assert [path.name for path in own_folder().iterdir()] == ["anna"]


def test_talk_imports_light() -> None:
    code = "import sys, avatar.talk; print([m for m in ('torch', 'mediapipe', 'gradio') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("asked", "told"),
    [({"language": "fr"}, "--language fr: .*zh or en"), ({"face": 2}, "--face 2: mei is a kept presenter")],
)
def test_what_cannot_be_obeyed_is_told(
    studio: TalkStudio, sound: Path, tmp_path: Path, asked: dict[str, Any], told: str
) -> None:
    with pytest.raises(UsageError, match=told):
        studio.talk(TalkJob("mei", sound, **asked), tmp_path / "told.mp4")
    assert list(tmp_path.glob("told*")) == []
