"""A service that fails is left alone, for longer each time, and one question at a time tries it again."""

from __future__ import annotations

from avatar.words.breaker import Breaker


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_failures_in_a_row_open_it_and_a_success_forgets_them() -> None:
    breaker = Breaker(Clock(), patience=2)
    for _ in range(3):
        breaker.failed("down")
        assert breaker.refusal() is None
        breaker.succeeded()
    breaker.failed("down")
    breaker.failed("down")
    assert "down" in (breaker.refusal() or "")


def test_after_its_rest_one_question_at_a_time_is_let_through() -> None:
    clock = Clock()
    breaker = Breaker(clock, patience=1, rest=10)
    breaker.failed("down")
    clock.now = 11
    assert breaker.refusal() is None
    assert "being tried" in (breaker.refusal() or "")
    breaker.dropped()
    assert breaker.refusal() is None
    breaker.succeeded()
    assert breaker.refusal() is None
    assert breaker.refusal() is None


def test_each_failed_trial_doubles_the_rest_up_to_the_longest() -> None:
    clock = Clock()
    breaker = Breaker(clock, patience=1, rest=10, longest=35)
    rests = []
    for _ in range(4):
        assert breaker.refusal() is None
        breaker.failed("down")
        start = clock.now
        while breaker.refusal() is not None:
            clock.now += 1
        rests.append(clock.now - start)
        breaker.dropped()
    assert rests == [10, 20, 35, 35]


def test_a_service_that_says_for_how_long_is_left_alone_that_long() -> None:
    clock = Clock()
    breaker = Breaker(clock, patience=3, rest=10)
    breaker.failed("busy", rest=60)
    clock.now = 59
    assert breaker.refusal() is not None
    clock.now = 61
    assert breaker.refusal() is None
