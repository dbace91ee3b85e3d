"""Spoken text said by espeak-ng: sound, and the exact times of its words and phones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from avatar.speech.ipa import Sound, divide, is_stressed, symbols, with_closures
from avatar.speech.libespeak import Manner, Utterance, engine
from avatar.speech.pieces import SENTENCE_MARKS, breaths, pieces
from avatar.speech.roster import ESPEAK_LANGUAGES, Timbre
from avatar.speech.writing import runs
from avatar.types import Language

# in columns, a Chinese character is two: beyond some 200 words without a stop espeak-ng loses count of them
_WIDEST_PIECE = 300
_CLOSURE_SECONDS = 0.06
_SENTENCE_PAUSE, _CLAUSE_PAUSE, _RUN_PAUSE = 0.34, 0.17, 0.03
# words a minute as espeak-ng counts them
_RATES = {"zh": 220, "en": 152}
_USUAL_RATE = 160


@dataclass(frozen=True)
class Timed:
    """Characters `begin` … `stop` of the spoken text, sounding from sample `start` to `end`."""

    begin: int
    stop: int
    start: int
    end: int


@dataclass(frozen=True)
class Recital:
    """Sound int16 [n] at `rate`, with the words and phones heard in it, in order (`Sound.word` counts `words`)."""

    pcm: npt.NDArray[np.int16]
    rate: int
    words: tuple[Timed, ...]
    sounds: tuple[Sound, ...]


def recite(text: str, language: Language, tone: Timbre, dialects: Mapping[Language, str] = ESPEAK_LANGUAGES) -> Recital:
    """Say all of `text`, a run of letters and a breath at a time; raises TextError, VoiceError."""
    library = engine()
    sound: list[npt.NDArray[np.int16]] = [np.zeros(0, np.int16)]
    words: list[Timed] = []
    sounds: list[Sound] = []
    offset = 0
    for run in runs(text, language):
        manner = Manner(round(_RATES.get(run.language, _USUAL_RATE) * tone.speed), tone.pitch, tone.range)
        voice = tone.over(dialects[run.language])
        for begin, stop in _pieces(text, run.begin, run.stop):
            piece = text[begin:stop]
            if not any(letter.isalnum() for letter in piece):
                continue
            utterance = library.utter(piece, voice, manner, tone.tone)
            pause = np.zeros(round(pause_after(piece) * library.rate), np.int16)
            for heard_word, heard_sounds in _heard(utterance, piece):
                sounds += [_later(item, offset, len(words)) for item in heard_sounds]
                start, end = heard_sounds[0].start + offset, heard_sounds[-1].end + offset
                words.append(Timed(begin + heard_word[0], begin + heard_word[1], start, end))
            sound += [utterance.pcm, pause]
            offset += len(utterance.pcm) + len(pause)
    return Recital(np.concatenate(sound), library.rate, tuple(words), tuple(sounds))


def _pieces(text: str, begin: int, stop: int) -> Iterator[tuple[int, int]]:
    for first, last in breaths(text[begin:stop]):
        for inner, outer in pieces(text[begin + first : begin + last], _is_short):
            yield begin + first + inner, begin + first + outer


def _is_short(text: str) -> bool:
    return len(text) + sum(letter > "\u2e80" for letter in text) <= _WIDEST_PIECE


def pause_after(text: str) -> float:
    """Seconds of silence that a speaker leaves after the mark a text ends with."""
    mark = text.rstrip(" \n”’」』）)\"'")[-1:]
    if mark in SENTENCE_MARKS or mark == ".":
        return _SENTENCE_PAUSE
    return _RUN_PAUSE if mark.isalnum() else _CLAUSE_PAUSE


def _later(sound: Sound, offset: int, word: int) -> Sound:
    return replace(sound, start=sound.start + offset, end=sound.end + offset, word=word)


def _heard(utterance: Utterance, text: str) -> list[tuple[tuple[int, int], list[Sound]]]:
    """The words in which anything is heard: their characters and their phones."""
    spans = _spans(utterance, text)
    heard: list[tuple[tuple[int, int], list[Sound]]] = []
    for sound in with_closures(_sounds(utterance), utterance.pcm, round(_CLOSURE_SECONDS * utterance.rate)):
        span = spans[min(sound.word, len(spans) - 1)]
        if heard and heard[-1][0] == span:
            heard[-1][1].append(sound)
        else:
            heard.append((span, [sound]))
    return heard


def _spans(utterance: Utterance, text: str) -> list[tuple[int, int]]:
    """The characters of every word told: from its place to the next one's, for espeak-ng tells the length of few."""
    places = [0]
    for event in utterance.events:
        if event.symbol is None:
            places.append(max(places[-1], min(event.place, len(text) - 1)))
    # what stands before the first word told belongs to it
    places = [0, *places[2:]]
    edges = sorted({*places, len(text)})
    after = dict(pairwise(edges))
    return [_trimmed(text, place, after[place]) for place in places]


def _trimmed(text: str, begin: int, stop: int) -> tuple[int, int]:
    """The span from its first to its last letter or digit; as it is where it has none."""
    inside = [place for place in range(begin, stop) if text[place].isalnum()]
    return (inside[0], inside[-1] + 1) if inside else (begin, stop)


def _sounds(utterance: Utterance) -> list[Sound]:
    """Every phone told, until the next begins."""
    begins = [event.sample for event in utterance.events if event.symbol is not None]
    ends = iter([*begins[1:], len(utterance.pcm)])
    words = -1
    sounds: list[Sound] = []
    for event in utterance.events:
        if event.symbol is None:
            words += 1
            continue
        end = next(ends)
        parts = symbols(event.symbol)
        stressed = is_stressed(event.symbol)
        sounds += [
            Sound(symbol, start, stop, stressed, max(words, 0))
            for symbol, start, stop in (divide(event.sample, end, parts) if parts else ())
        ]
    return sounds
