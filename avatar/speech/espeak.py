"""The embedded voice: espeak-ng, offline, with word and phone times exact to the sample."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from avatar.errors import TextError
from avatar.language import primary, script_of
from avatar.speech.capabilities import ESPEAK, Delivery
from avatar.speech.equaliser import equalised
from avatar.speech.finish import Take, finish
from avatar.speech.lexicon import NO_LEXICON, Lexicon, Notation
from avatar.speech.mapped import Mapped
from avatar.speech.readable import is_readable, readable
from avatar.speech.recital import Timed, recite
from avatar.speech.roster import ESPEAK_LANGUAGES, Timbre, edge_voice
from avatar.speech.spoken import shortened, spoken
from avatar.types import Language, Phone, Speech, Word

# how it can be told a sound that it would not find in the text
_NOTATIONS: dict[Language, Notation] = {"zh": "pinyin"}
# measured at the middle of its scale of 0 … 99
_STEPS_A_SEMITONE = 6.2


class EspeakVoice:
    """espeak-ng in one timbre; a `dialect` (`cmn`, `en-us`) pins it to that language, else it speaks all it has."""

    def __init__(
        self,
        tone: Timbre,
        dialect: str | None = None,
        *,
        delivery: Delivery | None = None,
        lexicon: Lexicon = NO_LEXICON,
    ) -> None:
        self._lexicon = lexicon
        self._tone = _delivered(tone, delivery or Delivery())
        self._dialects = dict(ESPEAK_LANGUAGES)
        languages = frozenset(ESPEAK_LANGUAGES)
        self.name = f"espeak:+{tone.variant}"
        if dialect:
            language = next((tag for tag, known in ESPEAK_LANGUAGES.items() if known == dialect), primary(dialect))
            self._dialects[language] = dialect
            languages = frozenset([language])
            self.name = f"espeak:{dialect}+{tone.variant}"
        self.can = replace(ESPEAK, languages=languages)

    @property
    def languages(self) -> frozenset[Language]:
        return self.can.languages or frozenset()

    def speak(self, text: str, language: str) -> Speech:
        """`text` spoken; raises TextError for what it cannot say, VoiceError if the library fails."""
        language = primary(language)
        if language not in self.languages:
            raise TextError(
                f"{shortened(text)} is to be said in {language!r}, but voice {self.name} speaks "
                f"{', '.join(sorted(self.languages))}: choose another --voice"
            )
        said = readable(spoken(text, language, self._lexicon, _NOTATIONS.get(language)), language)
        if not is_readable(said.text, language):
            raise TextError(
                f"{shortened(text)} has Chinese characters, which voice {self.name} cannot read in {language!r}: "
                f"choose --voice edge:{edge_voice(language, self._tone.gender)}, or write it in kana"
            )
        recital = recite(said.text, language, self._tone, self._dialects)
        words = written_words(text, said, recital.words)
        phones = tuple(Phone(sound.symbol, sound.start, sound.end, sound.stressed) for sound in recital.sounds)
        pcm = recital.pcm.astype(np.float32)
        pcm /= 32768
        pcm = equalised(pcm, recital.rate, self._tone.gains)
        return finish(Take(pcm, recital.rate, words, phones), text, language, self.name)


def _delivered(tone: Timbre, delivery: Delivery) -> Timbre:
    """The timbre, faster and higher."""
    pitch = min(max(round(tone.pitch + delivery.pitch * _STEPS_A_SEMITONE), 0), 99)
    return replace(tone, speed=tone.speed * delivery.speed, pitch=pitch)


def written_words(text: str, said: Mapped, timed: tuple[Timed, ...]) -> tuple[Word, ...]:
    """The words of the written text, each from its first spoken word's start to its last one's end."""
    words: list[Word] = []
    for item in timed:
        begin, stop = said.span(item.begin, item.stop)
        while text[begin].isspace():
            begin += 1
        while text[stop - 1].isspace():
            stop -= 1
        if words and (begin < words[-1].stop or _is_inside_word(text, begin)):
            last = words[-1]
            stop = max(stop, last.stop)
            words[-1] = replace(last, text=text[last.begin : stop], stop=stop, end=max(last.end, item.end))
        else:
            words.append(Word(text[begin:stop], begin, stop, item.start, item.end))
    return tuple(words)


def _is_inside_word(text: str, place: int) -> bool:
    """Whether a Latin word goes on there (`iPhone` is said in two)."""
    return place > 0 and script_of(text[place - 1]) == script_of(text[place]) == "LATIN"
