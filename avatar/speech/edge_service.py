"""Asking Microsoft's Edge speech service, so that whatever goes wrong there ends in time with one clear error.

Every request runs in a daemon thread with an event loop of its own; there are
deadlines on the first sound, on every gap and on the whole.
"""

from __future__ import annotations

import asyncio
import io
import os
import queue
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from avatar.errors import VoiceError
from avatar.speech.finish import resampled
from avatar.types import SAMPLE_RATE, Samples

HOST = "speech.platform.bing.com"
"""Where the service is asked, on port 443."""
_PROXIES = ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy")
_TICKS = 10_000_000
_OVERLOADED = frozenset([429, 500, 502, 503, 504])
_UPDATE = "set this computer's clock, or update: pip install --upgrade edge-tts"

Chunk = Mapping[str, Any]


@dataclass(frozen=True)
class Limits:
    """Seconds until the first sound, between two pieces of sound, for a whole request, and before asking again."""

    first: float = 10.0
    gap: float = 10.0
    total: float = 60.0
    wait: float = 0.5
    retries: int = 2


class Service(Protocol):
    """What is asked: edge-tts, or a stand-in."""

    def prepare(self) -> None:
        """Look the service up, blocking; raises OSError where it cannot be found."""
        ...

    def stream(self, text: str, voice: str) -> AsyncIterator[Chunk]:
        """edge-tts's chunks: `audio` with `data` (MP3); `WordBoundary` with `text`, `offset`, `duration` in 100 ns."""
        ...


class EdgeService:
    """edge-tts, imported when it is first asked."""

    def prepare(self) -> None:
        if not any(os.environ.get(name) for name in _PROXIES):
            socket.getaddrinfo(HOST, 443, type=socket.SOCK_STREAM)

    def stream(self, text: str, voice: str) -> AsyncIterator[Chunk]:
        import edge_tts

        chunks: AsyncIterator[Any] = edge_tts.Communicate(text, voice, boundary="WordBoundary").stream()
        return chunks


class Unreachable(VoiceError):
    """The service cannot be found or does not answer: asking again at once is no use."""

    def __init__(self, message: str) -> None:
        super().__init__(message, retryable=True)


@dataclass(frozen=True)
class Answer:
    """Sound at 48 kHz, and the service's words: text, start and end in samples."""

    pcm: Samples
    words: tuple[tuple[str, int, int], ...]


def asked(service: Service, text: str, voice: str, limits: Limits, check: Callable[[Answer], None]) -> Answer:
    """One request, made again after a growing pause where that may help; raises VoiceError.

    `check` raises VoiceError for an answer that must not be taken.
    """
    for attempt in range(limits.retries + 1):
        try:
            answer = _once(service, text, voice, limits)
            check(answer)
        except VoiceError as error:
            if isinstance(error, Unreachable) or not error.retryable or attempt == limits.retries:
                raise
            time.sleep(limits.wait * 2**attempt)
        else:
            break
    return answer


def _once(service: Service, text: str, voice: str, limits: Limits) -> Answer:
    found = threading.Event()
    outcome: queue.Queue[tuple[bytes, list[Chunk]] | VoiceError] = queue.Queue(1)

    def ask() -> None:
        try:
            service.prepare()
            found.set()
            outcome.put(asyncio.run(_collected(service, text, voice, limits)))
        except VoiceError as error:
            outcome.put(error)
        except Exception as error:
            outcome.put(_told(error, voice))
        finally:
            found.set()

    threading.Thread(target=ask, name="edge-tts", daemon=True).start()
    try:
        if not found.wait(limits.first):
            raise queue.Empty
        result = outcome.get(timeout=limits.total + 1)
    except queue.Empty:
        raise Unreachable(f"{HOST} does not answer") from None
    if isinstance(result, VoiceError):
        raise result
    data, marks = result
    return Answer(_decoded(data), tuple(_word(mark) for mark in marks))


async def _collected(service: Service, text: str, voice: str, limits: Limits) -> tuple[bytes, list[Chunk]]:
    data = bytearray()
    marks: list[Chunk] = []
    chunks = aiter(service.stream(text, voice))
    try:
        async with asyncio.timeout(limits.total):
            while True:
                chunk = await asyncio.wait_for(anext(chunks), limits.gap if data else limits.first)
                if chunk["type"] == "audio":
                    data += chunk["data"]
                elif chunk["type"] == "WordBoundary":
                    marks.append(chunk)
    except StopAsyncIteration:
        if not data:
            raise VoiceError(f"the speech service sent no sound for {voice}", retryable=True) from None
        return bytes(data), marks
    except TimeoutError:
        if data:
            raise VoiceError("the speech service stopped in the middle of a line", retryable=True) from None
        raise Unreachable(f"{HOST} does not answer within {limits.first:g} s") from None
    except OSError as error:
        if not data:
            raise
        raise VoiceError(f"the speech service broke off ({error.strerror or error})", retryable=True) from error


def _told(error: Exception, voice: str) -> VoiceError:
    """An error of edge-tts, aiohttp or the network as one of ours."""
    from aiohttp import ClientError
    from edge_tts.exceptions import EdgeTTSException, NoAudioReceived

    status = getattr(error, "status", None)
    if status == 403:
        return VoiceError(f"the speech service refused (403): {_UPDATE}")
    if status is not None:
        return VoiceError(f"the speech service answered {status}", retryable=status in _OVERLOADED)
    if isinstance(error, OSError):
        return Unreachable(f"cannot reach {HOST} ({error.strerror or error})")
    if isinstance(error, NoAudioReceived):
        return VoiceError(f"the speech service sent no sound for {voice}; the voice may be gone", retryable=True)
    if isinstance(error, (EdgeTTSException, ClientError)):
        return VoiceError(f"the speech service broke off ({error})", retryable=True)
    return VoiceError(f"edge-tts failed ({type(error).__name__}: {error}); update it: pip install --upgrade edge-tts")


def _decoded(data: bytes) -> Samples:
    import av

    try:
        with av.open(io.BytesIO(data), "r") as sound:
            rate = sound.streams.audio[0].rate
            resampler = av.AudioResampler(format="fltp", layout="mono", rate=rate)
            frames = [part.to_ndarray()[0] for frame in sound.decode(audio=0) for part in resampler.resample(frame)]
    except (av.FFmpegError, IndexError, ValueError) as error:
        raise VoiceError(f"the speech service sent sound that cannot be decoded ({error})", retryable=True) from error
    if not frames:
        raise VoiceError("the speech service sent no sound", retryable=True)
    return resampled(np.concatenate(frames), rate)


def _word(mark: Chunk) -> tuple[str, int, int]:
    start, length = int(mark["offset"]), int(mark["duration"])
    return str(mark["text"]), start * SAMPLE_RATE // _TICKS, (start + length) * SAMPLE_RATE // _TICKS
