"""The JSON objects in a body as it arrives: server-sent events, or one object from a server that does not stream.

What the body is, its first character tells and not its content type, which servers get wrong.
Source of the format: WHATWG HTML, section 9.2 "Server-sent events".
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

MAX_EVENT = 2_000_000
"""Bytes of one event, or of an answer in one piece."""
MAX_BODY = 32_000_000
_BOM_AND_BLANKS = b"\xef\xbb\xbf \t\r\n"


class NotAnAnswerError(Exception):
    """A body that is no answer of a chat server; its text says what the server does, to go on after its name."""


class EventReader:
    """`feed` it the body in blocks of any size, then `close`: both give the objects complete by then.

    None stands for the server's word that it is done. Comments and empty events give nothing. Both
    raise NotAnAnswerError: a web page, broken JSON, text that is not UTF-8, more than any answer holds.
    """

    def __init__(self) -> None:
        self._rest = bytearray()
        self._data = b""
        self._size = 0
        self._streams: bool | None = None

    def feed(self, block: bytes) -> Iterator[Mapping[str, Any] | None]:
        self._size += len(block)
        self._rest += block
        if self._streams is None:
            self._judge()
        if self._streams:
            *lines, rest = self._rest.split(b"\n")
            self._rest = rest
            for line in lines:
                yield from self._line(bytes(line.rstrip(b"\r")))
        if max(len(self._rest), len(self._data)) > MAX_EVENT or self._size > MAX_BODY:
            raise NotAnAnswerError("sends more than any answer holds")

    def close(self) -> Iterator[Mapping[str, Any] | None]:
        if self._streams:
            yield from self._line(bytes(self._rest))
            yield from self._line(b"")
        elif self._rest.strip():
            yield decoded(bytes(self._rest))
            yield None

    def _judge(self) -> None:
        start = self._rest.lstrip(_BOM_AND_BLANKS)[:1]
        if start == b"<":
            raise NotAnAnswerError("sends a web page and no text of a model; is this the base URL?")
        if start:
            self._streams = start not in b"{["
            self._rest = self._rest.lstrip(_BOM_AND_BLANKS)

    def _line(self, line: bytes) -> Iterator[Mapping[str, Any] | None]:
        if not line:
            yield from self._event()
            return
        field, _, value = line.partition(b":")
        if not field.isascii():
            raise NotAnAnswerError("sends what is not a chat answer (not UTF-8)")
        if field != b"data" or not value.strip():
            return
        if value.strip() == b"[DONE]":
            yield from self._event()  # a broken one before it is not lost sight of
            yield None
            return
        self._data += value + b"\n"
        # some servers leave out the blank line between events
        if value.rstrip().endswith(b"}") and (found := _tried(self._data)) is not None:
            self._data = b""
            yield found

    def _event(self) -> Iterator[Mapping[str, Any]]:
        data, self._data = self._data, b""
        if data:
            yield decoded(data)


def _tried(data: bytes) -> Mapping[str, Any] | None:
    try:
        return decoded(data)
    except NotAnAnswerError:
        return None


def decoded(data: bytes) -> Mapping[str, Any]:
    """The object that a JSON text is. Raises NotAnAnswerError."""
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise NotAnAnswerError(f"sends what is not a chat answer ({type(error).__name__})") from error
    if not isinstance(found, dict):
        raise NotAnAnswerError("sends what is not a chat answer (no object)")
    return found
