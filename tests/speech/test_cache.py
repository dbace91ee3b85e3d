"""Speech kept on disk: what comes back, what goes when room runs out, and what nothing may break."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from avatar.errors import VoiceError
from avatar.speech import cache as cache_module
from avatar.speech.cache import SpeechCache, forget
from avatar.speech.capabilities import Delivery
from avatar.speech.chain import Chain
from avatar.speech.edge import EdgeVoice
from avatar.speech.espeak import EspeakVoice
from avatar.speech.lexicon import Lexicon
from avatar.speech.patience import Limits
from avatar.speech.roster import timbre
from avatar.speech.server import Server, ServerVoice
from avatar.types import Speech
from tests.fakes import FakeEdge
from tests.speech.faulty import TEXT, speech_server

PATIENT = Limits.patient(10)


@pytest.fixture
def speech() -> Speech:
    return EspeakVoice(timbre(None, None)).speak("只要¥99", "zh")


def kept(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.speech"))


def never(message: str) -> None:
    raise AssertionError(message)


def test_what_is_kept_comes_back_to_the_last_bit(tmp_path: Path, speech: Speech) -> None:
    cache = SpeechCache(tmp_path, 10**8, never)
    first = cache.put("lin", ("a",), speech)
    again = SpeechCache(tmp_path, 10**8, never).get("lin", ("a",))
    assert again is not None
    assert np.array_equal(first.pcm, again.pcm)
    assert np.abs(first.pcm - speech.pcm).max() <= 2**-24
    assert (again.text, again.language, again.voice) == (speech.text, speech.language, speech.voice)
    assert (again.words, again.phones) == (speech.words, speech.phones)
    assert cache.get("lin", ("b",)) is None
    assert cache.get("other", ("a",)) is None


def test_what_is_not_known_stays_unknown(tmp_path: Path, speech: Speech) -> None:
    cache = SpeechCache(tmp_path, 10**8, never)
    cache.put("lin", ("a",), Speech("x", "en", "lin", speech.pcm))
    again = cache.get("lin", ("a",))
    assert again is not None
    assert (again.words, again.phones) == (None, None)


@pytest.mark.parametrize("damage", ["empty", "cut", "flipped bit in the sound", "flipped bit in the times", "other"])
def test_a_damaged_entry_is_dropped_and_made_anew(tmp_path: Path, speech: Speech, damage: str) -> None:
    cache = SpeechCache(tmp_path, 10**8, never)
    cache.put("lin", ("a",), speech)
    (path,) = kept(tmp_path)
    data = bytearray(path.read_bytes())
    if damage == "flipped bit in the sound":
        data[-100] ^= 1
    if damage == "flipped bit in the times":
        data[data.index(b'"end": ') + len(b'"end": 1')] ^= 1  # another digit, not the first
    path.write_bytes({"empty": b"", "cut": data[: len(data) // 2], "other": b"RIFF" * 100}.get(damage, bytes(data)))
    assert cache.get("lin", ("a",)) is None
    assert not kept(tmp_path)
    cache.put("lin", ("a",), speech)
    assert cache.get("lin", ("a",)) is not None


def test_what_was_not_used_for_longest_goes_first(tmp_path: Path, speech: Speech) -> None:
    cache = SpeechCache(tmp_path, 10**8, never)
    cache.put("lin", ("0",), speech)
    size = kept(tmp_path)[0].stat().st_size
    small = SpeechCache(tmp_path, size * 5, never)
    for number in range(1, 5):
        small.put("lin", (str(number),), speech)
    for age, path in enumerate(sorted(kept(tmp_path), key=lambda path: path.stat().st_mtime_ns)):
        os.utime(path, (1_000_000 + age, 1_000_000 + age))
    assert small.get("lin", ("0",)) is not None  # used now
    for number in range(5, 8):
        small.put("lin", (str(number),), speech)
    assert sum(path.stat().st_size for path in kept(tmp_path)) <= size * 5
    assert small.get("lin", ("0",)) is not None
    assert small.get("lin", ("1",)) is None


def test_a_full_disk_is_told_once_and_stops_nobody(
    tmp_path: Path, speech: Speech, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    cache = SpeechCache(tmp_path, 10**8, told.append)

    def full(_self: Path, _data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    for number in range(3):
        assert cache.put("lin", (str(number),), speech).text == speech.text
    assert len(told) == 1
    assert "the disk is full" in told[0]


def test_a_folder_that_cannot_be_is_told_once(tmp_path: Path, speech: Speech) -> None:
    (tmp_path / "file").write_text("")
    told: list[str] = []
    cache = SpeechCache(tmp_path / "file", 10**8, told.append)
    assert cache.get("lin", ("a",)) is None
    cache.put("lin", ("a",), speech)
    cache.put("lin", ("b",), speech)
    assert len(told) == 1


def test_several_threads_share_a_folder(tmp_path: Path, speech: Speech) -> None:
    cache = SpeechCache(tmp_path, 10**6, never)
    failures: list[BaseException] = []

    def use(thread: int) -> None:
        try:
            for number in range(12):
                cache.put("lin", (str(number % 5 + thread % 2),), speech)
                found = cache.get("lin", (str(number % 5),))
                assert found is None or found.words == speech.words
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=use, args=(thread,)) for thread in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures


def test_several_processes_share_a_folder(tmp_path: Path, speech: Speech) -> None:
    code = (
        "import sys, numpy as np\nfrom pathlib import Path\nfrom avatar.speech.cache import SpeechCache\n"
        "from avatar.types import Speech\n"
        "sound = np.sin(np.arange(24000, dtype=np.float32) / 20) * np.float32(0.3)\n"
        "cache = SpeechCache(Path(sys.argv[1]), 300_000, lambda told: sys.exit(told))\n"
        "for number in range(25):\n"
        "    cache.put('lin', (str(number % 7),), Speech(str(number % 7), 'en', 'lin', sound))\n"
        "    found = cache.get('lin', (str(number % 5),))\n"
        "    assert found is None or (found.text == str(number % 5) and len(found.pcm) == 24000)\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stderr=subprocess.PIPE) for _ in range(3)]
    for process in running:
        _, said = process.communicate(timeout=60)
        assert process.returncode == 0, said.decode()


def test_a_line_said_before_is_not_asked_for_again(tmp_path: Path) -> None:
    cache = SpeechCache(tmp_path, 10**8, never)
    with speech_server() as fake:
        first = ServerVoice("lin", "lin", Server(fake.url), limits=PATIENT, cache=cache).speak(TEXT, "en")
        again = ServerVoice("lin", "lin", Server(fake.url), limits=PATIENT, cache=cache).speak(TEXT, "en")
        assert len(fake.requests) == 1
    assert np.array_equal(first.pcm, again.pcm)
    assert first.words == again.words


def test_whatever_changes_the_sound_is_asked_for_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = SpeechCache(tmp_path, 10**8, never)
    with speech_server() as one, speech_server() as other:
        for server, voice, delivery, text, language in (
            (Server(one.url), "lin", Delivery(), TEXT, "en"),
            (Server(one.url), "anna", Delivery(), TEXT, "en"),
            (Server(one.url, model="better"), "lin", Delivery(), TEXT, "en"),
            (Server(one.url), "lin", Delivery(1.1), TEXT, "en"),
            (Server(one.url), "lin", Delivery(style="Softly."), TEXT, "en"),
            (Server(one.url), "lin", Delivery(), TEXT + " Buy it now.", "en"),
            (Server(one.url), "lin", Delivery(), TEXT, "de"),
            (Server(other.url), "lin", Delivery(), TEXT, "en"),
        ):
            speaker = ServerVoice("lin", voice, server, limits=PATIENT, delivery=delivery, cache=cache)
            speaker.speak(text, language)
        assert (len(one.requests), len(other.requests)) == (7, 1)
        lexicon = Lexicon({}, "another")
        ServerVoice("lin", "lin", Server(other.url), limits=PATIENT, cache=cache, lexicon=lexicon).speak(TEXT, "en")
        assert len(other.requests) == 2
        monkeypatch.setattr(cache_module, "REVISION", cache_module.REVISION + 1)
        ServerVoice("lin", "lin", Server(one.url), limits=PATIENT, cache=cache).speak(TEXT, "en")
        assert len(one.requests) == 8


def test_what_another_voice_said_in_its_place_is_not_kept_as_its_own(tmp_path: Path) -> None:
    cache = SpeechCache(tmp_path, 10**8, never)
    service = FakeEdge("refuse", "answer")
    natural = EdgeVoice(limits=PATIENT, service=service, cache=cache)
    voices = Chain("auto", [natural, EspeakVoice(timbre(None, None))], natural.can, lambda _: None)
    assert voices.speak("Hello there.", "en").voice.startswith("espeak")
    assert not kept(tmp_path)
    assert natural.speak("Hello there.", "en").voice.startswith("edge")
    assert len(kept(tmp_path)) == 1


def test_a_line_that_failed_is_not_kept(tmp_path: Path) -> None:
    cache = SpeechCache(tmp_path, 10**8, never)
    with speech_server("half said") as fake, pytest.raises(VoiceError):
        ServerVoice("lin", "lin", Server(fake.url), limits=PATIENT, cache=cache).speak(TEXT, "en")
    assert not kept(tmp_path)


def test_one_voice_is_forgotten_and_no_other(tmp_path: Path, speech: Speech) -> None:
    cache = SpeechCache(tmp_path, 10**8, never)
    cache.put("lin", ("a",), speech)
    cache.put("lin2", ("a",), speech)
    forget("lin", tmp_path)
    assert cache.get("lin", ("a",)) is None
    assert cache.get("lin2", ("a",)) is not None
