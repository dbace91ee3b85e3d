"""What was made from whom: a face or a voice whose consent is withdrawn goes with everything made from it.

Each of the user's own presenters has a list of the files that show it, each kept voice one of those
in which it is heard. A file is known by the number in its record of origin, a bare sound by its
SHA-256, so that one which merely took its name is left alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from avatar.errors import OutputError
from avatar.face.presenter import kept_presenters, own_folder
from avatar.face.shelf import removable, remove_presenter
from avatar.output.provenance import read_record
from avatar.speech.kept import kept_folder, remove_voice, voices_folder
from avatar.workplace import not_written

_LIST = "made.jsonl"


def note_made(portrait: str, *files: Path) -> None:
    """Remember that these MP4 or PNG files show a presenter, where it is one of the user's own.

    Raises OutputError where that cannot be written down.
    """
    if portrait not in kept_presenters(own_folder()):
        return
    _note(own_folder() / portrait, files)


def note_voices(voices: Iterable[str], *files: Path) -> None:
    """Remember that these MP4, PNG or WAV files have the sound of these voices, where they are kept ones.

    Raises OutputError where that cannot be written down.
    """
    for name in voices:
        if "/" not in name and (voices_folder() / name).is_dir():
            _note(voices_folder() / name, files)


def unmake(name: str) -> tuple[Path, ...]:
    """Remove a presenter of the user's own and every file made from it that still stands where it was made.

    Gives those files. Raises UsageError for a name that is none of the user's own, OutputError
    where something cannot be removed.
    """
    removed = _unmade(removable(name))
    remove_presenter(name)
    return removed


def unmake_voice(name: str) -> tuple[Path, ...]:
    """Remove a kept voice, its consent, and every file made with it that still stands where it was made.

    Gives those files. Raises UsageError for a name that is none, OutputError where something cannot be removed.
    """
    removed = _unmade(kept_folder(name))
    remove_voice(name)
    return removed


def _note(folder: Path, files: Iterable[Path]) -> None:
    rows = [{"path": str(path.absolute()), "id": _number(path)} for path in files]
    try:
        with (folder / _LIST).open("a", encoding="utf-8") as file:
            # a line cut short by a crash must not swallow the next
            file.write("".join(f"\n{json.dumps(row, ensure_ascii=False)}\n" for row in rows))
    except OSError as error:
        raise not_written(folder / _LIST, error) from error


def _unmade(folder: Path) -> tuple[Path, ...]:
    """The files of a list that are what they were when they were made, now removed."""
    removed = []
    for path, number in _made(folder):
        if _number(path) == number:
            try:
                path.unlink()
            except OSError as error:
                raise not_written(path, error) from error
            removed.append(path)
    return tuple(removed)


def _made(folder: Path) -> Iterator[tuple[Path, str]]:
    """Path and number of each file on a list, each once; what is damaged in it is passed over."""
    try:
        lines = (folder / _LIST).read_text("utf-8", errors="replace").splitlines()
    except OSError:
        return
    for line in dict.fromkeys(lines):
        try:
            row = json.loads(line)
            path, number = Path(row["path"]), str(row["id"])
        except (ValueError, KeyError, TypeError):  # cut off while it was written
            continue
        yield path, number


def _number(path: Path) -> str | None:
    try:
        if path.suffix.lower() == ".wav":
            return hashlib.sha256(path.read_bytes()).hexdigest()
        return read_record(path)["ProduceID"]
    except (OSError, OutputError):
        return None
