"""Voices in order: who speaks, who rests and for how long, and what is told."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

import numpy as np
import pytest

from avatar.errors import TextError, VoiceError
from avatar.speech.capabilities import EDGE
from avatar.speech.chain import FIRST_REST, LONGEST_REST, Chain
from avatar.speech.faults import Busy, Fault, Refused, Unreachable
from avatar.types import Speech


@dataclass
class Scripted:
    """A voice that does what its plan says: None speaks, an error is raised; the last entry for all that follow."""

    name: str
    plan: list[Exception | None] = field(default_factory=lambda: [None])
    languages: frozenset[str] | None = None
    asked: int = 0

    def speak(self, text: str, language: str) -> Speech:
        self.asked += 1
        step = self.plan.pop(0) if len(self.plan) > 1 else self.plan[0]
        if step is not None:
            raise step
        return Speech(text, language, self.name, np.zeros(1, np.float32))


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def chain(*voices: Scripted, named: tuple[Scripted, ...] = ()) -> tuple[Chain, Clock, list[str]]:
    clock, told = Clock(), list[str]()
    return Chain("test", voices, EDGE, told.append, named=named, clock=clock), clock, told


def test_the_first_that_can_speaks() -> None:
    voices, _, told = chain(Scripted("a", [Fault("cut")]), Scripted("b", [Refused("no")]), Scripted("c"))
    assert voices.speak("hello", "en").voice == "c"
    assert [line.partition(";")[0] for line in told] == [
        "the voice a is not to be had: cut",
        "the voice b is not to be had: no",
    ]
    assert all("c speaks instead" in line for line in told)


def test_a_dead_voice_rests_and_is_tried_again_ever_more_rarely() -> None:
    first = Scripted("a", [Unreachable("nobody")])
    voices, clock, told = chain(first, Scripted("b"))
    asked = []
    for second in range(int(FIRST_REST * 16)):
        clock.now = float(second)
        assert voices.speak("hello", "en").voice == "b"
        if first.asked > len(asked):
            asked.append(second)
    pauses = [later - earlier for earlier, later in itertools.pairwise(asked)]
    assert pauses == [FIRST_REST, FIRST_REST * 2, FIRST_REST * 4, FIRST_REST * 8]
    assert len(told) == 1, "what is known is not told again"


def test_a_voice_that_is_back_speaks_again_and_is_told_once_more_when_it_fails() -> None:
    first = Scripted("a", [Unreachable("nobody"), None, None, Unreachable("gone"), None])
    voices, clock, told = chain(first, Scripted("b"))
    spoke = []
    for _ in range(4):
        spoke.append(voices.speak("hello", "en").voice)
        clock.now += FIRST_REST
    assert spoke == ["b", "a", "a", "b"]
    assert [line.partition(":")[0] for line in told] == [
        "the voice a is not to be had",
        "the voice a speaks again",
        "the voice a is not to be had",
    ]


def test_a_rest_never_exceeds_the_longest() -> None:
    first = Scripted("a", [Unreachable("nobody")])
    voices, clock, _ = chain(first, Scripted("b"))
    for _ in range(20):
        voices.speak("hello", "en")
        clock.now += LONGEST_REST
    assert first.asked == 20


def test_one_bad_line_is_no_reason_to_change_the_voice_two_in_a_row_are() -> None:
    first = Scripted("a", [Fault("cut"), None, Fault("cut"), Fault("cut"), None])
    voices, _, told = chain(first, Scripted("b"))
    assert [voices.speak("hello", "en").voice for _ in range(6)] == ["b", "a", "b", "b", "b", "b"]
    assert len(told) == 1


def test_as_long_as_a_service_asks_to_be_left_alone_it_is() -> None:
    first = Scripted("a", [Fault("429", wait=100), None])
    voices, clock, _ = chain(first, Scripted("b"))
    spoke = []
    for clock.now in (0.0, FIRST_REST + 1, 99.0, 101.0):
        spoke.append(voices.speak("hello", "en").voice)
    assert spoke == ["b", "b", "b", "a"]


def test_a_crowd_is_not_held_against_a_voice() -> None:
    first = Scripted("a", [Busy("4 lines at once"), Busy("4 lines at once"), Busy("4 lines at once"), None])
    voices, _, _ = chain(first, Scripted("b"))
    assert [voices.speak("hello", "en").voice for _ in range(4)] == ["b", "b", "b", "a"]


def test_while_one_line_tries_a_rested_voice_others_go_past_it() -> None:
    clock = Clock()
    spoke: list[str] = []

    class Trying(Scripted):
        def speak(self, text: str, language: str) -> Speech:
            if self.asked == 1:  # tried after its rest: meanwhile another line comes
                self.asked += 1
                spoke.append(voices.speak("meanwhile", "en").voice)
            return super().speak(text, language)

    first = Trying("a", [Unreachable("nobody"), None])
    voices = Chain("test", [first, Scripted("b")], EDGE, lambda _: None, clock=clock)
    voices.speak("hello", "en")
    clock.now = FIRST_REST + 1
    assert voices.speak("hello", "en").voice == "a"
    assert spoke == ["b"]


def test_a_text_nobody_can_say_is_the_writers_mistake() -> None:
    voices, _, told = chain(Scripted("a", [TextError("nothing to say")]), Scripted("b", [TextError("other")]))
    with pytest.raises(TextError, match="nothing to say"):
        voices.speak("…", "en")
    assert not told


def test_a_resting_voice_is_asked_where_no_other_can_say_the_text() -> None:
    first = Scripted("a", [Unreachable("nobody"), None])
    voices, _, _ = chain(first, Scripted("b", [None, TextError("has letters that b cannot read")]))
    assert voices.speak("hello", "ja").voice == "b"
    assert voices.speak("漢字", "ja").voice == "a"


def test_where_every_voice_fails_the_first_reason_is_told() -> None:
    voices, _, _ = chain(Scripted("a", [Fault("first")]), Scripted("b", [Fault("second")]))
    with pytest.raises(VoiceError, match="first"):
        voices.speak("hello", "en")


def test_who_was_asked_for_by_name_and_lacks_a_language_is_told_of_once() -> None:
    one = Scripted("a", languages=frozenset(["zh"]))
    voices, _, told = chain(one, Scripted("b"), named=(one,))
    assert [voices.speak("hello", "en").voice for _ in range(2)] == ["b", "b"]
    assert told == ["the voice a does not speak 'en'; b speaks instead (--voice chooses another)"]
    voices, _, told = chain(one, Scripted("b"))
    voices.speak("hello", "en")
    assert not told
