"""How a model server is asked: request after request, each with its deadlines, and once more where that is safe."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from typing import Any, TypeVar

from avatar.config import ModelSettings
from avatar.words.chunks import Delta, ServerError, read_delta
from avatar.words.embedding import Embeddings, used_tokens, vectors
from avatar.words.events import EventReader, NotAnAnswerError, decoded
from avatar.words.faults import Fault, Faults
from avatar.words.request import Warn
from avatar.words.server import Server
from avatar.words.thoughts import UnopenedThoughtError
from avatar.words.toolrounds import MOST_ROUNDS, Tools, tool_messages
from avatar.words.turn import Turn
from avatar.words.usage import Meter

_T = TypeVar("_T")
Request = Mapping[str, Any]

_PAUSE = 0.3
_AFTER_THE_END = 2.0
_ONE_TEXT = 4.0
_OPTIONAL = {"stream_options": "tokens are estimated", "tools": "it answers without them"}


class Asking:
    """Asks the model of one server. `connect` opens a client of the library `openai`, which is handed in."""

    def __init__(
        self,
        settings: ModelSettings,
        server: Server,
        faults: Faults,
        meter: Meter,
        warn: Warn,
        connect: Callable[[], Any],
        openai: Any,
    ) -> None:
        self._settings = settings
        self._server = server
        self._faults = faults
        self._meter = meter
        self._warn = warn
        self._connect = connect
        self._openai = openai

    async def spoken(
        self, messages: Sequence[Mapping[str, Any]], tools: Tools | None, heard_out: bool
    ) -> AsyncGenerator[str, None]:
        """What the model says, calls of tools run in between; `heard_out`: what it says in the end, in one piece."""
        deadline = time.monotonic() + self._settings.total_timeout
        conversation = list(messages)
        for round_ in range(MOST_ROUNDS + 1):
            request = self._request(conversation, tools if round_ < MOST_ROUNDS else None)
            turns: list[Turn] = []
            said: list[str] = []

            def attempt(request: Request, turns: list[Turn] = turns) -> AsyncGenerator[str, None]:
                return self._answer(request, turns, heard_out, deadline)

            async with contextlib.aclosing(self._tried(attempt, request, deadline)) as pieces:
                async for piece in pieces:
                    said.append(piece)
                    if not heard_out:
                        yield piece
            calls = turns[-1].calls.calls
            if not calls:
                for piece in said if heard_out else ():
                    yield piece
                return
            if tools is None or round_ == MOST_ROUNDS:
                raise Fault(f"{self._faults.place} calls a tool where it should answer")
            results = await tool_messages(calls, tools, deadline)
            conversation += [turns[-1].as_message(), *results]

    async def vectors(self, batch: Sequence[str]) -> AsyncGenerator[Embeddings, None]:
        """The embeddings of one batch, float32 [n, d], checked."""
        # one text is a question that somebody waits for
        patience = min(self._settings.first_timeout, _ONE_TEXT) if len(batch) == 1 else self._settings.total_timeout
        deadline = time.monotonic() + patience

        async def attempt(request: Request) -> AsyncGenerator[Embeddings, None]:
            async with self._connect() as client:
                creating = client.embeddings.with_raw_response.create(**request)
                answer = decoded((await self._within(creating, patience, deadline)).content)
            count, estimated = used_tokens(answer, batch)
            self._meter.count(count, 0, estimated=estimated)
            yield vectors(answer, len(batch))

        # without a format the library asks for base64, which not every server knows
        request = {"model": self._settings.name, "input": list(batch), "encoding_format": "float"}
        async with contextlib.aclosing(self._tried(attempt, request, deadline)) as answers:
            async for answer in answers:
                yield answer

    def _request(self, conversation: Sequence[Mapping[str, Any]], tools: Tools | None) -> Request:
        request: dict[str, Any] = {
            "model": self._settings.name,
            "messages": list(conversation),
            "stream": True,
            "stream_options": {"include_usage": True},
        }
        if tools is not None and (schemas := list(tools.schemas())):
            request["tools"] = schemas
        return {name: value for name, value in request.items() if name not in self._server.refused}

    async def _tried(
        self, attempt: Callable[[Request], AsyncGenerator[_T, None]], request: Request, deadline: float
    ) -> AsyncGenerator[_T, None]:
        """What an attempt gives; without a parameter the server refuses, and once more where nothing came and may."""
        left_out: list[str] = []
        again = True
        while True:
            handed, fault = False, None
            try:
                async with contextlib.aclosing(attempt(request)) as pieces:
                    async for piece in pieces:
                        handed = True
                        yield piece
            except Exception as error:
                fault = self._fault(error, handed)
            # raised out here, the fault does not carry the library's error, whose text may quote a key
            if fault is None:
                self._note(left_out)
                return
            if handed:
                raise fault
            refused = self._refused(fault, request)
            if refused:
                left_out.append(refused)
                request = {name: value for name, value in request.items() if name != refused}
                continue
            pause = _PAUSE if fault.wait is None else fault.wait
            patient = pause <= self._settings.first_timeout and time.monotonic() + pause < deadline
            if not (again and fault.again and patient):
                raise await self._explained(fault)
            again = False
            await asyncio.sleep(pause)

    async def _answer(
        self, request: Request, turns: list[Turn], heard_out: bool, deadline: float
    ) -> AsyncGenerator[str, None]:
        """The spoken pieces of one answer; its turn is added to `turns`."""
        turn = Turn(heard_out, self._server.unopened)
        turns.append(turn)
        patience = self._settings.first_timeout
        try:
            async with self._connect() as client, contextlib.aclosing(self._deltas(client, request, turn)) as deltas:
                while (delta := await self._within(anext(deltas, None), patience, deadline, turn)) is not None:
                    spoken = turn.take(delta)
                    patience = self._settings.gap_timeout if turn.finish is None else _AFTER_THE_END
                    if spoken:
                        yield spoken
            if rest := turn.close():
                yield rest
            turn.check(self._faults)
        finally:
            turn.count(self._meter, request)

    async def _deltas(self, client: Any, request: Request, turn: Turn) -> AsyncGenerator[Delta, None]:
        """Each step in which the model says something or ends."""
        creating = client.chat.completions.with_streaming_response.create(
            **request, extra_headers={"Accept-Encoding": "identity"}
        )
        reader = EventReader()
        async with creating as response:
            async for block in response.iter_bytes():
                for found in reader.feed(block):
                    if found is None:
                        turn.done = True
                        return
                    delta = read_delta(found, bool(turn.text))
                    if delta.payload or delta.finish or delta.usage:
                        yield delta
            for found in reader.close():
                if found is None:
                    turn.done = True
                    return
                yield read_delta(found, bool(turn.text))

    async def _within(self, waiting: Any, patience: float, deadline: float, turn: Turn | None = None) -> Any:
        """The result, in time; None for a stream that has told its end and is only not closed. Raises Fault."""
        left = deadline - time.monotonic()
        try:
            return await asyncio.wait_for(waiting, min(patience, max(0.0, left)))
        except TimeoutError:
            if turn is not None and turn.finish is not None:
                return None
        raise self._faults.late(None if left <= patience else patience, self._settings.total_timeout)

    def _fault(self, error: Exception, handed: bool) -> Fault:
        if isinstance(error, UnopenedThoughtError):
            self._server.unopened = True
            return Fault(f"{self._faults.place} began in the middle of a thought; it is heard out from now on")
        if isinstance(error, ServerError):
            return self._faults.said(str(error))
        if isinstance(error, NotAnAnswerError):
            return self._faults.wrong(str(error))
        return self._faults.of(self._openai, error, handed)

    def _refused(self, fault: Fault, request: Request) -> str | None:
        """The optional parameter to leave out of a request that was refused; None where that is not to blame."""
        if not fault.refused:
            return None
        there = [name for name in _OPTIONAL if name in request]
        blamed = [name for name in there if name in str(fault).lower()]
        return next(iter(blamed or there), None)

    def _note(self, left_out: Sequence[str]) -> None:
        """What an answer came without is never sent again."""
        for name in left_out:
            if name not in self._server.refused:
                self._server.refused.add(name)
                self._warn(f"{self._faults.place} does not take {name}: {_OPTIONAL[name]}")

    async def _explained(self, fault: Fault) -> Fault:
        """A 404 told better, where the server lists its models."""
        if not fault.missing:
            return fault
        try:
            async with self._connect() as client:
                page = await asyncio.wait_for(client.models.list(), min(5.0, self._settings.first_timeout))
            return self._faults.missing([str(model.id) for model in page.data])
        except Exception:
            return self._faults.missing(None)
