"""Voices: the interface, their names, and the chain that never leaves a line unsaid.

A voice is named `auto`, `espeak`, `edge`, or one voice of a backend: `espeak:cmn+f2`,
`edge:zh-CN-XiaoxiaoNeural`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from avatar.errors import UsageError, VoiceError
from avatar.speech.espeak import EspeakVoice
from avatar.speech.roster import (
    ESPEAK_LANGUAGES,
    VoiceInfo,
    edge_voice,
    timbre,
    unknown_voice,
    voices,
)
from avatar.speech.writing import primary
from avatar.types import SAMPLE_RATE, Language, Speech

__all__ = ["Voice", "VoiceInfo", "list_voices", "open_voice", "speech_to_json"]


class Voice(Protocol):
    """Says a line. `name` tells which; `languages` are primary tags, None where any may be tried."""

    name: str
    languages: frozenset[Language] | None

    def speak(self, text: str, language: str) -> Speech:
        """The line as speech at 48 kHz with its word and phone times in the written text.

        Raises TextError for text this voice cannot say, VoiceError where a service failed.
        """
        ...


def list_voices(language: str | None = None) -> tuple[VoiceInfo, ...]:
    """The voices that can be chosen, of one language or of all that have voices of their own. Asks nobody."""
    return voices(language)
