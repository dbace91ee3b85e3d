"""Bytes of a sheet or another text file to text, whichever program saved it."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from pathlib import Path

from avatar.errors import SheetError, UsageError

MAX_BYTES = 5 * 1024 * 1024
"""A sheet larger than this is refused unread; a thousand products fit in one megabyte."""


def sheet_bytes(path: Path) -> bytes:
    """The whole file; raises SheetError: missing, a folder, unreadable, empty or too large."""
    data = file_bytes(path, what="sheet", mend="split it into several sheets")
    if not data.strip():
        raise SheetError(f"{path}: the sheet is empty; list at least one product")
    return data


def file_bytes(
    path: Path,
    *,
    what: str = "file",
    mend: str = "is it the right file?",
    most: int = MAX_BYTES,
    error_type: type[UsageError] = SheetError,
) -> bytes:
    """The whole file, whatever somebody names; raises `error_type`: missing, a folder, unreadable or too large."""
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not a file name"
        raise error_type(f"{path}: the {what} cannot be read: {reason}") from error
    if len(data) > most:
        raise error_type(f"{path}: larger than {most >> 20} MB; {mend}")
    return data


def sheet_text(
    data: bytes, path: Path, warn: Callable[[str], None], *, what: str = "sheet", kinds: str = "YAML, JSON, CSV or XLSX"
) -> str:
    """The text: UTF-8, UTF-16 by its mark, or what Chinese Excel saves as CSV (GB18030, with a warning).

    `what` and `kinds` say in the SheetError and the warning what the file should have been.
    """
    try:
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return data.decode("utf-16")
        if b"\0" in data:
            raise SheetError(f"{path}: not a text; use a {kinds} {what}")
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        content = data.decode("gb18030")
    except UnicodeDecodeError as error:
        raise SheetError(f"{path}: neither UTF-8 nor GB18030 text; save the {what} as UTF-8") from error
    warn(f"{path}: read as GB18030 (Chinese Windows); if names look wrong, save the {what} as UTF-8")
    return content
