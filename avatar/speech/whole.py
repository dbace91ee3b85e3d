"""Whether sound can be all of a text: what came short, empty, broken off or as mere noise is asked for again."""

from __future__ import annotations

import numpy as np

from avatar.language import script_of
from avatar.speech.faults import Fault
from avatar.speech.finish import sounding
from avatar.types import SAMPLE_RATE, Samples

# characters a second: nobody speaks faster, and nobody who is not stuck slower
_FASTEST_WIDE, _FASTEST_LETTERS = 8.0, 24.0
_SLOWEST_WIDE, _SLOWEST_LETTERS = 1.2, 3.0
# a very short line has its own pace
_SPARE_SECONDS = 4.0
# a voice that read its lines so far at a pace has not read all of one that is shorter than this share of it;
# nor of one a little shorter that breaks off while it is loud
_LEAST_SHARE, _LEAST_SHARE_LOUD = 0.6, 0.85
_LONGEST_SILENCE = 3.0
# white noise of full scale has 0.58; the loudest speech stays far below
_LOUDEST = 0.4
_SILENT = 1e-4
_HOP = SAMPLE_RATE // 50
_WIDE = ("CJK", "HANGUL", "HIRAGANA", "KATAKANA")


def effort(text: str) -> float:
    """How long a text takes to be said, in letters of an alphabet: a character of East Asia counts for three."""
    wide, letters = _counted(text)
    return wide * _FASTEST_LETTERS / _FASTEST_WIDE + letters


def slowest(text: str) -> float:
    """Seconds within which anybody has said the text."""
    wide, letters = _counted(text)
    return wide / _SLOWEST_WIDE + letters / _SLOWEST_LETTERS + _SPARE_SECONDS


def check_whole(text: str, pcm: Samples, who: str, speed: float = 1.0, pace: float | None = None) -> None:
    """Raise a retryable Fault where `pcm` (48 kHz) cannot be all of `text` and nothing but it.

    `speed` is how much faster than usual it was asked for; `pace` the seconds a unit of `effort` took
    this voice so far (at that speed), None where that is not known yet.
    """
    begin, end = sounding(pcm)
    if not len(pcm) or float(np.abs(pcm).max()) < _SILENT:
        raise Fault(f"{who} sent no sound")
    heard = pcm[begin:end]
    seconds = len(heard) / SAMPLE_RATE
    wide, letters = _counted(text)
    shortest = (wide / _FASTEST_WIDE + letters / _FASTEST_LETTERS) / max(speed, 1.0)
    if pace is not None:
        share = _LEAST_SHARE_LOUD if _ends_loud(pcm) else _LEAST_SHARE
        shortest = max(shortest, share * pace * effort(text))
    if seconds < shortest:
        raise Fault(f"{who} sent only a part of a line")
    if seconds > slowest(text) / min(speed, 1.0):
        raise Fault(f"{who} sent far more sound than a line has")
    if float(np.sqrt(np.mean(np.square(heard)))) > _LOUDEST:
        raise Fault(f"{who} sent noise instead of speech")
    if _longest_silence(heard) > _LONGEST_SILENCE:
        raise Fault(f"{who} fell silent within a line")


def _counted(text: str) -> tuple[int, int]:
    """Characters of East Asia, and letters and digits of all other scripts."""
    said = [letter for letter in text if letter.isalnum()]
    wide = sum(script_of(letter) in _WIDE for letter in said)
    return wide, len(said) - wide


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
