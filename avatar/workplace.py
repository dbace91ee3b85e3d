"""A hidden folder beside a file in the making, on its disk: what is unfinished is in it, and it always goes."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from avatar.errors import OutputError

_PREFIX, _SUFFIX, _LOCK = ".avatar-", ".part", "lock"


class Workplace:
    """Makes the folder at once; `remove`, or the end of its `with` block (which gives the folder), takes it away.

    A process that is killed cannot clean up; its lock is free then, and the next workplace made
    in the same folder removes what it left. Raises OSError.
    """

    def __init__(self, beside: Path) -> None:
        beside.mkdir(parents=True, exist_ok=True)
        _remove_abandoned(beside)
        self.folder = Path(tempfile.mkdtemp(prefix=_PREFIX, suffix=_SUFFIX, dir=beside))
        # the lock gets its name when it is held, so that nobody finds it free and clears the folder away
        unnamed = self.folder / f"{_LOCK}.new"
        self._lock: int | None = _locked(unnamed)
        with suppress(OSError):  # on a disk that knows no locks nobody clears anything away
            unnamed.replace(self.folder / _LOCK)

    def __enter__(self) -> Path:
        return self.folder

    def __exit__(self, *_error: object) -> None:
        self.remove()

    def remove(self) -> None:
        """Take the folder and all in it away."""
        shutil.rmtree(self.folder, ignore_errors=True)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """A path to write to; what is there at the end of the block becomes `path`, after an error nothing does.

    Raises OutputError for an OSError inside.
    """
    try:
        with Workplace(path.parent.absolute()) as folder:
            yield folder / "part"
            (folder / "part").replace(path)
    except OSError as error:
        raise not_written(path, error) from error


def not_written(path: Path, error: OSError) -> OutputError:
    """What a user is told when a file cannot be written."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return disk_full(path)
    return OutputError(f"{path}: cannot be written: {error.strerror or error}; choose another folder")


def disk_full(path: Path) -> OutputError:
    """What a user is told when there is no room."""
    return OutputError(f"{path}: the disk is full; free some space or choose another folder", retryable=True)


def _remove_abandoned(beside: Path) -> None:
    for folder in beside.glob(f"{_PREFIX}*{_SUFFIX}"):
        # a folder without a lock file is being made by another process this very moment
        if not (folder / _LOCK).is_file():
            continue
        lock = _locked(folder / _LOCK)
        if lock is not None:
            shutil.rmtree(folder, ignore_errors=True)
            os.close(lock)


def _locked(path: Path) -> int | None:
    """An open descriptor that holds the lock, or None where another process holds it."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor
