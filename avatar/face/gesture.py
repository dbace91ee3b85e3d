"""When an arm is where: gestures started, held alive and ended, frame by frame.

    gestures = Gestures(clips, fps=25, card="right")
    gestures.start("greet")       # at the line's start
    moment = gestures.take()      # for each frame; None while the arms hang

A gesture runs to its end whatever is said meanwhile, and no second one begins before. `clear`
brings the hand down at once, but never by a jump: the arm passes the same pictures, faster.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from avatar.face.gesture_clips import Clip
from avatar.types import CardSide

_PICTURES_A_SECOND = 25.0  # on the way up and down
_HURRY = 2.0  # so much faster comes down a hand that is called back
_SWAY_A_SECOND = 30.0  # pictures, at most, back to the middle before the hand falls
_COVERED = 2.0  # pictures of the way up over which the drawn arm takes the figure's place


@dataclass(frozen=True)
class Moment:
    """What an arm shows in one frame: between two pictures of a clip, `share` of the way to the second.

    `cover` 0 … 1 tells how far the clip's arm stands in for the figure's own.
    """

    clip: str
    first: int
    second: int
    share: float
    cover: float


@dataclass(frozen=True)
class _Hold:
    """How long a raised hand stays and where it sways, -1 … 1 of its reach, at a second; `soft` blends pictures."""

    seconds: float
    sway: Callable[[float], float]
    soft: bool


def _waved(second: float) -> float:
    """Two and a half waves, growing in and dying away, towards the head rather than away: frames are narrow."""
    grown = max(0.0, min(1.0, second / 0.2, (2.0 - second) / 0.3))
    return grown * (0.6 * math.sin(2 * math.pi * second / 0.8) - 0.4)


def _stressed(second: float) -> float:
    """The hand pressed forward twice, the second time less."""
    return (1.0 if second < 1.1 else 0.6) * (0.5 - 0.5 * math.cos(2 * math.pi * second / 1.1))


_HOLDS: Mapping[str, _Hold] = {"greet": _Hold(2.0, _waved, soft=False), "present": _Hold(2.2, _stressed, soft=True)}


class Gestures:
    """The state of one presenter's arms during one performance. Not safe for use from two threads at once."""

    def __init__(self, clips: Mapping[str, Clip], fps: int, card: CardSide | None) -> None:
        """`card` None: no card is shown, and nothing is pointed at."""
        self._clips, self._fps, self._card = clips, fps, card
        self._name: str | None = None  # of the gesture that goes on
        self._clip = ""
        self._up = self._held = self._aside = 0.0  # pictures up, seconds held, pictures of sway
        self._speed = 1.0
        self._falls = False

    @property
    def busy(self) -> bool:
        """Whether a gesture goes on."""
        return self._name is not None

    def start(self, name: str) -> None:
        """Begin a gesture with the next frame: `greet` or `present`.

        Nothing happens while another goes on, where the presenter has no such gesture, or
        where there is no card to show.
        """
        clip = f"present-{self._card}" if name == "present" else name
        if not self.busy and name in _HOLDS and clip in self._clips:
            self._name, self._clip = name, clip
            self._up = self._held = self._aside = 0.0
            self._speed, self._falls = 1.0, False

    def clear(self) -> None:
        """Bring a raised hand down quickly (an interruption)."""
        self._falls, self._speed = True, _HURRY

    def take(self) -> Moment | None:
        """What the next frame shows; None while the arms hang."""
        if self._name is None:
            return None
        clip, hold = self._clips[self._clip], _HOLDS[self._name]
        self._move(clip, hold)
        if self._up <= 0:
            self._name = None
            return None
        return self._moment(clip, hold.soft)

    def _move(self, clip: Clip, hold: _Hold) -> None:
        step = _PICTURES_A_SECOND / self._fps * self._speed
        if self._falls:
            back = _SWAY_A_SECOND / self._fps * self._speed
            rest = max(0.0, abs(self._aside) - back)
            self._up -= step if not self._aside else 0.0
            self._aside = math.copysign(rest, self._aside) if rest else 0.0
        elif self._up < clip.rise:
            self._up = min(float(clip.rise), self._up + step)
        else:
            self._held += 1 / self._fps
            reach = clip.rest or len(clip.sway) - 1
            self._aside = reach * hold.sway(min(self._held, hold.seconds))
            self._falls = self._held >= hold.seconds

    def _moment(self, clip: Clip, soft: bool) -> Moment:
        cover = min(1.0, self._up / _COVERED)
        if not self._aside:
            shown = max(0, round(self._up) - 1)
            return Moment(self._clip, shown, shown, 0.0, cover)
        place = min(max(clip.rest + self._aside, 0.0), len(clip.sway) - 1.0)
        low = min(int(place), len(clip.sway) - 2)
        share = place - low if soft else float(round(place - low))
        return Moment(self._clip, clip.sway[low], clip.sway[low + 1], share, cover)
