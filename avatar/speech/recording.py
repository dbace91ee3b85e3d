"""Sound files people bring, read piece by piece: any kind, judged by what is in them and not by their names.

A video's sound is taken too. Whatever comes out is 48 kHz mono; an hour of it is never in
memory at once.
"""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

import av
import numpy as np
import numpy.typing as npt
import soxr

from avatar.errors import SoundError
from avatar.types import SAMPLE_RATE, Samples

PIECE = SAMPLE_RATE // 2
"""Samples given at a time."""

Warn = Callable[[str], None]

# containers that hold sound themselves; a playlist would make ffmpeg open other files and addresses
_KINDS = (
    *("wav", "w64", "aiff", "caf", "au", "voc", "mp3", "aac", "flac", "ogg", "amr", "ac3", "eac3", "ape", "wv", "tta"),
    *("mov", "matroska", "avi", "asf", "flv", "mpeg", "mpegts"),
)
_OPTIONS = {"format_whitelist": ",".join(_KINDS), "protocol_whitelist": "file"}
_NO_PROMISE = 0xFFFF0000
_FULL_SCALE = {"u1": 128.0, "i2": 2.0**15, "i4": 2.0**31}
# what each channel of a surround sound gives; a voice is in the centre
_SHARES: Mapping[str, float] = {"FL": 0.5, "FR": 0.5, "FC": 0.71}
_MISSING = 0.25  # seconds less than a file promises that are told …
_LEAST_SHARE = 0.1  # of what a file promises must be there
_MISSING_SHARE = 0.02  # … and share of its length: some promise by a guess


class Recording:
    """A sound file opened for reading; a context manager, or `close` it.

    Raises SoundError, naming the file and the mend, for what is no sound; `warn` is told of
    what is missing or damaged in one that can be used.
    """

    def __init__(self, path: Path, warn: Warn | None = None) -> None:
        self._path = path
        self._warn = warn or (lambda _message: None)
        _check_file(path)
        try:
            # the prefix keeps a name with a colon from being taken for an address
            self._container = av.open(f"file:{path}", options=_OPTIONS, metadata_errors="ignore")
        except (av.FFmpegError, ValueError, UnicodeError) as error:
            raise self._unreadable() from error
        self._damaged = 0
        sounds = self._container.streams.audio
        if not sounds:
            pictures = bool(self._container.streams.video)
            self.close()
            raise SoundError(f"{path}: {'the video has no sound' if pictures else 'holds no sound'}; use another file")
        self._stream = self._container.streams.best("audio") or sounds[0]

    @property
    def seconds(self) -> float | None:
        """How long the file says it is; None where it does not say."""
        for length, unit in (
            (self._stream.duration, self._stream.time_base),
            (self._container.duration, 1 / av.time_base),
        ):
            if length and length > 0 and unit:
                return float(length * unit) * _cut_wav_share(self._path)
        return None

    def pieces(self) -> Iterator[Samples]:
        """The sound from its beginning, once: pieces of `PIECE` samples and a last shorter one, within -1 … 1.

        Raises SoundError at the end if there was nothing.
        """
        heard = 0
        for piece in _even(_on_clock(self._decoded())):
            heard += len(piece)
            yield piece
        if not heard:
            raise SoundError(f"{self._path}: the sound is empty; record it again")
        self._judge(heard / SAMPLE_RATE)

    def close(self) -> None:
        """Let go of the file."""
        self._container.close()

    def __enter__(self) -> Recording:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()

    def _decoded(self) -> Iterator[tuple[npt.NDArray[np.float32], int]]:
        """Mono sound at its own rate, with that rate."""
        packets = self._container.demux(self._stream)
        while True:
            try:
                packet = next(packets, None)
                if packet is None:
                    return
                for frame in packet.decode():
                    if isinstance(frame, av.AudioFrame):
                        yield _mono(frame), frame.sample_rate
            except av.InvalidDataError:
                self._damaged += 1
            except av.FFmpegError as error:
                raise SoundError(f"{self._path}: cannot be read to its end: {error.strerror}") from error

    def _judge(self, heard: float) -> None:
        """Tell what is missing of a file that promises more than the seconds heard, or refuse it."""
        promised = max(self.seconds or 0.0, heard)
        there = f"{heard:.1f} s of the {promised:.1f} s it promises are there"
        if heard < _LEAST_SHARE * promised:
            raise SoundError(f"{self._path}: is damaged, only {there}; copy or record it again")
        if promised - heard > max(_MISSING, _MISSING_SHARE * promised):
            self._warn(f"{self._path}: is {'damaged' if self._damaged > 1 else 'cut off'}: {there} and used")
        elif self._damaged > 1:
            self._warn(f"{self._path}: is damaged in {self._damaged} places; those are left out")

    def _unreadable(self) -> SoundError:
        if _is_unfinished_mp4(self._path):
            return SoundError(
                f"{self._path}: is cut off before its index, so nothing in it can be found; copy it again"
            )
        return SoundError(f"{self._path}: not a sound; use a WAV, MP3, M4A, FLAC or OGG file, or a video with sound")


def _check_file(path: Path) -> None:
    try:
        status = path.stat()
    except OSError as error:
        raise SoundError(f"{path}: no such sound ({error.strerror})") from error
    except ValueError as error:
        raise SoundError(f"{str(path)!r}: not a file name") from error
    if not stat.S_ISREG(status.st_mode):
        raise SoundError(f"{path}: not a file; name a WAV, MP3, M4A or FLAC file")
    if status.st_size == 0:
        raise SoundError(f"{path}: the file is empty; record it again")


def _is_unfinished_mp4(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(12)[4:8] in (b"ftyp", b"mdat")
    except OSError:
        return False


def _cut_wav_share(path: Path) -> float:
    """How many times longer a WAV says it is than its file, 1 for a whole one or any other kind.

    A decoder tells how long the part is that is there.
    """
    with path.open("rb") as file:
        head = file.read(12)
    size = path.stat().st_size
    if head[:4] != b"RIFF" or head[8:] != b"WAVE":
        return 1.0
    promised = int.from_bytes(head[4:8], "little") + 8
    # programs that write to a pipe promise nothing or everything
    return promised / size if size < promised < _NO_PROMISE else 1.0


def _mono(frame: Any) -> npt.NDArray[np.float32]:
    """The samples of a decoded frame in one channel, -1 … 1 at full scale."""
    values = frame.to_ndarray()
    channels = len(frame.layout.channels) or 1
    if not frame.format.is_planar:
        values = values.reshape(-1, channels).T
    scale = _FULL_SCALE.get(values.dtype.str[1:])
    sound = values.astype(np.float32)
    if scale:
        sound = (sound - 128 if values.dtype == np.uint8 else sound) / np.float32(scale)
    if channels == 1:
        return np.ascontiguousarray(sound[0], np.float32)
    shares = [_SHARES.get(channel.name, 0.0) for channel in frame.layout.channels]
    if channels == 2 or not any(shares):
        shares = [1 / channels] * channels
    return np.ascontiguousarray(np.array(shares, np.float32) @ sound, np.float32)


def _on_clock(parts: Iterator[tuple[npt.NDArray[np.float32], int]]) -> Iterator[Samples]:
    """Sound at any rates as sound at 48 kHz; nothing is delayed or lost."""
    stream: Any = None
    rate = 0
    for part, own in parts:
        if own != rate:
            if stream is not None:
                yield _tidy(stream.resample_chunk(part[:0], last=True))
            rate, stream = (
                own,
                soxr.ResampleStream(own, SAMPLE_RATE, 1, dtype="float32") if own != SAMPLE_RATE else None,
            )
        yield _tidy(part if stream is None else stream.resample_chunk(part))
    if stream is not None:
        yield _tidy(stream.resample_chunk(np.zeros(0, np.float32), last=True))


def _even(parts: Iterator[Samples]) -> Iterator[Samples]:
    """The same sound in pieces of `PIECE` samples, the last one shorter."""
    waiting: list[Samples] = []
    length = 0
    for part in parts:
        waiting.append(part)
        length += len(part)
        if length >= PIECE:
            sound = np.concatenate(waiting)
            whole = length - length % PIECE
            yield from np.split(sound[:whole], whole // PIECE)
            waiting, length = [sound[whole:]], length - whole
    if length:
        yield np.concatenate(waiting)


def _tidy(sound: npt.NDArray[np.float32]) -> Samples:
    """Within -1 … 1: a file of floats may hold anything."""
    return np.clip(np.nan_to_num(sound, nan=0.0), -1.0, 1.0).astype(np.float32, copy=False)
