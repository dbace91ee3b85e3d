"""`avatar voices`: listing, hearing and keeping voices."""

from __future__ import annotations

import json
import time
import wave
from pathlib import Path

import pytest

from avatar.cli import run
from avatar.speech import edge_service, listing
from tests.speech.faulty import closed_port, speech_server

CONSENT = "of: Li Na; by: herself; on: 2026-03-01; for: our shop's videos"


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(listing, "HOST", "127.0.0.1")
    monkeypatch.setattr(edge_service, "HOST", "127.0.0.1")


def rows(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, dict[str, object]]:
    assert run(["voices", *arguments, "--json"]) == 0
    return {row["name"]: row for row in json.loads(capsys.readouterr().out)}


def test_voices_are_listed_with_what_they_can_and_whether_they_are_ready(capsys: pytest.CaptureFixture[str]) -> None:
    found = rows(capsys, "--language", "zh")
    embedded, natural = found["espeak:cmn+warm"], found["edge:zh-CN-XiaoxiaoNeural"]
    assert (embedded["words"], embedded["online"], embedded["ready"]) == ("exact", False, True)
    assert (natural["words"], natural["online"], natural["ready"]) == ("told", True, False)
    assert "cannot be reached" in str(natural["why"])
    assert found["warm"]["ready"]
    assert not [name for name in found if name.startswith("edge:en")]
    assert run(["voices", "--language", "zh"]) == 0
    said = capsys.readouterr()
    assert "晓晓" in said.out
    assert len(said.err.splitlines()) == 1, "one line for all voices of a service"


def test_looking_whether_servers_answer_holds_nobody_up(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing.socket, "create_connection", lambda *_, **__: time.sleep(8))
    began = time.monotonic()
    found = rows(capsys)
    assert time.monotonic() - began < 2
    assert "does not answer" in str(found["edge:zh-CN-XiaoxiaoNeural"]["why"])


def test_a_voice_is_kept_listed_heard_and_removed_with_all_that_was_made_with_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "hello.wav"
    with speech_server() as fake:
        keep = ["voices", "keep", "lin", "--server", fake.url, "--voice", "lin-1", "--language", "en,zh"]
        assert run([*keep, "--consent", CONSENT]) == 0
        capsys.readouterr()
        found = rows(capsys, "--language", "en")
        assert found["lin"]["ready"]
        assert run(["say", "Hello and welcome.", "--voice", "lin", "--out", str(out)]) == 0
        assert "voice lin" in capsys.readouterr().out
    assert run(["voices", "show", "lin"]) == 0
    assert "of: Li Na" in capsys.readouterr().out
    assert run(["voices", "remove", "lin"]) == 0
    assert "1 file made with it" in capsys.readouterr().out
    assert not out.exists()
    assert "lin" not in rows(capsys)


def test_a_file_that_merely_took_the_name_is_left_alone(tmp_path: Path) -> None:
    out = tmp_path / "hello.wav"
    with speech_server() as fake:
        assert run(["voices", "keep", "lin", "--server", fake.url, "--voice", "x", "--consent", CONSENT]) == 0
        assert run(["say", "Hello and welcome.", "--voice", "lin", "--out", str(out)]) == 0
    out.write_bytes(b"mine")
    assert run(["voices", "remove", "lin"]) == 0
    assert out.read_bytes() == b"mine"


def test_why_a_voice_of_ones_own_is_not_ready_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = tmp_path / "config.toml"
    settings.write_text(
        f'[voices.lin]\nbackend = "server"\nserver = "http://127.0.0.1:{closed_port()}/v1"\nvoice = "lin"\n'
        f'[voices.mei]\nbackend = "server"\nserver = "http://127.0.0.1/v1"\nvoice = "mei"\ncloned = true\n'
        f'[voices.anna]\nbackend = "piper"\nvoice = "{tmp_path}/anna.onnx"\n'
        f'[voices.kai]\nbackend = "server"\nserver = "127.0.0.1"\nvoice = "kai"\n'
    )
    monkeypatch.setenv("AVATAR_CONFIG", str(settings))
    found = rows(capsys)
    for name, why in (
        ("lin", "cannot be reached"),
        ("mei", "avatar voices keep mei --consent"),
        ("anna", "piper"),
        ("kai", "http://localhost"),
    ):
        assert not found[name]["ready"]
        assert why in str(found[name]["why"]).lower()


def test_a_sample_is_played_or_left_where_it_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "sample.wav"
    assert run(["voices", "--play", "espeak:cmn+warm", "--out", str(out)]) == 0
    assert str(out) in capsys.readouterr().out
    with wave.open(str(out)) as sound:
        assert sound.getframerate() == 48_000
        usual = sound.getnframes()
    assert run(["voices", "--play", "espeak:cmn+warm", "--speed", "1.5", "--out", str(out)]) == 0
    with wave.open(str(out)) as sound:
        assert sound.getnframes() < usual / 1.3


@pytest.mark.parametrize(
    ("arguments", "mend"),
    [
        (["--play", "wram"], "did you mean"),
        (["--play", "espeak", "--out", "x.mp3"], "must end in .wav"),
        (["--play", "espeak", "--speed", "9"], "0.5 to 2"),
        (["--speed", "1.1"], "--play"),
        (["--language", "xx"], "xx"),
        (["--play", "espeak", "--language", "xx"], "no sample"),
        (["keep", "lin", "--consent", CONSENT], "--server"),
        (["keep", "lin", "--server", "http://x/v1", "--consent", CONSENT], "--voice"),
        (["keep", "lin", "--server", "x", "--voice", "y", "--consent", CONSENT], "http://"),
        (["keep", "lin", "--server", "http://x/v1", "--voice", "y"], "--consent"),
        (["remove", "lin"], "no voice 'lin'"),
        (["show", "lin"], "no voice 'lin'"),
    ],
)
def test_a_mistake_is_one_line_with_its_mend(
    arguments: list[str], mend: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["voices", *arguments]) == 2
    said = capsys.readouterr().err
    assert len(said.splitlines()) == 1
    assert mend in said
