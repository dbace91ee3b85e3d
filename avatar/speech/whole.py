"""Whether sound can be all of a text: what came short, empty, broken off or as mere noise is asked for again."""

from __future__ import annotations

import numpy as np

from avatar.language import script_of
from avatar.speech.edges import sounding
from avatar.speech.faults import Fault
from avatar.speech.libespeak import engine
from avatar.speech.mapped import Mapped
from avatar.speech.readable import is_readable, readable
from avatar.speech.recital import recite
from avatar.speech.roster import ESPEAK_LANGUAGES, timbre
from avatar.types import SAMPLE_RATE, Language, Samples

# characters a second: nobody speaks faster, and nobody who is not stuck slower
_FASTEST_WIDE, _FASTEST_LETTERS = 10.0, 30.0
_SLOWEST_WIDE, _SLOWEST_LETTERS = 1.2, 3.0
# a very short line has its own pace
_SPARE_SECONDS = 4.0
# what is shorter than this share of what the text usually takes, is not all of it; nor is what is a little
# shorter and breaks off while it is loud. Of a voice whose pace is not known yet one has to bear more.
_LEAST, _LEAST_LOUD = 0.6, 0.85
_LEAST_UNKNOWN, _LEAST_LOUD_UNKNOWN = 0.55, 0.7
_USUAL_PACE = 1 / 13  # seconds for a unit of effort
_LONGEST_SILENCE = 3.0
# speech comes in syllables and has little above this; noise is even and has as much there as below
_HIGH, _HIGH_SHARE, _EVEN = 4000, 0.3, 0.5
_MOST_LISTENED = 3 * SAMPLE_RATE
_SILENT = 1e-4
_HOP = SAMPLE_RATE // 50
_WIDE = ("CJK", "HANGUL", "HIRAGANA", "KATAKANA")


def effort(text: str) -> float:
    """How long a text takes to be said, in letters of an alphabet: a character of East Asia counts for three."""
    wide, letters = _counted(text)
    return wide * _FASTEST_LETTERS / _FASTEST_WIDE + letters


def usual_seconds(text: str, language: Language) -> float:
    """How long a text, as it is spoken, takes from its first sound to its last: as the embedded voice says it."""
    if language in ESPEAK_LANGUAGES and is_readable(text, language):
        words = recite(readable(Mapped.plain(text), language).text, language, timbre(None, None)).words
        if words:
            return (words[-1].end - words[0].start) / engine().rate
    return effort(text) * _USUAL_PACE


def check_whole(text: str, pcm: Samples, usual: float, who: str, speed: float = 1.0, pace: float | None = None) -> None:
    """Raise a retryable Fault where `pcm` (48 kHz) cannot be all of `text` and nothing but it.

    `usual` are its `usual_seconds`; `speed` is how much faster than usual it was asked for; `pace` how much
    longer than usual this voice took so far for what it was asked, None where that is not known yet.
    """
    begin, end = sounding(pcm)
    if not len(pcm) or float(np.abs(pcm).max()) < _SILENT:
        raise Fault(f"{who} sent no sound")
    heard = pcm[begin:end]
    seconds = len(heard) / SAMPLE_RATE
    if seconds < max(_fastest(text) / max(speed, 1.0), _least(pcm, pace) * usual / speed):
        raise Fault(f"{who} sent only a part of a line")
    if seconds > _slowest(text) / min(speed, 1.0):
        raise Fault(f"{who} sent far more sound than a line has")
    if _is_noise(heard):
        raise Fault(f"{who} sent noise instead of speech")
    if _longest_silence(heard) > _LONGEST_SILENCE:
        raise Fault(f"{who} fell silent within a line")


def _least(pcm: Samples, pace: float | None) -> float:
    """The share of the usual time that all of a line takes at least."""
    loud = _ends_loud(pcm)
    if pace is None:
        return _LEAST_LOUD_UNKNOWN if loud else _LEAST_UNKNOWN
    return pace * (_LEAST_LOUD if loud else _LEAST)


def _fastest(text: str) -> float:
    """Seconds in which nobody can have said more than the text."""
    wide, letters = _counted(text)
    return wide / _FASTEST_WIDE + letters / _FASTEST_LETTERS


def _slowest(text: str) -> float:
    """Seconds within which anybody has said the text."""
    wide, letters = _counted(text)
    return wide / _SLOWEST_WIDE + letters / _SLOWEST_LETTERS + _SPARE_SECONDS


def _counted(text: str) -> tuple[int, int]:
    """Characters of East Asia, and letters and digits of all other scripts."""
    said = [letter for letter in text if letter.isalnum()]
    wide = sum(script_of(letter) in _WIDE for letter in said)
    return wide, len(said) - wide


def _is_noise(pcm: Samples) -> bool:
    """Whether it hisses evenly, as bytes do that are no sound."""
    part = pcm[:_MOST_LISTENED]
    count = len(part) // _HOP
    if not count:
        return False
    levels = np.sqrt(np.square(part[: count * _HOP].reshape(count, _HOP)).mean(axis=1))
    low, high = np.percentile(levels, (10, 90))
    if low < _EVEN * high:
        return False
    power = np.square(np.abs(np.fft.rfft(part)))
    edge = len(part) * _HIGH // SAMPLE_RATE
    return float(power[edge:].sum()) > _HIGH_SHARE * float(power.sum())


def _ends_loud(pcm: Samples) -> bool:
    """Whether the last 20 ms are as loud as speech is in the middle of a word."""
    return float(np.abs(pcm[-_HOP:]).max()) > 0.25 * float(np.abs(pcm).max())


def _longest_silence(pcm: Samples) -> float:
    """Seconds of the longest stretch without sound, in steps of 20 ms."""
    count = len(pcm) // _HOP
    if not count:
        return 0.0
    peaks = np.abs(pcm[: count * _HOP]).reshape(count, _HOP).max(axis=1)
    loud = np.flatnonzero(peaks > peaks.max() * 0.01)
    return float(np.diff(loud).max(initial=0)) * _HOP / SAMPLE_RATE
