"""Choosing voices, what every voice must keep, and the chain that leaves no line unsaid."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from avatar.errors import TextError, UsageError
from avatar.speech.chain import Chain
from avatar.speech.edge import EdgeVoice
from avatar.speech.espeak import EspeakVoice
from avatar.speech.finish import LOUDNESS, loudness
from avatar.speech.lexicon import read_lexicon
from avatar.speech.patience import Limits
from avatar.speech.piper import PiperFile, PiperVoice
from avatar.speech.roster import timbre
from avatar.speech.server import Server, ServerVoice
from avatar.speech.voice import Voice, list_voices, open_voice, speech_to_json
from avatar.types import Speech
from tests.fakes import FakeEdge
from tests.speech.faulty import FakePiper, speech_server

QUICK = Limits(first=0.3, gap=0.3, total=2, wait=0.01, tries=2)
LINES = {
    "zh": "大家好，这款iPhone 15只要¥99，原价¥1,299！",
    "en": "Hello! The X-200 weighs 500g and costs only $19.99.",
}


def quiet(_: str) -> None: ...


def chain(first: Voice, warnings: list[str]) -> Chain:
    """A voice with the embedded one behind it."""
    return Chain("both", [first, EspeakVoice(timbre(None, None))], first.can, warnings.append)


VOICES: dict[str, Callable[[str, str], Voice]] = {
    "espeak woman": lambda _language, _url: EspeakVoice(timbre(None, "woman")),
    "espeak man": lambda _language, _url: EspeakVoice(timbre(None, "man")),
    "edge": lambda _language, _url: EdgeVoice(service=FakeEdge()),
    "server": lambda _language, url: ServerVoice("lin", "lin", Server(url), limits=Limits.patient(10)),
    "piper": lambda language, _url: PiperVoice(PiperFile(Path("x"), language), engine=FakePiper()),
    "auto": lambda _language, _url: open_voice("auto", "zh", None, quiet, service=FakeEdge()),
    "auto without network": lambda _language, _url: open_voice(
        "auto", "zh", "man", quiet, service=FakeEdge("unreachable")
    ),
}
Make = Callable[[str], Voice]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with speech_server() as server:
        yield server.url


@pytest.fixture(params=VOICES)
def make(request: pytest.FixtureRequest, url: str) -> Make:
    """Opens a voice of each kind for a language."""
    return lambda language: VOICES[request.param](language, url)


@pytest.mark.parametrize("language", LINES)
def test_every_voice_keeps_the_contract(make: Make, language: str) -> None:
    text = LINES[language]
    speech = make(language).speak(text, language)
    assert speech.text == text
    assert speech.pcm.dtype == np.float32
    assert speech.pcm.ndim == 1
    assert 2 < speech.seconds < 12
    assert np.abs(speech.pcm).max() < 0.9
    assert loudness(speech.pcm) == pytest.approx(LOUDNESS, abs=1)
    assert speech.pcm[0] == speech.pcm[-1] == 0
    assert speech.words
    assert speech.phones
    for timed in (speech.words, speech.phones):
        times = [moment for item in timed for moment in (item.start, item.end)]
        assert times == sorted(times)
        assert times[0] >= 0
        assert times[-1] <= len(speech.pcm)
        assert all(item.start < item.end for item in timed)
    edges = [place for word in speech.words for place in (word.begin, word.stop)]
    assert edges == sorted(edges)
    assert all(text[word.begin : word.stop] == word.text for word in speech.words)


def test_captions_can_show_prices_as_written(make: Make) -> None:
    words = make("zh").speak(LINES["zh"], "zh").words or ()
    assert {"¥99", "¥1,299", "15", "iPhone"} <= {word.text for word in words}


@pytest.mark.parametrize("text", ["", "   \n", "😀🎉👍🏽", "\x00\x07\u200b", "……！！", "★★★"])
def test_nothing_to_say_is_the_writers_mistake(make: Make, text: str) -> None:
    with pytest.raises(TextError, match="nothing to say"):
        make("zh").speak(text, "zh")


@pytest.mark.parametrize(
    ("text", "language", "mend"),
    [
        ("こんにちは", "en", "--language ja"),
        ("สวัสดี", "zh", "--language th"),
        ("你好", "en", "--language zh"),
        ("Привет", "zh", "--language ru"),
        ("안녕하세요", "zh", "--language ko"),
    ],
)
def test_letters_a_language_lacks_are_named_with_the_mend(make: Make, text: str, language: str, mend: str) -> None:
    with pytest.raises(TextError) as caught:
        make(language).speak(text, language)
    assert text in str(caught.value)
    assert repr(language) in str(caught.value)
    assert mend in str(caught.value)


def test_a_script_without_a_network_loses_no_line_and_warns_once() -> None:
    warnings: list[str] = []
    service = FakeEdge("unreachable")
    voice = open_voice("auto", "zh", "woman", warnings.append, service=service)
    began = time.monotonic()
    spoken = [voice.speak(f"第{number}句，欢迎光临。", "zh") for number in range(5)]
    assert time.monotonic() - began < 5
    assert [speech.voice for speech in spoken] == ["espeak:+warm"] * 5
    assert len(warnings) == 1
    assert "Name or service not known" in warnings[0]
    assert "--voice espeak" in warnings[0]
    assert service.asked == []


def test_a_service_that_dies_mid_script_loses_no_line() -> None:
    warnings: list[str] = []
    service = FakeEdge("answer", "die", "die", "answer", "die", "die", "answer")
    voice = chain(EdgeVoice(limits=QUICK, service=service), warnings)
    texts = [f"第{number}句，欢迎光临。" for number in range(5)]
    spoken = [voice.speak(text, "zh") for text in texts]
    assert [speech.text for speech in spoken] == texts
    backends = [speech.voice.partition(":")[0] for speech in spoken]
    assert backends == ["edge", "espeak", "edge", "espeak", "edge"]
    assert len(warnings) == 1


@pytest.mark.parametrize("mode", ["hang", "stuck", "truncate", "refuse", "overload", "silent", "stall"])
def test_whatever_the_service_does_the_line_is_said(mode: str) -> None:
    warnings: list[str] = []
    natural = EdgeVoice(limits=QUICK, service=FakeEdge(mode))
    voice = chain(natural, warnings)
    began = time.monotonic()
    speech = voice.speak("欢迎来到直播间，今天的保温杯很划算。", "zh")
    assert time.monotonic() - began < 6
    assert speech.voice == "espeak:+warm"
    assert len(warnings) == 1


def test_a_language_without_a_natural_voice_is_said_by_the_embedded_one_at_once() -> None:
    warnings: list[str] = []
    service = FakeEdge("hang")
    voice = open_voice("auto", "ru", None, warnings.append, service=service)
    assert voice.speak("Добро пожаловать!", "ru").voice.startswith("espeak")
    assert not warnings
    assert not service.asked


@pytest.mark.parametrize(
    ("wrong", "near"),
    [
        ("espek", "espeak"),
        ("Auto", "auto"),
        ("edge:zh-CN-XiaoxiaNeural", "edge:zh-CN-XiaoxiaoNeural"),
        ("edge:zh-CN-Xiaoxi", "edge:zh-CN-XiaoxiaoNeural"),
        ("espeak:cmn+wram", "espeak:cmn+warm"),
        ("espeak:zz+warm", "espeak:"),
        ("edge:xx-YY-FooNeural", "edge:"),
    ],
)
def test_an_unknown_voice_is_answered_with_the_nearest(wrong: str, near: str) -> None:
    with pytest.raises(UsageError, match="did you mean") as caught:
        open_voice(wrong, "zh", None, quiet)
    assert wrong in str(caught.value)
    assert near in str(caught.value).partition("did you mean")[2]


@pytest.mark.parametrize(
    ("name", "language", "known_as"),
    [
        ("espeak", "zh", "espeak:+warm"),
        ("espeak:zh", "zh", "espeak:cmn+warm"),
        ("espeak:en-gb+m3", "en", "espeak:en-gb-x-rp+m3"),
        ("espeak:+Reed", "en", "espeak:+Reed"),
        ("edge", "en", "edge"),
        ("edge:en-US-AnaNeural", "en", "edge:en-US-AnaNeural"),
        ("auto", "en", "auto"),
    ],
)
def test_voices_are_opened_by_name(name: str, language: str, known_as: str) -> None:
    voice = open_voice(name, language, None, quiet)
    assert voice.name == known_as
    assert voice.languages is None or language in voice.languages


@pytest.mark.parametrize("language", ["zh", "en", "ja", "ko", "es", "de", "fr"])
def test_every_voice_listed_can_be_opened(language: str) -> None:
    listed = list_voices(language)
    assert {voice.backend for voice in listed} == {"espeak", "edge"}
    assert {voice.gender for voice in listed} == {"woman", "man"}
    assert len({voice.title for voice in listed}) == len(listed)
    for voice in listed:
        assert voice.language == language
        assert language in (open_voice(voice.name, language, None, quiet).languages or ())


def test_a_voice_pinned_to_a_language_says_no_other() -> None:
    with pytest.raises(TextError, match="espeak:cmn"):
        open_voice("espeak:cmn+f2", "zh", None, quiet).speak("Hello there", "en")


def test_a_voice_asked_for_by_name_that_fails_loses_no_line() -> None:
    warnings: list[str] = []
    voice = open_voice("edge:zh-CN-XiaoyiNeural", "zh", "man", warnings.append, service=FakeEdge("unreachable"))
    assert voice.speak("你好", "zh").voice == "espeak:+Reed"
    assert len(warnings) == 1
    assert "edge:zh-CN-XiaoyiNeural is not to be had: cannot reach" in warnings[0]
    assert "espeak:+Reed speaks instead" in warnings[0]


def test_a_voice_asked_for_by_name_that_lacks_the_language_is_told_of_once() -> None:
    warnings: list[str] = []
    voice = open_voice("edge:zh-CN-XiaoyiNeural", "zh", None, warnings.append, service=FakeEdge())
    assert [voice.speak("Hello there", "en").voice for _ in range(2)] == ["espeak:+warm"] * 2
    assert len(warnings) == 1
    assert "does not speak 'en'" in warnings[0]


def test_a_program_reads_a_speech_as_json() -> None:
    speech = EspeakVoice(timbre(None, None)).speak("只要¥99", "zh")
    table: dict[str, Any] = json.loads(json.dumps(speech_to_json(speech), ensure_ascii=False))
    assert table["samples"] == len(speech.pcm)
    assert table["seconds"] == pytest.approx(speech.seconds)
    price = table["words"][-1]
    assert (price["text"], price["begin"], price["stop"]) == ("¥99", 2, 5)
    assert price["start_sample"] == pytest.approx(price["start"] * 48_000, abs=1)
    assert table["phones"][0]["symbol"] == "tʂ"


def test_what_a_voice_does_not_know_is_null_in_json() -> None:
    table = speech_to_json(Speech("大家好", "zh", "lin", np.zeros(10, np.float32)))
    assert table["words"] is None
    assert table["phones"] is None


def test_auto_speaks_with_the_presenters_own_voice_where_it_can() -> None:
    voice = open_voice("auto", "en", "woman", quiet, own="en-US-AvaNeural", service=FakeEdge())
    assert voice.speak("Hello there.", "en").voice == "edge:en-US-AvaNeural"
    offline = open_voice("auto", "en", "woman", quiet, own="en-US-AvaNeural", service=FakeEdge("unreachable"))
    assert offline.speak("Hello there.", "en").voice.startswith("espeak")


def test_a_shops_own_lexicon_reaches_every_voice(url: str, tmp_path: Path) -> None:
    path = tmp_path / "lexicon.yaml"
    path.write_text("zh:\n  Lumora: 露魔拉\n", "utf-8")
    lexicon = read_lexicon(path)
    service = FakeEdge("answer", "unreachable")
    voice = open_voice("auto", "zh", None, quiet, lexicon=lexicon, service=service)
    for _ in range(2):  # the natural voice, and the embedded one
        words = voice.speak("欢迎来到Lumora直播间", "zh").words or ()
        assert "Lumora" in "".join(word.text for word in words)
    assert service.asked[0][0] == "欢迎来到露魔拉直播间"
