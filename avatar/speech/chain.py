"""Several voices in order, so that no line is left unsaid: the first that can, speaks.

A voice that fails rests for a while and is then tried again, for a live room runs for days.
Every change of voice is told once, with its reason.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from avatar.errors import TextError, VoiceError
from avatar.language import primary
from avatar.speech.capabilities import Capabilities
from avatar.speech.faults import Busy, Fault
from avatar.types import Language, Speech

FIRST_REST, LONGEST_REST = 20.0, 600.0
"""Seconds a failed voice is left alone the first time; twice that each time it fails again, up to the longest."""
_STRIKES = 2
# while one line tries whether a rested voice is back, others go past it
_TRIAL = 5.0


class Spoken(Protocol):
    """A voice, as far as a chain knows it (`avatar.speech.voice.Voice`)."""

    @property
    def name(self) -> str: ...
    @property
    def languages(self) -> frozenset[Language] | None: ...
    def speak(self, text: str, language: str) -> Speech: ...


@dataclass
class Rest:
    """Whether a voice may be asked: not for a while after it is found dead, or failed on two lines in a row.

    `clock` gives seconds. Safe from several threads.
    """

    clock: Callable[[], float] = time.monotonic
    _strikes: int = 0
    _length: float = 0.0
    _until: float | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def may_try(self) -> bool:
        """Whether to ask it now; the first who is told so after a rest tries for all."""
        with self._lock:
            now = self.clock()
            if self._until is None:
                return True
            if now < self._until:
                return False
            self._until = now + _TRIAL
            return True

    def failed(self, dead: bool, wait: float) -> None:
        """It failed on a line; `wait` seconds at least it asks to be left alone."""
        with self._lock:
            self._strikes += 1
            if dead or wait or self._strikes >= _STRIKES or self._until is not None:
                self._length = min(max(self._length * 2, FIRST_REST), LONGEST_REST)
                self._until = self.clock() + max(self._length, wait)

    def spoke(self) -> bool:
        """It spoke; whether it had rested before."""
        with self._lock:
            rested = self._until is not None
            self._strikes, self._until = 0, None
            if not rested:
                self._length = 0.0
            return rested


@dataclass
class Link:
    """A voice of a chain; `named` if somebody asked for it by name, and should hear when it cannot speak a language."""

    voice: Spoken
    named: bool
    rest: Rest
    told: set[str] = field(default_factory=set)

    def speaks(self, language: Language) -> bool:
        known = self.voice.languages
        return known is None or language in known


class Chain:
    """Voices in the order they are wanted, the last one that never fails; `warn` is told of changes."""

    def __init__(
        self,
        name: str,
        voices: Sequence[Spoken],
        can: Capabilities,
        warn: Callable[[str], None],
        *,
        named: Collection[Spoken] = (),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`named` of the voices were asked for by name."""
        self.name = name
        self.can = can
        self._links = [Link(voice, voice in named, Rest(clock)) for voice in voices]
        self._warn = warn

    @property
    def languages(self) -> frozenset[Language] | None:
        """What any of them speaks."""
        known = [link.voice.languages for link in self._links]
        return None if None in known else frozenset[Language]().union(*(each or () for each in known))

    def speak(self, text: str, language: str) -> Speech:
        """The line by the first voice that can say it.

        Raises TextError where none can, VoiceError where every one failed.
        """
        language = primary(language)
        failed: list[tuple[Link, VoiceError]] = []
        unsayable: TextError | None = None
        for link in self._order(language):
            try:
                speech = link.voice.speak(text, language)
            except TextError as error:
                unsayable = unsayable or error
            except VoiceError as error:
                _note(link, error)
                failed.append((link, error))
            else:
                self._tell(link, failed, speech, language)
                return speech
        if unsayable is not None:
            raise unsayable
        raise failed[0][1]

    def _order(self, language: Language) -> Iterator[Link]:
        """Those who speak the language and do not rest; where they all fail, those who rest as well."""
        able = [link for link in self._links if link.speaks(language)] or self._links[-1:]
        resting = []
        for link in able:
            if link.rest.may_try():
                yield link
            else:
                resting.append(link)
        yield from resting

    def _tell(self, link: Link, failed: list[tuple[Link, VoiceError]], speech: Speech, language: Language) -> None:
        for other, error in failed:
            if "fault" not in other.told:
                other.told.add("fault")
                self._warn(_change(other.voice.name, error, speech.voice))
        for other in self._links[: self._links.index(link)]:
            if other.named and not other.speaks(language) and language not in other.told:
                other.told.add(language)
                self._warn(
                    f"the voice {other.voice.name} does not speak {language!r}; {speech.voice} speaks instead "
                    "(--voice chooses another)"
                )
        if link.rest.spoke():
            link.told.discard("fault")
            self._warn(f"the voice {link.voice.name} speaks again")


def _note(link: Link, error: VoiceError) -> None:
    if isinstance(error, Busy):
        return
    dead, wait = (error.dead, error.wait) if isinstance(error, Fault) else (not error.retryable, 0.0)
    link.rest.failed(dead, wait)


def _change(name: str, error: VoiceError, other: str) -> str:
    mend = error.mend if isinstance(error, Fault) else ""
    told = f" [{mend}]" if mend else ""
    return f"the voice {name} is not to be had: {error}{told}; {other} speaks instead (--voice espeak asks nobody)"
