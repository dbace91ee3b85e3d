"""ffmpeg as a child process that is always ended, with its last words kept."""

from __future__ import annotations

import contextlib
import subprocess
import threading
from collections import deque
from typing import IO, Any

import ffmpeg

from avatar.errors import OutputError


class FfmpegError(OutputError):
    """ffmpeg failed; its text is what it said."""


def executable() -> str:
    """The ffmpeg program carried by imageio-ffmpeg; raises OutputError where there is none for this machine."""
    import imageio_ffmpeg

    try:
        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError as error:
        raise OutputError(
            f"no ffmpeg for this machine; install one and name it in IMAGEIO_FFMPEG_EXE: {error}"
        ) from error


class Encoder:
    """One run of ffmpeg, fed through `write` where the command reads `pipe:`.

    It runs in a session of its own, so that Ctrl-C in a terminal reaches only us and we decide;
    should we die, its input ends and so does it.
    """

    def __init__(self, command: Any, *, program: str | None = None) -> None:
        arguments = ffmpeg.compile(
            command.global_args("-hide_banner", "-loglevel", "error"),
            cmd=program or executable(),
            overwrite_output=True,
        )
        self._process = subprocess.Popen(
            arguments, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
        )
        self._said: deque[str] = deque(maxlen=20)
        self._listener = threading.Thread(target=self._listen, name="ffmpeg-messages", daemon=True)
        self._listener.start()

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def write(self, data: memoryview) -> None:
        """Hand over bytes; raises FfmpegError with its reason when ffmpeg has died."""
        try:
            self._stdin.write(data)
        except (OSError, ValueError) as error:
            raise self._failure() from error

    def finish(self) -> None:
        """End the input and wait; raises FfmpegError unless ffmpeg ended well."""
        try:
            self._stdin.close()
        except OSError as error:
            raise self._failure() from error
        if self._process.wait() != 0:
            raise self._failure()
        self._listener.join()

    def kill(self) -> None:
        """End it at once; nothing happens where it has ended already."""
        self._process.kill()
        self._process.wait()
        with contextlib.suppress(OSError):
            self._stdin.close()
        self._listener.join()

    @property
    def _stdin(self) -> IO[bytes]:
        assert self._process.stdin is not None
        return self._process.stdin

    def _listen(self) -> None:
        assert self._process.stderr is not None
        with self._process.stderr as stream:
            for line in stream:
                self._said.append(line.decode("utf-8", "replace").strip())

    def _failure(self) -> FfmpegError:
        self.kill()
        return FfmpegError("; ".join(self._said) or f"ended with code {self._process.returncode}")
