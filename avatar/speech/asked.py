"""What all voices have in common that are asked for sound and may fail: an Edge voice, a server, Piper.

The text is put into words, cut into pieces that the backend takes, asked for piece by piece with
patience, checked, given word times, joined and finished; what was once said is kept.
"""

from __future__ import annotations

import statistics
import threading
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Iterator
from dataclasses import astuple, dataclass

import numpy as np

from avatar.language import primary
from avatar.speech.cache import SpeechCache
from avatar.speech.capabilities import Capabilities, Delivery
from avatar.speech.edges import sounding
from avatar.speech.espeak import written_words
from avatar.speech.faults import Fault
from avatar.speech.finish import Take, fade, finish
from avatar.speech.lexicon import Lexicon
from avatar.speech.mapped import Mapped
from avatar.speech.patience import Limits, tried
from avatar.speech.pieces import pieces
from avatar.speech.placing import Placed, is_whole, placed
from avatar.speech.recital import Timed, pause_after
from avatar.speech.spoken import spoken
from avatar.speech.whole import check_whole, usual_seconds
from avatar.speech.writing import runs
from avatar.types import SAMPLE_RATE, Language, Phone, Samples, Speech

# lines after which a voice's pace is known, and how long a line must be to tell of it
_ENOUGH_LINES, _ENOUGH_SECONDS = 3, 2.0


@dataclass(frozen=True)
class Answer:
    """Sound at 48 kHz; the service's own words (text, start and end in samples) where it tells them."""

    pcm: Samples
    words: tuple[tuple[str, int, int], ...] = ()


class AskedVoice(ABC):
    """A voice that is asked piece by piece; subclasses ask."""

    name: str
    who: str
    """What is asked, as a message names it."""
    can: Capabilities

    def __init__(
        self, limits: Limits | None, delivery: Delivery | None, cache: SpeechCache | None, lexicon: Lexicon
    ) -> None:
        """What is said is kept in `cache`, where there is one."""
        self.limits = limits or Limits()
        self.delivery = delivery or Delivery()
        self._cache = cache
        self._lexicon = lexicon
        self._paces: dict[Language, deque[float]] = {}
        self._lock = threading.Lock()

    @property
    def languages(self) -> frozenset[Language] | None:
        return self.can.languages

    @abstractmethod
    def speaker(self, language: Language, text: str) -> str:
        """The name of who will speak, as `Speech.voice` tells it; raises TextError where nobody can."""

    @abstractmethod
    def identity(self, language: Language) -> tuple[str, ...]:
        """All that decides how a text sounds, besides the text and the delivery."""

    @abstractmethod
    def fits(self, text: str) -> bool:
        """Whether the backend takes that much at once."""

    @abstractmethod
    def ask(self, text: str, language: Language, until: float | None) -> Answer:
        """One request, over by the moment `until` (`time.monotonic`) at the latest; raises Fault."""

    def speak(self, text: str, language: str) -> Speech:
        """`text` spoken; raises TextError for what the voice cannot say, VoiceError where it fails."""
        language = primary(language)
        speaker = self.speaker(language, text)
        said = spoken(text, language, self._lexicon)
        runs(said.text, language)
        if self._cache is None:
            return self._spoken(text, said, language, speaker)
        key = (
            text,
            said.text,
            language,
            self._lexicon.revision,
            *self.identity(language),
            *map(str, astuple(self.delivery)),
        )
        kept = self._cache.get(self.name, key)
        return kept or self._cache.put(self.name, key, self._spoken(text, said, language, speaker))

    def _spoken(self, text: str, said: Mapped, language: Language, speaker: str) -> Speech:
        pcm, timing = self._said(said.text, language)
        words = None if timing is None else written_words(text, said, timing.words)
        phones = None if timing is None else timing.phones
        return finish(Take(pcm, SAMPLE_RATE, words, phones), text, language, speaker)

    def _said(self, text: str, language: Language) -> tuple[Samples, Placed | None]:
        """All of the text; the times are None as soon as one piece's cannot be told."""
        sound: list[Samples] = []
        words: list[Timed] = []
        phones: list[Phone] | None = []
        known = True
        offset = 0
        for begin, stop in self._pieces(text):
            pcm, timing = self._piece(text[begin:stop], language)
            known = known and timing is not None
            if timing is not None:
                words += timing.later(offset, begin).words
                moved = timing.later(offset, begin).phones
                phones = None if phones is None or moved is None else [*phones, *moved]
            pause = round(pause_after(text[begin:stop]) * SAMPLE_RATE)
            sound += [pcm, np.zeros(pause, np.float32)]
            offset += len(pcm) + pause
        timing = Placed(tuple(words), None if phones is None else tuple(phones)) if known else None
        return np.concatenate(sound), timing

    def _pieces(self, text: str) -> Iterator[tuple[int, int]]:
        for begin, stop in pieces(text, self.fits):
            if any(letter.isalnum() for letter in text[begin:stop]):
                yield begin, stop

    def _piece(self, text: str, language: Language) -> tuple[Samples, Placed | None]:
        """A piece's sound from its first to its last, without clicks at the ends, and its times on that."""

        usual = usual_seconds(text, language)

        def once(until: float | None) -> Answer:
            answer = self.ask(text, language, until)
            check_whole(text, answer.pcm, usual, self.who, self.delivery.speed, self._pace(language))
            if not is_whole(text, answer.pcm, answer.words):
                raise Fault(f"{self.who} sent only a part of a line")
            return answer

        answer = tried(once, self.limits)
        timing = placed(text, language, answer.pcm, answer.words)
        first, last = sounding(answer.pcm)
        if timing is not None:
            first, last = min(first, timing.words[0].start), max(last, min(timing.words[-1].end, len(answer.pcm)))
            timing = timing.within(first, last)
        pcm = answer.pcm[first:last].copy()
        self._learn(language, usual / self.delivery.speed, len(pcm) / SAMPLE_RATE)
        fade(pcm)
        return pcm, timing

    def _pace(self, language: Language) -> float | None:
        with self._lock:
            paces = self._paces.get(language, ())
            return statistics.median(paces) if len(paces) >= _ENOUGH_LINES else None

    def _learn(self, language: Language, usual: float, seconds: float) -> None:
        if usual >= _ENOUGH_SECONDS:
            with self._lock:
                self._paces.setdefault(language, deque(maxlen=20)).append(seconds / usual)
