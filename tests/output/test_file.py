"""A video file is whole, labelled and in step, or it is not there at all."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import textwrap
import time
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest

from avatar.errors import OutputError, UsageError
from avatar.output import file as file_module
from avatar.output.encoder import executable
from avatar.output.file import END_TOLERANCE, FileSink
from avatar.output.probe import probe
from avatar.output.provenance import Provenance, read_record
from avatar.types import SAMPLE_RATE, Frame
from tests.output.frames import FPS, HEIGHT, WIDTH, frames

SIZE = (WIDTH, HEIGHT)
RECORD = Provenance("测试店铺 \"A\" = ; \\ 'b'")


def written(path: Path, count: int = 30, fps: int = FPS) -> Path:
    with FileSink(path, SIZE, fps, RECORD) as sink:
        for frame in frames(count, fps=fps):
            sink.write(frame)
    return path


@pytest.mark.parametrize(("count", "fps"), [(1, 25), (30, 25), (77, 30), (130, 24)])
def test_sound_and_picture_are_as_long_as_the_frames(tmp_path: Path, count: int, fps: int) -> None:
    facts = probe(written(tmp_path / "a.mp4", count, fps))
    assert (facts.width, facts.height, facts.fps, facts.frames) == (WIDTH, HEIGHT, fps, count)
    assert facts.picture_seconds == pytest.approx(count / fps, abs=0.001)
    assert abs(facts.picture_seconds - facts.sound_seconds) <= END_TOLERANCE
    assert (facts.video_codec, facts.audio_codec, facts.sample_rate) == ("h264", "aac", SAMPLE_RATE)


def test_it_plays_at_once_everywhere(tmp_path: Path) -> None:
    data = written(tmp_path / "a.mp4", 60).read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")
    with av.open(str(tmp_path / "a.mp4")) as container:
        video = container.streams.video[0]
        assert (video.codec_context.profile, video.codec_context.pix_fmt) == ("High", "yuv420p")
        assert video.start_time == container.streams.audio[0].start_time == 0
        pictures = list(container.decode(video=0))
    assert [picture.pts * video.time_base * FPS for picture in pictures] == list(range(60))
    assert [index for index, picture in enumerate(pictures) if picture.key_frame] == [0, 50]


def test_colours_come_back_as_they_went_in(tmp_path: Path) -> None:
    colours = [(255, 0, 0), (0, 255, 0), (0, 0, 255), (128, 128, 128), (255, 255, 255), (0, 0, 0), (140, 170, 220)]
    picture = np.repeat(np.array(colours, np.uint8), 32, axis=0)[:, None].repeat(64, axis=1)
    with FileSink(tmp_path / "a.mp4", (64, 224), FPS, RECORD, crf=10) as sink:
        sink.write(Frame(0, picture, np.zeros(1920, np.float32)))
    with av.open(str(tmp_path / "a.mp4")) as container:
        shown = next(container.decode(video=0))
        assert (shown.colorspace, shown.color_primaries, shown.color_trc, shown.color_range) == (1, 1, 1, 1)
        back = shown.reformat(format="bgr24", src_colorspace="ITU709", dst_colorspace="ITU709").to_ndarray()
    assert np.abs(back[16::32, 32].astype(int) - np.array(colours)).max() <= 4


def test_the_sound_starts_with_the_picture_and_keeps_its_level(tmp_path: Path) -> None:
    click = np.zeros(1920, np.float32)
    click[960:1160] = 0.5
    with FileSink(tmp_path / "a.mp4", SIZE, FPS, RECORD) as sink:
        for frame in frames(50):
            sink.write(Frame(frame.index, frame.picture, click if frame.index == 20 else np.zeros(1920, np.float32)))
    with av.open(str(tmp_path / "a.mp4")) as container:
        parts = [(part.pts, part.to_ndarray()[0]) for part in container.decode(audio=0)]
    start = parts[0][0]
    heard = np.concatenate([sound for _, sound in parts])
    loud = np.flatnonzero(np.abs(heard) > 0.2) + start
    assert abs(loud[0] - (20 * 1920 + 960)) < SAMPLE_RATE * 0.002
    assert np.abs(heard).max() == pytest.approx(0.5, abs=0.15)


def test_the_record_is_in_the_file_once_and_unique_to_it(tmp_path: Path) -> None:
    record = read_record(written(tmp_path / "a.mp4"))
    assert record["Label"] == "1"
    assert record["ContentProducer"] == RECORD.producer
    assert record["ProduceID"] == RECORD.produce_id != Provenance("x").produce_id


def test_the_folder_is_made_and_holds_the_file_alone(tmp_path: Path) -> None:
    written(tmp_path / "new" / "deep" / "片 名: 1.mp4", 3)
    assert [path.name for path in (tmp_path / "new" / "deep").iterdir()] == ["片 名: 1.mp4"]


def test_a_name_that_looks_like_an_option_is_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert probe(written(Path("-y.mp4"), 3)).frames == 3


def test_a_finished_file_replaces_an_older_one_only_at_the_end(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(b"older")
    sink = FileSink(tmp_path / "a.mp4", SIZE, FPS, RECORD)
    for frame in frames(5):
        sink.write(frame)
    assert (tmp_path / "a.mp4").read_bytes() == b"older"
    sink.close()
    sink.close()
    assert probe(tmp_path / "a.mp4").frames == 5


def test_an_abort_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(b"older")
    sink = FileSink(tmp_path / "a.mp4", SIZE, FPS, RECORD)
    for frame in frames(5):
        sink.write(frame)
    sink.abort()
    sink.abort()
    assert [path.name for path in tmp_path.iterdir()] == ["a.mp4"]
    assert (tmp_path / "a.mp4").read_bytes() == b"older"
    with pytest.raises(ValueError, match="closed"):
        sink.write(next(frames(1)))


def test_an_error_while_drawing_leaves_nothing(tmp_path: Path) -> None:
    def draw() -> None:
        with FileSink(tmp_path / "a.mp4", SIZE, FPS, RECORD) as sink:
            sink.write(next(frames(1)))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        draw()
    assert list(tmp_path.iterdir()) == []


def test_not_one_frame_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="nothing to write"):
        FileSink(tmp_path / "a.mp4", SIZE, FPS, RECORD).close()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("size", [(95, 128), (96, 127), (0, 128), (96, 99_998)])
def test_an_impossible_size_is_refused_before_anything_is_made(tmp_path: Path, size: tuple[int, int]) -> None:
    with pytest.raises(UsageError, match=r"--size .*even"):
        FileSink(tmp_path / "x" / "a.mp4", size, FPS, RECORD)
    assert list(tmp_path.iterdir()) == []


def test_other_targets_that_cannot_be_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"end in \.mp4"):
        FileSink(tmp_path / "a.avi", SIZE, FPS, RECORD)
    (tmp_path / "d.mp4").mkdir()
    with pytest.raises(UsageError, match="is a folder"):
        FileSink(tmp_path / "d.mp4", SIZE, FPS, RECORD)
    (tmp_path / "plain").touch()
    with pytest.raises(OutputError, match=r"a\.mp4: cannot be written: .*choose another folder"):
        FileSink(tmp_path / "plain" / "a.mp4", SIZE, FPS, RECORD)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(OutputError, match="cannot be written: Permission denied"):
        FileSink(tmp_path / "a.mp4", SIZE, FPS, RECORD)


def test_frames_out_of_order_or_of_another_size_are_a_programming_error(tmp_path: Path) -> None:
    sink = FileSink(tmp_path / "a.mp4", SIZE, FPS, RECORD)
    first, second = frames(2)
    with pytest.raises(ValueError, match="frame 1 came where 0 was due"):
        sink.write(second)
    with pytest.raises(ValueError, match="does not fit"):
        sink.write(Frame(0, first.picture[:-2], first.sound))
    sink.abort()


def fake(tmp_path: Path, script: str) -> str:
    """A program in the place of ffmpeg."""
    program = tmp_path / "bin" / "fake-ffmpeg"
    program.parent.mkdir(exist_ok=True)
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return str(program)


def render(tmp_path: Path, program: str, count: int = 200) -> None:
    with FileSink(tmp_path / "out" / "a.mp4", SIZE, FPS, RECORD, program=program) as sink:
        for frame in frames(count):
            sink.write(frame)


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("head -c 400000 >/dev/null; echo 'Error: No space left on device' >&2; exit 228", r"a\.mp4: the disk is full"),
        ("head -c 400000 >/dev/null; echo 'x264 exploded' >&2; exit 1", r"a\.mp4: the encoder stopped: x264 exploded"),
        ("exec 0<&-; kill -9 $$", r"a\.mp4: the encoder stopped: ended with code -9"),
        ("cat >/dev/null; echo 'broken at the end' >&2; exit 1", r"a\.mp4: the encoder stopped: broken at the end"),
    ],
)
def test_a_dying_encoder_is_explained_and_leaves_nothing(tmp_path: Path, script: str, message: str) -> None:
    with pytest.raises(OutputError, match=message):
        render(tmp_path, fake(tmp_path, script))
    assert list((tmp_path / "out").iterdir()) == []


def test_a_machine_without_the_encoder_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"a\.mp4: cannot be written: No such file"):
        render(tmp_path, str(tmp_path / "none"))
    assert list((tmp_path / "out").iterdir()) == []


def test_a_full_disk_says_so_and_leaves_nothing(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("mounting a small disk needs root")
    try:
        with (
            pytest.raises(OutputError, match=r"a\.mp4: the disk is full; free some space or choose another folder"),
            FileSink(disk / "a.mp4", (320, 480), FPS, RECORD, crf=1) as sink,
        ):
            for frame in frames(60, 320, 480):
                sink.write(frame)
        assert list(disk.iterdir()) == []
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def test_a_limit_on_file_sizes_is_met_without_leftovers(tmp_path: Path) -> None:
    program = fake(tmp_path, f'ulimit -f 40; exec "{executable()}" "$@"')
    with pytest.raises(OutputError, match=r"a\.mp4: the encoder stopped"):
        render(tmp_path, program)
    assert list((tmp_path / "out").iterdir()) == []


def test_a_file_without_its_record_gets_no_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_module, "_RECORD_FLAGS", "+faststart")
    with pytest.raises(OutputError, match="holds 0 AIGC records"):
        written(tmp_path / "a.mp4", 3)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"frames": 2}, "2 frames came out instead of 3"),
        ({"height": 64}, "frames came out"),
        ({"sound_seconds": 0.2}, "sound and picture end 80 ms apart"),
        ({"picture_seconds": 0.3, "sound_seconds": 0.3}, "sound and picture end"),
    ],
)
def test_a_file_whose_streams_do_not_fit_gets_no_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: dict[str, float], message: str
) -> None:
    monkeypatch.setattr(file_module, "probe", lambda path: replace(probe(path), **wrong))
    with pytest.raises(OutputError, match=message):
        written(tmp_path / "a.mp4", 3)
    assert list(tmp_path.iterdir()) == []


def test_the_encoder_does_not_hear_the_terminals_ctrl_c(tmp_path: Path) -> None:
    sink = FileSink(tmp_path / "a.mp4", SIZE, FPS, RECORD)
    assert os.getpgid(sink.encoder_pid) != os.getpgid(0)
    sink.abort()


CHILD = """
    import sys, time
    from pathlib import Path
    from avatar.output.file import FileSink
    from avatar.output.provenance import Provenance
    from tests.output.frames import FPS, HEIGHT, WIDTH, frames

    with FileSink(Path(sys.argv[1]) / "a.mp4", (WIDTH, HEIGHT), FPS, Provenance("x")) as sink:
        for frame in frames(100_000):
            sink.write(frame)
            if frame.index == 20:
                print(sink.encoder_pid, flush=True)
            time.sleep(0.005)
"""


def alive(pid: int) -> bool:
    try:
        return "(zombie)" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False


def gone(pid: int, seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while alive(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not alive(pid)


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks at Linux's list of processes")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_signal_leaves_an_encoder_or_a_video(tmp_path: Path, number: signal.Signals) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(CHILD), str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    assert child.stdout is not None
    encoder = int(child.stdout.readline())
    assert alive(encoder)
    # a terminal sends its Ctrl-C to the whole group
    os.killpg(child.pid, number)
    child.wait(timeout=20)
    child.stdout.close()
    assert gone(encoder)
    left = list(tmp_path.iterdir())
    assert all(path.name.startswith(".avatar-") for path in left)
    if number == signal.SIGINT:
        assert left == []
    written(tmp_path / "next.mp4", 3)
    assert [path.name for path in tmp_path.iterdir()] == ["next.mp4"]


def test_two_renders_into_one_folder_leave_each_other_alone(tmp_path: Path) -> None:
    first = FileSink(tmp_path / "a.mp4", SIZE, FPS, RECORD)
    second = FileSink(tmp_path / "b.mp4", SIZE, FPS, RECORD)
    for frame in frames(5):
        first.write(frame)
        second.write(frame)
    second.abort()
    first.close()
    assert [path.name for path in tmp_path.iterdir()] == ["a.mp4"]
