"""Fakes that tests of several rooms share."""

from __future__ import annotations

import asyncio
import functools
import io
import json
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import av
import numpy as np
import numpy.typing as npt
import soxr
from edge_tts.exceptions import NoAudioReceived

from avatar.speech.recital import recite
from avatar.speech.roster import timbre


@dataclass
class ChatServer:
    """A real HTTP server on 127.0.0.1 that speaks OpenAI's chat protocol, well or badly.

    `behave(call)` answers each chat request; `requests` holds what was asked,
    `hung_up` is set once a client has closed a stream before its end.
    """

    behave: Callable[[ChatCall], None]
    models: tuple[str, ...] | None = ("fake-model",)
    requests: list[dict[str, Any]] = field(default_factory=list)
    hung_up: threading.Event = field(default_factory=threading.Event)
    closing: threading.Event = field(default_factory=threading.Event)
    url: str = ""


class ChatCall:
    """One chat request being answered: `send_*` write to the client."""

    def __init__(self, server: ChatServer, handler: BaseHTTPRequestHandler) -> None:
        self.server = server
        self._handler = handler

    @property
    def request(self) -> dict[str, Any]:
        return self.server.requests[-1]

    def status(self, code: int, message: str = "no") -> None:
        """An error as such servers send it."""
        body = json.dumps({"error": {"message": message, "code": code}}).encode()
        self._headers(code, "application/json", len(body))
        self._handler.wfile.write(body)

    def begin(self, content_type: str = "text/event-stream", length: int | None = None) -> None:
        self._headers(200, content_type, length)

    def raw(self, text: str) -> None:
        self._handler.wfile.write(text.encode())
        self._handler.wfile.flush()

    def chunk(self, **delta: Any) -> None:
        choices = [{"index": 0, "delta": delta}]
        self.raw(f"data: {json.dumps({'id': '1', 'object': 'chat.completion.chunk', 'choices': choices})}\n\n")

    def text(self, text: str, piece: int = 7) -> None:
        """The text in small pieces, as models send it."""
        for at in range(0, len(text), piece):
            self.chunk(content=text[at : at + piece])

    def done(self) -> None:
        self.raw("data: [DONE]\n\n")

    def wait(self, seconds: float) -> bool:
        """Sleep; whether the server is being closed, when a fake should stop."""
        return self.server.closing.wait(seconds)

    def _headers(self, code: int, content_type: str, length: int | None = None) -> None:
        self._handler.send_response(code)
        self._handler.send_header("Content-Type", content_type)
        if length is not None:
            self._handler.send_header("Content-Length", str(length))
        self._handler.send_header("Connection", "close")
        self._handler.end_headers()
        self._handler.close_connection = True


@contextmanager
def chat_server(
    behave: Callable[[ChatCall], None], models: tuple[str, ...] | None = ("fake-model",)
) -> Iterator[ChatServer]:
    """A chat server for the time of a test; `models` is what `/models` lists (`None`: it answers 404)."""
    fake = ChatServer(behave, models)

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *args: Any) -> None:
            """Keep the test's output clean."""

        def do_GET(self) -> None:
            call = ChatCall(fake, self)
            if fake.models is None or not self.path.endswith("/models"):
                call.status(404)
                return
            call.begin("application/json")
            call.raw(json.dumps({"object": "list", "data": [{"id": name, "object": "model"} for name in fake.models]}))

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            request = json.loads(self.rfile.read(length))
            fake.requests.append(
                {**request, "headers": {name.lower(): value for name, value in self.headers.items()}, "path": self.path}
            )
            try:
                fake.behave(ChatCall(fake, self))
            except OSError:
                fake.hung_up.set()

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


def says(text: str, piece: int = 7) -> Callable[[ChatCall], None]:
    """A model that streams `text` and ends properly."""

    def behave(call: ChatCall) -> None:
        call.begin()
        call.chunk(role="assistant", content="")
        call.text(text, piece)
        call.done()

    return behave


def fails(code: int, message: str = "no") -> Callable[[ChatCall], None]:
    """A server that answers an error."""
    return lambda call: call.status(code, message)


def hangs(call: ChatCall) -> None:
    """Takes the request and never answers."""
    call.wait(30)


def keeps_alive(call: ChatCall) -> None:
    """Sends comment lines and empty chunks for ever, and nothing of the model's."""
    call.begin()
    while not call.wait(0.03):
        call.raw(": keep-alive\n\n")
        call.raw('data: {"id": "1", "object": "chat.completion.chunk", "choices": []}\n\n')


def thinks_for_ever(call: ChatCall) -> None:
    """Streams thoughts in a field of their own and never comes to an answer."""
    call.begin()
    while not call.wait(0.03):
        call.chunk(reasoning_content="hmm ¥1 ")


def stalls_after(text: str) -> Callable[[ChatCall], None]:
    """Streams `text`, then nothing, with the connection open."""

    def behave(call: ChatCall) -> None:
        call.begin()
        call.text(text)
        while not call.wait(0.05):
            call.raw(": still here\n\n")

    return behave


def cut_after(text: str) -> Callable[[ChatCall], None]:
    """Streams `text` and breaks the connection inside a chunk, short of the length it announced."""

    def behave(call: ChatCall) -> None:
        call.begin(length=1_000_000)
        call.text(text)
        call.raw('data: {"id": "1", "obj')

    return behave


def drips(text: str, pause: float) -> Callable[[ChatCall], None]:
    """Streams `text` a character at a time."""

    def behave(call: ChatCall) -> None:
        call.begin()
        for character in text:
            call.chunk(content=character)
            if call.wait(pause):
                return
        call.done()

    return behave


def babbles(call: ChatCall) -> None:
    """Streams what is no JSON."""
    call.begin()
    call.raw("data: <<<<not json>>>>\n\n")
    call.raw("data: {{{{\n\n")
    call.done()


def serves_a_web_page(call: ChatCall) -> None:
    """A base URL that is somebody's home page."""
    call.begin("text/html")
    call.raw("<!doctype html><html><body>Welcome!</body></html>")


class FakeEdge:
    """The Edge speech service without a network: espeak-ng's sound as MP3, its words as boundaries.

    `plan` says how each request goes, the last entry for all that follow: `answer`,
    `hang`, `stall` (in the middle), `truncate`, `die` (in the middle), `refuse`,
    `throttle`, `overload`, `closed`, `silent`, `blank` (sound without any), `garbage`,
    `mute` (no boundaries), `odd` (boundaries of another text), `unreachable`, `stuck`
    (the look-up never ends). `asked` holds what was asked, `manners` at which rate and
    pitch; `failed` is when it first did wrong (`time.monotonic`).
    """

    def __init__(self, *plan: str) -> None:
        self.plan = list(plan) or ["answer"]
        self.asked: list[tuple[str, str]] = []
        self.manners: list[tuple[str, str]] = []
        self.failed: float | None = None
        self._mode = ""

    def prepare(self) -> None:
        self._mode = self.plan.pop(0) if len(self.plan) > 1 else self.plan[0]
        if self._mode == "unreachable":
            raise socket.gaierror(-2, "Name or service not known")
        if self._mode == "stuck":
            threading.Event().wait(5)

    async def stream(self, text: str, voice: str, *, rate: str, pitch: str) -> AsyncIterator[dict[str, Any]]:
        self.asked.append((text, voice))
        self.manners.append((rate, pitch))
        mode = self._mode
        if mode == "hang":
            await asyncio.sleep(60)
        if mode in _REFUSALS or mode in ("garbage", "blank"):
            self.failed = self.failed or time.monotonic()
        if mode in _REFUSALS:
            raise _REFUSALS[mode]
        data, words = _edge_sound(text, voice[:2])
        if mode in ("garbage", "blank"):
            data, words = (bytes(range(256)) * 100, ()) if mode == "garbage" else (_blank(text), ())
        half = len(data) // 2
        yield {"type": "audio", "data": data[:half]}
        if mode in ("stall", "die", "truncate"):
            self.failed = self.failed or time.monotonic()
        if mode == "stall":
            await asyncio.sleep(60)
        if mode == "die":
            raise ConnectionResetError(104, "Connection reset by peer")
        spoken = words[: len(words) // 2] if mode == "truncate" else words
        for word, start, end in spoken if mode != "mute" else ():
            shown = "elsewhere" if mode == "odd" else word
            yield {"type": "WordBoundary", "text": shown, "offset": start, "duration": end - start}
        if mode != "truncate":
            yield {"type": "audio", "data": data[half:]}


class _HandshakeError(Exception):
    """As aiohttp's: an error with the status of the answer."""

    def __init__(self, status: int) -> None:
        super().__init__(f"{status}, message='Invalid response status'")
        self.status = status


_REFUSALS = {
    "refuse": _HandshakeError(403),
    "throttle": _HandshakeError(429),
    "overload": _HandshakeError(503),
    "closed": ConnectionRefusedError(111, "Connection refused"),
    "silent": NoAudioReceived("No audio was received."),
}


@functools.cache
def _edge_sound(text: str, language: str) -> tuple[bytes, tuple[tuple[str, int, int], ...]]:
    """MP3 as the service sends it (24 kHz, 48 kbit/s, some silence around), and words in its 100 ns."""
    recital = recite(text, language, timbre(None, None))
    silence = np.zeros(recital.rate // 4, np.int16)
    pcm = np.concatenate([silence, recital.pcm, silence, silence])
    tick = 10_000_000 / recital.rate
    ticks = [
        (
            text[word.begin : word.stop],
            int((len(silence) + word.start) * tick),
            int((len(silence) + word.end) * tick),
        )
        for word in recital.words
    ]
    return _mp3(soxr.resample(pcm.astype(np.float32) / 32768, recital.rate, 24_000)), tuple(ticks)


@functools.cache
def _blank(text: str) -> bytes:
    """As long a sound as a text may have, without any."""
    return _mp3(np.zeros(24_000 * len(text) // 12, np.float32))


def _mp3(sound: npt.NDArray[np.float32]) -> bytes:
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="mp3") as file:
        stream = file.add_stream("mp3", rate=24_000, layout="mono")
        stream.bit_rate = 48_000
        frame = av.AudioFrame.from_ndarray((sound * 32767).astype(np.int16)[None], format="s16", layout="mono")
        frame.sample_rate = 24_000
        for packet in (*stream.encode(frame), *stream.encode(None)):
            file.mux(packet)
    return buffer.getvalue()
