"""Settings: the file, the environment over it, and one clear line for what is wrong."""

from __future__ import annotations

import errno
import os
import stat
from dataclasses import replace
from pathlib import Path
from typing import IO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avatar.config import (
    ModelSettings,
    NamedVoice,
    Settings,
    SpeechSettings,
    load_settings,
    save_settings,
    settings_path,
)
from avatar.errors import OutputError, UsageError


def write(folder: Path, text: str) -> dict[str, str]:
    path = folder / "config.toml"
    path.write_text(text, "utf-8")
    return {"AVATAR_CONFIG": str(path)}


def test_without_a_file_everything_has_its_default(tmp_path: Path) -> None:
    settings = load_settings({"AVATAR_CONFIG": str(tmp_path / "none.toml")})
    assert settings.voice == "auto"
    assert not settings.model.ready


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    environ = write(tmp_path, '[model]\nname = "file"\nbase_url = "http://file"\n[voice]\nname = "espeak"\n')
    settings = load_settings({**environ, "OPENAI_MODEL": "environment"})
    assert (settings.model.name, settings.model.base_url, settings.voice) == ("environment", "http://file", "espeak")
    assert settings.model.ready


def test_the_voice_and_the_producer_of_the_environment_win_too(tmp_path: Path) -> None:
    environ = write(tmp_path, '[voice]\nname = "espeak"\n[output]\nproducer = "File Ltd"\n')
    assert (load_settings(environ).voice, load_settings(environ).producer) == ("espeak", "File Ltd")
    settings = load_settings({**environ, "AVATAR_VOICE": "edge", "AVATAR_PRODUCER": "Environment Ltd"})
    assert (settings.voice, settings.producer) == ("edge", "Environment Ltd")


@pytest.mark.parametrize(
    ("model", "ready"),
    [
        (ModelSettings(), False),
        (ModelSettings(name="m"), False),
        (ModelSettings(base_url="http://here"), False),
        (ModelSettings(name="m", base_url="http://here"), True),
        (ModelSettings(name="m", api_key="k"), True),
    ],
)
def test_a_model_needs_a_name_and_somewhere_to_ask(model: ModelSettings, ready: bool) -> None:
    assert model.ready == ready


def test_the_folder_follows_xdg() -> None:
    assert settings_path({"XDG_CONFIG_HOME": "/somewhere"}) == Path("/somewhere/avatar/config.toml")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[modle]\n", "modle.*did you mean 'model'"),
        ("[model]\nnmae = 'x'\n", "nmae"),
        ("[model]\nname = 3\n", "name"),
        ("[model]\nfirst_timeout = 0\n", "first_timeout"),
        ("[model]\ntotal_timeout = true\n", "total_timeout"),
        ("[model]\ntotal_timeout = inf\n", "total_timeout"),
        ("[model]\ninput_price = -1\n", "a price, 0 or more"),
        ("[model]\nembeding = 'x'\n", "did you mean 'embedding'"),
        ("[voice]\npatience = 'long'\n", "patience must be a number of seconds"),
        ("[voice]\ncache_mb = 1.5\n", "whole number of megabytes"),
        ("[voices.lin]\nvoice = 'x'\n", r"\[voices.lin\] has no backend"),
        ("[voices.lin]\nbackend = 'cloud'\n", '"server" or "piper"'),
        ("[voices.edge]\nbackend = 'edge'\n", "name a voice with"),
        ("[voices.'a b']\nbackend = 'edge'\n", "name a voice with"),
        ("[voices.lin]\nbackend = 'edge'\nspeed = 3\n", "from 0.5 to 2"),
        ("[voices.lin]\nbackend = 'edge'\npicth = 3\n", "did you mean 'pitch'"),
        ("[voices]\nlin = 'x'\n", "must be a section"),
        ("voice = 'auto'\n", r"\[voice\] on a line of its own"),
        ("not toml", "TOML"),
    ],
)
def test_a_wrong_file_is_named_with_its_key(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(UsageError, match=named) as caught:
        load_settings(write(tmp_path, text))
    assert "config.toml" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_key_of_a_wrong_kind_is_not_shown(tmp_path: Path) -> None:
    for text in ("[model]\napi_key = 1234567\n", "[voices.lin]\nbackend = 'server'\napi_key = [1234567]\n"):
        with pytest.raises(UsageError, match="api_key must be text") as caught:
            load_settings(write(tmp_path, text))
        assert "1234567" not in str(caught.value)


def test_everything_that_can_be_set_is_read_and_kept(tmp_path: Path) -> None:
    environ = write(
        tmp_path,
        """
[model]
base_url = "http://models/v1"
name = "m"
api_key = "keyring"
embedding = "e"
embedding_url = "http://embeddings/v1"
embedding_price = 0.5
vision = "v"
input_price = 1
output_price = 2.5
[voice]
name = "lin, edge"
patience = 2
cache_mb = 0
server = "http://speech/v1"
[voices.lin]
backend = "server"
voice = "lin"
speed = 1.1
cloned = true
""",
    )
    settings = load_settings(environ)
    assert settings.speech.cache_mb == 0
    assert settings.voices["lin"].cloned
    assert settings.voices["lin"].pitch is None
    save_settings(settings)
    assert load_settings(environ) == settings


def test_models_for_embeddings_and_pictures_are_settings_of_their_own() -> None:
    model = ModelSettings("http://here", "m", "key", embedding="e", embedding_price=0.5, vision="v", input_price=1)
    embedding, vision = model.for_embedding(), model.for_vision()
    assert embedding is not None
    assert vision is not None
    assert (embedding.name, embedding.base_url, embedding.api_key, embedding.input_price) == (
        "e",
        "http://here",
        "key",
        0.5,
    )
    assert (vision.name, vision.input_price) == ("v", 1)
    assert ModelSettings("http://here", "m").for_embedding() is None
    assert ModelSettings("http://here", "m").for_vision() is None


def test_embeddings_need_no_model_that_writes() -> None:
    alone = ModelSettings(embedding="e", embedding_url="http://there", embedding_key="k").for_embedding()
    assert alone is not None
    again = alone.for_embedding()
    assert again is not None
    assert (again.name, again.base_url, again.api_key) == ("e", "http://there", "k")


def test_a_key_is_not_sent_to_a_server_that_it_is_not_for() -> None:
    model = ModelSettings("http://here", "m", "key", embedding="e", embedding_url="http://there", vision="v")
    elsewhere = model.for_embedding()
    assert elsewhere is not None
    assert (elsewhere.base_url, elsewhere.api_key) == ("http://there", None)


def test_the_environment_names_models_for_embeddings_and_pictures(tmp_path: Path) -> None:
    environ = {**write(tmp_path, ""), "OPENAI_EMBEDDING_MODEL": "e", "OPENAI_VISION_MODEL": " v "}
    settings = load_settings(environ)
    assert (settings.model.embedding, settings.model.vision) == ("e", "v")


def test_a_key_of_the_environment_is_not_written_down(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-the-environment")
    monkeypatch.setenv("AVATAR_CONFIG", str(tmp_path / "config.toml"))
    settings = load_settings()
    assert settings.model.api_key == "sk-of-the-environment"
    save_settings(settings)
    assert "sk-of-the-environment" not in (tmp_path / "config.toml").read_text("utf-8")


TEXT = st.text(st.characters(blacklist_categories=["Cs"]), min_size=1, max_size=30)


@given(TEXT, TEXT, TEXT, TEXT, st.floats(0.1, 1e4))
def test_what_is_saved_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, url: str, name: str, key: str, voice: str, wait: float
) -> None:
    path = tmp_path_factory.mktemp("settings") / "deep" / "config.toml"
    saved = Settings(ModelSettings(url, name, key, first_timeout=wait), voice=voice, path=path)
    save_settings(saved)
    assert load_settings({"AVATAR_CONFIG": str(path)}) == saved
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_key_is_not_shown_when_settings_are_printed() -> None:
    model = ModelSettings(api_key="secret", embedding_key="secret", vision_key="secret")
    voice = NamedVoice("server", api_key="secret")
    assert "secret" not in repr(Settings(model, speech=SpeechSettings(api_key="secret"), voices={"lin": voice}))


def test_settings_that_cannot_be_saved_say_where(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="settings"):
        save_settings(replace(Settings(), path=tmp_path / "file" / "config.toml"))


def test_settings_that_a_full_disk_refuses_leave_the_old_ones_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "config.toml"
    save_settings(Settings(voice="edge", path=path))

    def full(_table: object, file: IO[bytes]) -> None:
        file.write(b"[mod")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("tomli_w.dump", full)
    with pytest.raises(OutputError, match="No space left"):
        save_settings(Settings(voice="espeak", path=path))
    assert [left.name for left in tmp_path.iterdir()] == ["config.toml"]
    assert load_settings({"AVATAR_CONFIG": str(path)}).voice == "edge"
