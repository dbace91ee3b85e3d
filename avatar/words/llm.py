"""The only file that talks to a language model: any server that speaks OpenAI's chat protocol.

A stream is trusted to be alive only while it sends something of the model's: comment
lines and empty chunks do not count, and the whole has a deadline too. What a model only
thinks is never handed on (`thoughts.py`). A request that failed before anything was
handed on is made once more where that may help, but not after a deadline (`asking.py`).
A server that keeps failing is left alone for a while (`breaker.py`).
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import ssl
import time
from collections.abc import AsyncGenerator, Callable, Generator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from avatar.config import ModelSettings
from avatar.daemons import Daemons
from avatar.errors import ModelError, ModelResting, StudioError
from avatar.keys import key_for
from avatar.words.asking import Asking
from avatar.words.embedding import FEW_AT_ONCE, MOST_AT_ONCE, Embeddings, batches
from avatar.words.faults import Fault, Faults, bare, without_login
from avatar.words.presets import OPENAI_URL
from avatar.words.request import Warn, no_warning
from avatar.words.server import Server, known_server
from avatar.words.toolrounds import Tools
from avatar.words.usage import Meter, Usage

if TYPE_CHECKING:
    from openai import AsyncOpenAI

_T = TypeVar("_T")

Message = Mapping[str, Any]
"""`{"role": "system" | "user" | "assistant", "content": …}`; the content is a text or, for a model that sees, a
list of `{"type": "text", "text": …}` and `{"type": "image_url", "image_url": {"url": "data:image/jpeg;base64,…"}}`."""


class Model:
    """A language model behind a base URL. Synchronous; call it from any thread that runs no event loop.

    Raises ModelError, one line with its mend and never a key, where the settings name no
    model or the server does not answer as it should; ModelResting, at once, where the
    server failed so often that it is not asked for a while. Told to `warn`: what a server
    does not take and is left out from then on.
    """

    def __init__(self, settings: ModelSettings, *, warn: Warn = no_warning, server: Server | None = None) -> None:
        if not settings.ready:
            raise ModelError("no language model is set: give a model name, and a base URL or a key")
        self._settings = settings
        self.name = settings.name or ""
        self.base_url = settings.base_url or OPENAI_URL
        self._warn = warn
        self._server = server or known_server(self.base_url, self.name)
        self._meter = Meter(settings.input_price, settings.output_price)
        self._embedder: Model | None = None

    @property
    def usage(self) -> Usage:
        """What the requests since this model was opened took, embeddings too."""
        return self._meter.usage + (self._embedder.usage if self._embedder else Usage())

    def stream(self, messages: Sequence[Message], tools: Tools | None = None) -> Generator[str, None, None]:
        """The answer's text in pieces as they arrive; closing the iterator closes the connection.

        Tools the model calls are run within the deadline of the whole; what it says before
        and after is handed on.
        """
        return self._admitted(lambda asking: asking.spoken(messages, tools, heard_out=False))

    def complete(self, messages: Sequence[Message], tools: Tools | None = None) -> str:
        """The whole answer at once: what the model says in the end, after its calls of tools."""
        return "".join(self._admitted(lambda asking: asking.spoken(messages, tools, heard_out=True)))

    def check(self) -> str:
        """One line saying that the model answers and how fast; raises ModelError where it does not.

        The server is asked even while it is left alone.
        """
        started = time.monotonic()
        messages = [{"role": "user", "content": "Reply with: OK"}]
        with contextlib.closing(_pumped(self._asking().spoken(messages, None, heard_out=False))) as pieces:
            if next(pieces, None) is None:
                raise ModelError(f"{self.name} at {bare(self.base_url)} answered with no text; choose another model")
        self._server.breaker.succeeded()
        return f"{self.name} at {bare(self.base_url)} answers ({time.monotonic() - started:.1f} s)"

    def embed(self, texts: Sequence[str]) -> Embeddings:
        """float32 [n, d]: what each text means, as the embedding model of the settings sees it; [0, 0] for no texts.

        A single text, as a question is, has 4 seconds; every batch of several has the deadline of a whole answer.
        """
        if self._embedder is None:
            settings = self._settings.for_embedding()
            if settings is None:
                raise ModelError("no embedding model is set: name one ([model] embedding, OPENAI_EMBEDDING_MODEL)")
            self._embedder = Model(settings, warn=self._warn)
        return self._embedder._embedded(texts)

    def _embedded(self, texts: Sequence[str]) -> Embeddings:
        size = FEW_AT_ONCE if "batch" in self._server.refused else MOST_AT_ONCE
        try:
            found = [row for batch in batches(texts, size) for row in self._vectors(batch)]
        except Fault as fault:
            if not fault.refused or min(size, len(texts)) <= FEW_AT_ONCE:
                raise
            self._server.refused.add("batch")
            return self._embedded(texts)
        return np.concatenate(found) if found else np.zeros((0, 0), np.float32)

    def _vectors(self, batch: Sequence[str]) -> Generator[Embeddings, None, None]:
        return self._admitted(lambda asking: asking.vectors(batch))

    def _admitted(self, ask: Callable[[Asking], AsyncGenerator[_T, None]]) -> Generator[_T, None, None]:
        """What the server answers, unless it is left alone now; the breaker hears how it went."""
        breaker = self._server.breaker
        refusal = breaker.refusal()
        if refusal is not None:
            raise ModelResting(f"{self.name} at {bare(self.base_url)} is {refusal}", retryable=True)
        try:
            asking = self._asking()
        except ModelError as error:  # a keyring that hangs is waited for half a minute
            breaker.failed(str(error))
            raise
        heard = False
        try:
            for piece in _pumped(ask(asking)):
                heard = True
                yield piece
        except ModelError as error:
            if error.retryable:
                breaker.failed(str(error), error.wait if isinstance(error, Fault) else None)
            else:
                breaker.succeeded()  # it answered, if not as wished
            raise
        except BaseException:
            breaker.succeeded() if heard else breaker.dropped()
            raise
        breaker.succeeded()

    def _asking(self) -> Asking:
        import openai

        try:
            key = key_for(self.base_url, self._settings.api_key)
        except StudioError as error:
            raise ModelError(str(error)) from None
        faults = Faults(self.name, self.base_url, key)
        # our own deadlines count payload, so the transport's may not fire on the whole stream
        timeout = openai.Timeout(self._settings.total_timeout + 1, connect=self._settings.first_timeout + 1)

        def connect() -> AsyncOpenAI:
            with contextlib.suppress(Exception):  # whatever a library makes of what is no URL
                url, login = without_login(self.base_url)  # the library logs its URL
                return openai.AsyncOpenAI(
                    base_url=url,
                    api_key=key or "none",
                    default_headers=login,
                    timeout=timeout,
                    max_retries=0,
                    http_client=openai.DefaultAsyncHttpxClient(verify=_trusted(), timeout=timeout),
                )
            raise Fault(f"base URL {bare(self.base_url)!r} cannot be used; write it as in https://host/v1")

        return Asking(self._settings, self._server, faults, self._meter, self._warn, connect, openai)


@functools.cache
def _trusted() -> ssl.SSLContext:
    """Whose certificates are believed: the system's and certifi's. Read once, for it takes longer than a request."""
    import certifi

    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def _pumped(pieces: AsyncGenerator[_T, None]) -> Generator[_T, None, None]:
    """An asynchronous generator's pieces, one by one, on an event loop of their own."""
    with asyncio.Runner() as runner:
        # a look-up of a name that hangs may not hold up the end
        runner.get_loop().set_default_executor(Daemons())
        try:
            while (piece := runner.run(_next(pieces))) is not None:
                yield piece
        finally:
            # after Ctrl-C it may still be running; the runner cancels it then
            with contextlib.suppress(RuntimeError):
                runner.run(_close(pieces))


async def _next(pieces: AsyncGenerator[_T, None]) -> _T | None:
    return await anext(pieces, None)


async def _close(pieces: AsyncGenerator[_T, None]) -> None:
    await pieces.aclose()
