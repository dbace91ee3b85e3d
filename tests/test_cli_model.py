"""`avatar facts` and `avatar key` as a person meets them."""

from __future__ import annotations

import io
import json
import sys
import tomllib
from pathlib import Path

import pytest
from PIL import Image

from avatar.cli import run
from tests import fakes
from tests.test_keys import FakeKeyring

MUG = {"products": [{"name": {"value": "Harbour Mug", "seen": "HARBOUR MUG", "picture": 1}}]}


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "leaflet.jpg"
    Image.new("RGB", (60, 40)).save(path)
    return path


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "config.toml"
    monkeypatch.setenv("AVATAR_CONFIG", str(path))
    return path


@pytest.mark.parametrize("verb", [["facts"], ["key"], ["key", "set"], ["key", "forget"]])
def test_help_teaches_with_an_example(verb: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*verb, "--help"]) == 0
    assert f"avatar {verb[0]}" in capsys.readouterr().out.split("Example", 1)[1]


def test_facts_writes_a_draft_and_never_over_one(
    picture: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "draft.yaml"
    with fakes.chat_server(fakes.says(json.dumps(MUG))) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.setenv("OPENAI_VISION_MODEL", "eye")
        assert run(["facts", str(picture), "--out", str(out), "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["products"][0]["values"] == {"name": "Harbour Mug"}
        assert server.requests[0]["model"] == "eye"
        first = out.read_text("utf-8")
        assert "draft: true" in first
        assert "HARBOUR MUG (leaflet.jpg)" in first
        assert run(["facts", str(picture), "--out", str(out)]) == 2
    assert out.read_text("utf-8") == first
    assert "is there already" in capsys.readouterr().err


def test_facts_without_a_model_or_with_a_wrong_name_is_one_line(
    picture: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["facts", str(picture), "--out", str(tmp_path / "draft.yaml")]) == 2
    assert "OPENAI_VISION_MODEL" in capsys.readouterr().err
    assert run(["facts", str(picture), "--out", str(tmp_path / "draft.txt")]) == 2
    assert "must end in .yaml" in capsys.readouterr().err


def test_a_key_goes_into_the_keyring_and_the_settings_say_so(
    settings: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    keyring = FakeKeyring()
    monkeypatch.setitem(sys.modules, "keyring", keyring)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-the-environment")
    settings.write_text('[model]\nbase_url = "https://models.example.com/v1"\nname = "m"\n', "utf-8")
    monkeypatch.setattr("sys.stdin", io.StringIO("sk-secret-of-mine\n"))
    assert run(["key", "set"]) == 0
    told = capsys.readouterr()
    assert "sk-secret-of-mine" not in told.out + told.err
    assert list(keyring.kept.values()) == ["sk-secret-of-mine"]
    assert tomllib.loads(settings.read_text("utf-8"))["model"]["api_key"] == "keyring"
    assert "sk-" not in settings.read_text("utf-8")
    assert run(["key", "forget"]) == 0
    assert not keyring.kept
    assert run(["key", "forget"]) == 2


def test_a_key_for_another_server_leaves_the_settings_alone(
    settings: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "keyring", FakeKeyring())
    monkeypatch.setattr("sys.stdin", io.StringIO("sk-other\n"))
    assert run(["key", "set", "--url", "https://other.example.com/v1"]) == 0
    assert "no setting names that server yet" in capsys.readouterr().out
    assert not settings.exists()


def test_without_a_keyring_the_mend_is_told(
    settings: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    monkeypatch.setattr("sys.stdin", io.StringIO("sk-other\n"))
    assert run(["key", "set"]) == 2
    assert "pip install keyring" in capsys.readouterr().err
