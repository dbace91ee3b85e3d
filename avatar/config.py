"""Settings, read once from one TOML file and the environment and checked when read.

The file is `$XDG_CONFIG_HOME/avatar/config.toml` (`AVATAR_CONFIG` names another):

    [model]                       # any OpenAI-compatible server
    base_url = "http://localhost:11434/v1"
    name = "qwen3:8b"
    api_key = "…"                 # better in the environment: OPENAI_API_KEY

    [voice]
    name = "auto"                 # auto, espeak, edge, edge:zh-CN-XiaoxiaoNeural, …

    [output]
    producer = "My Shop Ltd"      # named in the provenance record of every file

The environment (`OPENAI_BASE_URL`, `OPENAI_API_KEY`, `OPENAI_MODEL`, `AVATAR_VOICE`,
`AVATAR_PRODUCER`) wins over the file.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import tomli_w

from avatar.errors import OutputError, UsageError
from avatar.nearest import hint


@dataclass(frozen=True)
class ModelSettings:
    """The language model; without a base URL and a name the template writer is used. Times in seconds."""

    base_url: str | None = None
    name: str | None = None
    api_key: str | None = field(default=None, repr=False)
    first_timeout: float = 20.0
    gap_timeout: float = 15.0
    total_timeout: float = 120.0

    @property
    def ready(self) -> bool:
        return bool(self.name and (self.base_url or self.api_key))


@dataclass(frozen=True)
class Settings:
    """Everything that can be set, with its default."""

    model: ModelSettings = ModelSettings()
    voice: str = "auto"
    producer: str = "Avatar Studio"
    path: Path | None = None


# TOML section and key → the names of the field and of the environment variable
_MODEL_TEXTS = {"base_url": "OPENAI_BASE_URL", "name": "OPENAI_MODEL", "api_key": "OPENAI_API_KEY"}
_MODEL_TIMES = ("first_timeout", "gap_timeout", "total_timeout")
_SECTIONS = {"model": {*_MODEL_TEXTS, *_MODEL_TIMES}, "voice": {"name"}, "output": {"producer"}}


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
            model[key] = environ[variable]
    return Settings(
        model=ModelSettings(**model),
        voice=environ.get("AVATAR_VOICE") or table.get("voice", {}).get("name", "auto"),
        producer=environ.get("AVATAR_PRODUCER") or table.get("output", {}).get("producer", "Avatar Studio"),
        path=path,
    )


def save_settings(settings: Settings) -> None:
    """Write the settings back to their file, readable by its owner alone (it may hold a key)."""
    path = settings.path or settings_path()
    model = settings.model
    table: dict[str, dict[str, Any]] = {
        "model": {
            key: getattr(model, key) for key in (*_MODEL_TEXTS, *_MODEL_TIMES) if getattr(model, key) is not None
        },
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
    if key in _MODEL_TIMES:
        if isinstance(value, bool) or not isinstance(value, (int, float)) or value <= 0:
            raise UsageError(f"{path}: [{section}] {key} must be a number of seconds above 0, not {value!r}")
    elif not isinstance(value, str):
        raise UsageError(f"{path}: [{section}] {key} must be text in quotes, not {value!r}")
