"""The natural voice: times, long texts, and every way its service can fail."""

from __future__ import annotations

import time

import numpy as np
import pytest

from avatar.errors import TextError, VoiceError
from avatar.speech import asked, placing
from avatar.speech.edge import EdgeVoice
from avatar.speech.espeak import EspeakVoice
from avatar.speech.faults import Unreachable
from avatar.speech.patience import Limits
from avatar.speech.roster import timbre
from avatar.types import SAMPLE_RATE
from tests.fakes import FakeEdge

LIMITS = Limits(first=0.4, gap=0.4, total=3, wait=0.01, tries=3)
LINE = "大家好，这款iPhone 15只要¥99，快来下单吧！"


def test_words_sound_when_the_service_says() -> None:
    natural = EdgeVoice(service=FakeEdge()).speak(LINE, "zh")
    exact = EspeakVoice(timbre(None, None)).speak(LINE, "zh")
    assert natural.words
    assert exact.words
    assert [word.text for word in natural.words] == [word.text for word in exact.words]
    late = [abs(a.start - b.start) / SAMPLE_RATE for a, b in zip(natural.words, exact.words, strict=True)]
    assert max(late) < 0.02


def test_phones_are_spread_inside_their_words() -> None:
    speech = EdgeVoice(service=FakeEdge()).speak("Buy a pink umbrella", "en")
    assert speech.words
    assert speech.phones
    for word in speech.words:
        inside = [phone.symbol for phone in speech.phones if word.start <= phone.start and phone.end <= word.end]
        assert inside, word.text
        if word.text == "pink":
            assert inside == ["p", "ɪ", "ŋ", "k"]


@pytest.mark.parametrize("mode", ["mute", "odd"])
def test_times_that_are_not_told_are_heard(mode: str) -> None:
    told = EdgeVoice(service=FakeEdge()).speak(LINE, "zh")
    heard = EdgeVoice(service=FakeEdge(mode)).speak(LINE, "zh")
    assert told.words
    assert heard.words
    assert heard.phones
    assert [word.text for word in heard.words] == [word.text for word in told.words]
    late = [abs(a.start - b.start) / SAMPLE_RATE for a, b in zip(heard.words, told.words, strict=True)]
    assert max(late) < 0.1


def test_times_that_can_be_neither_told_nor_heard_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(placing, "aligned", lambda *_: None)
    speech = EdgeVoice(service=FakeEdge("mute")).speak(LINE, "zh")
    assert speech.words is None
    assert speech.phones is None
    assert speech.seconds > 2


@pytest.mark.parametrize(
    ("mode", "message", "requests"),
    [
        ("hang", "does not answer within", 1),
        ("stuck", "does not answer", 0),
        ("unreachable", "cannot reach", 0),
        ("stall", "stopped in the middle", 1),
        ("die", "broke off", 3),
        ("truncate", "only a part", 3),
        ("silent", "no sound", 3),
        ("overload", "503", 3),
        ("refuse", "403", 1),
    ],
)
def test_failures_are_told_in_time_and_asked_again_where_that_helps(mode: str, message: str, requests: int) -> None:
    service = FakeEdge(mode)
    began = time.monotonic()
    with pytest.raises(VoiceError, match=message) as caught:
        EdgeVoice(limits=LIMITS, service=service).speak(LINE, "zh")
    assert time.monotonic() - began < 5
    assert len(service.asked) == requests
    assert caught.value.retryable == (mode != "refuse")
    assert isinstance(caught.value, Unreachable) == (mode in ("hang", "stuck", "unreachable"))


def test_a_second_try_is_enough_where_the_first_was_cut_short() -> None:
    service = FakeEdge("truncate", "overload", "answer")
    speech = EdgeVoice(limits=LIMITS, service=service).speak(LINE, "zh")
    assert speech.words
    assert speech.words[-1].text == "吧"


def test_long_text_is_asked_for_in_parts_the_service_takes() -> None:
    text = "这款保温杯采用双层真空设计，保温十二个小时。" * 48
    service = FakeEdge()
    speech = EdgeVoice(limits=Limits.patient(30), service=service).speak(text, "zh")
    assert len(service.asked) > 1
    assert all(len(part.encode()) <= 3000 for part, _ in service.asked)
    assert all(part.endswith("。") for part, _ in service.asked)
    assert "".join(part for part, _ in service.asked) == text
    assert speech.words
    assert speech.words[-1].stop == len(text) - 1
    starts = np.array([word.start for word in speech.words])
    assert (np.diff(starts) > 0).all()
    assert speech.words[-1].end > len(speech.pcm) - SAMPLE_RATE


def test_a_voice_is_asked_for_by_language_and_gender() -> None:
    service = FakeEdge()
    EdgeVoice(gender="man", service=service).speak("Hello there", "en")
    EdgeVoice("zh-CN-XiaoyiNeural", service=service).speak("你好", "zh")
    assert [voice for _, voice in service.asked] == ["en-US-GuyNeural", "zh-CN-XiaoyiNeural"]


def test_a_language_it_has_no_voice_for_is_the_callers_mistake() -> None:
    with pytest.raises(TextError, match="'sw'"):
        EdgeVoice(service=FakeEdge()).speak("habari", "sw")


def test_a_line_whose_last_words_are_not_told_of_is_a_part_of_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asked, "check_whole", lambda *_: None)  # however long its sound is
    with pytest.raises(VoiceError, match="only a part"):
        EdgeVoice(limits=LIMITS, service=FakeEdge("truncate")).speak(LINE, "zh")
