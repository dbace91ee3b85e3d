"""What a voice can do, as it says itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from avatar.types import Language

WordTimes = Literal["exact", "told", "aligned"]
"""How the times of words are known: exact to the sample, told by the service, or found in the sound."""


@dataclass(frozen=True)
class Capabilities:
    """What a voice can do.

    `languages`: primary tags, None where any may be tried; `words`: how word times are known;
    `streams`: the first sound comes before the last is made; `speed`, `pitch`, `style`: it can be
    asked for them; `online`: it needs a network.
    """

    languages: frozenset[Language] | None
    words: WordTimes
    streams: bool
    speed: bool
    pitch: bool
    style: bool
    online: bool


EDGE = Capabilities(None, "told", streams=True, speed=True, pitch=True, style=False, online=True)
ESPEAK = Capabilities(None, "exact", streams=False, speed=True, pitch=True, style=False, online=False)
SERVER = Capabilities(None, "aligned", streams=True, speed=True, pitch=False, style=True, online=True)
PIPER = Capabilities(None, "aligned", streams=True, speed=True, pitch=False, style=False, online=False)


@dataclass(frozen=True)
class Delivery:
    """How a line is to be said: `speed` as a factor, `pitch` in semitones, `style` in words (None: as it likes)."""

    speed: float = 1.0
    pitch: float = 0.0
    style: str | None = None

    def lacking(self, can: Capabilities) -> tuple[str, ...]:
        """What of this a voice cannot be asked for."""
        asked = {
            "speed": self.speed != 1.0 and not can.speed,
            "pitch": self.pitch != 0.0 and not can.pitch,
            "style": self.style is not None and not can.style,
        }
        return tuple(name for name, lacks in asked.items() if lacks)
