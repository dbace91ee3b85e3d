"""A video file, H.264 and AAC in MP4, that appears under its name only when it is whole, labelled and checked.

Frames are encoded while they are drawn: `write` converts a picture and hands it to a
thread that feeds ffmpeg. Sound is kept beside it and joined at the end, in a second
pass that copies the picture, moves the index to the front and writes the provenance
record. Then the record and both streams are read back, and the file gets its name.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import weakref
from pathlib import Path
from types import TracebackType
from typing import Any

import ffmpeg
import numpy as np

from avatar.errors import OutputError, UsageError
from avatar.output.colour import Planes
from avatar.output.encoder import Encoder, FfmpegError
from avatar.output.feed import Feed
from avatar.output.probe import VideoFacts, probe
from avatar.output.provenance import Provenance, check_record
from avatar.types import SAMPLE_RATE, Frame, samples_per_frame
from avatar.workplace import Workplace, disk_full, not_written

END_TOLERANCE = 0.040
"""Seconds that sound and picture may end apart."""
_KEYFRAME_SECONDS = 2
# index first, so that it plays while it loads; without the second flag the record is dropped silently
_RECORD_FLAGS = "+faststart+use_metadata_tags"
_COLOUR = {"color_primaries": "bt709", "color_trc": "bt709", "colorspace": "bt709", "color_range": "tv"}


class FileSink:
    """Writes an MP4 of `size` (width, height; both even) at `fps`.

    Used as a context manager it closes at the end and aborts on any error. Raises UsageError for
    a size, rate or name that cannot be; OutputError where the file cannot be written.
    """

    def __init__(
        self,
        path: Path,
        size: tuple[int, int],
        fps: int,
        record: Provenance,
        *,
        crf: int = 21,
        preset: str = "veryfast",
        threads: int = 0,
        program: str | None = None,
    ) -> None:
        self._path, self._size, self._fps, self._record = path, size, fps, record
        self._sound_length = samples_per_frame(fps)
        self._program = program
        _check_target(path, size)
        self._written = 0
        self._open = True
        self._planes = Planes(*size)
        self._video, self._encoder = self._start(crf, preset, threads)
        self._cleanup = weakref.finalize(self, _leave_nothing, self._encoder, self._workplace)
        self._feed = Feed(self._encoder, self._planes.length)

    @property
    def encoder_pid(self) -> int:
        """The process that encodes the picture."""
        return self._encoder.pid

    def __enter__(self) -> FileSink:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
        else:
            self.abort()

    def write(self, frame: Frame) -> None:
        """Take the next frame; waits while the encoder is a few frames behind."""
        self._check_frame(frame)
        try:
            buffer = self._feed.spare()
            self._planes.fill(frame.picture, buffer)
            self._feed.put(buffer)
            self._sound.write(np.ascontiguousarray(frame.sound, "<f4").data)
        except BaseException as error:
            self.abort()
            raise self._explained(error) from error
        self._written += 1

    def close(self) -> None:
        """Finish the file, check it and give it its name; on any error nothing is left."""
        if not self._open:
            return
        try:
            self._finish_streams()
            finished = self._workplace.folder / "finished.mp4"
            self._join(finished)
            check_record(finished, self._record)
            self._check_streams(probe(finished))
            os.replace(finished, self._path)
        except BaseException as error:
            self.abort()
            raise self._explained(error) from error
        self.abort()

    def abort(self) -> None:
        """Stop the encoder and remove what is unfinished; a file that `close` finished stays."""
        if not self._open:
            return
        self._open = False
        self._encoder.kill()
        self._feed.stop()
        with contextlib.suppress(OSError):
            # on a full disk the last bytes fail once more
            self._sound.close()
        self._cleanup()

    def _start(self, crf: int, preset: str, threads: int) -> tuple[Path, Encoder]:
        try:
            self._workplace = Workplace(self._path.parent.absolute())
        except OSError as error:
            raise self._explained(error) from error
        try:
            self._sound = (self._workplace.folder / "sound.f32").open("wb")
            video = self._workplace.folder / "picture.mp4"
            return video, Encoder(self._video_command(video, crf, preset, threads), program=self._program)
        except BaseException as error:
            self._workplace.remove()
            raise self._explained(error) from error

    def _finish_streams(self) -> None:
        if not self._written:
            raise OutputError(f"{self._path}: nothing to write: not one frame was drawn")
        self._feed.end()
        self._sound.close()
        self._encoder.finish()

    def _join(self, out: Path) -> None:
        picture = ffmpeg.input(str(self._video))
        sound = ffmpeg.input(self._sound.name, format="f32le", ar=SAMPLE_RATE, ac=1)
        joined = ffmpeg.output(
            picture.video,
            sound.audio,
            str(out),
            **{"c:v": "copy", "c:a": "aac", "b:a": "128k", "metadata": f"AIGC={self._record.text()}"},
            movflags=_RECORD_FLAGS,
        )
        encoder = Encoder(joined, program=self._program)
        try:
            encoder.finish()
        finally:
            encoder.kill()

    def _video_command(self, video: Path, crf: int, preset: str, threads: int) -> Any:
        width, height = self._size
        raw = ffmpeg.input(
            "pipe:", format="rawvideo", pix_fmt="yuv420p", s=f"{width}x{height}", framerate=self._fps, **_COLOUR
        )
        return raw.output(
            str(video),
            vcodec="libx264",
            preset=preset,
            crf=crf,
            g=self._fps * _KEYFRAME_SECONDS,
            pix_fmt="yuv420p",
            threads=threads,
            **{"profile:v": "high", **_COLOUR},
        )

    def _check_frame(self, frame: Frame) -> None:
        width, height = self._size
        if not self._open:
            raise ValueError("the sink is closed")
        if frame.index != self._written:
            raise ValueError(f"frame {frame.index} came where {self._written} was due")
        if frame.picture.shape != (height, width, 3) or frame.sound.shape != (self._sound_length,):
            raise ValueError(f"a frame of {frame.picture.shape} and {frame.sound.shape} does not fit the file")

    def _check_streams(self, facts: VideoFacts) -> None:
        seconds = self._written / self._fps
        if (facts.width, facts.height) != self._size or facts.frames != self._written:
            raise OutputError(f"{self._path}: {facts.frames} frames came out instead of {self._written}; try again")
        apart = abs(facts.picture_seconds - facts.sound_seconds)
        if apart > END_TOLERANCE or abs(facts.picture_seconds - seconds) > END_TOLERANCE:
            raise OutputError(f"{self._path}: sound and picture end {apart * 1000:.0f} ms apart; try again")

    def _explained(self, error: BaseException) -> BaseException:
        """The error as the user is told it."""
        if isinstance(error, FfmpegError):
            reason = str(error)
            if os.strerror(errno.ENOSPC) in reason or _no_room(self._path.parent):
                return disk_full(self._path)
            return OutputError(f"{self._path}: the encoder stopped: {reason}")
        if isinstance(error, OSError):
            return not_written(self._path, error)
        return error


def _check_target(path: Path, size: tuple[int, int]) -> None:
    width, height = size
    if width % 2 or height % 2 or not (16 <= width <= 4096 and 16 <= height <= 4096):
        raise UsageError(f"--size {width}x{height}: width and height must be even, from 16 to 4096")
    if path.suffix.lower() != ".mp4":
        raise UsageError(f"{path}: the video is an MP4; let the name end in .mp4")
    if os.path.isdir(path):
        raise UsageError(f"{path}: is a folder; name a file in it")


def _no_room(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < 1024 * 1024
    except OSError:
        return False


def _leave_nothing(encoder: Encoder, workplace: Workplace) -> None:
    encoder.kill()
    workplace.remove()
