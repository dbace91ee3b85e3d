"""Spoken lines for the tests of the face: sounds of given lengths, with a voice-like sound under them."""

from __future__ import annotations

import numpy as np

from avatar.types import SAMPLE_RATE, Phone, Samples, Speech

STOPS = frozenset("pbtdkɡ")


def hum(seconds: float, level: float = 0.2) -> Samples:
    """A buzz with many harmonics, as a throat makes."""
    times = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    waves = sum(np.sin(2 * np.pi * 120 * k * times) / k for k in range(1, 40))
    return (level * np.asarray(waves) / 2).astype(np.float32)


def line(*sounds: str | float, each: float = 0.1, stressed: str = "", lead: float = 0.1, tail: float = 0.1) -> Speech:
    """A speech of these phones, `each` seconds long; a number is a silence of so many seconds."""
    phones, pieces, place = [], [np.zeros(round(lead * SAMPLE_RATE), np.float32)], round(lead * SAMPLE_RATE)
    for sound in sounds:
        length = round((each if isinstance(sound, str) else sound) * SAMPLE_RATE)
        piece = np.zeros(length, np.float32)
        if isinstance(sound, str):
            phones.append(Phone(sound, place, place + length, sound in stressed))
            voiced = slice(length // 2 if sound in STOPS else 0, length)
            piece[voiced] = hum(length / SAMPLE_RATE)[voiced]
        pieces.append(piece)
        place += length
    pcm = np.concatenate([*pieces, np.zeros(round(tail * SAMPLE_RATE), np.float32)])
    return Speech("a line", "en", "test", pcm, phones=tuple(phones))


def unheard(speech: Speech) -> Speech:
    """The same sound from a voice that tells no phones."""
    return Speech(speech.text, speech.language, speech.voice, speech.pcm)
