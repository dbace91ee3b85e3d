"""Voices of Piper: their files, the real engine where it is installed, and a stand-in where it is not."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from avatar.errors import TextError, UsageError
from avatar.speech.capabilities import Delivery
from avatar.speech.finish import LOUDNESS, loudness
from avatar.speech.patience import Limits
from avatar.speech.piper import PiperFile, PiperVoice
from tests.speech.faulty import TEXT, FakePiper, piper_files

needs_piper = pytest.mark.skipif(importlib.util.find_spec("piper") is None, reason="Piper is an extra")


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    from tests.speech.tiny_piper import write_tiny_voice

    return write_tiny_voice(tmp_path)


@needs_piper
def test_piper_itself_speaks_from_a_voice_file(tiny: Path) -> None:
    speech = PiperVoice(PiperFile.read(tiny), limits=Limits.patient(20)).speak(TEXT, "en")
    assert speech.voice == f"piper:{tiny}"
    assert 3 < speech.seconds < 12
    assert loudness(speech.pcm) == pytest.approx(LOUDNESS, abs=1)


@needs_piper
def test_piper_speaks_faster_when_asked(tiny: Path) -> None:
    file, patient = PiperFile.read(tiny), Limits.patient(20)
    usual = PiperVoice(file, limits=patient).speak(TEXT, "en").seconds
    fast = PiperVoice(file, limits=patient, delivery=Delivery(speed=1.25)).speak(TEXT, "en").seconds
    assert fast == pytest.approx(usual / 1.25, rel=0.1)


@needs_piper
def test_a_file_that_is_no_voice_is_the_users_mistake(tiny: Path) -> None:
    tiny.write_bytes(b"not a network")
    with pytest.raises(UsageError, match=r"tiny\.onnx: cannot be read as a Piper voice"):
        PiperVoice(PiperFile.read(tiny))


def test_the_file_names_the_language(tmp_path: Path) -> None:
    assert PiperFile.read(piper_files(tmp_path, "zh_CN")).language == "zh"
    path = piper_files(tmp_path)
    path.with_name("anna.onnx.json").write_text('{"espeak": {"voice": "cmn"}}')
    assert PiperFile.read(path).language == "zh"


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file"):
        PiperFile.read(tmp_path / "none.onnx")
    path = piper_files(tmp_path)
    settings = path.with_name("anna.onnx.json")
    settings.write_text("[]")
    with pytest.raises(UsageError, match=r"anna\.onnx\.json: cannot be read"):
        PiperFile.read(path)
    settings.unlink()
    with pytest.raises(UsageError, match="keep both together"):
        PiperFile.read(path)


def test_another_language_is_the_callers_mistake(tmp_path: Path) -> None:
    voice = PiperVoice(PiperFile.read(piper_files(tmp_path)), engine=FakePiper())
    with pytest.raises(TextError, match="speaks en"):
        voice.speak("大家好", "zh")


def test_a_long_text_is_said_in_parts_that_keep_nobody_waiting(tmp_path: Path) -> None:
    engine = FakePiper()
    voice = PiperVoice(PiperFile.read(piper_files(tmp_path)), engine=engine, limits=Limits.patient(20))
    text = "This mug keeps your tea warm for hours and hours, wherever you go. " * 6
    assert voice.speak(text, "en").seconds > 20
    assert len(engine.asked) >= 3
    assert "".join(part for part, _ in engine.asked).split() == text.split()


def test_another_voice_in_the_same_file_is_another_voice(tmp_path: Path) -> None:
    path = piper_files(tmp_path)
    voice = PiperVoice(PiperFile.read(path), engine=FakePiper())
    before = voice.identity("en")
    path.write_bytes(b"other")
    assert voice.identity("en") != before
