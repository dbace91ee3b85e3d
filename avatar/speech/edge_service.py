"""Asking Microsoft's Edge speech service, so that whatever goes wrong there ends in time with one clear error."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from importlib import import_module
from typing import Any, Protocol

from avatar.speech.asked import Answer
from avatar.speech.capabilities import Delivery
from avatar.speech.collecting import collect, look_up
from avatar.speech.decoding import decoded
from avatar.speech.faults import Fault, Refused, Unreachable, reason, status_fault
from avatar.speech.patience import Limits, Watch, watched
from avatar.types import SAMPLE_RATE

HOST = "speech.platform.bing.com"
"""Where the service is asked, on port 443."""
WHO = "the speech service"
_TICKS = 10_000_000
_UPDATE = "set this computer's clock, or update: pip install --upgrade edge-tts"
# what a voice in the middle between women and men is pitched at, for the service counts in Hz
_USUAL_PITCH = 160.0

Chunk = Mapping[str, Any]


class Service(Protocol):
    """What is asked: edge-tts, or a stand-in."""

    def prepare(self) -> None:
        """Look the service up, blocking; raises OSError where it cannot be found."""
        ...

    def stream(self, text: str, voice: str, *, rate: str, pitch: str) -> AsyncIterator[Chunk]:
        """edge-tts's chunks: `audio` with `data` (MP3); `WordBoundary` with `text`, `offset`, `duration` in 100 ns.

        `rate` and `pitch` as the service has them: `+10%`, `-5Hz`.
        """
        ...


class EdgeService:
    """edge-tts, imported when it is first asked."""

    def prepare(self) -> None:
        look_up(HOST, 443)

    def stream(self, text: str, voice: str, *, rate: str, pitch: str) -> AsyncIterator[Chunk]:
        import edge_tts

        chunks: AsyncIterator[Any] = edge_tts.Communicate(
            text, voice, rate=rate, pitch=pitch, boundary="WordBoundary"
        ).stream()
        return chunks


def asked(service: Service, text: str, voice: str, delivery: Delivery, limits: Limits, until: float | None) -> Answer:
    """One request; raises Fault."""
    rate = f"{round((delivery.speed - 1) * 100):+d}%"
    pitch = f"{round(_USUAL_PITCH * (2 ** (delivery.pitch / 12) - 1)):+d}Hz"
    data = bytearray()
    marks: list[Chunk] = []

    def take(chunk: Chunk) -> bool:
        if chunk["type"] == "WordBoundary":
            marks.append(chunk)
        elif chunk["type"] == "audio":
            data.extend(chunk["data"])
            return bool(chunk["data"])
        return False

    def work(watch: Watch) -> None:
        try:
            service.prepare()
            collect(lambda: service.stream(text, voice, rate=rate, pitch=pitch), take, watch, WHO)
        except Fault:
            raise
        except Exception as error:
            raise _told(error, voice, bool(data)) from error

    import_module("edge_tts")  # now: what loading takes is no delay of the service's
    watched(work, WHO, HOST, limits, until)
    if not data:
        raise _soundless(voice)
    return Answer(decoded(bytes(data), WHO, "mp3"), tuple(_word(mark) for mark in marks))


def _told(error: Exception, voice: str, heard: bool) -> Fault:
    """An error of edge-tts, aiohttp or the network as one of ours."""
    from aiohttp import ClientError
    from edge_tts.exceptions import EdgeTTSException, NoAudioReceived

    status = getattr(error, "status", None)
    if status is not None:
        return status_fault(int(status), WHO, mend=_UPDATE if status == 403 else "")
    if isinstance(error, OSError) and not heard:
        return Unreachable(f"cannot reach {HOST} ({reason(error)})")
    if isinstance(error, NoAudioReceived):
        return _soundless(voice)
    if isinstance(error, (EdgeTTSException, ClientError, OSError)):
        return Fault(f"{WHO} broke off ({reason(error)})")
    return Refused(f"edge-tts failed ({type(error).__name__}: {error})", "update it: pip install --upgrade edge-tts")


def _soundless(voice: str) -> Fault:
    return Fault(f"{WHO} sent no sound for {voice}; the voice may be gone")


def _word(mark: Chunk) -> tuple[str, int, int]:
    start, length = int(mark["offset"]), int(mark["duration"])
    return str(mark["text"]), start * SAMPLE_RATE // _TICKS, (start + length) * SAMPLE_RATE // _TICKS
