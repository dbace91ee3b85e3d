"""The only file that talks to a language model: any server that speaks OpenAI's chat protocol.

A stream is trusted to be alive only while it sends something of the model's: comment
lines and empty chunks do not count, and the whole has a deadline too. Thoughts, in a
field of their own or between `<think>` tags, are never handed on.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import time
from collections.abc import AsyncGenerator, Generator, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from avatar.config import ModelSettings
from avatar.errors import ModelError
from avatar.words.presets import OPENAI_URL

if TYPE_CHECKING:
    from openai import AsyncOpenAI

Message = Mapping[str, str]
"""`{"role": "system" | "user" | "assistant", "content": …}`."""

_LONGEST_QUOTE = 160
_MODELS_SHOWN = 8


class Model:
    """A language model behind a base URL. Synchronous; call it from any thread that runs no event loop.

    Raises ModelError, one line with its mend and never a key, where the settings name no
    model or the server does not answer as it should.
    """

    def __init__(self, settings: ModelSettings) -> None:
        if not settings.ready:
            raise ModelError("no language model is set: give a model name, and a base URL or a key")
        self._settings = settings
        self.name = settings.name or ""
        self.base_url = settings.base_url or OPENAI_URL

    def stream(self, messages: Sequence[Message]) -> Generator[str, None, None]:
        """The answer's text in pieces as they arrive; closing the iterator closes the connection."""
        pieces = self._pieces(messages)
        with asyncio.Runner() as runner:
            try:
                while (piece := runner.run(_next(pieces))) is not None:
                    yield piece
            finally:
                # after Ctrl-C it may still be running; the runner cancels it then
                with contextlib.suppress(RuntimeError):
                    runner.run(_close(pieces))

    def complete(self, messages: Sequence[Message]) -> str:
        """The whole answer at once."""
        return "".join(self.stream(messages))

    def check(self) -> str:
        """One line saying that the model answers and how fast; raises ModelError where it does not."""
        started = time.monotonic()
        with contextlib.closing(self.stream([{"role": "user", "content": "Reply with: OK"}])) as pieces:
            if next(pieces, None) is None:
                raise ModelError(f"{self._place()} answered with no text; choose another model")
        return f"{self.name} at {_bare(self.base_url)} answers ({time.monotonic() - started:.1f} s)"

    async def _pieces(self, messages: Sequence[Message]) -> AsyncGenerator[str, None]:
        import openai

        settings = self._settings
        deadline = time.monotonic() + settings.total_timeout
        patience, begun = settings.first_timeout, False
        thoughts = _ThoughtFilter()
        async with self._client(openai) as client:
            try:
                payloads = self._payloads(client, messages)
                async with contextlib.aclosing(payloads):
                    while (piece := await _within(anext(payloads, None), patience, deadline)) is not None:
                        patience, begun = settings.gap_timeout, True
                        if spoken := thoughts.feed(piece):
                            yield spoken
                if rest := thoughts.close():
                    yield rest
            except TimeoutError as error:
                raise self._late(patience, deadline) from error
            except openai.NotFoundError as error:
                raise await self._missing(client) from error
            except openai.OpenAIError as error:
                raise self._mapped(openai, error, begun) from error
            except (ValueError, TypeError, AttributeError) as error:
                raise ModelError(
                    f"{self._place()} streams what is not a chat answer ({type(error).__name__}); is this the base URL?"
                ) from error
            except ModelError:
                raise
            except Exception as error:
                raise self._lost(error) from error

    def _client(self, openai: Any) -> AsyncOpenAI:
        # our own deadlines count payload, so the transport's may not fire on the whole stream
        timeout = openai.Timeout(self._settings.total_timeout + 1, connect=self._settings.first_timeout + 1)
        try:
            client: AsyncOpenAI = openai.AsyncOpenAI(
                base_url=self.base_url, api_key=self._settings.api_key or "none", timeout=timeout, max_retries=0
            )
        except Exception as error:
            raise ModelError(f"base URL {_bare(self.base_url)!r} cannot be used: {self._scrub(str(error))}") from error
        return client

    async def _payloads(self, client: AsyncOpenAI, messages: Sequence[Message]) -> AsyncGenerator[str, None]:
        """What the model sends, piece by piece; a piece of thought is an empty string."""
        request: Any = {"model": self.name, "messages": list(messages), "stream": True}
        stream: Any = await client.chat.completions.create(**request)
        async with stream:
            async for chunk in stream:
                for choice in chunk.choices or ():
                    delta = choice.delta
                    if delta.content:
                        yield delta.content
                    elif getattr(delta, "reasoning_content", None) or getattr(delta, "reasoning", None):
                        yield ""

    async def _missing(self, client: AsyncOpenAI) -> ModelError:
        """404: a wrong model name, if the server can list its models, else a wrong URL."""
        try:
            page = await asyncio.wait_for(client.models.list(), 5)
            names = [model.id for model in page.data]
        except Exception:
            return ModelError(
                f"{self._place()}: not found (404); check the base URL (most end in /v1) and the model name"
            )
        shown = ", ".join(names[:_MODELS_SHOWN]) + (", …" if len(names) > _MODELS_SHOWN else "")
        return ModelError(f"{_bare(self.base_url)} has no model {self.name!r}; it has: {shown or 'none'}")

    def _mapped(self, openai: Any, error: Exception, begun: bool) -> ModelError:
        place = self._place()
        if isinstance(error, openai.AuthenticationError):
            return ModelError(f"{place} refuses the key (401); check the key")
        if isinstance(error, openai.PermissionDeniedError):
            return ModelError(f"{place} does not allow this (403); check the key's rights and the region")
        if isinstance(error, openai.RateLimitError):
            return ModelError(f"{place} is over its limit (429); wait a little, or check the quota", retryable=True)
        if isinstance(error, openai.APIStatusError):
            return self._status(error.status_code, str(error.message))
        if isinstance(error, openai.APITimeoutError):
            return ModelError(f"{place} cannot be reached in time; check the network", retryable=True)
        if begun:
            return self._lost(error)
        if isinstance(error, openai.APIConnectionError):
            return ModelError(f"no connection to {_bare(self.base_url)}; is the server running there?", retryable=True)
        return ModelError(f"{place} failed: {self._scrub(str(error))}", retryable=True)

    def _status(self, code: int, message: str) -> ModelError:
        if code >= 500:
            return ModelError(f"{self._place()} has trouble of its own ({code}); try again later", retryable=True)
        return ModelError(f"{self._place()} refuses the request ({code}): {self._scrub(message)}")

    def _late(self, patience: float, deadline: float) -> ModelError:
        if time.monotonic() >= deadline:
            return ModelError(f"{self._place()} was not done after {self._settings.total_timeout:g} s", retryable=True)
        return ModelError(f"{self._place()} sent nothing for {patience:g} s; is it overloaded?", retryable=True)

    def _lost(self, error: Exception) -> ModelError:
        return ModelError(f"{self._place()} broke off ({type(error).__name__})", retryable=True)

    def _place(self) -> str:
        return f"{self.name} at {_bare(self.base_url)}"

    def _scrub(self, text: str) -> str:
        """What a server said, short and without the key."""
        if self._settings.api_key:
            text = text.replace(self._settings.api_key, "…")
        text = re.sub(r"(?i)\b(bearer\s+|sk-)[\w.-]{6,}", "…", text)
        return text if len(text) <= _LONGEST_QUOTE else text[:_LONGEST_QUOTE] + "…"


async def _next(pieces: AsyncGenerator[str, None]) -> str | None:
    return await anext(pieces, None)


async def _close(pieces: AsyncGenerator[str, None]) -> None:
    await pieces.aclose()


async def _within(waiting: Any, patience: float, deadline: float) -> Any:
    return await asyncio.wait_for(waiting, min(patience, max(0.0, deadline - time.monotonic())))


def _bare(url: str) -> str:
    """The URL without a user, a password or a query, which may be secrets."""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "the base URL"
    return f"{parts.scheme}://{parts.hostname or ''}{port}{parts.path}" if parts.scheme else parts.path


class _ThoughtFilter:
    """Takes `<think> … </think>` out of a text that arrives in pieces."""

    _OPEN, _CLOSE = "<think>", "</think>"

    def __init__(self) -> None:
        self._held = ""
        self._thinking = False

    def feed(self, piece: str) -> str:
        """The part of the text so far that is certainly spoken and was not handed on yet."""
        self._held += piece
        spoken = ""
        while True:
            tag = self._CLOSE if self._thinking else self._OPEN
            before, found, after = self._held.partition(tag)
            if not found:
                kept = _tag_start(self._held, tag)
                spoken += "" if self._thinking else self._held[: len(self._held) - kept]
                self._held = self._held[len(self._held) - kept :]
                return spoken
            spoken += "" if self._thinking else before
            self._held = after
            self._thinking = not self._thinking

    def close(self) -> str:
        """What was held back and turned out to be no tag."""
        return "" if self._thinking else self._held


def _tag_start(text: str, tag: str) -> int:
    """How many characters at the end of `text` may be the start of `tag`."""
    return next((size for size in range(min(len(tag) - 1, len(text)), 0, -1) if text.endswith(tag[:size])), 0)
