"""What goes wrong with a voice that is asked, told so that one can decide whether to ask again."""

from __future__ import annotations

import errno
import os

from avatar.errors import VoiceError

_OVERLOADED = frozenset([408, 425, 429, 500, 502, 503, 504])


class Fault(VoiceError):
    """A voice did not speak as it should.

    `retryable`: the same request may go well at once. `dead`: nor will the next line's, so the voice
    may rest. `since`: how many seconds ago the trouble began; `wait`: how many seconds the service
    asks to be left alone; `mend`: what somebody can do about it.
    """

    def __init__(
        self,
        message: str,
        *,
        retryable: bool = True,
        dead: bool = False,
        since: float = 0.0,
        wait: float = 0.0,
        mend: str = "",
    ) -> None:
        super().__init__(message, retryable=retryable)
        self.dead = dead
        self.since = since
        self.wait = wait
        self.mend = mend


class Unreachable(Fault):
    """The service cannot be found or does not answer: asking again at once is no use."""

    def __init__(self, message: str, *, since: float = 0.0, mend: str = "") -> None:
        super().__init__(message, dead=True, since=since, mend=mend)


class Refused(Fault):
    """The service says no, and will say so again until somebody mends it."""

    def __init__(self, message: str, mend: str = "") -> None:
        super().__init__(message, retryable=False, dead=True, mend=mend)


class Busy(Fault):
    """All calls that may be made at once are being made: nothing is wrong with the voice."""


def reason(error: Exception) -> str:
    """Why an OSError or one of a library was raised, in a few words and without what only programmers read."""
    if isinstance(error, OSError):
        known = error.errno is not None and error.errno in errno.errorcode
        return os.strerror(error.errno) if known and error.errno else str(error.strerror or type(error).__name__)
    return type(error).__name__


def status_fault(status: int, who: str, *, wait: float = 0.0, mend: str = "", said: str = "") -> Fault:
    """The fault that an HTTP status other than 200 stands for; `said` is the service's own word for it."""
    told = f"{who} answered {status}{f' ({said})' if said else ''}"
    if status in _OVERLOADED:
        return Fault(told, wait=wait)
    return Refused(told, mend)
