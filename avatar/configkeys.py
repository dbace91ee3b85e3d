"""What the settings file may say: its sections, their keys, and what each value has to be."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import inf
from typing import Any

from avatar.errors import UsageError
from avatar.nearest import hint


@dataclass(frozen=True)
class _Kind:
    """What a value may be, and how that is told."""

    words: str
    fits: Callable[[Any], bool]


def _number(low: float, high: float = inf) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, (int, float)) and not isinstance(value, bool) and low <= value <= high


def _whole(low: int) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and low <= value


def _one_of(*words: str) -> _Kind:
    return _Kind(" or ".join(f'"{word}"' for word in words), lambda value: value in words)


_TEXT = _Kind("text in quotes", lambda value: isinstance(value, str))
_KEY = _Kind("text in quotes", lambda value: isinstance(value, str))  # never shown
_SECONDS = _Kind("a number of seconds above 0", lambda value: _number(0, 1e6)(value) and value > 0)
_PRICE = _Kind("a price, 0 or more", _number(0, 1e9))
_COUNT = _Kind("a whole number above 0", _whole(1))

# section → key → what it may be
_SECTIONS: Mapping[str, Mapping[str, _Kind]] = {
    "model": {
        **dict.fromkeys(("base_url", "name", "embedding", "embedding_url", "vision", "vision_url"), _TEXT),
        **dict.fromkeys(("api_key", "embedding_key", "vision_key"), _KEY),
        **dict.fromkeys(("first_timeout", "gap_timeout", "total_timeout"), _SECONDS),
        **dict.fromkeys(("input_price", "output_price", "embedding_price"), _PRICE),
    },
    "voice": {
        **dict.fromkeys(("name", "server", "model"), _TEXT),
        "api_key": _KEY,
        "patience": _SECONDS,
        "cache_mb": _Kind("a whole number of megabytes, 0 or more", _whole(0)),
    },
    "output": {"producer": _TEXT},
}
_VOICE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_BACKENDS = ("server", "piper", "edge", "espeak")
_VOICE_KEYS: Mapping[str, _Kind] = {
    "backend": _one_of(*_BACKENDS),
    **dict.fromkeys(("server", "voice", "model", "key_env", "language", "title", "style"), _TEXT),
    "api_key": _KEY,
    "gender": _one_of("woman", "man"),
    "format": _one_of("wav", "mp3", "flac", "opus", "aac", "pcm"),
    "speed": _Kind("a number from 0.5 to 2", _number(0.5, 2)),
    "pitch": _Kind("a number of semitones from -12 to 12", _number(-12, 12)),
    "patience": _SECONDS,
    **dict.fromkeys(("rate", "longest"), _COUNT),
    "cloned": _Kind("true or false", lambda value: isinstance(value, bool)),
}


def check_settings(table: Mapping[str, object], file: str) -> None:
    """Raise UsageError naming the file, the section and the key of the first thing that is wrong."""
    sections = (*_SECTIONS, "voices")
    for section, values in table.items():
        if section not in sections:
            raise UsageError(f"{file}: unknown section [{section}]; {hint(section, sections)}")
        told = _section(file, section, values)
        if section == "voices":
            for name, voice in told.items():
                _check_voice(file, name, voice)
        else:
            _check(f"{file}: [{section}]", _SECTIONS[section], told)


def _section(file: str, section: str, values: object) -> Mapping[str, object]:
    if not isinstance(values, dict):
        raise UsageError(f"{file}: {section} must be a section, [{section}] on a line of its own, not {values!r}")
    return values


def _check_voice(file: str, name: str, values: object) -> None:
    place = f"{file}: [voices.{name}]"
    if not _VOICE_NAME.fullmatch(name) or name in ("auto", *_BACKENDS):
        raise UsageError(f"{place}: name a voice with letters, digits, - and _, and not auto, {', '.join(_BACKENDS)}")
    told = _section(file, f"voices.{name}", values)
    _check(place, _VOICE_KEYS, told)
    if "backend" not in told:
        raise UsageError(f"{place} has no backend; it must be {_VOICE_KEYS['backend'].words}")


def _check(place: str, known: Mapping[str, _Kind], told: Mapping[str, object]) -> None:
    for key, value in told.items():
        if key not in known:
            raise UsageError(f"{place}: unknown key {key!r}; {hint(key, sorted(known))}")
        if not known[key].fits(value):
            shown = "" if known[key] is _KEY else f", not {value!r}"
            raise UsageError(f"{place} {key} must be {known[key].words}{shown}")
