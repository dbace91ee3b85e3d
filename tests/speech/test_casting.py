"""Voices by name: orders, manners, templates, the user's own, and what a slip is answered with."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from avatar.config import NamedVoice, Settings, SpeechSettings
from avatar.errors import UsageError
from avatar.speech.capabilities import Delivery
from avatar.speech.casting import Part, parts
from avatar.speech.templates import templates
from avatar.speech.voice import open_voice
from tests.fakes import FakeEdge
from tests.speech.faulty import TEXT, piper_files, speech_server


def never(message: str) -> None:
    raise AssertionError(message)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("auto", (Part("auto"),)),
        ("lin, warm ,espeak", (Part("lin"), Part("warm"), Part("espeak"))),
        ("warm speed=1.1 pitch=+2", (Part("warm", 1.1, 2.0),)),
        ("lin style=bright,espeak pitch=-1.5", (Part("lin", style="bright"), Part("espeak", pitch=-1.5))),
        ("piper:/my voices/anna.onnx speed=0.9", (Part("piper:/my voices/anna.onnx", 0.9),)),
    ],
)
def test_an_order_of_voices_is_read(text: str, expected: tuple[Part, ...]) -> None:
    assert parts(text) == expected


@pytest.mark.parametrize("text", ["warm speed=3", "warm speed=0", "warm speed=fast", "espeak pitch=13", "a pitch=nan"])
def test_what_no_voice_can_do_is_the_users_mistake(text: str) -> None:
    with pytest.raises(UsageError, match="such as"):
        parts(text)


@pytest.mark.parametrize("text", ["", " , "])
def test_no_voice_at_all_is_the_users_mistake(text: str) -> None:
    with pytest.raises(UsageError, match="avatar voices"):
        parts(text)


@pytest.mark.parametrize("name", templates())
@pytest.mark.parametrize("language", ["zh", "en", "ja", "de"])
@pytest.mark.parametrize("gender", ["woman", "man", None])
def test_every_template_speaks_with_a_natural_and_an_embedded_voice(
    name: str, language: str, gender: str | None
) -> None:
    text = "Hallo zusammen" if language == "de" else {"zh": "大家好", "en": "Hello all"}.get(language, "こんにちは")
    natural, offline = FakeEdge(), FakeEdge("unreachable")
    manner = templates()[name].manner(gender)
    told: list[str] = []
    assert open_voice(name, language, gender, told.append, service=natural).speak(text, language).voice[:4] == "edge"
    embedded = open_voice(name, language, gender, told.append, service=offline).speak(text, language)
    assert embedded.voice == f"espeak:+{manner.espeak}"
    speed, pitch = manner.delivery.speed, manner.delivery.pitch
    ((rate, height),) = natural.manners
    assert rate == f"{round((speed - 1) * 100):+d}%"
    assert (height[0] == "-") == (pitch < 0)
    assert len(told) == 1


def test_templates_differ_in_what_is_heard() -> None:
    offline = FakeEdge("unreachable")

    def said(name: str) -> np.ndarray:
        return open_voice(name, "en", "woman", lambda _: None, service=offline).speak("Hello everyone.", "en").pcm

    lengths = {name: len(said(name)) for name in templates()}
    assert lengths["lively"] < lengths["warm"] < lengths["gentle"]
    assert len({said(name).tobytes() for name in templates()}) == len(templates())


def test_a_template_speaks_every_language_of_a_show() -> None:
    service = FakeEdge()
    voice = open_voice("steady", "zh", "man", never, service=service)
    voice.speak("大家好", "zh")
    voice.speak("Hello all", "en")
    assert [name for _, name in service.asked] == ["zh-CN-YunyangNeural", "en-US-ChristopherNeural"]


def test_a_template_may_be_asked_for_as_a_man() -> None:
    service = FakeEdge()
    open_voice("steady:man", "en", "woman", never, service=service).speak("Hello.", "en")
    assert service.asked[0][1] == "en-US-ChristopherNeural"


def test_speed_and_pitch_reach_every_voice_of_an_order() -> None:
    service = FakeEdge("answer", "unreachable")
    voice = open_voice("edge speed=1.2 pitch=+2", "en", None, lambda _: None, service=service)
    usual = open_voice("espeak", "en", None, never).speak("Hello everyone, welcome.", "en")
    voice.speak("Hello everyone, welcome.", "en")
    embedded = voice.speak("Hello everyone, welcome.", "en")
    assert service.manners == [("+20%", "+20Hz")]
    assert embedded.voice.startswith("espeak")
    assert embedded.seconds == pytest.approx(usual.seconds / 1.2, rel=0.1)


def test_what_a_voice_cannot_do_is_told() -> None:
    with speech_server() as fake:
        settings = Settings(voices={"lin": NamedVoice("server", server=fake.url, voice="lin")})
        told: list[str] = []
        open_voice("lin pitch=+2 speed=1.1", "en", None, told.append, settings=settings)
        assert told == ["the voice lin cannot be asked for a pitch; it speaks with its own"]


def test_a_voice_of_ones_own_is_asked_as_the_settings_say(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIN_KEY", "from-env")
    with speech_server() as fake:
        lin = NamedVoice(
            "server",
            server=fake.url,
            voice="lin-2",
            model="cosy",
            key_env="LIN_KEY",
            language="en, zh",
            style="warm",
            speed=1.1,
            patience=10,
        )
        settings = Settings(voices={"lin": lin}, speech=SpeechSettings(cache_mb=0, api_key="another server's"))
        voice = open_voice("lin", "en", None, never, settings=settings)
        assert voice.name == "lin"
        assert voice.speak(TEXT, "en").voice == "lin"
        request = fake.requests[0]
        assert (request["model"], request["voice"], request["speed"]) == ("cosy", "lin-2", 1.1)
        assert request["instructions"] == templates()["warm"].manner(None).delivery.style
        assert fake.headers[0]["authorization"] == "Bearer from-env"


def test_a_key_goes_to_its_own_server_alone() -> None:
    with speech_server() as fake, speech_server() as other:
        settings = Settings(
            voices={"lin": NamedVoice("server", server=other.url, voice="lin", patience=10)},
            speech=SpeechSettings(server=fake.url, api_key="for the first", cache_mb=0, patience=10),
        )
        open_voice("server:anna", "en", None, never, settings=settings).speak(TEXT, "en")
        open_voice("lin", "en", None, never, settings=settings).speak(TEXT, "en")
        assert fake.headers[0]["authorization"] == "Bearer for the first"
        assert "authorization" not in other.headers[0]


def test_an_order_is_followed_and_the_embedded_voice_stands_last() -> None:
    with speech_server("503") as fake:
        settings = Settings(voices={"lin": NamedVoice("server", server=fake.url, voice="lin")})
        told: list[str] = []
        voice = open_voice("lin,edge", "en", None, told.append, settings=settings, service=FakeEdge())
        assert voice.speak("Hello.", "en").voice == "edge:en-US-AriaNeural"
        voice = open_voice("lin,edge", "en", None, told.append, settings=settings, service=FakeEdge("refuse"))
        assert voice.speak("Hello.", "en").voice == "espeak:+warm"
    assert [line.partition(" is not")[0] for line in told] == ["the voice lin", "the voice lin", "the voice edge"]


def test_a_presenters_own_voice_and_gender_are_kept_where_a_name_leaves_them_open() -> None:
    service = FakeEdge()
    open_voice("auto", "en", "woman", never, own="en-US-AvaNeural", service=service).speak("Hello.", "en")
    open_voice("edge", "en", "man", never, service=service).speak("Hello.", "en")
    assert [voice for _, voice in service.asked] == ["en-US-AvaNeural", "en-US-GuyNeural"]


@pytest.mark.parametrize(
    ("wrong", "near"), [("wram", "warm"), ("warm:boy", "warm"), ("espeak, lim", "lin"), ("peper:x", "")]
)
def test_a_slip_is_answered_with_the_nearest(wrong: str, near: str) -> None:
    settings = Settings(voices={"lin": NamedVoice("edge", voice="zh-CN-XiaoyiNeural")})
    with pytest.raises(UsageError, match="unknown voice") as caught:
        open_voice(wrong, "zh", None, never, settings=settings)
    assert near in str(caught.value)


def test_what_a_voice_of_ones_own_lacks_is_named(tmp_path: Path) -> None:
    for voice, why in (
        (NamedVoice("server", voice="lin"), "need a server and a voice"),
        (NamedVoice("server", server="http://x/v1"), "need a server and a voice"),
        (NamedVoice("server", server="localhost:8880", voice="lin"), "http://localhost:8880/v1"),
        (NamedVoice("piper", voice=str(tmp_path / "none.onnx")), "no such file"),
    ):
        with pytest.raises(UsageError, match=why):
            open_voice("lin", "en", None, never, settings=Settings(voices={"lin": voice}))
    with pytest.raises(UsageError, match="AVATAR_SPEECH_URL"):
        open_voice("server:anna", "en", None, never, settings=Settings())


def test_piper_without_the_package_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("avatar.speech.piper.importlib.util.find_spec", lambda _: None)
    with pytest.raises(UsageError, match="pip install"):
        open_voice(f"piper:{piper_files(tmp_path)}", "en", None, never)


def test_a_delivery_tells_what_a_voice_lacks() -> None:
    from avatar.speech.capabilities import EDGE, PIPER

    assert Delivery(1.1, 2, "softly").lacking(PIPER) == ("pitch", "style")
    assert Delivery().lacking(EDGE) == ()
