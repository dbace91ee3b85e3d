"""Speech to mouth: the phones of a line become ARKit's mouth coefficients, one row a frame.

Every phone pulls jaw, lips, corners and rounding towards its posture (`sounds.py`), most
while it sounds and less and less before and after; where several pull, the firmer wins
(co-articulation by dominance: Cohen & Massaro, *Modeling coarticulation in synthetic
visual speech*, 1993). What may not be averaged away comes after that: lips that seal for
/p b m/, the lip on the teeth for /f v/, and the mouth that closes in a pause.
A voice that knows no phones is listened to by the network (`expression.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from avatar.face.arkit import NAMES
from avatar.face.coefficients import coefficients
from avatar.face.hearing import heard
from avatar.face.sounds import REST, Posture, postures
from avatar.face.timeline import Timeline, Track
from avatar.types import SAMPLE_RATE, Floats, Phone, Samples, Speech, samples_per_frame

PAUSE = 0.8
"""Seconds without a phone after which the mouth has closed."""

_BREATHER = 0.1  # seconds without a phone that already relax the mouth a little
_SMOOTHING = {"jaw": 0.02, "part": 0.025, "spread": 0.04, "pucker": 0.04, "funnel": 0.03, "tongue": 0.02}  # s
_ROUND = frozenset(("spread", "pucker", "funnel"))
_ROUND_REACH = 1.7  # rounding is prepared and given up more slowly than opening
_SEAL = 0.045  # seconds lips stay shut at least
_SEAL_FLANKS = (0.05, 0.05)  # seconds to shut, to open
_TEETH_FLANKS = (0.055, 0.055)
_REST_FLANKS = (0.16, 0.14)
_HUSH_FLANKS = (0.05, 0.05)
_TEETH_GAP = 0.13  # opening left by the lip that touches the teeth
_EAR = 0.8  # how far the opening that is heard adds to the phones'
_EAR_JAW = 0.75  # of that goes into the jaw
_JAW_INERTIA = 0.04  # seconds: the jaw follows more slowly than the lips
_EAR_WIDTH = 0.5  # how far the width that is heard adds to the phones'
_ORDINARY, _WIDEST = 0.5, 0.74  # openings, in jawOpen's range
_CLOSURE_REACH = 0.09  # seconds before and after the start of a stop in which its silence is looked for
_CLOSURE_BLUR = 0.01  # seconds by which measuring loudness shortens a silence at either end
_CLOSURE_DEPTH = 35.0  # decibels below the loudest: a closed mouth lets out no more


class Articulation:
    """Moves a mouth to speech. The same speech gives the same frames."""

    def __init__(self, warn: Callable[[str], None] | None = None) -> None:
        """`warn` is told once where a line without phones cannot be listened to as it should be."""
        self._warn = warn

    def expression(self, speech: Speech, fps: int) -> Floats:
        """Mouth coefficients float32 [frames, 52], 0 … 1; frames = ⌈samples / samples a frame⌉.

        Row *n* is the mouth in the middle of frame *n*. Raises UsageError if `fps` does not
        divide the clock.
        """
        if speech.phones is None:
            return self._listened(speech.pcm, fps)
        timeline = Timeline.over(len(speech.pcm), samples_per_frame(fps))
        if not timeline.frames:
            return np.zeros((0, len(NAMES)), np.float32)
        mouth = told(speech.phones, speech.pcm, timeline)
        return coefficients({name: track[timeline.centres] for name, track in mouth.items()})

    def _listened(self, pcm: Samples, fps: int) -> Floats:
        """What the network hears in all of a line."""
        from avatar.face.expression import open_listener  # brings torch, which most lines do without

        listener = open_listener(fps, self._warn_once)
        return np.concatenate([listener.push(pcm), listener.flush()])

    def _warn_once(self, note: str) -> None:
        if self._warn:
            self._warn(note)
            self._warn = None


@dataclass(frozen=True)
class _Segment:
    """A posture and its time in seconds."""

    posture: Posture
    start: float
    end: float


def told(phones: Sequence[Phone], pcm: Samples, timeline: Timeline) -> dict[str, Track]:
    """The tracks of a mouth that says these phones with this sound, one value a point of the timeline.

    `jaw` drop and `part` (opening between the inner lips) in jawOpen's range; `spread` -1 … 1
    (corners in … out); `pucker`, `funnel`, `tongue`, `tuck` (lower lip at the teeth), `seal`
    (lips shut) 0 … 1.
    """
    silences = list(_silences(phones, timeline))
    segments = [*silences, *_segments(phones)]
    mouth = {name: timeline.smooth(_pulled(name, segments, timeline), width) for name, width in _SMOOTHING.items()}
    level = timeline.loudness(pcm)
    lips = timeline.spans(_seals(phones, level, timeline), *_SEAL_FLANKS)
    teeth = timeline.spans(_touches(phones), *_TEETH_FLANKS)
    rest = timeline.spans(_closed(silences, timeline), *_REST_FLANKS)
    sounding = 1 - timeline.spans(((silence.start, silence.end) for silence in silences), *_HUSH_FLANKS)
    mouth |= _graded(mouth, heard(pcm, timeline), sounding, timeline)
    part = mouth["part"]
    part = part * (1 - teeth) + np.minimum(part, _TEETH_GAP) * teeth
    return mouth | {
        "part": part * (1 - lips) * (1 - rest),
        "jaw": mouth["jaw"] * (1 - rest),
        "tongue": mouth["tongue"] * (1 - lips) * (1 - rest),
        "funnel": mouth["funnel"] * (1 - rest),
        "tuck": teeth * (1 - lips) * (1 - rest),
        "seal": lips * (1 - rest),
    }


def _graded(
    mouth: Mapping[str, Track], ear: Mapping[str, Track], sounding: Track, timeline: Timeline
) -> dict[str, Track]:
    """What the phones ask for, more of it or less as this speaker's sound tells at this moment."""
    usual = float(np.average(ear["part"], weights=sounding + 1e-9))
    louder = _EAR * (ear["part"] - usual) * sounding
    return {
        "part": _within_reach(mouth["part"] + louder),
        "jaw": _within_reach(mouth["jaw"] + _EAR_JAW * timeline.smooth(louder, _JAW_INERTIA)),
        "spread": mouth["spread"] + _EAR_WIDTH * ear["spread"],
        "pucker": mouth["pucker"] + _EAR_WIDTH * ear["pucker"],
        "funnel": mouth["funnel"] + _EAR_WIDTH * ear["funnel"],
    }


def _within_reach(opening: Track) -> Track:
    """An opening as speakers have it: none below shut, and ever harder to widen beyond what is ordinary."""
    wide = _WIDEST - _ORDINARY
    bent = _ORDINARY + wide * np.tanh((opening - _ORDINARY) / wide)
    within: Track = np.maximum(np.where(opening > _ORDINARY, bent, opening), 0)
    return within


def _segments(phones: Sequence[Phone]) -> Iterator[_Segment]:
    for phone in phones:
        start, length = phone.start / SAMPLE_RATE, (phone.end - phone.start) / SAMPLE_RATE
        for posture in postures(phone.symbol):
            end = start + posture.share * length
            yield _Segment(_voiced(posture, phone, length), start, end)
            start = end


def _voiced(posture: Posture, phone: Phone, length: float) -> Posture:
    """The posture as this phone says it: stressed and long vowels open more, hurried ones less."""
    if not posture.vowel:
        return posture
    scale = (1.2 if phone.stressed else 0.92) * float(np.interp(length, (0.04, 0.09, 0.2), (0.84, 1.05, 1.1)))
    return replace(posture, jaw=posture.jaw * scale, part=posture.part * scale)


def _silences(phones: Sequence[Phone], timeline: Timeline) -> Iterator[_Segment]:
    """Rests before, between and after the phones; the shorter, the less they matter."""
    before, after = float(timeline.times[0]), float(timeline.times[-1])
    starts = [*(phone.start / SAMPLE_RATE for phone in phones), after]
    ends = [before, *(phone.end / SAMPLE_RATE for phone in phones)]
    for start, end in zip(ends, starts, strict=True):
        weight = min((end - start - _BREATHER) / (PAUSE - _BREATHER), 1.0)
        if weight > 0:
            yield _Segment(replace(REST, grip=weight * REST.grip, round_grip=weight * REST.round_grip), start, end)


def _closed(silences: Sequence[_Segment], timeline: Timeline) -> Iterator[tuple[float, float]]:
    """When the mouth rests shut: in every full pause, before the first sound and in the last frame."""
    shut, reopen = _REST_FLANKS
    last = float(timeline.times[timeline.centres[-1]])
    for silence in silences:
        start, end = silence.start + 1.4 * shut, silence.end - 1.2 * reopen
        if silence.start <= 0 <= silence.end:
            start, end = silence.start, max(end, -0.4 * reopen)
        if silence.end > last:
            start, end = min(start, last), silence.end
        at_the_edge = silence.start <= 0 or silence.end > last
        if end - start > 0 and (at_the_edge or silence.end - silence.start >= PAUSE):
            yield start, end


def _pulled(name: str, segments: Sequence[_Segment], timeline: Timeline) -> Track:
    """The mean of what the segments want of one track, each by its dominance at the moment."""
    times = timeline.times
    wanted, weight = np.zeros(timeline.points), np.full(timeline.points, 1e-9)
    for segment in segments:
        posture = segment.posture
        grip = posture.round_grip if name in _ROUND else posture.grip
        reach = _ROUND_REACH if name in _ROUND else 1.0
        lead, trail = posture.lead * reach, posture.trail * reach
        near = slice(*np.searchsorted(times, (segment.start - 4 * lead, segment.end + 4 * trail)))
        moment = times[near]
        outside = np.maximum(np.maximum((segment.start - moment) / lead, (moment - segment.end) / trail), 0)
        dominance = grip * np.exp(-outside * outside)
        weight[near] += dominance
        wanted[near] += dominance * getattr(posture, name)
    pulled: Track = wanted / weight
    return pulled


def _seals(phones: Sequence[Phone], level: Track, timeline: Timeline) -> Iterator[tuple[float, float]]:
    """When lips are shut, long enough to be seen at least in one frame."""
    least = max(_SEAL, (timeline.frame + timeline.step) / SAMPLE_RATE)
    for phone in phones:
        if any(posture.contact == "lips" for posture in postures(phone.symbol)):
            start, end = _closure(phone, level, timeline)
            yield min(start, end - least), end


def _closure(phone: Phone, level: Track, timeline: Timeline) -> tuple[float, float]:
    """Seconds of the shut lips of a phone: the silence at its start if it is a stop that has one, else itself.

    Some phonemisers start a stop at its burst, others at its closure; the sound tells.
    """
    start, end = phone.start / SAMPLE_RATE, phone.end / SAMPLE_RATE
    if phone.symbol[0] == "m":
        return start + 0.01, end - 0.01
    times = timeline.times
    first, last = np.searchsorted(times, (start - _CLOSURE_REACH, min(start + _CLOSURE_REACH, end)))
    quiet = first + np.flatnonzero(level[first:last] < level.max() - _CLOSURE_DEPTH)
    run = np.split(quiet, np.flatnonzero(np.diff(quiet) > 1) + 1)[-1]
    if len(run) < 2 or times[run[-1]] < start - 2.5 * _CLOSURE_BLUR:
        return start, start + 0.6 * min(end - start, _CLOSURE_REACH)
    return float(times[run[0]]) - _CLOSURE_BLUR, float(times[run[-1]]) + _CLOSURE_BLUR


def _touches(phones: Sequence[Phone]) -> Iterator[tuple[float, float]]:
    """When the lower lip is on the upper teeth."""
    for phone in phones:
        if any(posture.contact == "teeth" for posture in postures(phone.symbol)):
            start, end = phone.start / SAMPLE_RATE, phone.end / SAMPLE_RATE
            yield start, max(end - 0.02, start + 0.02)
