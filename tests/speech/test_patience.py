"""How long is waited, how often is asked, and how many ask at once."""

from __future__ import annotations

import itertools
import threading
import time

import pytest

from avatar.speech.faults import Busy, Fault, Refused, Unreachable
from avatar.speech.patience import AT_ONCE, Limits, Watch, tried, watched

LIMITS = Limits(first=0.3, gap=0.2, total=1, wait=0.02, tries=4)


def test_at_most_four_tries_with_growing_waits() -> None:
    asked: list[float] = []

    def ask(_until: float | None) -> None:
        asked.append(time.monotonic())
        raise Fault("busy")

    with pytest.raises(Fault, match="busy"):
        tried(ask, LIMITS)
    waits = [later - earlier for earlier, later in itertools.pairwise(asked)]
    assert len(asked) == 4
    assert waits == sorted(waits)
    assert waits[0] >= 0.02
    assert waits[2] >= 0.08


@pytest.mark.parametrize("fault", [Refused("no"), Unreachable("nobody")])
def test_what_asking_again_does_not_mend_is_asked_once(fault: Fault) -> None:
    asked = []

    def ask(_until: float | None) -> None:
        asked.append(1)
        raise fault

    with pytest.raises(type(fault)):
        tried(ask, LIMITS)
    assert len(asked) == 1


def test_a_server_that_asks_to_be_left_alone_is_not_asked_before() -> None:
    asked = []

    def ask(_until: float | None) -> None:
        asked.append(1)
        raise Fault("429", wait=60)

    began = time.monotonic()
    with pytest.raises(Fault, match="429") as caught:
        tried(ask, LIMITS)
    assert (len(asked), caught.value.wait) == (1, 60)
    assert time.monotonic() - began < 0.2


def test_further_tries_end_when_the_time_since_the_first_fault_is_over() -> None:
    ends: list[float | None] = []

    def ask(until: float | None) -> None:
        ends.append(until)
        if until is None:
            raise Fault("503")
        watched(lambda watch: time.sleep(5), "it", "further tries", LIMITS, until)

    began = time.monotonic()
    with pytest.raises(Fault, match="503"):
        tried(ask, LIMITS)
    assert time.monotonic() - began < 0.3 + 0.3
    assert ends[0] is None
    assert ends[1] is not None


def test_a_second_try_is_an_answer() -> None:
    answers = iter([Fault("cut"), "sound"])

    def ask(_until: float | None) -> str:
        answer = next(answers)
        if isinstance(answer, Fault):
            raise answer
        return answer

    assert tried(ask, LIMITS) == "sound"


def test_whoever_goes_on_sounding_is_not_cut_off() -> None:
    def work(watch: Watch) -> str:
        for _ in range(5):
            time.sleep(0.1)
            watch.sounded()
        return "all of it"

    assert watched(work, "it", "sounding", LIMITS) == "all of it"


def test_sound_that_stops_is_told_apart_from_silence() -> None:
    def stops(watch: Watch) -> None:
        watch.sounded()
        time.sleep(5)

    with pytest.raises(Fault, match="stopped in the middle") as caught:
        watched(stops, "it", "stops", LIMITS)
    assert 0.2 <= caught.value.since < 0.5
    with pytest.raises(Unreachable, match=r"does not answer within 0\.3 s"):
        watched(lambda watch: time.sleep(5), "it", "silent", LIMITS)


def test_at_most_four_ask_a_server_at_once_and_others_are_free() -> None:
    now, most = 0, 0
    lock = threading.Lock()

    def work(_watch: Watch) -> None:
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        time.sleep(0.05)
        with lock:
            now -= 1

    patient = Limits(first=5)
    threads = [threading.Thread(target=lambda: watched(work, "it", "crowded", patient)) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == AT_ONCE


def test_who_cannot_get_a_place_in_time_is_told_so() -> None:
    release = threading.Event()
    threads = [
        threading.Thread(target=lambda: watched(lambda _: release.wait(5), "it", "full", Limits(first=5)))
        for _ in range(AT_ONCE)
    ]
    for thread in threads:
        thread.start()
    time.sleep(0.05)
    with pytest.raises(Busy, match="4 lines at once"):
        watched(lambda _: None, "it", "full", LIMITS)
    assert watched(lambda _: "free", "it", "another server", LIMITS) == "free"
    release.set()
    for thread in threads:
        thread.join()
