"""Work in threads that nobody has to wait for: what hangs in one holds up neither its caller nor the program's end."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

_T = TypeVar("_T")


def started(work: Callable[[], _T], name: str) -> Future[_T]:
    """Run `work` in a thread of its own; its result, or whatever it raised, is the future's."""
    future: Future[_T] = Future()

    def run() -> None:
        try:
            result = work()
        except BaseException as error:  # a SystemExit in somebody's function is theirs, not ours
            future.set_exception(error)
        else:
            future.set_result(result)

    threading.Thread(target=run, name=name, daemon=True).start()
    return future


class Daemons(ThreadPoolExecutor):
    """An executor for event loops that may be closed while a look-up of a name still hangs."""

    def submit(self, function: Callable[..., _T], /, *args: Any, **kwargs: Any) -> Future[_T]:
        return started(lambda: function(*args, **kwargs), "event loop's work")

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Nothing is waited for."""
