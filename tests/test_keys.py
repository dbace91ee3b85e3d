"""Keys in the system's keyring: kept, found, forgotten; and a keyring that is not there or does not open."""

from __future__ import annotations

import sys
import threading
import types
from collections.abc import Callable

import pytest

from avatar import keys
from avatar.config import KEYRING, ModelSettings
from avatar.errors import ModelError, ModelResting, StudioError, UsageError
from avatar.keys import forget_key, keep_key, key_for
from avatar.words.llm import Model
from tests import fakes

URL = "https://models.example.com/v1"


class FakeKeyring(types.ModuleType):
    def __init__(self) -> None:
        super().__init__("keyring")
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, name: str) -> str | None:
        return self.kept.get((service, name))

    def set_password(self, service: str, name: str, password: str) -> None:
        self.kept[service, name] = password

    def delete_password(self, service: str, name: str) -> None:
        del self.kept[service, name]


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> FakeKeyring:
    fake = FakeKeyring()
    monkeypatch.setitem(sys.modules, "keyring", fake)
    return fake


def test_a_key_is_kept_for_its_server_alone(keyring: FakeKeyring) -> None:
    keep_key(URL, " sk-secret\n")
    assert key_for(f"{URL}/", KEYRING) == "sk-secret"
    with pytest.raises(UsageError, match="no key for https://other"):
        key_for("https://other.example.com/v1", KEYRING)
    forget_key(URL)
    with pytest.raises(UsageError, match="avatar key set"):
        key_for(URL, KEYRING)
    with pytest.raises(UsageError, match="no key"):
        forget_key(URL)


def test_a_key_of_the_settings_needs_no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert key_for(URL, " sk-plain ") == "sk-plain"
    assert key_for(URL, None) is None
    with pytest.raises(UsageError, match="pip install keyring"):
        key_for(URL, KEYRING)


@pytest.mark.parametrize("key", ["", "  \n", "two words", "ключ", "sk-\x07"])
def test_what_can_be_no_key_is_not_kept(keyring: FakeKeyring, key: str) -> None:
    with pytest.raises(UsageError) as caught:
        keep_key(URL, key)
    assert not keyring.kept
    assert "ключ" not in str(caught.value)


def raising(*_: object) -> None:
    raise RuntimeError("locked; the secret is sk-secret")


@pytest.mark.parametrize("ask", [lambda: key_for(URL, KEYRING), lambda: keep_key(URL, "sk-secret")])
def test_a_keyring_that_does_not_open_is_told_without_the_key(
    keyring: FakeKeyring, monkeypatch: pytest.MonkeyPatch, ask: Callable[[], object]
) -> None:
    monkeypatch.setattr(keyring, "get_password", raising, raising=False)
    monkeypatch.setattr(keyring, "set_password", raising, raising=False)
    with pytest.raises(StudioError, match=r"cannot be used \(RuntimeError\)") as caught:
        ask()
    assert "sk-secret" not in str(caught.value)


def test_a_keyring_that_hangs_is_not_waited_for(keyring: FakeKeyring, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "_SECONDS", 0.1)
    monkeypatch.setattr(keyring, "get_password", lambda *_: threading.Event().wait(5), raising=False)
    with pytest.raises(StudioError, match="did not answer"):
        key_for(URL, KEYRING)


def test_a_model_whose_keyring_hangs_is_left_alone_for_a_while(
    keyring: FakeKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def hang(_service: str, name: str) -> None:
        asked.append(name)
        threading.Event().wait(5)

    monkeypatch.setattr(keys, "_SECONDS", 0.1)
    monkeypatch.setattr(keyring, "get_password", hang, raising=False)
    model = Model(ModelSettings("http://127.0.0.1:9/v1", "model-of-a-hung-keyring", KEYRING))
    for _ in range(2):
        with pytest.raises(ModelError, match="did not answer"):
            model.complete([])
    with pytest.raises(ModelResting, match="did not answer"):
        model.complete([])
    assert len(asked) == 2


def test_a_model_takes_its_key_from_the_keyring_when_it_asks(keyring: FakeKeyring) -> None:
    with fakes.chat_server(fakes.says("fine")) as server:
        model = Model(ModelSettings(server.url, "fake-model", KEYRING))
        with pytest.raises(ModelError, match="avatar key set"):
            model.complete([])
        keep_key(server.url, "sk-secret")
        assert model.complete([]) == "fine"
    assert server.requests[0]["headers"]["authorization"] == "Bearer sk-secret"
