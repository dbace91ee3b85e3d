"""Where in a script the presenter greets and points at the product card."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from avatar.types import Gesture, Line, Product
from avatar.words.timing import PAUSE_SECONDS, spoken_seconds

REST_SECONDS = 6.0
"""From the start of one gesture to the start of the next at least: hands that never rest tire who watches."""
_LONG_ENOUGH = 2.4  # seconds of a last line in which the hand rises and falls


class GesturePlacer:
    """Gives the lines of one script, in their order, their gestures: a greeting with the first opening, then the
    open hand where the product is named or its offer told, and never two close together."""

    def __init__(self, product: Product) -> None:
        self._name = product.name.casefold()
        self._first = True
        self._since = REST_SECONDS  # seconds since the last gesture began

    def placed(self, line: Line) -> Line:
        """The line with its gesture; one that has a gesture keeps it."""
        gesture = line.gesture or self._fitting(line)
        self._first = False
        self._since = (0.0 if gesture else self._since) + spoken_seconds(line.text) + PAUSE_SECONDS
        return replace(line, gesture=gesture)

    def _fitting(self, line: Line) -> Gesture | None:
        if self._first and line.kind == "opening":
            return "greet"
        shows = line.kind == "offer" or self._name in line.text.casefold()
        shows |= line.kind == "call" and spoken_seconds(line.text) >= _LONG_ENOUGH
        return "present" if shows and self._since >= REST_SECONDS else None


def gestured(lines: Iterable[Line], product: Product) -> tuple[Line, ...]:
    """The lines of a whole script with their gestures."""
    placer = GesturePlacer(product)
    return tuple(placer.placed(line) for line in lines)
