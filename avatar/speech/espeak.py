"""The embedded voice: espeak-ng, offline, with word and phone times exact to the sample."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from avatar.errors import TextError
from avatar.speech.equaliser import equalised
from avatar.speech.finish import Take, finish
from avatar.speech.ipa import Sound, divide, is_stressed, symbols, with_closures
from avatar.speech.libespeak import Manner, Utterance, engine
from avatar.speech.mapped import Mapped
from avatar.speech.pieces import SENTENCE_MARKS, pieces
from avatar.speech.roster import ESPEAK_LANGUAGES, Timbre
from avatar.speech.spoken import shortened, spoken
from avatar.speech.writing import primary, runs
from avatar.types import Language, Phone, Speech, Word

_LONGEST_PIECE = 300
_CLOSURE_SECONDS = 0.06
_SENTENCE_PAUSE, _CLAUSE_PAUSE, _RUN_PAUSE = 0.32, 0.16, 0.04

# words a minute as espeak-ng counts them
_RATES = {"zh": 215, "en": 172}
_USUAL_RATE = 170
# before another letter espeak-ng takes it for the article
_LETTER_A = re.compile(r"(?<![A-Za-z])A(?= [A-Z](?![A-Za-z]))")


@dataclass(frozen=True)
class Timed:
    """Characters `begin` … `stop` of the spoken text, sounding from sample `start` to `end`."""

    begin: int
    stop: int
    start: int
    end: int


@dataclass(frozen=True)
class Recital:
    """Spoken text as espeak-ng said it: sound int16 [n] at `rate`, with words and phones in order."""

    pcm: npt.NDArray[np.int16]
    rate: int
    words: tuple[Timed, ...]
    sounds: tuple[Sound, ...]


class EspeakVoice:
    """espeak-ng in one timbre; a `dialect` (`cmn`, `en-gb`) pins it to that language, else it speaks all it has."""

    def __init__(self, tone: Timbre, dialect: str | None = None) -> None:
        self._tone = tone
        self._dialects = dict(ESPEAK_LANGUAGES)
        self.languages: frozenset[Language] | None = frozenset(ESPEAK_LANGUAGES)
        self.name = f"espeak:+{tone.variant}"
        if dialect:
            tag = next((tag for tag, known in ESPEAK_LANGUAGES.items() if known == dialect), primary(dialect))
            self._dialects[tag] = dialect
            self.languages = frozenset([tag])
            self.name = f"espeak:{dialect}+{tone.variant}"

    def speak(self, text: str, language: str) -> Speech:
        """`text` spoken; raises TextError for what it cannot say, VoiceError if the library fails."""
        language = primary(language)
        if self.languages is not None and language not in self.languages:
            raise TextError(
                f"{shortened(text)} is to be said in {language!r}, but voice {self.name} speaks "
                f"{', '.join(sorted(self.languages))}: choose another --voice"
            )
        said = for_espeak(spoken(text, language))
        recital = recite(said, language, self._tone, self._dialects)
        words = written_words(text, said, recital.words)
        phones = tuple(Phone(sound.symbol, sound.start, sound.end, sound.stressed) for sound in recital.sounds)
        pcm = equalised(recital.pcm.astype(np.float32) / np.float32(32768), recital.rate, self._tone.gains)
        return finish(Take(pcm, recital.rate, words, phones), text, language, self.name)


def for_espeak(said: Mapped) -> Mapped:
    """The spoken text as espeak-ng must have it to say the same."""
    return said.replaced(_LETTER_A, lambda _: "eh")


def recite(said: Mapped, language: Language, tone: Timbre, dialects: dict[Language, str] = ESPEAK_LANGUAGES) -> Recital:
    """Spoken text said by espeak-ng, a run of letters and a breath at a time; raises TextError, VoiceError."""
    library = engine()
    sound: list[npt.NDArray[np.int16]] = []
    words: list[Timed] = []
    sounds: list[Sound] = []
    offset = 0
    for run in runs(said.text, language):
        manner = Manner(_RATES.get(run.language, _USUAL_RATE), tone.pitch, tone.range)
        voice = f"{dialects[run.language]}+{tone.variant}" if tone.variant else dialects[run.language]
        for begin, stop in _pieces(said.text, run.begin, run.stop):
            text = said.text[begin:stop]
            if not any(letter.isalnum() for letter in text):
                continue
            utterance = library.utter(text, voice, manner)
            _collect(utterance, begin, stop, offset, words, sounds)
            pause = np.zeros(round(_pause(text) * library.rate), np.int16)
            sound += [utterance.pcm, pause]
            offset += len(utterance.pcm) + len(pause)
    pcm = np.concatenate(sound) if sound else np.zeros(0, np.int16)
    return Recital(pcm, library.rate, tuple(words), tuple(sounds))


def written_words(text: str, said: Mapped, timed: tuple[Timed, ...]) -> tuple[Word, ...]:
    """The words of the written text, each from its first spoken word's start to its last one's end."""
    words: list[Word] = []
    for item in timed:
        begin, stop = said.span(item.begin, item.stop)
        while text[begin].isspace():
            begin += 1
        while text[stop - 1].isspace():
            stop -= 1
        if words and begin < words[-1].stop:
            last = words[-1]
            stop = max(stop, last.stop)
            words[-1] = replace(last, text=text[last.begin : stop], stop=stop, end=max(last.end, item.end))
        else:
            words.append(Word(text[begin:stop], begin, stop, item.start, item.end))
    return tuple(words)


def _pieces(text: str, begin: int, stop: int) -> list[tuple[int, int]]:
    spans = pieces(text[begin:stop], lambda part: len(part) <= _LONGEST_PIECE)
    return [(begin + first, begin + last) for first, last in spans]


def _pause(text: str) -> float:
    mark = text.rstrip()[-1]
    if mark in SENTENCE_MARKS or mark == ".":
        return _SENTENCE_PAUSE
    return _RUN_PAUSE if mark.isalnum() else _CLAUSE_PAUSE


def _collect(utterance: Utterance, begin: int, stop: int, offset: int, words: list[Timed], sounds: list[Sound]) -> None:
    """Append the words and phones of an utterance of characters `begin` … `stop`, all `offset` samples later."""
    spans: list[tuple[int, int]] = []
    heard: list[Sound] = []
    moments = [event.sample for event in utterance.events if event.symbol is not None] + [len(utterance.pcm)]
    count = 0
    for event in utterance.events:
        if event.symbol is None:
            first = min(begin + max(event.place, 0), stop - 1)
            spans.append((first, max(first + 1, min(first + event.length, stop))))
            continue
        count += 1
        parts = symbols(event.symbol)
        if parts and spans:
            for symbol, start, end in divide(event.sample, moments[count], parts):
                heard.append(Sound(symbol, start, end, is_stressed(event.symbol), len(spans) - 1))
    heard = with_closures(heard, utterance.pcm, round(_CLOSURE_SECONDS * utterance.rate))
    known: dict[int, Timed] = {}
    for sound in heard:
        first, last = spans[sound.word]
        start = known[sound.word].start if sound.word in known else sound.start + offset
        known[sound.word] = Timed(first, last, start, sound.end + offset)
    numbers = {word: len(words) + place for place, word in enumerate(known)}
    words += known.values()
    sounds += [
        replace(sound, start=sound.start + offset, end=sound.end + offset, word=numbers[sound.word]) for sound in heard
    ]
