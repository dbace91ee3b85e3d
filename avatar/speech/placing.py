"""When the words of a piece of spoken text sound: as its service tells, or as its sound lets one find."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from avatar.speech.align import Alignment, aligned
from avatar.speech.ipa import Sound
from avatar.speech.recital import Timed, recite
from avatar.speech.roster import ESPEAK_LANGUAGES, timbre
from avatar.types import SAMPLE_RATE, Language, Phone, Samples

# how far ahead of the last word the next one may be found
_WINDOW = 60

Told = tuple[tuple[str, int, int], ...]
"""A service's words: text, start and end in samples."""


@dataclass(frozen=True)
class Placed:
    """Words of the spoken text, at least one, and its phones where they are known, in samples of its sound."""

    words: tuple[Timed, ...]
    phones: tuple[Phone, ...] | None

    def later(self, samples: int, characters: int) -> Placed:
        """The same, further back in a longer sound and a longer text."""
        words = tuple(
            Timed(word.begin + characters, word.stop + characters, word.start + samples, word.end + samples)
            for word in self.words
        )
        phones = self.phones and tuple(
            replace(phone, start=phone.start + samples, end=phone.end + samples) for phone in self.phones
        )
        return Placed(words, phones)

    def within(self, first: int, last: int) -> Placed:
        """The same on the stretch of sound from sample `first` to `last`."""
        words = tuple(
            replace(word, start=_kept(word.start, first, last), end=_kept(word.end, first, last)) for word in self.words
        )
        phones = self.phones and tuple(
            replace(phone, start=_kept(phone.start, first, last), end=_kept(phone.end, first, last))
            for phone in self.phones
        )
        return Placed(words, phones)


def placed(text: str, language: Language, pcm: Samples, told: Told) -> Placed | None:
    """When the words of `text` sound in `pcm` (48 kHz), as told or as heard; None where that cannot be said."""
    words = _found(text, told)
    heard = aligned(pcm, SAMPLE_RATE, text, language)
    if words is not None:
        return Placed(words, _phones(text, language, words, heard))
    if heard is None or not heard.words:
        return None
    return Placed(heard.words, tuple(Phone(each.symbol, each.start, each.end, each.stressed) for each in heard.sounds))


def is_whole(text: str, pcm: Samples, told: Told) -> bool:
    """Whether a service told of nearly all of the text's words, and that they sound within `pcm`; if it told any."""
    words = _found(text, told)
    if words is None:
        return True
    letters = sum(letter.isalnum() for letter in text)
    unsaid = sum(letter.isalnum() for letter in text[words[-1].stop :])
    return unsaid <= max(3, letters // 6) and words[-1].start <= len(pcm)


def _found(text: str, told: Told) -> tuple[Timed, ...] | None:
    """The service's words found in the text one after the other; None where there are none or one is not found."""
    result: list[Timed] = []
    cursor = 0
    for word, start, end in told:
        wanted = word.strip()
        begin = text.find(wanted, cursor, cursor + _WINDOW + len(wanted))
        if begin < 0 or not wanted:
            return None
        cursor = begin + len(wanted)
        if any(letter.isalnum() for letter in wanted):
            result.append(Timed(begin, cursor, max(start, result[-1].end if result else 0), max(end, start)))
    return tuple(result) or None


def _kept(at: int, first: int, last: int) -> int:
    return min(max(at, first), last) - first


def _phones(
    text: str, language: Language, words: tuple[Timed, ...], heard: Alignment | None
) -> tuple[Phone, ...] | None:
    """The phones of the words that a service tells: as heard within each, or espeak-ng's stretched over it.

    Of moments in voices never heard before, 83 in 100 get the right kind of sound the first way, 75 the second.
    """
    if language not in ESPEAK_LANGUAGES:
        return None
    source = heard or recite(text, language, timbre(None, None))
    by_word: dict[int, list[Sound]] = {}
    for sound, number in zip(source.sounds, _owners(source.words, source.sounds, words), strict=True):
        by_word.setdefault(number, []).append(sound)
    phones: list[Phone] = []
    for number, word in enumerate(words):
        sounds = by_word.get(number, [])
        inside = list(_inside(sounds, word)) if heard else []
        phones += inside or _stretched(sounds, word)
    return tuple(phones)


def _owners(recited: tuple[Timed, ...], sounds: tuple[Sound, ...], words: tuple[Timed, ...]) -> Iterator[int]:
    """For every sound, the number of the service's word that its own word begins in."""
    owners: list[int] = []
    first = 0
    for item in recited:
        while first < len(words) - 1 and words[first].stop <= item.begin:
            first += 1
        owners.append(first)
    return (owners[sound.word] for sound in sounds)


def _inside(sounds: list[Sound], word: Timed) -> Iterator[Phone]:
    for sound in sounds:
        start, end = max(sound.start, word.start), min(sound.end, word.end)
        if end > start:
            yield Phone(sound.symbol, start, end, sound.stressed)


def _stretched(sounds: list[Sound], word: Timed) -> Iterator[Phone]:
    if not sounds:
        return
    begin, length = sounds[0].start, sounds[-1].end - sounds[0].start
    for sound in sounds:
        start, end = (word.start + (word.end - word.start) * (at - begin) // length for at in (sound.start, sound.end))
        if end > start:
            yield Phone(sound.symbol, start, end, sound.stressed)
