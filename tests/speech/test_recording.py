"""Sound files as people have them: every kind sounds the same, every bad one is one clear line."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from avatar.errors import SoundError
from avatar.speech.recording import PIECE, Recording
from avatar.types import SAMPLE_RATE, Floats, Samples

RATE = 44_100
Make = Callable[..., Path]


def tones(seconds: float, rate: int = RATE) -> Floats:
    """A tone of 440 Hz that begins at 0.3 s and ends at the last 0.2 s: where it lies tells of shifts."""
    time = np.arange(round(seconds * rate)) / rate
    return np.where((time >= 0.3) & (time < seconds - 0.2), 0.5 * np.sin(2 * np.pi * 440 * time), 0).astype(np.float32)


@pytest.fixture
def sound(tmp_path: Path) -> Make:
    """Makes a sound file with one of ffmpeg's encoders."""

    def make(
        name: str,
        codec: str,
        *,
        seconds: float = 1.5,
        rate: int = RATE,
        layout: str = "mono",
        form: str | None = None,
        gains: tuple[float, ...] = (1.0,),
        picture: bool = False,
        options: dict[str, str] | None = None,
    ) -> Path:
        path = tmp_path / name
        with av.open(str(path), "w", format=form, options=options or {}) as container:
            stream = container.add_stream(codec, rate=rate, layout=layout)
            assert isinstance(stream, av.AudioStream)
            video = container.add_stream("mpeg4", rate=25) if picture else None
            if isinstance(video, av.VideoStream):
                video.width, video.height, video.pix_fmt = 64, 64, "yuv420p"
                for _ in range(round(seconds * 25)):
                    container.mux(video.encode(av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8))))
                container.mux(video.encode())
            channels = stream.codec_context.channels
            planes = np.stack([tones(seconds, rate) * gains[k % len(gains)] for k in range(channels)])
            frame = av.AudioFrame.from_ndarray(planes, format="fltp", layout=layout)
            frame.sample_rate, frame.time_base, frame.pts = rate, Fraction(1, rate), 0
            resampler = av.AudioResampler(stream.codec_context.format, layout, rate, stream.codec_context.frame_size)
            for part in [*resampler.resample(frame), *resampler.resample(None)]:
                container.mux(stream.encode(part))
            container.mux(stream.encode())
        return path

    return make


def heard(path: Path, said: list[str] | None = None) -> Samples:
    with Recording(path, said.append if said is not None else None) as recording:
        pieces = list(recording.pieces())
    assert all(len(piece) == PIECE for piece in pieces[:-1])
    return np.concatenate(pieces)


def where(pcm: Samples) -> tuple[float, float]:
    """Seconds at which the tone begins and ends."""
    loud = np.flatnonzero(np.abs(pcm) > 0.1)
    return loud[0] / SAMPLE_RATE, loud[-1] / SAMPLE_RATE


KINDS = [
    ("8bit.wav", "pcm_u8", {}),
    ("16bit.wav", "pcm_s16le", {"rate": 16_000}),
    ("24bit.wav", "pcm_s24le", {"layout": "stereo"}),
    ("32bit.wav", "pcm_s32le", {"rate": 96_000}),
    ("float.wav", "pcm_f32le", {"layout": "stereo", "rate": 48_000}),
    ("double.wav", "pcm_f64le", {}),
    ("phone.wav", "pcm_alaw", {"rate": 8_000}),
    ("extensible.wav", "pcm_s24le", {"layout": "5.1", "rate": 96_000, "gains": (1.0, 1.0, 0.0, 0.0)}),
    ("a.mp3", "libmp3lame", {"layout": "stereo"}),
    ("a.m4a", "aac", {}),
    ("lossless.m4a", "alac", {"layout": "stereo"}),
    ("a.flac", "flac", {"layout": "stereo"}),
    ("a.ogg", "libopus", {"rate": 48_000}),
    ("a.aiff", "pcm_s16be", {}),
    ("a.webm", "libopus", {"rate": 48_000}),
    ("a.mp4", "aac", {"picture": True}),
    ("a.avi", "pcm_s16le", {"picture": True, "layout": "stereo"}),
    ("mp3-named.wav", "libmp3lame", {"form": "mp3"}),
    ("wav-named.mp3", "pcm_s16le", {"form": "wav"}),
    ("no suffix: at 10:30", "flac", {"form": "flac"}),
    ("声音 文件.wav", "pcm_s16le", {}),
]


@pytest.mark.parametrize(("name", "codec", "more"), KINDS, ids=[kind[0] for kind in KINDS])
def test_every_kind_of_file_sounds_the_same(sound: Make, name: str, codec: str, more: dict[str, object]) -> None:
    said: list[str] = []
    pcm = heard(sound(name, codec, **more), said)
    assert len(pcm) / SAMPLE_RATE == pytest.approx(1.5, abs=0.04)
    assert where(pcm) == (pytest.approx(0.3, abs=0.012), pytest.approx(1.3, abs=0.012))
    assert np.abs(pcm).max() == pytest.approx(0.5, abs=0.06)
    assert said == []


def test_a_file_says_how_long_it_is_before_it_is_heard(sound: Make) -> None:
    with Recording(sound("a.wav", "pcm_s16le", seconds=2)) as recording:
        assert recording.seconds == pytest.approx(2, abs=0.01)


def test_a_voice_on_one_side_is_heard(sound: Make) -> None:
    pcm = heard(sound("left.wav", "pcm_s16le", layout="stereo", gains=(1.0, 0.0)))
    assert np.abs(pcm).max() == pytest.approx(0.25, abs=0.02)


def test_what_is_beyond_full_scale_or_no_number_is_tamed(tmp_path: Path) -> None:
    wild = np.array([[5.0, -7.0, np.nan, np.inf, 0.25] * 2000], np.float32)
    with av.open(str(tmp_path / "wild.wav"), "w") as container:
        stream = container.add_stream("pcm_f32le", rate=SAMPLE_RATE, layout="mono")
        assert isinstance(stream, av.AudioStream)
        frame = av.AudioFrame.from_ndarray(wild, format="flt", layout="mono")
        frame.sample_rate = SAMPLE_RATE
        container.mux(stream.encode(frame))
        container.mux(stream.encode())
    pcm = heard(tmp_path / "wild.wav")
    assert pcm[:5].tolist() == [1.0, -1.0, 0.0, 1.0, 0.25]


@pytest.mark.parametrize(
    ("name", "codec"),
    [("cut.wav", "pcm_s24le"), ("cut.mp3", "libmp3lame"), ("cut.flac", "flac"), ("cut.webm", "libopus")],
)
def test_what_is_there_of_a_file_that_is_cut_off_is_used_and_that_is_said(sound: Make, name: str, codec: str) -> None:
    path = sound(name, codec, seconds=4, rate=48_000)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    said: list[str] = []
    assert 1.5 < len(heard(path, said)) / SAMPLE_RATE < 2.5
    assert len(said) == 1
    assert f"{name}: is cut off: " in said[0]
    assert "of the 4.0 s it promises are there and used" in said[0]


def test_an_mp4_that_is_cut_off_before_its_index_is_named_so(sound: Make) -> None:
    path = sound("cut.m4a", "aac", seconds=4)
    path.write_bytes(path.read_bytes()[:-400])
    with pytest.raises(SoundError, match=r"cut\.m4a: is cut off before its index.*; copy it again"):
        heard(path)


def test_damage_in_the_middle_is_passed_over_and_said(sound: Make) -> None:
    path = sound("a.mp3", "libmp3lame", seconds=6)
    data = bytearray(path.read_bytes())
    for begin in (20_000, 30_000, 40_000):
        data[begin : begin + 1500] = bytes(1500)
    path.write_bytes(bytes(data))
    said: list[str] = []
    assert 4.5 < len(heard(path, said)) / SAMPLE_RATE < 6.2
    assert all("damaged" in line or "cut off" in line for line in said)


NO_SOUNDS = [
    ("note.wav", b"This is a letter, not a sound.\n" * 99, "not a sound; use a WAV, MP3"),
    ("noise.mp3", np.random.default_rng(0).bytes(50_000), "not a sound"),
    ("zeros.wav", bytes(50_000), "not a sound"),
    ("empty.wav", b"", "the file is empty"),
    ("list.m3u8", b"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\na.aac\n#EXT-X-ENDLIST\n", "not a sound"),
    ("list.txt", b"ffconcat version 1.0\nfile 'a.wav'\n", "not a sound"),
]


@pytest.mark.parametrize(("name", "content", "message"), NO_SOUNDS, ids=[each[0] for each in NO_SOUNDS])
def test_what_is_no_sound_is_one_line(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SoundError, match=message) as caught:
        heard(tmp_path / name)
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_list_of_files_opens_no_other(sound: Make, tmp_path: Path) -> None:
    sound("a.wav", "pcm_s16le")
    (tmp_path / "list.wav").write_text("ffconcat version 1.0\nfile 'a.wav'\n")
    with pytest.raises(SoundError, match="not a sound"):
        heard(tmp_path / "list.wav")


def test_what_is_missing_or_no_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(SoundError, match="no such sound"):
        Recording(tmp_path / "none.wav")
    with pytest.raises(SoundError, match="not a file"):
        Recording(tmp_path)
    with pytest.raises(SoundError, match="not a file"):
        Recording(Path("/dev/null"))


def test_a_video_without_sound_and_a_sound_without_samples_are_told_apart(sound: Make, tmp_path: Path) -> None:
    with av.open(str(tmp_path / "mute.mp4"), "w") as container:
        stream = container.add_stream("mpeg4", rate=25)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        for _ in range(10):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8))))
        container.mux(stream.encode())
    with pytest.raises(SoundError, match=r"mute\.mp4: the video has no sound"):
        heard(tmp_path / "mute.mp4")
    path = sound("none.wav", "pcm_s16le", seconds=0.6)
    head = path.read_bytes()
    data = head.index(b"data")
    path.write_bytes(head[: data + 4] + bytes(4))
    with pytest.raises(SoundError, match=r"none\.wav: the sound is empty"):
        heard(path)


def test_fifty_milliseconds_are_fifty_milliseconds(sound: Make) -> None:
    assert len(heard(sound("short.wav", "pcm_s16le", seconds=0.05))) == 2400


def test_scrambled_files_raise_nothing_else(sound: Make) -> None:
    chance = np.random.default_rng(2)
    for name, codec in (("a.wav", "pcm_s16le"), ("a.mp3", "libmp3lame"), ("a.m4a", "aac"), ("a.flac", "flac")):
        path = sound(name, codec)
        whole = np.frombuffer(path.read_bytes(), np.uint8)
        for _ in range(15):
            data = whole.copy()
            data[chance.integers(0, len(data), 12)] = chance.integers(0, 256, 12)
            path.write_bytes(data.tobytes())
            with contextlib.suppress(SoundError):
                heard(path, [])


@pytest.mark.skipif(not Path("/proc/self/status").is_file(), reason="memory is read from /proc")
def test_twenty_minutes_take_no_more_memory_than_one(tmp_path: Path) -> None:
    path = tmp_path / "long.wav"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("pcm_u8", rate=8000, layout="mono")
        assert isinstance(stream, av.AudioStream)
        frame = av.AudioFrame.from_ndarray(np.full((1, 8000 * 60), 128, np.uint8), format="u8", layout="mono")
        frame.sample_rate = 8000
        for minute in range(20):
            frame.pts = minute * 8000 * 60
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    code = (
        "import re, sys; from pathlib import Path; from avatar.speech.recording import Recording\n"
        "with Recording(Path(sys.argv[1])) as recording: print(sum(map(len, recording.pieces())))\n"
        # not ru_maxrss, which a process inherits from the one that began it
        r"print(int(re.search(r'VmHWM:\s+(\d+)', Path('/proc/self/status').read_text())[1]) // 1024)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    samples, megabytes = map(int, done.stdout.split())
    assert samples == 20 * 60 * SAMPLE_RATE
    assert megabytes < 130  # whole they would be 230
