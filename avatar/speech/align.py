"""When each word of a known text sounds, for voices that do not tell: found by listening, None rather than wrong.

What is expected comes from espeak-ng's recital of the same text: its sounds in order, and about how long each
lasts. What is heard comes from a small network (`hearing.py`). The likeliest way of the first through the second
(`path.py`) gives the times; how well they fit, and whether anything fits much worse than the rest, decides whether
they are believed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np
import numpy.typing as npt

from avatar.errors import StudioError
from avatar.speech.hearing import HOP, RATE, heard, kind
from avatar.speech.ipa import Sound
from avatar.speech.mapped import Mapped
from avatar.speech.path import Integers, Steps, way
from avatar.speech.readable import is_readable, readable
from avatar.speech.recital import Recital, Timed, recite
from avatar.speech.roster import ESPEAK_LANGUAGES, timbre
from avatar.types import Language

_LONGEST = 600  # seconds
_UNLIKELIEST = -7.0  # nepers; no moment counts for more against a text
_REACH, _REACH_SHARE = 150, 0.12  # moments, and share of the steps, that speech may be ahead or behind
_HALF_SECOND, _END = 50, 40  # moments
# what voices never heard before and wrong texts, cut sounds, noise and music are told apart by
_TRUST, _USUAL_HURRY, _GAIN, _UNSAID = -7.0, 1.2, 0.45, 0.15


@dataclass(frozen=True)
class Alignment:
    """Words (places in the spoken text) and sounds (`Sound.word` counts `words`) in samples of the sound aligned."""

    words: tuple[Timed, ...]
    sounds: tuple[Sound, ...]


@dataclass(frozen=True)
class Fit:
    """How well a text fits a sound.

    In nepers a moment, against the likeliest of all sounds at that moment: `score` of the whole, `worst` of the worst
    half second of speech, `last` of its end. `hurry`: how much faster than the whole the end is said, as where a
    sound breaks off. `gain`: how much better the text fits than itself backwards. `unsaid`: the share of the speech
    heard that falls into pauses of the text.
    """

    score: float
    worst: float
    last: float
    hurry: float
    gain: float
    unsaid: float

    @property
    def is_sure(self) -> bool:
        """Whether the text is what is said, all of it and nothing else (set by `scripts/bench_align.py`)."""
        trust = 2 * self.score + self.worst + self.last + self.gain - 4 * max(0.0, self.hurry - _USUAL_HURRY)
        return trust > _TRUST and self.gain > _GAIN and self.unsaid < _UNSAID


def aligned(pcm: npt.NDArray[np.float32], rate: int, text: str, language: Language) -> Alignment | None:
    """The words and sounds of `text`, as it is spoken, in sound float32 [n]; None where they cannot be told surely."""
    found = fitted(pcm, rate, text, language)
    return found[0] if found is not None and found[1].is_sure else None


def fitted(pcm: npt.NDArray[np.float32], rate: int, text: str, language: Language) -> tuple[Alignment, Fit] | None:
    """The likeliest alignment with how well it fits; None where there is nothing to align or nothing to align it to."""
    recital, said = _recital(text, language)
    if recital is None or not any(each.end > each.start for each in recital.sounds):
        return None
    if not 0 < len(pcm) <= _LONGEST * rate:
        return None
    likely = np.maximum(heard(pcm, rate), np.float32(_UNLIKELIEST))
    speech = 1 - np.exp(likely[:, 0])
    if len(likely) < 2 or speech.sum() < 1:
        return None
    expected, sounds = _expected(recital, speech.sum())
    taken = _way(likely, expected, speech)
    if taken is None or expected.optional[taken].all():
        return None
    fit = _fit(likely, expected, taken, speech)
    return _told(recital, said, sounds[taken], rate), fit


def _recital(text: str, language: Language) -> tuple[Recital | None, Mapped]:
    said = readable(Mapped.plain(text), language)
    if language not in ESPEAK_LANGUAGES or not is_readable(said.text, language):
        return None, said
    try:
        return recite(said.text, language, timbre(None, None)), said
    except StudioError:  # the sound is there whether or not espeak-ng could have said it
        return None, said


def _expected(recital: Recital, moments: float) -> tuple[Steps, Integers]:
    """Steps of about a moment each, as long in all as the speech heard, and each step's sound (-1 for a pause)."""
    kinds, sounds = [0], [-1]
    length = sum(sound.end - sound.start for sound in recital.sounds) / moments
    for number, sound in enumerate(recital.sounds):
        if number and sound.word != recital.sounds[number - 1].word:
            kinds.append(0)
            sounds.append(-1)
        steps = max(1, round((sound.end - sound.start) / length))
        kinds += [kind(sound.symbol)] * steps
        sounds += [number] * steps
    numbers = np.array([*sounds, -1])
    return Steps(np.array([*kinds, 0]), numbers < 0), numbers


def _way(likely: npt.NDArray[np.float32], expected: Steps, speech: npt.NDArray[np.float32]) -> Integers | None:
    """The step of every moment; None where there is less sound than the text can be said in."""
    count = len(expected.kinds)
    if len(likely) * 2 < count - expected.optional.sum():
        return None
    middle = np.cumsum(speech) / speech.sum() * count  # pauses do not count
    reach = max(_REACH, round(_REACH_SHARE * count))
    return way(-likely, expected, middle, reach)


def _told(recital: Recital, said: Mapped, taken: Integers, rate: int) -> Alignment:
    """`taken`: the sound of every moment, -1 in pauses."""
    hop = HOP * rate / RATE
    starts = np.full(len(recital.sounds), -1)
    ends = starts.copy()
    for sound, run in groupby(range(len(taken)), key=lambda moment: taken[moment]):
        if sound >= 0:
            first, *rest = run
            starts[sound] = first if starts[sound] < 0 else starts[sound]
            ends[sound] = (rest or [first])[-1] + 1
    heard_sounds = [
        replace(sound, start=round(start * hop), end=round(end * hop))
        for sound, start, end in zip(recital.sounds, starts, ends, strict=True)
        if start >= 0
    ]
    words: list[Timed] = []
    sounds: list[Sound] = []
    for word, group in groupby(heard_sounds, key=lambda sound: sound.word):
        inside = [replace(sound, word=len(words)) for sound in group]
        begin, stop = said.span(recital.words[word].begin, recital.words[word].stop)
        words.append(Timed(begin, stop, inside[0].start, inside[-1].end))
        sounds += inside
    return Alignment(tuple(words), tuple(sounds))


def _fit(likely: npt.NDArray[np.float32], expected: Steps, taken: Integers, speech: npt.NDArray[np.float32]) -> Fit:
    behind, said = _behind(likely, expected, taken)
    window = np.full(min(_HALF_SECOND, len(behind)), 1 / min(_HALF_SECOND, len(behind)))
    end = min(_END, len(behind) - 1)
    passed = np.cumsum(~expected.optional)[taken[said]]
    backwards = Steps(expected.kinds[::-1], expected.optional[::-1])
    other = _way(likely, backwards, speech)
    other_score = _UNLIKELIEST if other is None else float(_behind(likely, backwards, other)[0].mean())
    return Fit(
        score=float(behind.mean()),
        worst=float(np.convolve(behind, window, "valid").min()),
        last=float(behind[-end:].mean()),
        hurry=float(passed[-1] - passed[-1 - end]) / max(end, 1),
        gain=float(behind.mean()) - other_score,
        unsaid=float(speech[~said].sum() / speech.sum()),
    )


def _behind(
    likely: npt.NDArray[np.float32], expected: Steps, taken: Integers
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.bool_]]:
    """How far each moment outside pauses is behind its likeliest sound, in nepers; and which moments those are."""
    said = ~expected.optional[taken]
    here = likely[said]
    return here[np.arange(len(here)), expected.kinds[taken[said]]] - here.max(axis=1), said
