"""What voices there are to choose from, what each can do, and whether it is ready."""

from __future__ import annotations

import importlib.util
import socket
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import wait
from dataclasses import dataclass, replace
from pathlib import Path

from avatar.config import NamedVoice, Settings
from avatar.daemons import started
from avatar.errors import UsageError
from avatar.language import primary
from avatar.speech.capabilities import EDGE, ESPEAK, PIPER, SERVER
from avatar.speech.edge_service import HOST
from avatar.speech.kept import consent_of, own_voices
from avatar.speech.piper import INSTALL, PiperFile
from avatar.speech.roster import VoiceInfo, voices
from avatar.speech.server import Server
from avatar.speech.templates import templates
from avatar.types import Language

LOOK_SECONDS = 1.0
"""How long a server is looked for; all are looked for at once."""

_CAN = {"edge": EDGE, "espeak": ESPEAK, "server": SERVER, "piper": PIPER}


@dataclass(frozen=True)
class Listed:
    """A voice to choose. `language` None: any may be tried; `ready` None: nobody looked; `why` it is not ready.

    A template is always ready: where no natural voice answers, the embedded one speaks in its manner.
    """

    name: str
    language: Language | None
    gender: str | None
    title: str
    backend: str
    words: str
    streams: bool
    speed: bool
    pitch: bool
    style: bool
    online: bool
    ready: bool | None = None
    why: str = ""


def listed(language: str | None, settings: Settings, look: bool = True) -> tuple[Listed, ...]:
    """Every voice that can be chosen, of one language or of all: the user's own, the templates, then each by itself.

    With `look`, each server is looked for, for a second at most.
    """
    tag = primary(language) if language else None
    rows = [row for row in _all(settings) if tag is None or row.language in (tag, None)]
    return _looked(rows, settings) if look else tuple(rows)


def _all(settings: Settings) -> Iterator[Listed]:
    for name, voice in own_voices(settings).items():
        for language in _languages(voice):
            yield _row(name, language, voice.gender, voice.title or name, voice.backend)
    for template in templates().values():
        title = f"{template.title['zh']} · {template.title['en']}"
        yield replace(_row(template.name, None, None, title, "edge"), backend="template")
    for info in voices():
        yield _of(info)


def _of(info: VoiceInfo) -> Listed:
    return _row(info.name, info.language, info.gender, info.title, info.backend)


def _row(name: str, language: Language | None, gender: str | None, title: str, backend: str) -> Listed:
    can = _CAN[backend]
    return Listed(
        name, language, gender, title, backend, can.words, can.streams, can.speed, can.pitch, can.style, can.online
    )


def _languages(voice: NamedVoice) -> tuple[Language | None, ...]:
    if voice.language:
        return tuple(primary(tag.strip()) for tag in voice.language.split(","))
    if voice.backend == "piper" and voice.voice:
        try:
            return (PiperFile.read(Path(voice.voice).expanduser()).language,)
        except UsageError:
            return (None,)
    if voice.voice and voice.backend in ("edge", "espeak"):
        return (primary(voice.voice),)
    return (None,)


def _looked(rows: list[Listed], settings: Settings) -> tuple[Listed, ...]:
    """The same, each with whether it is ready."""
    own = own_voices(settings)
    places = {HOST: (HOST, 443)}
    for voice in own.values():
        server = _server(voice, settings)
        if isinstance(server, Server):
            places[server.url] = server.host
    answers = {url: started(_knock(*place), "look") for url, place in places.items()}
    wait(answers.values(), LOOK_SECONDS)
    found = {
        url: answer.result() if answer.done() else f"it does not answer within {LOOK_SECONDS:g} s"
        for url, answer in answers.items()
    }
    return tuple(_judged(row, own.get(row.name), found, settings) for row in rows)


def _judged(row: Listed, own: NamedVoice | None, found: Mapping[str, str], settings: Settings) -> Listed:
    why = found[HOST] if row.backend == "edge" else ""
    if own is not None:
        why = _own_trouble(row.name, own, settings) or why
        server = _server(own, settings)
        if not why and isinstance(server, Server):
            why = found[server.url]
    return replace(row, ready=not why, why=why)


def _own_trouble(name: str, voice: NamedVoice, settings: Settings) -> str:
    """What stands in the way of one of the user's own voices, besides its server's silence."""
    if voice.cloned and consent_of(name, voice) is None:
        return f"its owner's consent is not on record: avatar voices keep {name} --consent TEXT"
    if voice.backend == "server":
        server = _server(voice, settings)
        return server if isinstance(server, str) else ""
    if voice.backend == "piper":
        if importlib.util.find_spec("piper") is None:
            return f"Piper is not installed: {INSTALL}"
        try:
            PiperFile.read(Path(voice.voice or "").expanduser())
        except UsageError as error:
            return str(error)
    return ""


def _server(voice: NamedVoice, settings: Settings) -> Server | str | None:
    """The server of a voice that has one, or what is wrong with its address."""
    if voice.backend != "server":
        return None
    url = voice.server or settings.speech.server
    try:
        return Server(url or "")
    except UsageError as error:
        return str(error)


def _knock(host: str, port: int) -> Callable[[], str]:
    """Whether somebody answers there: nothing, or why not."""

    def knock() -> str:
        try:
            socket.create_connection((host, port), timeout=LOOK_SECONDS).close()
        except OSError as error:
            return f"{host} cannot be reached ({error.strerror or error})"
        return ""

    return knock
