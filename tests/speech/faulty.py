"""Backends that fail on purpose, each in every way that its kind can, and how soon the next voice has spoken.

Used by the tests and by `scripts/bench_voices.py`.
"""

from __future__ import annotations

import io
import json
import socket
import threading
import time
import wave
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from avatar.language import guess_language
from avatar.speech.asked import AskedVoice
from avatar.speech.capabilities import Delivery
from avatar.speech.chain import Chain
from avatar.speech.edge import EdgeVoice
from avatar.speech.espeak import EspeakVoice
from avatar.speech.patience import Limits
from avatar.speech.piper import PiperFile, PiperVoice
from avatar.speech.recital import recite
from avatar.speech.roster import timbre
from avatar.speech.server import Server, ServerVoice
from avatar.speech.spoken import spoken
from avatar.types import Speech
from tests.fakes import FakeEdge

TEXT = "Welcome to our show, today this mug costs only $19.99, and it keeps tea warm for hours."
Faulty = AbstractContextManager[tuple[AskedVoice, Callable[[], float | None]]]
"""A voice, and what tells when it first did wrong."""
Make = Callable[[Limits | None], Faulty]
_HANGING = frozenset(["hang", "headers only", "stuck look-up"])


@cache
def spoken_pcm(text: str, language: str = "en") -> tuple[npt.NDArray[np.int16], int]:
    """A text as some voice has said it, int16, with its rate: a quarter of a second of silence around it."""
    recital = recite(text, language, timbre(None, "man"))
    silence = np.zeros(recital.rate // 4, np.int16)
    return np.concatenate([silence, recital.pcm, silence]), recital.rate


def wav_bytes(pcm: npt.NDArray[np.int16], rate: int) -> bytes:
    """A WAV file."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(pcm.tobytes())
    return buffer.getvalue()


@dataclass
class SpeechServer:
    """A real HTTP server on 127.0.0.1 that speaks `/v1/audio/speech`, well or badly.

    `plan` says how each request goes, the last entry for all that follow. `requests` holds what was
    asked, `headers` with which headers; `failed` is when it first did wrong (`time.monotonic`).
    """

    plan: list[str]
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    failed: float | None = None
    at_once: int = 0
    most_at_once: int = 0
    closing: threading.Event = field(default_factory=threading.Event)
    url: str = ""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def next_mode(self) -> str:
        with self._lock:
            return self.plan.pop(0) if len(self.plan) > 1 else self.plan[0]

    def fail(self) -> None:
        """It does wrong now."""
        if self.failed is None:
            self.failed = time.monotonic()

    @contextmanager
    def counted(self) -> Iterator[None]:
        with self._lock:
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            yield
        finally:
            with self._lock:
                self.at_once -= 1


class _Call:
    """One request being answered."""

    def __init__(self, server: SpeechServer, handler: BaseHTTPRequestHandler, asked: dict[str, Any]) -> None:
        self.server = server
        self.handler = handler
        self.asked = asked

    def sound(self) -> bytes:
        pcm, rate = spoken_pcm(self.asked["input"], guess_language(self.asked["input"]))
        if self.asked["response_format"] == "pcm":
            return pcm.tobytes()
        return wav_bytes(pcm, rate)

    def head(self, status: int = 200, content: str = "audio/wav", length: int | None = None, **headers: str) -> None:
        handler = self.handler
        handler.send_response(status)
        handler.send_header("Content-Type", content)
        if length is not None:
            handler.send_header("Content-Length", str(length))
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Connection", "close")
        handler.end_headers()
        handler.close_connection = True

    def body(self, data: bytes) -> None:
        for begin in range(0, len(data), 1 << 14):
            self.handler.wfile.write(data[begin : begin + (1 << 14)])
            self.handler.wfile.flush()

    def status(self, code: int, message: str = "no", **headers: str) -> None:
        self.server.fail()
        data = b'{"error": {"message": "' + message.encode() + b'"}}'
        self.head(code, "application/json", len(data), **headers)
        self.body(data)


def _answer(call: _Call) -> None:
    data = call.sound()
    call.head(length=len(data))
    call.body(data)


def _hang(call: _Call) -> None:
    call.server.closing.wait(30)


def _headers_only(call: _Call) -> None:
    call.head()
    call.handler.wfile.flush()
    call.server.closing.wait(30)


def _stall(call: _Call) -> None:
    data = call.sound()
    call.head(length=len(data))
    call.body(data[: len(data) // 2])
    call.server.fail()
    call.server.closing.wait(30)


def _cut(call: _Call) -> None:
    data = call.sound()
    call.head(length=len(data))
    call.body(data[: len(data) // 2])
    call.server.fail()


def _header_promises_more(call: _Call) -> None:
    call.head()
    data = call.sound()
    call.body(data[: len(data) // 2])
    call.server.fail()


def _half_said(call: _Call) -> None:
    pcm, rate = spoken_pcm(call.asked["input"])
    data = wav_bytes(pcm[: len(pcm) // 2], rate)
    call.head(length=len(data))
    call.body(data)
    call.server.fail()


def _empty(call: _Call) -> None:
    call.server.fail()
    call.head(length=0)


def _silence(call: _Call) -> None:
    call.server.fail()
    pcm, rate = spoken_pcm(call.asked["input"])
    data = wav_bytes(np.zeros_like(pcm), rate)
    call.head(length=len(data))
    call.body(data)


def _hole(call: _Call) -> None:
    pcm, rate = spoken_pcm(call.asked["input"])
    half = len(pcm) // 2
    data = wav_bytes(np.concatenate([pcm[:half], np.zeros(4 * rate, np.int16), pcm[half:]]), rate)
    call.head(length=len(data))
    call.body(data)
    call.server.fail()


def _garbage(call: _Call) -> None:
    call.server.fail()
    data = np.random.default_rng(1).bytes(60_000)
    call.head(length=len(data))
    call.body(data)


def _noise(call: _Call) -> None:
    call.server.fail()
    pcm, rate = spoken_pcm(call.asked["input"])
    noise = np.random.default_rng(1).integers(-32768, 32767, len(pcm), np.int16)
    data = wav_bytes(noise, rate)
    call.head(length=len(data))
    call.body(data)


def _page(call: _Call) -> None:
    call.server.fail()
    call.head(content="text/html")
    call.body(b"<!doctype html><html><body>Welcome!</body></html>")


def _json(call: _Call) -> None:
    call.server.fail()
    call.head(content="application/json")
    call.body(b'{"error": {"message": "out of memory"}}')


def _moved(call: _Call) -> None:
    call.server.fail()
    call.head(307, length=0, Location="http://127.0.0.1:1/v1/audio/speech")


def _hang_up(call: _Call) -> None:
    call.server.fail()
    call.handler.close_connection = True


def _drip(call: _Call) -> None:
    """Sound, far slower than it can be played."""
    call.server.fail()
    call.head()
    for byte in call.sound():
        call.handler.wfile.write(bytes([byte]))
        call.handler.wfile.flush()
        if call.server.closing.wait(0.5):
            return


SERVER_MODES: dict[str, Callable[[_Call], None]] = {
    "answer": _answer,
    "hang": _hang,
    "headers only": _headers_only,
    "stall": _stall,
    "cut": _cut,
    "header promises more": _header_promises_more,
    "half said": _half_said,
    "empty": _empty,
    "silence": _silence,
    "hole": _hole,
    "garbage": _garbage,
    "noise": _noise,
    "page": _page,
    "json": _json,
    "moved": _moved,
    "hang up": _hang_up,
    "drip": _drip,
    **{
        str(code): (lambda call, code=code: call.status(code))  # type: ignore[misc]
        for code in (401, 403, 404, 429, 500, 503)
    },
    "429 for a minute": lambda call: call.status(429, Retry_After="60"),
}


@contextmanager
def speech_server(*plan: str) -> Iterator[SpeechServer]:
    """A speech server for the time of a test."""
    fake = SpeechServer(list(plan) or ["answer"])

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *args: Any) -> None:
            """Keep the test's output clean."""

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))))
            fake.requests.append({**asked, "path": self.path})
            fake.headers.append({name.lower(): value for name, value in self.headers.items()})
            try:
                with fake.counted():
                    SERVER_MODES[fake.next_mode()](_Call(fake, self, asked))
            except OSError:
                pass

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.daemon_threads = True
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    fake.url = f"http://127.0.0.1:{httpd.server_address[1]}/v1"
    try:
        yield fake
    finally:
        fake.closing.set()
        httpd.shutdown()
        httpd.server_close()
        thread.join(5)


def closed_port() -> int:
    """A port at which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class FakePiper:
    """Piper's engine without a voice file: espeak-ng's sound, sentence by sentence, well or badly.

    `plan` as `SpeechServer`'s; `failed` is when it first did wrong.
    """

    def __init__(self, *plan: str) -> None:
        self.plan = list(plan) or ["answer"]
        self.asked: list[tuple[str, float]] = []
        self.failed: float | None = None

    def fail(self) -> None:
        self.failed = self.failed or time.monotonic()

    def say(self, text: str, speed: float) -> Iterator[tuple[npt.NDArray[np.float32], int]]:
        self.asked.append((text, speed))
        mode = self.plan.pop(0) if len(self.plan) > 1 else self.plan[0]
        if mode == "hang":
            threading.Event().wait(5)
        early, late = mode in _EARLY, mode in _LATE
        if early:
            self.fail()
        if mode in _RAISED:
            raise _RAISED[mode]
        sound, rate = _piper_sound(text, mode)
        half = len(sound) // 2
        if half:
            yield sound[:half], rate
        if late:
            self.fail()
        if mode == "stall":
            threading.Event().wait(5)
        if mode == "dies":
            raise RuntimeError("out of memory")
        if half and mode != "half said":
            yield sound[half:], rate


_RAISED = {
    "raises": RuntimeError("[ONNXRuntimeError] : 6 : RUNTIME_EXCEPTION"),
    "lacks a package": ImportError("No module named 'g2pW'"),
}
_LATE = ("stall", "half said", "dies")
_EARLY = (*_RAISED, "empty", "silence", "garbage", "noise")


def _piper_sound(text: str, mode: str) -> tuple[npt.NDArray[np.float32], int]:
    pcm, rate = spoken_pcm(text, guess_language(text))
    sound = (pcm / 32768).astype(np.float32)
    if mode == "noise":
        return np.random.default_rng(1).uniform(-1, 1, len(sound)).astype(np.float32), rate
    if mode == "empty":
        return sound[:0], rate
    if mode in ("silence", "garbage"):
        sound[:] = 0.0 if mode == "silence" else np.nan
    return sound, rate


EDGE_FAULTS = {
    "403": "refuse", "429": "throttle", "503": "overload", "hang": "hang", "stuck look-up": "stuck", "stall": "stall",
    "empty": "silent", "half said": "truncate", "dies": "die", "no connection": "closed", "no such host": "unreachable",
    "garbage": "garbage", "silence": "blank",
}  # fmt: skip
SERVER_FAULTS = tuple(mode for mode in SERVER_MODES if mode not in ("answer", "drip"))
PIPER_FAULTS = (
    "hang",
    "stall",
    "raises",
    "lacks a package",
    "dies",
    "empty",
    "half said",
    "silence",
    "garbage",
    "noise",
)


@dataclass(frozen=True)
class Case:
    """A backend with a fault. `make` gives the voice and when it first did wrong (None: it was never asked)."""

    backend: str
    fault: str
    make: Make

    @property
    def hangs(self) -> bool:
        """Whether the time counts from the call, for nothing ever came."""
        return self.fault in _HANGING


def cases(piper_file: Path) -> tuple[Case, ...]:
    """Every backend with every fault; `piper_file` as `piper_files` makes it."""
    return (
        *(Case("edge", fault, _edge(mode)) for fault, mode in EDGE_FAULTS.items()),
        *(Case("server", fault, _server(fault)) for fault in SERVER_FAULTS),
        Case("server", "no connection", _nowhere(f"http://127.0.0.1:{closed_port()}/v1")),
        Case("server", "no such host", _nowhere("http://speech.invalid/v1")),
        *(Case("piper", fault, _piper(fault, piper_file)) for fault in PIPER_FAULTS),
    )


def piper_files(folder: Path, language: str = "en_US") -> Path:
    """A voice's two files, of which only the settings are read by whoever brings an engine along."""
    path = folder / "anna.onnx"
    path.write_bytes(b"")
    (folder / "anna.onnx.json").write_text(f'{{"language": {{"code": "{language}"}}, "espeak": {{"voice": "en-us"}}}}')
    return path


@dataclass(frozen=True)
class Outcome:
    """What a line became: who spoke, seconds from the fault until it was spoken, and what was told."""

    speech: Speech
    seconds: float
    warnings: tuple[str, ...]


def outcome(case: Case, limits: Limits | None = None) -> Outcome:
    """Say one line with the faulty voice first and the embedded one behind it."""
    warnings: list[str] = []
    with case.make(limits) as (voice, failed):
        chain = Chain("bench", [voice, EspeakVoice(timbre(None, None))], voice.can, warnings.append)
        began = time.monotonic()
        speech = chain.speak(TEXT, "en")
        ended = time.monotonic()
        fault = began if case.hangs else failed() or began
    return Outcome(speech, ended - fault, tuple(warnings))


def warm_up() -> None:
    """Load what the first line of a process waits for."""
    EspeakVoice(timbre(None, None), delivery=Delivery()).speak(TEXT, "en")
    spoken_pcm(spoken(TEXT, "en").text)


def _edge(mode: str) -> Make:
    def make(limits: Limits | None) -> Faulty:
        service = FakeEdge(mode)
        return nullcontext((EdgeVoice(limits=limits, service=service), lambda: service.failed))

    return make


def _server(mode: str) -> Make:
    @contextmanager
    def make(limits: Limits | None) -> Iterator[tuple[AskedVoice, Callable[[], float | None]]]:
        with speech_server(mode) as fake:
            yield ServerVoice("lin", "lin", Server(fake.url), limits=limits), lambda: fake.failed

    return make


def _nowhere(url: str) -> Make:
    return lambda limits: nullcontext((ServerVoice("lin", "lin", Server(url), limits=limits), lambda: None))


def _piper(mode: str, path: Path) -> Make:
    def make(limits: Limits | None) -> Faulty:
        engine = FakePiper(mode)
        voice = PiperVoice(PiperFile.read(path), limits=limits, engine=engine)
        return nullcontext((voice, lambda: engine.failed))

    return make
