"""A server on 127.0.0.1 that answers with whatever bytes a test wants, right or wrong, and ends as it wants."""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Literal

Ending = Literal["close", "reset", "hang", "comments"]


@dataclass(frozen=True)
class RawAnswer:
    """The bytes of an answer, head and all, in blocks sent one by one, and what comes after the last."""

    blocks: Sequence[bytes]
    ending: Ending = "close"


@contextmanager
def raw_server(answer: Callable[[dict[str, Any]], RawAnswer]) -> Iterator[str]:
    """The base URL of the server; `answer` is given the JSON of each request."""
    listening = socket.create_server(("127.0.0.1", 0), backlog=64)
    closing = threading.Event()

    def serve() -> None:
        while not closing.is_set():
            with suppress(OSError):
                connection, _ = listening.accept()
                threading.Thread(target=_answer, args=(connection, answer, closing), daemon=True).start()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/v1"
    finally:
        closing.set()
        with suppress(OSError), socket.create_connection(listening.getsockname(), 1):
            pass  # wakes the thread that waits for somebody to call
        thread.join(5)
        listening.close()


def _answer(connection: socket.socket, answer: Callable[[dict[str, Any]], RawAnswer], closing: threading.Event) -> None:
    with suppress(OSError), connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        told = answer(_request(connection))
        for block in told.blocks:
            connection.sendall(block)
        _end(connection, told.ending, closing)


def _end(connection: socket.socket, ending: Ending, closing: threading.Event) -> None:
    if ending == "reset":
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    elif ending == "hang":
        connection.settimeout(0.1)
        while not closing.is_set():
            with suppress(TimeoutError):
                if not connection.recv(4096):
                    return
    elif ending == "comments":
        while not closing.wait(0.01):
            connection.sendall(b": still here\n\n" * 20)
    else:
        connection.shutdown(socket.SHUT_WR)
        connection.settimeout(5)
        while connection.recv(4096):
            pass


def _request(connection: socket.socket) -> dict[str, Any]:
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(65536)
    head, _, body = data.partition(b"\r\n\r\n")
    fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
    while len(body) < int(fields.get(b"content-length", b"0")):
        body += connection.recv(65536)
    found: dict[str, Any] = json.loads(body or b"{}")
    return found
