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
    name = "auto"                 # auto, espeak, edge, edge:zh-CN-XiaoxiaoNeural, …

    [output]
    producer = "My Shop Ltd"      # named in the provenance record of every file

Embeddings and pictures may be another server's: `embedding_url`, `embedding_key`,
`vision_url`, `vision_key`. The environment (`OPENAI_BASE_URL`, `OPENAI_API_KEY`,
`OPENAI_MODEL`, `OPENAI_EMBEDDING_MODEL`, `OPENAI_VISION_MODEL`, `AVATAR_VOICE`,
`AVATAR_PRODUCER`) wins over the file.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from math import isfinite
from pathlib import Path
from typing import Any

import tomli_w

from avatar.errors import OutputError, UsageError
from avatar.nearest import hint


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
class Settings:
    """Everything that can be set, with its default."""

    model: ModelSettings = ModelSettings()
    voice: str = "auto"
    producer: str = "Avatar Studio"
    path: Path | None = None


KEYRING = "keyring"
"""What stands in the place of a key that the system's keyring keeps."""

# key of the file → environment variable that wins over it
_MODEL_TEXTS = {
    "base_url": "OPENAI_BASE_URL",
    "name": "OPENAI_MODEL",
    "api_key": "OPENAI_API_KEY",
    "embedding": "OPENAI_EMBEDDING_MODEL",
    "embedding_url": "OPENAI_EMBEDDING_BASE_URL",
    "embedding_key": "OPENAI_EMBEDDING_API_KEY",
    "vision": "OPENAI_VISION_MODEL",
    "vision_url": "OPENAI_VISION_BASE_URL",
    "vision_key": "OPENAI_VISION_API_KEY",
}
_MODEL_KEYS = ("api_key", "embedding_key", "vision_key")
_MODEL_TIMES = ("first_timeout", "gap_timeout", "total_timeout")
_MODEL_PRICES = ("input_price", "output_price", "embedding_price")
_SECTIONS = {
    "model": {*_MODEL_TEXTS, *_MODEL_TIMES, *_MODEL_PRICES},
    "voice": {"name"},
    "output": {"producer"},
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
    model = dict(table.get("model", {}))
    for key, variable in _MODEL_TEXTS.items():
        if environ.get(variable):
            model[key] = environ[variable].strip()
    return Settings(
        model=ModelSettings(**model),
        voice=environ.get("AVATAR_VOICE") or table.get("voice", {}).get("name", "auto"),
        producer=environ.get("AVATAR_PRODUCER") or table.get("output", {}).get("producer", "Avatar Studio"),
        path=path,
    )


def save_settings(settings: Settings) -> None:
    """Write the settings back to their file, readable by its owner alone (it may hold a key).

    A key that the environment gives is not written down. Raises OutputError.
    """
    path = settings.path or settings_path()
    table: dict[str, dict[str, Any]] = {
        "model": {key: value for key, value in _model_values(settings.model) if value is not None},
        "voice": {"name": settings.voice},
        "output": {"producer": settings.producer},
    }
    fresh = path.with_name(path.name + ".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            tomli_w.dump(table, file)
        os.replace(fresh, path)
    except OSError as error:
        with suppress(OSError):
            fresh.unlink()
        raise OutputError(f"{path}: cannot save the settings: {error.strerror}") from error


def _model_values(model: ModelSettings) -> Iterator[tuple[str, str | float | None]]:
    for key in (*_MODEL_TEXTS, *_MODEL_TIMES, *_MODEL_PRICES):
        value = getattr(model, key)
        if key not in _MODEL_KEYS or value != os.environ.get(_MODEL_TEXTS[key]):
            yield key, value


def _read(path: Path) -> dict[str, dict[str, Any]]:
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"{path}: cannot be read as TOML: {error}") from error
    for section, values in table.items():
        if section not in _SECTIONS:
            raise UsageError(f"{path}: unknown section [{section}]; {hint(section, _SECTIONS)}")
        if not isinstance(values, dict):
            raise UsageError(f"{path}: {section} must be a section, [{section}] on a line of its own, not {values!r}")
        for key, value in values.items():
            _check(path, section, key, value)
    return table


def _check(path: Path, section: str, key: str, value: object) -> None:
    if key not in _SECTIONS[section]:
        raise UsageError(f"{path}: unknown key {key!r} in [{section}]; {hint(key, sorted(_SECTIONS[section]))}")
    if key in _MODEL_TIMES or key in _MODEL_PRICES:
        number = isinstance(value, (int, float)) and not isinstance(value, bool) and isfinite(value)
        if key in _MODEL_TIMES and not (number and value > 0):  # type: ignore[operator]
            raise UsageError(f"{path}: [{section}] {key} must be a number of seconds above 0, not {value!r}")
        if key in _MODEL_PRICES and not (number and value >= 0):  # type: ignore[operator]
            raise UsageError(f"{path}: [{section}] {key} must be a price, 0 or more, not {value!r}")
    elif not isinstance(value, str):
        raise UsageError(f"{path}: [{section}] {key} must be text in quotes, not {value!r}")
