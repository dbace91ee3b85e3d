"""Taking a stream that comes over the network, in a thread of its own, for as long as its time lasts."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Callable
from typing import TypeVar

from avatar.speech.patience import Watch

_PROXIES = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy")

_T = TypeVar("_T")


def look_up(host: str, port: int) -> None:
    """Find a host, blocking; raises OSError where it cannot be found.

    Done here and not by the event loop: its own look-ups run in threads that Python waits for at
    its end, however long a name server is silent. Behind a proxy nothing is looked up.
    """
    if not any(os.environ.get(name) for name in _PROXIES):
        socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)


def collect(stream: Callable[[], AsyncIterator[_T]], take: Callable[[_T], bool], watch: Watch, who: str) -> None:
    """Hand every part of the stream to `take`, which says whether it has sound.

    Raises Fault when the time is over, or what the stream raises.
    """
    asyncio.run(_collect(stream, take, watch, who))


async def _collect(stream: Callable[[], AsyncIterator[_T]], take: Callable[[_T], bool], watch: Watch, who: str) -> None:
    parts = stream()
    try:
        while True:
            part = await asyncio.wait_for(anext(parts), watch.left)
            if take(part):
                watch.sounded()
    except StopAsyncIteration:
        return
    except TimeoutError:
        if watch.left:  # not ours: one that the service's own client raised
            raise
        raise watch.over(who) from None
    finally:
        await _closed(parts)


async def _closed(parts: AsyncIterator[_T]) -> None:
    """Close the stream, which may not take long either."""
    close = getattr(parts, "aclose", None)
    if close is not None:
        await asyncio.wait_for(close(), 0.1)
