"""Words found in a sound: when each begins, and what is refused."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from avatar.speech.align import Alignment, aligned
from avatar.speech.recital import recite
from avatar.speech.roster import timbre

ENGLISH = "This bottle keeps tea hot for a whole day, and it folds into your pocket."
CHINESE = "大家好，这款杯子保温十二个小时，只要九十九元。"
RATE = 22_050

Sound = npt.NDArray[np.float32]


def said(text: str, language: str, variant: str = "Reed", pause: float = 0.0) -> tuple[Sound, list[tuple[int, float]]]:
    """The text in a voice that is not the one aligned with, and where each word begins in seconds."""
    recital = recite(text, language, timbre(variant, None))
    margin = np.zeros(round(pause * RATE), np.float32)
    sound = np.concatenate([margin, recital.pcm.astype(np.float32) / np.float32(32768), margin])
    return sound, [(word.begin, word.start / recital.rate + pause) for word in recital.words]


def late(found: Alignment | None, truth: list[tuple[int, float]], rate: int = RATE) -> list[float]:
    assert found is not None
    starts = {word.begin: word.start / rate for word in found.words}
    return [abs(starts[place] - start) for place, start in truth]


@pytest.mark.parametrize("variant", ["Reed", "m7", "belinda"])
@pytest.mark.parametrize(("text", "language"), [(ENGLISH, "en"), (CHINESE, "zh")])
def test_words_are_found_where_they_begin(text: str, language: str, variant: str) -> None:
    sound, truth = said(text, language, variant)
    off = late(aligned(sound, RATE, text, language), truth)
    assert np.median(off) < 0.02
    assert np.percentile(off, 95) < 0.08


def test_silence_around_and_another_pace_change_nothing() -> None:
    sound, truth = said(ENGLISH, "en", pause=1.5)
    slower = round(RATE * 0.85)
    off = late(aligned(sound, slower, ENGLISH, "en"), [(place, start / 0.85) for place, start in truth], slower)
    assert np.median(off) < 0.025
    assert np.percentile(off, 95) < 0.1


def test_a_long_pause_between_sentences_is_no_word() -> None:
    first, second = "Good evening, and welcome to the show.", "Today we look at a small folding cup."
    (one, truth), (other, rest) = said(first, "en"), said(second, "en")
    gap = np.zeros(RATE * 3, np.float32)
    text = f"{first} {second}"
    begun = (len(one) + len(gap)) / RATE
    truth += [(place + len(first) + 1, start + begun) for place, start in rest]
    off = late(aligned(np.concatenate([one, gap, other]), RATE, text, "en"), truth)
    assert np.percentile(off, 95) < 0.1


def test_words_and_sounds_stand_in_order_within_text_and_sound() -> None:
    sound, _ = said(CHINESE, "zh")
    found = aligned(sound, RATE, CHINESE, "zh")
    assert found
    edges = [0, *(edge for word in found.words for edge in (word.start, word.end))]
    assert edges == sorted(edges)
    assert edges[-1] <= len(sound) + RATE // 50
    assert all(0 <= word.begin < word.stop <= len(CHINESE) for word in found.words)
    assert {each.word for each in found.sounds} == set(range(len(found.words)))
    assert all(each.end > each.start for each in found.sounds)


def noise(length: int) -> Sound:
    return np.random.default_rng(1).normal(0, 0.1, length).astype(np.float32)


def tones(length: int) -> Sound:
    clock = np.arange(length) / RATE
    return np.asarray(0.3 * np.sin(2 * np.pi * 440 * 2 ** (np.floor(clock * 4) % 12 / 12) * clock), np.float32)


@pytest.mark.parametrize("make", [noise, tones, lambda length: np.zeros(length, np.float32)])
def test_what_is_no_speech_has_no_words(make: object) -> None:
    assert callable(make)
    assert aligned(make(RATE * 4), RATE, ENGLISH, "en") is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Click the link below and the parcel ships before tomorrow evening comes.", "en"),
        (" ".join(ENGLISH.split()[::-1]), "en"),
        (" ".join(ENGLISH.split()[:7]), "en"),
        (CHINESE, "zh"),
        ("", "en"),
        ("…", "en"),
        ("今日は", "ja"),
        ("Hello there", "xx"),
    ],
)
def test_a_text_that_is_not_what_is_said_is_refused(text: str, language: str) -> None:
    sound, _ = said(ENGLISH, "en")
    assert aligned(sound, RATE, text, language) is None


@pytest.mark.parametrize("share", [0.3, 0.6, 0.75])
def test_sound_that_breaks_off_is_refused(share: float) -> None:
    for text, language in ((ENGLISH, "en"), (CHINESE, "zh")):
        sound, _ = said(text, language)
        assert aligned(sound[: round(len(sound) * share)], RATE, text, language) is None


@given(length=st.integers(0, 4000), text=st.text(max_size=20), language=st.sampled_from(["en", "zh", "ja", "de"]))
@settings(max_examples=30, deadline=None)
def test_any_sound_and_text_are_taken(length: int, text: str, language: str) -> None:
    found = aligned(noise(length), RATE, text, language)
    assert found is None or found.words


def test_a_word_that_is_respelled_for_the_recital_keeps_its_place() -> None:
    text = "大熊很可爱，快来看看吧。"
    sound, _ = said("大习拥很可爱，快来看看吧。", "zh")
    found = aligned(sound, RATE, text, "zh")
    assert found
    assert any(word.begin <= text.index("熊") < word.stop for word in found.words)
    assert all(word.stop <= len(text) for word in found.words)
