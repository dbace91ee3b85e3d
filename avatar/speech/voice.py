"""Voices: the interface, their names, and the chain that leaves no line unsaid.

A voice is named `auto`, `espeak`, `edge`, or one voice of a backend:
`espeak:cmn+warm`, `edge:zh-CN-XiaoxiaoNeural`.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from typing import Protocol

from avatar.language import primary
from avatar.speech.capabilities import Capabilities
from avatar.speech.chain import Chain
from avatar.speech.edge import EdgeVoice
from avatar.speech.edge_service import Service
from avatar.speech.espeak import EspeakVoice
from avatar.speech.libespeak import voice_names
from avatar.speech.roster import ESPEAK_LANGUAGES, TIMBRES, VoiceInfo, dialect_name, timbre, unknown_voice, voices
from avatar.types import SAMPLE_RATE, Language, Speech

__all__ = ["Voice", "VoiceInfo", "list_voices", "open_voice", "speech_to_json"]

_EDGE_NAME = re.compile(r"[a-z]{2,3}(-[A-Za-z]+)+-[A-Za-z]+Neural")


class Voice(Protocol):
    """Says a line. `languages` are primary tags, None where any may be tried."""

    @property
    def name(self) -> str: ...
    @property
    def languages(self) -> frozenset[Language] | None: ...
    @property
    def can(self) -> Capabilities: ...

    def speak(self, text: str, language: str) -> Speech:
        """The line at 48 kHz, levelled, with word and phone times where the voice knows them.

        Raises TextError for text this voice cannot say, VoiceError where a service failed.
        """
        ...


def list_voices(language: str | None = None) -> tuple[VoiceInfo, ...]:
    """The voices that can be chosen, of one language or of all that have voices of their own. Asks nobody."""
    return voices(language)


def open_voice(
    name: str,
    language: str,
    gender: str | None,
    warn: Callable[[str], None],
    *,
    own: str | None = None,
    service: Service | None = None,
) -> Voice:
    """The voice of that name; `gender` (`woman`, `man`) chooses where the name leaves it open.

    `own` is the natural voice (`zh-CN-XiaoxiaoNeural`) that `auto` tries before any other;
    `service` stands in for the network. Raises UsageError for a name nobody bears,
    with the nearest that somebody does.
    """
    backend, _, which = name.partition(":")
    if name == "auto":
        natural = EdgeVoice(own, gender, service=service)
        return Chain("auto", [natural, EspeakVoice(timbre(None, gender))], natural.can, warn)
    if backend == "espeak" and _is_espeak(which):
        dialect, _, variant = which.partition("+")
        return EspeakVoice(timbre(variant or None, gender), dialect_name(dialect) or None)
    if backend == "edge" and (not which or _is_edge(which)):
        edge = EdgeVoice(which or None, gender, service=service)
        return Chain(edge.name, [edge, EspeakVoice(timbre(None, gender))], edge.can, warn, named=1)
    raise unknown_voice(name, language, (f"espeak:{dialect}" for dialect in sorted(voice_names())))


def speech_to_json(speech: Speech) -> dict[str, object]:
    """What a program wants to know of a speech; times in seconds and in samples of 48 kHz, no sound."""
    words = speech.words and [
        {"text": word.text, "begin": word.begin, "stop": word.stop, **_times(word.start, word.end)}
        for word in speech.words
    ]
    phones = speech.phones and [
        {"symbol": phone.symbol, "stressed": phone.stressed, **_times(phone.start, phone.end)}
        for phone in speech.phones
    ]
    return {
        "text": speech.text,
        "language": speech.language,
        "voice": speech.voice,
        "sample_rate": SAMPLE_RATE,
        "samples": len(speech.pcm),
        "seconds": round(speech.seconds, 6),
        "words": words,
        "phones": phones,
    }


def _times(start: int, end: int) -> dict[str, object]:
    return {
        "start": round(start / SAMPLE_RATE, 6),
        "end": round(end / SAMPLE_RATE, 6),
        "start_sample": start,
        "end_sample": end,
    }


def _is_espeak(which: str) -> bool:
    """Whether that is a voice on disk: `cmn+f2`, `zh`, `+Annie` or nothing."""
    dialect, _, variant = which.partition("+")
    known = voice_names()
    ours = any(tone.variant == variant for tone in TIMBRES)
    return (not dialect or dialect_name(dialect) in known) and (not variant or ours or f"+{variant}" in known)


def _is_edge(which: str) -> bool:
    """Whether the service may have that voice: one of the table, or one like them in a language we know.

    The service has hundreds; what differs by a letter or two from one of the table is a slip.
    """
    known = [voice.name.removeprefix("edge:") for voice in voices() if voice.backend == "edge"]
    if which in known:
        return True
    slip = difflib.get_close_matches(which, known, n=1, cutoff=0.94)
    return bool(_EDGE_NAME.fullmatch(which)) and primary(which) in ESPEAK_LANGUAGES and not slip
