"""Settings, read once from one TOML file and the environment and checked when read.

The file is `$XDG_CONFIG_HOME/avatar/config.toml` (`AVATAR_CONFIG` names another):

    [model]                       # any OpenAI-compatible server
    base_url = "http://localhost:11434/v1"
    name = "qwen3:8b"
    api_key = "keyring"           # kept by `avatar key set`; or in the environment, or the key itself
    embedding = "bge-m3"          # finds passages by meaning, where the server has such a model
    vision = "qwen2.5vl:7b"       # reads facts from pictures
    input_price = 0.8             # for a million tokens, in the currency you are billed in;
    output_price = 2.0            # without prices no cost is told

    [voice]
    name = "auto"                 # auto, espeak, edge, edge:zh-CN-XiaoxiaoNeural, … or several in their order
    patience = 1.3                # seconds until a voice has to sound; then the next one speaks
    cache_mb = 300                # what is kept of spoken lines; 0 keeps nothing
    server = "http://localhost:8880/v1"    # an OpenAI-compatible speech server: its model, its key
    model = "tts-1"

    [voices.lin]                  # a voice by a name of your own
    backend = "server"            # server, piper, edge, espeak
    voice = "lin"
    key_env = "SPEECH_KEY"        # the environment variable that holds the server's key

    [output]
    producer = "My Shop Ltd"      # named in the provenance record of every file

Embeddings and pictures may be another server's: `embedding_url`, `embedding_key`,
`vision_url`, `vision_key`. The environment (`OPENAI_BASE_URL`, `OPENAI_API_KEY`,
`OPENAI_MODEL`, `OPENAI_EMBEDDING_MODEL`, `OPENAI_VISION_MODEL`, `AVATAR_VOICE`,
`AVATAR_SPEECH_URL`, `AVATAR_SPEECH_KEY`, `AVATAR_PRODUCER`) wins over the file.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import tomli_w

from avatar.configkeys import check_settings
from avatar.errors import OutputError, UsageError


@dataclass(frozen=True)
class ModelSettings:
    """The language model; without a base URL and a name the template writer is used.

    Times are in seconds, prices for a million tokens in the shop's own currency (None: not
    known). A key may be the word `keyring`: `avatar.keys` finds it when it is needed.
    """

    base_url: str | None = None
    name: str | None = None
    api_key: str | None = field(default=None, repr=False)
    first_timeout: float = 20.0
    gap_timeout: float = 15.0
    total_timeout: float = 120.0
    embedding: str | None = None
    embedding_url: str | None = None
    embedding_key: str | None = field(default=None, repr=False)
    embedding_price: float | None = None
    vision: str | None = None
    vision_url: str | None = None
    vision_key: str | None = field(default=None, repr=False)
    input_price: float | None = None
    output_price: float | None = None

    @property
    def ready(self) -> bool:
        """Whether there is a model that writes and answers."""
        return bool(self.name and (self.base_url or self.api_key))

    def for_embedding(self) -> ModelSettings | None:
        """The settings of the model that embeds texts, as those of a model by itself; None where none is set."""
        return self._another(self.embedding, self.embedding_url, self.embedding_key, self.embedding_price, 0.0)

    def for_vision(self) -> ModelSettings | None:
        """The settings of the model that looks at pictures; None where none is set."""
        own = self.vision_url is None
        prices = (self.input_price, self.output_price) if own else (None, None)
        return self._another(self.vision, self.vision_url, self.vision_key, *prices)

    def _another(
        self, name: str | None, url: str | None, key: str | None, input_price: float | None, output_price: float | None
    ) -> ModelSettings | None:
        """The same deadlines with another model; a key is never sent to a server that it is not for."""
        other = replace(
            self,
            base_url=url or self.base_url,
            name=name,
            api_key=key if url else key or self.api_key,
            input_price=input_price,
            output_price=output_price,
        )
        return other if other.ready else None


@dataclass(frozen=True)
class SpeechSettings:
    """How voices are asked. `patience` in seconds until the first sound; `server` is an OpenAI-compatible one."""

    patience: float = 1.3
    cache_mb: int = 300
    server: str | None = None
    model: str | None = None
    api_key: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class NamedVoice:
    """A voice by a name of the user's own, None where the settings do not say.

    `speed` is a factor, `pitch` in semitones, `patience` in seconds, `rate` in samples a second,
    `longest` in characters at once. `cloned`: it is a living person's, whose consent it needs.
    """

    backend: str
    server: str | None = None
    voice: str | None = None
    model: str | None = None
    api_key: str | None = field(default=None, repr=False)
    key_env: str | None = None
    language: str | None = None
    gender: str | None = None
    title: str | None = None
    style: str | None = None
    format: str | None = None
    speed: float | None = None
    pitch: float | None = None
    patience: float | None = None
    rate: int | None = None
    longest: int | None = None
    cloned: bool = False


@dataclass(frozen=True)
class Settings:
    """Everything that can be set, with its default."""

    model: ModelSettings = ModelSettings()
    voice: str = "auto"
    producer: str = "Avatar Studio"
    path: Path | None = None
    speech: SpeechSettings = SpeechSettings()
    voices: Mapping[str, NamedVoice] = field(default_factory=dict, hash=False)  # a mapping has no hash


KEYRING = "keyring"
"""What stands in the place of a key that the system's keyring keeps."""


# section and key → the environment variable that wins over it
_ENVIRONMENT = {
    ("model", "base_url"): "OPENAI_BASE_URL",
    ("model", "name"): "OPENAI_MODEL",
    ("model", "api_key"): "OPENAI_API_KEY",
    ("model", "embedding"): "OPENAI_EMBEDDING_MODEL",
    ("model", "embedding_url"): "OPENAI_EMBEDDING_BASE_URL",
    ("model", "embedding_key"): "OPENAI_EMBEDDING_API_KEY",
    ("model", "vision"): "OPENAI_VISION_MODEL",
    ("model", "vision_url"): "OPENAI_VISION_BASE_URL",
    ("model", "vision_key"): "OPENAI_VISION_API_KEY",
    ("voice", "name"): "AVATAR_VOICE",
    ("voice", "server"): "AVATAR_SPEECH_URL",
    ("voice", "api_key"): "AVATAR_SPEECH_KEY",
    ("output", "producer"): "AVATAR_PRODUCER",
}


def xdg(kind: str, environ: Mapping[str, str] | None = None) -> Path:
    """The studio's own folder of a kind (`config`, `data`, `cache`) as the XDG base directories say."""
    environ = os.environ if environ is None else environ
    defaults = {"config": ".config", "data": ".local/share", "cache": ".cache"}
    base = environ.get(f"XDG_{kind.upper()}_HOME")
    return (Path(base) if base else Path.home() / defaults[kind]) / "avatar"


def settings_path(environ: Mapping[str, str] | None = None) -> Path:
    """Where the settings file is, whether or not it exists."""
    environ = os.environ if environ is None else environ
    named = environ.get("AVATAR_CONFIG")
    return Path(named) if named else xdg("config", environ) / "config.toml"


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings in force; raises UsageError naming the file and the key that is wrong."""
    environ = os.environ if environ is None else environ
    path = settings_path(environ)
    table = _read(path)
    for (section, key), variable in _ENVIRONMENT.items():
        if value := environ.get(variable, "").strip():
            table.setdefault(section, {})[key] = value
    voice = dict(table.get("voice", {}))
    return Settings(
        model=ModelSettings(**table.get("model", {})),
        voice=voice.pop("name", Settings.voice),
        producer=table.get("output", {}).get("producer", Settings.producer),
        path=path,
        speech=SpeechSettings(**voice),
        voices={name: NamedVoice(**told) for name, told in table.get("voices", {}).items()},
    )


def save_settings(settings: Settings) -> None:
    """Write the settings back to their file, readable by its owner alone (it may hold a key).

    A key that the environment gives is not written down. Raises OutputError.
    """
    path = settings.path or settings_path()
    table = {
        "model": _told("model", settings.model),
        "voice": {"name": settings.voice, **_told("voice", settings.speech)},
        "output": {"producer": settings.producer},
        "voices": {name: _told("voices", voice) for name, voice in settings.voices.items()},
    }
    fresh = path.with_name(path.name + ".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            tomli_w.dump({section: values for section, values in table.items() if values}, file)
        os.replace(fresh, path)
    except OSError as error:
        with suppress(OSError):
            fresh.unlink()
        raise OutputError(f"{path}: cannot save the settings: {error.strerror}") from error


def _told(section: str, settings: ModelSettings | SpeechSettings | NamedVoice) -> dict[str, Any]:
    """What a section says, without what is not set and without keys that are the environment's."""
    told = {each.name: getattr(settings, each.name) for each in fields(settings)}
    theirs = {
        key: os.environ.get(variable)
        for (of, key), variable in _ENVIRONMENT.items()
        if of == section and key.endswith("key")
    }
    return {key: value for key, value in told.items() if value is not None and value != theirs.get(key)}


def _read(path: Path) -> dict[str, dict[str, Any]]:
    try:
        table = tomllib.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"{path}: cannot be read as TOML: {error}") from error
    check_settings(table, str(path))
    return table
