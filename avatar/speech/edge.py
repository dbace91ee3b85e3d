"""Natural voices of Microsoft's Edge service, with the service's word times and espeak-ng's phones within the words."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from html import escape

import numpy as np

from avatar.errors import TextError, VoiceError
from avatar.language import primary, script_of
from avatar.speech.edge_service import Answer, EdgeService, Limits, Service, asked
from avatar.speech.espeak import written_words
from avatar.speech.finish import Take, finish, sounding
from avatar.speech.ipa import Sound
from avatar.speech.pieces import pieces
from avatar.speech.recital import Timed, recite
from avatar.speech.roster import ESPEAK_LANGUAGES, edge_languages, edge_voice, timbre
from avatar.speech.spoken import shortened, spoken
from avatar.speech.writing import runs
from avatar.types import SAMPLE_RATE, Language, Phone, Samples, Speech

_LONGEST_PIECE = 3000
_PAUSE = SAMPLE_RATE * 300 // 1000
# how far ahead of the last word the next one may be found
_WINDOW = 60
# nobody says more characters a second
_FASTEST_CJK, _FASTEST_LETTERS = 12, 40


class EdgeVoice:
    """A voice of the service; without a `voice`, the one that suits the language and the gender."""

    def __init__(
        self,
        voice: str | None = None,
        gender: str | None = None,
        *,
        limits: Limits | None = None,
        service: Service | None = None,
    ) -> None:
        self._voice = voice
        self._gender = gender
        self._limits = limits or Limits()
        self._service = service or EdgeService()
        self.name = f"edge:{voice}" if voice else "edge"
        self.languages: frozenset[Language] | None = frozenset([primary(voice)]) if voice else edge_languages()

    def speak(self, text: str, language: str) -> Speech:
        """`text` spoken; raises TextError for what the voice cannot say, VoiceError where the service fails."""
        language = primary(language)
        voice = self._voice or edge_voice(language, self._gender)
        if voice is None or primary(voice) != language:
            raise TextError(
                f"{shortened(text)} is to be said in {language!r}, but voice {self.name} speaks "
                f"{', '.join(sorted(self.languages or ()))}: choose another --voice"
            )
        said = spoken(text, language)
        runs(said.text, language)
        pcm, timed = self._said(said.text, voice)
        words = phones = None
        if timed is not None:
            words = written_words(text, said, timed)
            phones = _phones(said.text, language, timed)
        return finish(Take(pcm, SAMPLE_RATE, words, phones), text, language, f"edge:{voice}")

    def _said(self, text: str, voice: str) -> tuple[Samples, tuple[Timed, ...] | None]:
        """All of the text, request by request; the times are None as soon as one request's cannot be told."""
        sound: list[Samples] = []
        timed: list[Timed] = []
        known = True
        offset = 0
        for begin, stop in pieces(text, lambda part: len(escape(part, quote=False).encode("utf-8")) <= _LONGEST_PIECE):
            if not any(letter.isalnum() for letter in text[begin:stop]):
                continue
            check = functools.partial(_check_whole, text[begin:stop])
            answer = asked(self._service, text[begin:stop], voice, self._limits, check)
            placed = _placed(text[begin:stop], answer)
            first, last = sounding(answer.pcm)
            first = min(first, placed[0].start) if placed else first
            known = known and placed is not None
            for word in placed or ():
                start, end = max(word.start - first, 0), max(min(word.end, last) - first, 0)
                timed.append(Timed(begin + word.begin, begin + word.stop, offset + start, offset + end))
            sound += [answer.pcm[first:last], np.zeros(_PAUSE, np.float32)]
            offset += last - first + _PAUSE
        return np.concatenate(sound), tuple(timed) if known else None


def _placed(text: str, answer: Answer) -> tuple[Timed, ...] | None:
    """The service's words found in the text one after the other; None where there are none or one is not found."""
    result: list[Timed] = []
    cursor = 0
    for word, start, end in answer.words:
        wanted = word.strip()
        begin = text.find(wanted, cursor, cursor + _WINDOW + len(wanted))
        if begin < 0 or not wanted:
            return None
        cursor = begin + len(wanted)
        if any(letter.isalnum() for letter in wanted):
            result.append(Timed(begin, cursor, max(start, result[-1].end if result else 0), max(end, start)))
    return tuple(result) or None


def _check_whole(text: str, answer: Answer) -> None:
    """Raise VoiceError where the sound cannot be all of the text."""
    placed = _placed(text, answer)
    seconds = len(answer.pcm) / SAMPLE_RATE
    letters = [letter for letter in text if letter.isalnum()]
    wide = sum(1 for letter in letters if script_of(letter) in ("CJK", "HANGUL", "HIRAGANA", "KATAKANA"))
    shortest = wide / _FASTEST_CJK + (len(letters) - wide) / _FASTEST_LETTERS
    unsaid = sum(letter.isalnum() for letter in text[placed[-1].stop :]) if placed else 0
    missing = placed is not None and placed[-1].start > len(answer.pcm)
    if seconds < shortest or unsaid > max(3, len(letters) // 6) or missing:
        raise VoiceError("the speech service sent only a part of a line", retryable=True)


def _phones(text: str, language: Language, words: tuple[Timed, ...]) -> tuple[Phone, ...] | None:
    """espeak-ng's phones of the same text, each word's stretched over the time the service gives that word."""
    if language not in ESPEAK_LANGUAGES:
        return None
    recital = recite(text, language, timbre(None, None))
    by_word: dict[int, list[Sound]] = {}
    for sound, number in zip(recital.sounds, _owners(recital.words, recital.sounds, words), strict=True):
        by_word.setdefault(number, []).append(sound)
    return tuple(phone for number, word in enumerate(words) for phone in _stretched(by_word.get(number, []), word))


def _owners(recited: tuple[Timed, ...], sounds: tuple[Sound, ...], words: tuple[Timed, ...]) -> Iterator[int]:
    """For every sound, the number of the service's word that its own word begins in."""
    owners: list[int] = []
    first = 0
    for item in recited:
        while first < len(words) - 1 and words[first].stop <= item.begin:
            first += 1
        owners.append(first)
    return (owners[sound.word] for sound in sounds)


def _stretched(sounds: list[Sound], word: Timed) -> Iterator[Phone]:
    if not sounds:
        return
    begin, length = sounds[0].start, sounds[-1].end - sounds[0].start
    for sound in sounds:
        start, end = (word.start + (word.end - word.start) * (at - begin) // length for at in (sound.start, sound.end))
        if end > start:
            yield Phone(sound.symbol, start, end, sound.stressed)
