"""Voices of one's own: kept with their owner's consent, silent without it, gone when it is withdrawn."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from avatar.config import NamedVoice, Settings, SpeechSettings
from avatar.errors import UsageError
from avatar.speech.cache import cache_folder
from avatar.speech.kept import consent_of, keep_voice, own_voices, remove_voice, voices_folder
from avatar.speech.voice import open_voice
from tests.speech.faulty import TEXT, speech_server

CONSENT = "of: Li Na; by: herself; on: 2026-03-01; for: our shop's videos"
PATIENT = SpeechSettings(patience=10)


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def cloned(url: str = "http://localhost:1/v1", voice: str = "lin-1") -> NamedVoice:
    return NamedVoice("server", server=url, voice=voice, cloned=True)


def test_a_cloned_voice_without_its_owners_consent_does_not_speak() -> None:
    with pytest.raises(UsageError, match="consent is not on record; record it: avatar voices keep lin --consent"):
        open_voice("lin", "en", None, print, settings=Settings(voices={"lin": cloned()}))


def test_with_the_consent_on_record_it_speaks_and_without_it_falls_silent_at_once() -> None:
    told: list[str] = []
    with speech_server() as fake:
        settings = Settings(voices={"lin": cloned(fake.url)}, speech=PATIENT)
        keep_voice("lin", None, CONSENT, settings)
        voice = open_voice("lin", "en", None, told.append, settings=settings)
        assert voice.speak(TEXT, "en").voice == "lin"
        assert list(cache_folder().rglob("*.speech"))
        remove_voice("lin")
        assert not list(cache_folder().rglob("*.speech")), "what was kept of its sound is gone, too"
        assert voice.speak(TEXT, "en").voice.startswith("espeak")
    assert "was withdrawn" in told[0]
    with pytest.raises(UsageError, match="not on record"):
        open_voice("lin", "en", None, print, settings=settings)


def test_the_record_is_private_and_names_its_parts() -> None:
    keep_voice("lin", cloned(), CONSENT, Settings())
    path = voices_folder() / "lin" / "consent.json"
    table = json.loads(path.read_text("utf-8"))
    assert (table["of"], table["by"], table["on"]) == ("Li Na", "herself", "2026-03-01")
    assert path.stat().st_mode & 0o077 == 0
    assert own_voices(Settings())["lin"] == cloned()


def test_a_consent_is_for_one_voice_and_no_other() -> None:
    settings = Settings(voices={"lin": cloned()})
    keep_voice("lin", None, CONSENT, settings)
    assert consent_of("lin", cloned()) is not None
    for other in (cloned(voice="anna"), cloned("http://elsewhere/v1")):
        with pytest.raises(UsageError, match="not on record"):
            open_voice("lin", "en", None, print, settings=Settings(voices={"lin": other}))


def test_a_consent_may_be_given_anew() -> None:
    keep_voice("lin", None, CONSENT, Settings(voices={"lin": cloned()}))
    keep_voice("lin", None, CONSENT, Settings(voices={"lin": cloned(voice="lin-2")}))
    assert consent_of("lin", cloned(voice="lin-2")) is not None


@pytest.mark.parametrize(
    ("name", "voice", "consent", "why"),
    [
        ("lin", cloned(), "  ", "say whose voice"),
        ("lin", cloned(), "drawn by us", "not drawn"),
        ("lin", None, CONSENT, "say where it is"),
        ("auto", cloned(), CONSENT, "cannot be a voice's name"),
        ("../x", cloned(), CONSENT, "cannot be a voice's name"),
        ("", cloned(), CONSENT, "cannot be a voice's name"),
    ],
)
def test_what_cannot_be_kept_is_not(name: str, voice: NamedVoice | None, consent: str, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        keep_voice(name, voice, consent, Settings())
    assert not own_voices(Settings())


def test_a_name_is_taken_once() -> None:
    keep_voice("lin", cloned(), CONSENT, Settings())
    with pytest.raises(UsageError, match="there is one already"):
        keep_voice("lin", cloned(), CONSENT, Settings())


def test_only_what_is_kept_can_be_removed() -> None:
    keep_voice("lin", cloned(), CONSENT, Settings())
    for name in ("lim", "..", "lin/..", ""):
        with pytest.raises(UsageError, match="no voice"):
            remove_voice(name)
    assert "lin" in own_voices(Settings())


@pytest.mark.parametrize("written", ["{", "[]", '{"backend": "server", "server": 5}', '{"voice": "x"}', '{"x": 1}'])
def test_a_damaged_voice_stands_in_nobodys_way(written: str) -> None:
    keep_voice("lin", cloned(), CONSENT, Settings())
    (voices_folder() / "lin" / "voice.json").write_text(written)
    assert not own_voices(Settings())
    remove_voice("lin")
