"""What was made from whom: a presenter whose consent is withdrawn goes with everything made from it.

Each of the user's own presenters has a list of the files that show it. A file is known by the
number in its record of origin, so that one which merely took its name is left alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from avatar.errors import OutputError
from avatar.face.presenter import kept_presenters, own_folder
from avatar.face.shelf import removable, remove_presenter
from avatar.output.provenance import read_record
from avatar.workplace import not_written

_LIST = "made.jsonl"


def note_made(portrait: str, *files: Path) -> None:
    """Remember that these MP4 or PNG files show a presenter, where it is one of the user's own.

    Raises OutputError where that cannot be written down.
    """
    if portrait not in kept_presenters(own_folder()):
        return
    folder = own_folder() / portrait
    rows = [{"path": str(path.absolute()), "id": _number(path)} for path in files]
    try:
        with (folder / _LIST).open("a", encoding="utf-8") as file:
            # a line cut short by a crash must not swallow the next
            file.write("".join(f"\n{json.dumps(row, ensure_ascii=False)}\n" for row in rows))
    except OSError as error:
        raise not_written(folder / _LIST, error) from error


def unmake(name: str) -> tuple[Path, ...]:
    """Remove a presenter of the user's own and every file made from it that still stands where it was made.

    Gives those files. Raises UsageError for a name that is none of the user's own, OutputError
    where something cannot be removed.
    """
    removed = []
    for path, number in _made(removable(name)):
        if _number(path) == number:
            try:
                path.unlink()
            except OSError as error:
                raise not_written(path, error) from error
            removed.append(path)
    remove_presenter(name)
    return tuple(removed)


def _made(folder: Path) -> Iterator[tuple[Path, str]]:
    """Path and number of each file on a presenter's list, each once; what is damaged in it is passed over."""
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
        return read_record(path)["ProduceID"]
    except OutputError:
        return None
