"""Captions that follow the words: a speech's text cut into pieces of at most two rows, each with its time.

A piece ends where a reader would pause (a sentence, a clause, a word, in that order of
liking) and never within a word the voice knows the time of. It appears with its first
word and stays until its last word has been said, a little longer where nothing follows
at once.

Where the voice gave no word times, a text that fits one caption shows for as long as
the speech lasts; a longer one is cut all the same and each piece gets the share of the
time that its letters have of all letters, which is an estimate, so no word of it is
ever marked as spoken.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate, pairwise

from avatar.stage.text import FORBIDDEN, Measure, break_costs, row_end
from avatar.types import SAMPLE_RATE, Caption, Cue, Speech, Word

HOLD = SAMPLE_RATE * 6 // 10
"""How long, in samples, a caption stays after its last word when no other follows."""
_MEMORY = SAMPLE_RATE * 60

# what a piece costs beside its end: every piece a little, a scrap or one without a word much more
_PIECE, _SCRAP, _WORDLESS, _END_WEIGHT = 2.0, 4.0, 1000.0, 3.0
_SCRAP_WIDTH = 0.3

Span = tuple[int, int]


def captions(speech: Speech, offset: int, measure: Measure) -> tuple[Cue, ...]:
    """The cues of one speech that starts at sample `offset` of the video.

    `measure` gives a character's width as a share of a row's room
    (`Composer.measure_caption`). Cues are in order, never overlap, start with their first
    word and end no sooner than their last. A speech without anything sayable has none, and a run of more
    than two rows of mere punctuation is not shown.
    """
    return tuple(piece.cue for piece in _pieces(speech, offset, measure))


class CaptionTrack:
    """The captions of a video as speech is pushed, asked for by the sample clock.

    Cues that ended more than a minute before the speech being added are forgotten, so a
    room that never stops does not grow.
    """

    def __init__(self, measure: Measure) -> None:
        self._measure = measure
        self._pieces: list[_Piece] = []

    def add(self, speech: Speech, offset: int) -> tuple[Cue, ...]:
        """Caption a speech that starts at sample `offset`, no sooner than those before it ended; its cues."""
        fresh = _pieces(speech, offset, self._measure)
        self._pieces = [piece for piece in self._pieces if piece.cue.end > offset - _MEMORY] + fresh
        return tuple(piece.cue for piece in fresh)

    def clear(self, sample: int) -> None:
        """Nothing is captioned from `sample` on (the speech was interrupted)."""
        kept = [piece for piece in self._pieces if piece.cue.start < sample]
        self._pieces = [replace(piece, cue=replace(piece.cue, end=min(piece.cue.end, sample))) for piece in kept]

    def caption_at(self, sample: int) -> Caption | None:
        """What the caption shows at that sample of the video, `None` for nothing."""
        at = bisect_right(self._pieces, sample, key=lambda piece: piece.cue.start) - 1
        if at < 0 or sample >= self._pieces[at].cue.end:
            return None
        return self._pieces[at].caption(sample)


@dataclass(frozen=True)
class _Piece:
    speech: Speech
    offset: int
    rows: tuple[Span, ...]
    cue: Cue

    @cached_property
    def _texts(self) -> tuple[str, ...]:
        return tuple(_one_line(self.speech.text[begin:stop]) for begin, stop in self.rows)

    def caption(self, sample: int) -> Caption:
        reached = _reached(self.speech, sample - self.offset)
        spoken = sum(min(max(reached - begin, 0), stop - begin) for begin, stop in self.rows)
        return Caption(self._texts, spoken)


def _one_line(text: str) -> str:
    return "".join(" " if char.isspace() else char for char in text)


def _reached(speech: Speech, sample: int) -> int:
    """How many characters of the text have been said; a word counts letter by letter from its start."""
    words = speech.words or ()
    at = bisect_right(words, sample, key=lambda word: word.start) - 1
    if at < 0:
        return 0
    word = words[at]
    if sample >= word.end:
        return words[at + 1].begin if at + 1 < len(words) else len(speech.text)
    letters = word.stop - word.begin
    return word.begin + min(letters, letters * (sample - word.start) // (word.end - word.start) + 1)


def _pieces(speech: Speech, offset: int, measure: Measure) -> list[_Piece]:
    costs = _costs_outside_words(speech)
    spans = [_trimmed(speech.text, span) for span in _cut(speech, costs, measure)]
    times = _times(speech, spans)
    found = []
    for span, (start, end) in zip(spans, times, strict=True):
        if start < end:
            cue = Cue(" ".join(speech.text[slice(*span)].split()), offset + start, offset + end)
            found.append(_Piece(speech, offset, _rows(speech.text, span, costs, measure), cue))
    return found


def _costs_outside_words(speech: Speech) -> list[float]:
    costs = break_costs(speech.text)
    for word in speech.words or ():
        inside = range(word.begin + 1, min(word.stop, len(costs)))
        for at in inside:
            costs[at] = FORBIDDEN
    return costs


def _trimmed(text: str, span: Span) -> Span:
    begin, stop = span
    while begin < stop and text[begin].isspace():
        begin += 1
    while stop > begin and text[stop - 1].isspace():
        stop -= 1
    return begin, stop


def _cut(speech: Speech, costs: Sequence[float], measure: Measure) -> list[Span]:
    """The cheapest way to cut the text into pieces of two rows, found from the left (dynamic programming)."""
    text = speech.text
    best: dict[int, tuple[float, int]] = {0: (0.0, 0)}
    for begin in range(len(text)):
        if begin not in best:
            continue
        for stop in _ends(text, begin, costs, measure):
            cost = best[begin][0] + _piece_cost(speech, (begin, stop), costs, measure)
            if stop not in best or cost < best[stop][0]:
                best[stop] = (cost, begin)
    ends = [len(text)]
    while ends[-1] > 0:
        ends.append(best[ends[-1]][1])
    return list(pairwise(reversed(ends)))


def _ends(text: str, begin: int, costs: Sequence[float], measure: Measure) -> list[int]:
    last = row_end(text, begin, costs, measure)
    if last < len(text):
        last = row_end(text, last, costs, measure)
    return [at for at in range(begin + 1, last + 1) if costs[at] != FORBIDDEN] or [last]


def _piece_cost(speech: Speech, span: Span, costs: Sequence[float], measure: Measure) -> float:
    begin, stop = _trimmed(speech.text, span)
    cost = _PIECE + (0.0 if costs[span[1]] == FORBIDDEN else _END_WEIGHT * costs[span[1]])
    if sum(map(measure, speech.text[begin:stop])) < _SCRAP_WIDTH:
        cost += _SCRAP
    if speech.words and not _words_in(speech.words, span):
        cost += _WORDLESS
    return cost


def _words_in(words: Sequence[Word], span: Span) -> Sequence[Word]:
    begin, stop = span
    first = bisect_right(words, begin, key=lambda word: word.stop)
    last = first
    while last < len(words) and words[last].begin < stop:
        last += 1
    return words[first:last]


def _times(speech: Speech, spans: Sequence[Span]) -> list[Span]:
    if speech.words is None:
        return _shared_times(speech, spans)
    times: list[Span] = []
    following = max([len(speech.pcm), *(word.end for word in speech.words)])
    for span in reversed(spans):
        words = _words_in(speech.words, span)
        start, said = _word_times(words, span) if words else (following, following)
        times.append((start, min(following, said + HOLD)))
        following = start
    return times[::-1]


def _word_times(words: Sequence[Word], span: Span) -> Span:
    return _moment(words[0], max(span[0], words[0].begin)), _moment(words[-1], min(span[1], words[-1].stop))


def _moment(word: Word, position: int) -> int:
    """When the voice reaches a character of a word, in samples of the speech."""
    return word.start + (word.end - word.start) * (position - word.begin) // max(1, word.stop - word.begin)


def _shared_times(speech: Speech, spans: Sequence[Span]) -> list[Span]:
    letters = list(accumulate((char.isalnum() for char in speech.text), initial=0))
    total = max(1, letters[-1])
    return [
        (len(speech.pcm) * letters[begin] // total, len(speech.pcm) * letters[stop] // total) for begin, stop in spans
    ]


def _rows(text: str, span: Span, costs: Sequence[float], measure: Measure) -> tuple[Span, ...]:
    """One row where the piece fits it, else the two of most equal width, cut where a reader likes it."""
    begin, stop = span
    edges = list(accumulate(map(measure, text[begin:stop]), initial=0.0))
    if edges[-1] <= 1.0:
        return (span,)
    fullest = row_end(text, begin, costs, measure)

    def unrest(at: int) -> float:
        return abs(2 * edges[at - begin] - edges[-1]) + 0.08 * costs[at]

    def fits(at: int) -> bool:
        return costs[at] != FORBIDDEN and edges[-1] - edges[at - begin] <= 1.0

    cut = min(filter(fits, range(begin + 1, fullest + 1)), key=unrest, default=fullest)
    return tuple(row for row in (_trimmed(text, (begin, cut)), _trimmed(text, (cut, stop))) if row[0] < row[1])
