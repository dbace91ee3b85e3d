"""Voices: the interface, and how one is opened by name.

What a name may be is told in `casting.py`; whatever it is, the embedded voice stands behind it,
so that no line is left unsaid.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from avatar.config import Settings, load_settings
from avatar.speech.cache import SpeechCache, cache_folder
from avatar.speech.capabilities import Capabilities
from avatar.speech.casting import Cast, Casting, Part, parts
from avatar.speech.chain import Chain
from avatar.speech.edge_service import Service
from avatar.speech.espeak import EspeakVoice
from avatar.speech.lexicon import Lexicon, find_lexicon
from avatar.speech.roster import ESPEAK_LANGUAGES, VoiceInfo, voices
from avatar.types import SAMPLE_RATE, Language, Speech

__all__ = ["Voice", "VoiceInfo", "list_voices", "open_voice", "speech_to_json"]


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
    lexicon: Lexicon | None = None,
    settings: Settings | None = None,
    service: Service | None = None,
) -> Voice:
    """The voice of that name, or several in order (`lin, warm, espeak`); `gender` (`woman`, `man`) chooses
    where a name leaves it open.

    `own` is the natural voice (`zh-CN-XiaoxiaoNeural`) that `auto` tries before any other;
    `settings` and the `lexicon` of the settings' folder are read where none are given;
    `service` stands in for the network, and nothing it says is kept. Raises UsageError for a
    name nobody bears, with the nearest that somebody does.
    """
    settings = settings or load_settings()
    wanted = parts(name)
    lexicon = find_lexicon(None) if lexicon is None else lexicon
    casting = Casting(language, gender, settings, None if service else _cache(settings, warn), lexicon, own, service)
    found = [casting.cast(part) for part in wanted]
    for part, cast in zip(wanted, found, strict=True):
        _tell_lacking(part, cast, warn)
    if len(found) == 1 and isinstance(found[0].voice, EspeakVoice):
        return found[0].voice
    chain = [cast.voice for cast in found]
    if not any(isinstance(voice, EspeakVoice) and len(voice.languages) == len(ESPEAK_LANGUAGES) for voice in chain):
        chain.append(casting.embedded(wanted[-1]))
    named = [voice for part, voice in zip(wanted, chain, strict=False) if part.name != "auto"]
    shown = chain[0].name if len(wanted) == 1 and wanted[0].name != "auto" else name
    return Chain(shown, chain, found[0].can, warn, named=named)


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


def _cache(settings: Settings, warn: Callable[[str], None]) -> SpeechCache | None:
    limit = settings.speech.cache_mb * 1_000_000
    return SpeechCache(cache_folder(), limit, warn) if limit else None


def _tell_lacking(part: Part, cast: Cast, warn: Callable[[str], None]) -> None:
    """Say what was asked of a voice that it cannot do."""
    asked = {name for name in ("speed", "pitch", "style") if getattr(part, name) is not None}
    for lacking in cast.delivery.lacking(cast.can):
        if lacking in asked:
            warn(f"the voice {cast.voice.name} cannot be asked for a {lacking}; it speaks with its own")
