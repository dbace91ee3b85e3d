"""How long a voice is waited for, how often it is asked again, and how many ask it at once.

A voice that hangs may not hold up a show: whoever asks waits in a thread of their own and goes
on when the time is over. From the first fault on, all further tries share `Limits.first`
seconds, so that the next voice speaks soon whatever goes wrong.
"""

from __future__ import annotations

import functools
import threading
import time
from collections.abc import Callable
from concurrent.futures import TimeoutError as LateError
from dataclasses import dataclass
from typing import TypeVar

from avatar.daemons import started
from avatar.speech.faults import Busy, Fault, Unreachable

AT_ONCE = 4
"""Calls that a server gets at once, from all threads together."""
# the thread that asks ends by itself when its time is over; this much later it is held to be stuck
_GRACE = 0.1
# a further try is worth its while if this share of the time is left for it
_WORTH = 0.25

_T = TypeVar("_T")


@dataclass(frozen=True)
class Limits:
    """Seconds until the first sound (and, after a fault, for all further tries), between two pieces of
    sound, and for a whole answer; `tries` at most, the second after `wait` seconds, then twice that, and so on.
    """

    first: float = 1.3
    gap: float = 1.2
    total: float = 30.0
    wait: float = 0.1
    tries: int = 4

    @classmethod
    def patient(cls, seconds: float) -> Limits:
        """The limits of somebody who waits that long for a first sound."""
        return cls(seconds, max(seconds * 0.8, 0.1), seconds * 20, min(0.1, seconds / 10))


class Watch:
    """The time one request has: whoever makes it says `sounded` with every piece of sound."""

    def __init__(self, limits: Limits, until: float | None = None) -> None:
        now = self._last = time.monotonic()
        self._limits = limits
        self._end = min(now + limits.total, now + limits.total if until is None else until)
        self.heard = False
        self.due = min(now + limits.first, self._end)

    def sounded(self) -> None:
        """Sound has come: the time until the next begins."""
        self.heard = True
        self._last = time.monotonic()
        self.due = min(self._last + self._limits.gap, self._end)

    @property
    def left(self) -> float:
        """Seconds until something must have come."""
        return max(self.due - time.monotonic(), 0.0)

    def over(self, who: str) -> Fault:
        """The fault of having let the time pass."""
        since = time.monotonic() - self._last
        if self.heard:
            return Fault(f"{who} stopped in the middle of a line", since=since)
        return Unreachable(
            f"{who} does not answer within {self._limits.first:g} s",
            since=since,
            mend="a slow voice is waited for longer with patience = SECONDS in the settings",
        )


def watched(work: Callable[[Watch], _T], who: str, server: str, limits: Limits, until: float | None = None) -> _T:
    """What `work` gives, run in a daemon thread; raises what it raises, or a Fault when its time is over.

    At most `AT_ONCE` run for the same `server`; one that is stuck keeps its place.
    """
    watch = Watch(limits, until)
    lane = _lane(server)
    if not lane.acquire(timeout=watch.left):
        raise Busy(f"{who} is already asked for {AT_ONCE} lines at once", since=limits.first)
    running = started(lambda: work(watch), f"voice {server}")
    running.add_done_callback(lambda _: lane.release())
    while True:
        try:
            return running.result(watch.left + _GRACE)
        except LateError:
            if running.done():  # it raised one of that kind itself
                raise
            if not watch.left:
                raise watch.over(who) from None


def tried(ask: Callable[[float | None], _T], limits: Limits) -> _T:
    """What `ask` gives, asked again after growing pauses where that may help; raises Fault.

    `ask` gets the moment (`time.monotonic`) at which it must be done; None as long as nothing went wrong.
    """
    until: float | None = None
    reason: Fault | None = None
    for attempt in range(limits.tries):
        try:
            return ask(until)
        except Fault as fault:
            now = time.monotonic()
            # that a further try ran out of time is no news
            reason = fault if reason is None or not isinstance(fault, (Unreachable, Busy)) else reason
            until = now - fault.since + limits.first if until is None else until
            pause = max(limits.wait * 2**attempt, fault.wait)
            last = attempt + 1 == limits.tries
            if (
                last
                or not fault.retryable
                or isinstance(fault, Unreachable)
                or now + pause > until - _WORTH * limits.first
            ):
                break
        time.sleep(pause)
    assert reason is not None, "every try ends in an answer or a fault"
    raise reason


@functools.cache
def _lane(_server: str) -> threading.BoundedSemaphore:
    """The places at a server, shared by all who ask it."""
    return threading.BoundedSemaphore(AT_ONCE)
