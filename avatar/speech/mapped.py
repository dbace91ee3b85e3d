"""Text whose every character remembers where in the written text it came from."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Mapped:
    """`text` and, for each of its characters, the half-open span (`begins`, `stops`) of the written text it speaks."""

    text: str
    begins: tuple[int, ...]
    stops: tuple[int, ...]

    @classmethod
    def plain(cls, text: str) -> Mapped:
        """Text that stands for itself."""
        return cls(text, tuple(range(len(text))), tuple(range(1, len(text) + 1)))

    def span(self, begin: int, stop: int) -> tuple[int, int]:
        """The written span that characters `begin` … `stop` of `text` speak; they must be at least one."""
        return min(self.begins[begin:stop]), max(self.stops[begin:stop])

    def cut(self, begin: int, stop: int) -> Mapped:
        """The part from `begin` to `stop`."""
        return Mapped(self.text[begin:stop], self.begins[begin:stop], self.stops[begin:stop])

    def replaced(self, pattern: re.Pattern[str], say: Callable[[re.Match[str]], str | None]) -> Mapped:
        """Every match put as `say` has it, each new character standing for all of the match; None leaves it be."""
        text: list[str] = []
        begins: list[int] = []
        stops: list[int] = []
        done = 0

        def keep(until: int) -> None:
            text.append(self.text[done:until])
            begins.extend(self.begins[done:until])
            stops.extend(self.stops[done:until])

        for match in pattern.finditer(self.text):
            words = say(match)
            if words is None:
                continue
            keep(match.start())
            if match.end() > match.start():
                begin, stop = self.span(match.start(), match.end())
                text.append(words)
                begins.extend([begin] * len(words))
                stops.extend([stop] * len(words))
            done = match.end()
        keep(len(self.text))
        return Mapped("".join(text), tuple(begins), tuple(stops))
