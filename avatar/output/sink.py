"""The way out of the studio: frames go in one after another, and it ends in one of two ways."""

from __future__ import annotations

from typing import Protocol

from avatar.types import Frame


class Sink(Protocol):
    """Takes staged frames in order. After `close` or `abort` it takes no more; either may be called again."""

    def write(self, frame: Frame) -> None:
        """Take the next frame; its pixels are free to be overwritten when this returns. Raises OutputError."""

    def close(self) -> None:
        """Finish: when this returns the result is whole, checked and in its place. Raises OutputError."""

    def abort(self) -> None:
        """Give up at once and leave nothing behind."""
