"""Leaves a service that keeps failing alone for a while, so that nobody waits for what will not come.

The pattern is M. Nygard's circuit breaker ("Release It!", ch. 5): closed while all is well; open, and
nothing is asked, after failures in a row; then half open, when one question at a time tries it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

Clock = Callable[[], float]
"""Seconds that only ever grow, as `time.monotonic` gives them."""


class Breaker:
    """Whether a service may be asked. Every `refusal` that gave None is followed by one of the three reports.

    After `patience` failures in a row the service rests `rest` seconds, twice as long after
    each failed trial, at most `longest`. May be used from several threads.
    """

    def __init__(
        self, clock: Clock = time.monotonic, *, patience: int = 2, rest: float = 15.0, longest: float = 300.0
    ) -> None:
        self._clock = clock
        self._patience = patience
        self._rest = rest
        self._longest = longest
        self._lock = threading.Lock()
        self._failures = 0
        self._until = 0.0
        self._trying = False
        self._reason = ""

    def refusal(self) -> str | None:
        """Why the service must not be asked now; None: ask, and report how it went."""
        with self._lock:
            if self._failures < self._patience:
                return None
            left = self._until - self._clock()
            if left > 0:
                return f"not asked for {left:.0f} s more, after {self._failures} failures in a row: {self._reason}"
            if self._trying:
                return f"being tried again, after {self._failures} failures in a row: {self._reason}"
            self._trying = True
            return None

    def succeeded(self) -> None:
        """It answered: all is forgotten."""
        with self._lock:
            self._failures, self._trying = 0, False

    def failed(self, reason: str, rest: float | None = None) -> None:
        """It did not answer; `rest` is for how long it asked to be left alone itself."""
        with self._lock:
            self._failures, self._trying, self._reason = self._failures + 1, False, reason
            if rest is not None:
                self._failures = max(self._failures, self._patience)
            doubled = self._rest * 2.0 ** min(self._failures - self._patience, 16)
            self._until = self._clock() + min(max(doubled, rest or 0.0), self._longest)

    def dropped(self) -> None:
        """The question was given up before it could be told how it goes."""
        with self._lock:
            self._trying = False
