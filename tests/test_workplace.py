"""Unfinished work is out of sight and always cleared away."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from avatar import workplace as workplace_module
from avatar.errors import OutputError
from avatar.workplace import Workplace, written_whole


def test_a_file_appears_when_it_is_whole(tmp_path: Path) -> None:
    with written_whole(tmp_path / "a.txt") as part:
        part.write_text("half")
        assert not (tmp_path / "a.txt").exists()
    assert (tmp_path / "a.txt").read_text() == "half"
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_an_error_keeps_the_older_file(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("older")
    with pytest.raises(KeyboardInterrupt), written_whole(tmp_path / "a.txt") as part:
        part.write_text("half")
        raise KeyboardInterrupt
    assert (tmp_path / "a.txt").read_text() == "older"
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_a_full_disk_is_told_from_other_troubles(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"a\.txt: the disk is full") as caught, written_whole(tmp_path / "a.txt"):
        raise OSError(errno.ENOSPC, "No space left on device")
    assert caught.value.retryable
    with pytest.raises(OutputError, match="cannot be written: Input/output error"), written_whole(tmp_path / "a.txt"):
        raise OSError(errno.EIO, "Input/output error")


def test_only_what_nobody_works_in_is_cleared(tmp_path: Path) -> None:
    mine = Workplace(tmp_path)
    abandoned = tmp_path / ".avatar-dead.part"
    abandoned.mkdir()
    (abandoned / "lock").touch()
    (abandoned / "picture.mp4").touch()
    stranger = tmp_path / ".avatar-no-lock.part"
    stranger.mkdir()
    Workplace(tmp_path).remove()
    assert mine.folder.is_dir()
    assert stranger.is_dir()
    assert not abandoned.exists()
    mine.remove()
    mine.remove()
    assert not mine.folder.exists()


def test_a_workplace_is_never_seen_with_a_free_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever clears up at the very moment another one is made leaves it alone."""
    lock = workplace_module.fcntl.flock
    calls: list[int] = []

    def cleared_in_between(descriptor: int, operation: int) -> None:
        calls.append(descriptor)
        if len(calls) == 1:
            workplace_module._remove_abandoned(tmp_path)
        lock(descriptor, operation)

    monkeypatch.setattr(workplace_module.fcntl, "flock", cleared_in_between)
    with Workplace(tmp_path) as folder:
        (folder / "picture.mp4").touch()
        workplace_module._remove_abandoned(tmp_path)
        assert (folder / "picture.mp4").exists()
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_left_on_a_disk_without_locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(descriptor: int, operation: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(workplace_module.fcntl, "flock", refused)
    with written_whole(tmp_path / "a.txt") as part:
        part.write_text("whole")
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]
