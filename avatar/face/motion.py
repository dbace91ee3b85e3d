"""What a face does besides saying its phones: blinks, breath, sway of the head, nods, brows, gaze, a smile.

It runs for as long as the presenter is on, through speech and silence alike, so nothing
jumps where one line ends and the next begins. Everything follows from a seed and the
count of frames; taken in pieces it is the same as taken at once.
"""

from __future__ import annotations

import math

import numpy as np

from avatar.face.arkit import INDEX, NAMES
from avatar.face.blinks import Blinks
from avatar.face.noise import SmoothNoise
from avatar.face.timeline import Timeline, Track
from avatar.face.weight import WeightShifts
from avatar.types import SAMPLE_RATE, Floats, Speech, samples_per_frame

_BREATHS = 0.25  # a second
_INHALE = 0.42  # share of a breath
_SLOW, _QUICK = 2.6, 0.55  # seconds between the random knots of the head's two motions
# deviation of the slow and of the quick motion: radians of yaw, pitch, roll, eye distances of x, y
_SWAY = ((0.022, 0.011), (0.012, 0.008), (0.015, 0.006), (0.014, 0.004), (0.006, 0.003))
_QUIET = 0.25  # of the quick motion is left in silence
_NOD = 0.07  # radians at a full stress
_LIFT = 0.010  # radians the chin rises with the brows at the start of a sentence
_BREATH_RISE = 0.008  # eye distances the head rises with a full breath
_LEAN = 0.35  # radians a head tilts back to the middle, per eye distance that weight is shifted
_EYE_REACH = 0.55  # radians an eyeLook coefficient of 1 turns the eye
_FIXATION = (0.7, 2.4)  # seconds the eyes stay on one point of the lens
_SACCADE = 0.05  # seconds
_WANDER = 0.022  # radians, deviation of those points
_NOD_SPEED = 11.0  # radians a second: how fast nods …
_BROW_SPEED = 14.0  # … and brows follow what is stressed
_TALK = 1.5  # seconds without a stress after which nobody speaks
_MOOD_SPEED = 2.0  # … and the whole body livens up

_BEATS = 0.6  # seconds between stresses at least
_LEAD = 0.16  # seconds a nod is asked for before what it stresses: the head is slow
_BEAT = 0.13  # seconds from no stress to full stress
_ONSET = 0.3  # seconds without sound that make what follows a new sentence
_LOUD = 14.0  # decibels below the loudest that still count as stress
_SOUND = 40.0  # decibels below the loudest that still count as sound


def stress_track(speech: Speech, fps: int) -> Floats:
    """How much each frame of a speech is stressed, float32 [frames], 0 … 1: where to nod and raise the brows.

    Stressed phones (or, without phones, the crests of loudness) and starts of sentences;
    as many frames as `Articulation.expression` gives. Raises UsageError for a bad `fps`.
    """
    timeline = Timeline.over(len(speech.pcm), samples_per_frame(fps))
    level = timeline.smooth(timeline.loudness(speech.pcm), 0.05)
    if level.max() < -60:
        return np.zeros(timeline.frames, np.float32)
    loud = np.clip(1 + (level - level.max()) / _LOUD, 0, 1)
    track = np.zeros(timeline.points)
    for time, strength in _beats([*_onsets(level, timeline), *_crests(speech, loud, timeline)]):
        track = np.maximum(track, strength * timeline.spans([(time - _LEAD, time)], _BEAT, _BEAT))
    return track[timeline.centres].astype(np.float32)


def _onsets(level: Track, timeline: Timeline) -> list[tuple[float, float]]:
    """Second and strength of each start of a sentence."""
    sounding = np.flatnonzero(level > level.max() - _SOUND)
    silent = np.diff(sounding, prepend=sounding[0] - timeline.points) * timeline.step / SAMPLE_RATE
    return [(float(timeline.times[point]) + 0.1, 0.8) for point in sounding[silent > _ONSET]]


def _crests(speech: Speech, loud: Track, timeline: Timeline) -> list[tuple[float, float]]:
    """Second and strength of everything that could be stressed."""
    if speech.phones is None:
        points = 1 + np.flatnonzero((loud[1:-1] > loud[:-2]) & (loud[1:-1] >= loud[2:]))
    else:
        middles = [(phone.start + phone.end) // 2 for phone in speech.phones if phone.stressed]
        points = np.array(middles, dtype=int) // timeline.step + timeline.margin
    return [(float(timeline.times[point]), float(loud[point])) for point in points]


def _beats(candidates: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """The strongest, none close to a stronger one."""
    chosen: list[tuple[float, float]] = []
    for time, strength in sorted(candidates, key=lambda beat: -beat[1]):
        if strength > 0.2 and all(abs(time - other) >= _BEATS for other, _ in chosen):
            chosen.append((time, strength))
    return chosen


class Motion:
    """An endless performance of a living face. `seed`: another seed, another person's restlessness."""

    def __init__(self, seed: int, fps: int, *, stands: bool = False) -> None:
        """`stands`: more than head and shoulders is seen, and weight is shifted now and then.

        Raises UsageError if `fps` does not divide the clock.
        """
        samples_per_frame(fps)
        self._fps = fps
        self._frame = 0
        self._silent = math.ceil(_TALK * fps)
        self._blinks = Blinks(seed)
        self._gaze = _Gaze(seed)
        self._weight = WeightShifts(seed) if stands else None
        self._slow = [SmoothNoise(seed, 10 + k, _SLOW * (1 + 0.13 * k)) for k in range(len(_SWAY))]
        self._quick = [SmoothNoise(seed, 20 + k, _QUICK * (1 + 0.11 * k)) for k in range(len(_SWAY))]
        self._breath, self._smile, self._brow, self._vigour = (
            SmoothNoise(seed, 30 + k, period) for k, period in enumerate((5.0, 4.3, 2.6, 1.7))
        )
        self._nods = _Follower(_NOD_SPEED, fps)
        self._brows = _Follower(_BROW_SPEED, fps)
        self._mood = _Follower(_MOOD_SPEED, fps)

    def take(self, count: int, stress: Floats | None = None) -> tuple[Floats, Floats]:
        """The next frames: pose float32 [count, 6] and coefficients float32 [count, 52], 0 … 1.

        The coefficients hold eyes, brows and a slight smile, to be added to those of the
        mouth. `stress` float32 [count], 0 … 1 as `stress_track` gives it; None where
        nobody speaks, the same as zeros.
        """
        if stress is not None and len(stress) != count:
            raise ValueError(f"stress for {len(stress)} frames, {count} wanted")
        seconds = (self._frame + np.arange(count)) / self._fps
        self._frame += count
        beat = np.zeros(count) if stress is None else stress.astype(float)
        mood = self._mood.follow(self._talking(beat))
        nod = self._nods.follow(beat) * (0.75 + 0.35 * self._vigour.at(seconds))
        brow = self._brows.follow(beat * beat)
        pose = self._pose(seconds, mood, nod, brow)
        return pose.astype(np.float32), self._coefficients(seconds, pose, mood, brow)

    def _talking(self, beat: Track) -> Track:
        """1 from a stress on until none has come for a while."""
        talking = np.empty(len(beat))
        for index, stress in enumerate(beat):
            self._silent = 0 if stress > 0 else self._silent + 1
            talking[index] = self._silent < _TALK * self._fps
        return talking

    def _pose(self, seconds: Track, mood: Track, nod: Track, brow: Track) -> Track:
        breath = self._breathing(seconds)
        pose = np.zeros((len(seconds), 6))
        for axis, (slow, quick) in enumerate(_SWAY):
            liveliness = _QUIET + (1 - _QUIET) * mood
            pose[:, axis] = slow * self._slow[axis].at(seconds) + quick * liveliness * self._quick[axis].at(seconds)
        pose[:, 1] += _NOD * nod - _LIFT * brow
        pose[:, 4] -= _BREATH_RISE * breath
        pose[:, 5] = breath
        if self._weight:
            aside, down = self._weight.at(seconds)
            pose[:, 2] -= _LEAN * aside
            pose[:, 3] += aside
            pose[:, 4] += down
        return pose

    def _breathing(self, seconds: Track) -> Track:
        turn = np.mod(_BREATHS * seconds + 0.12 * self._breath.at(seconds), 1.0)
        inhaling = turn / (2 * _INHALE)
        exhaling = 0.5 + (turn - _INHALE) / (2 * (1 - _INHALE))
        depth: Track = 0.5 - 0.5 * np.cos(2 * np.pi * np.where(turn < _INHALE, inhaling, exhaling))
        return depth

    def _coefficients(self, seconds: Track, pose: Track, mood: Track, brow: Track) -> Floats:
        rows = np.zeros((len(seconds), len(NAMES)))

        def both(name: str, track: Track, right: float = 1.0) -> None:
            rows[:, INDEX[name + "Left"]] = track
            rows[:, INDEX[name + "Right"]] = track * right

        closed = self._blinks.at(seconds)
        smile = 0.13 + 0.04 * self._smile.at(seconds) + 0.03 * mood
        idle_brow = 0.05 + 0.04 * self._brow.at(seconds)
        both("eyeBlink", closed)
        both("eyeSquint", 0.35 * smile + 0.1 * closed)
        both("mouthSmile", smile, right=0.92)
        both("cheekSquint", 0.5 * smile)
        both("browOuterUp", idle_brow + 0.5 * brow, right=0.9)
        rows[:, INDEX["browInnerUp"]] = idle_brow + 0.4 * brow
        both("browDown", 0.06 * closed)
        across, down = self._gaze.at(seconds)
        self._look(rows, across - pose[:, 0], down - pose[:, 1])
        return np.clip(rows, 0, 1).astype(np.float32)

    @staticmethod
    def _look(rows: Track, left: Track, down: Track) -> None:
        """Turn both eyes by these radians, to the presenter's left and down."""
        for names, turn in (
            (("eyeLookOutLeft", "eyeLookInRight"), left),
            (("eyeLookInLeft", "eyeLookOutRight"), -left),
            (("eyeLookDownLeft", "eyeLookDownRight"), down),
            (("eyeLookUpLeft", "eyeLookUpRight"), -down),
        ):
            for name in names:
                rows[:, INDEX[name]] = turn / _EYE_REACH


class _Follower:
    """A mass on a critically damped spring that follows a target: never a jump, never a bend."""

    def __init__(self, speed: float, fps: int) -> None:
        self._speed, self._tick = speed, 1.0 / fps
        self._place = self._pace = 0.0

    def follow(self, target: Track) -> Track:
        """Where the mass is in each of the next frames."""
        decay = math.exp(-self._speed * self._tick)
        places = np.empty(len(target))
        for index, aim in enumerate(target):
            away = self._place - aim
            push = (self._pace + self._speed * away) * self._tick
            self._place = float(aim + (away + push) * decay)
            self._pace = (self._pace - self._speed * push) * decay
            places[index] = self._place
        return places


class _Gaze:
    """Small jumps of the eyes from one point of the lens to another."""

    def __init__(self, seed: int) -> None:
        self._random = np.random.default_rng((seed, 2))
        self._moves = [(-1.0, 0.0, 0.0), (0.0, 0.0, 0.0)]  # seconds, radians left, radians down

    def at(self, seconds: Track) -> tuple[Track, Track]:
        """Radians to the presenter's left and down at these times, asked for in rising order."""
        if not len(seconds):
            return np.zeros(0), np.zeros(0)
        while self._moves[-1][0] <= seconds[-1]:
            after = self._moves[-1][0] + self._random.uniform(*_FIXATION)
            left, down = self._random.normal(0, (_WANDER, 0.6 * _WANDER))
            self._moves.append((float(after), float(left), float(down)))
        while self._moves[2][0] <= seconds[0] - _SACCADE:
            del self._moves[0]
        times = [edge for start, _, _ in self._moves for edge in (start, start + _SACCADE)]
        turns = []
        for axis in (1, 2):
            points = [move[axis] for move in self._moves]
            held = [place for pair in zip([points[0], *points[:-1]], points, strict=True) for place in pair]
            turns.append(np.interp(seconds, times, held))
        return turns[0], turns[1]
