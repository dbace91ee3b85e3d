"""Keys of services in the system's keyring, through the optional package `keyring`.

A key is kept under the base URL it is for, so that it is never sent anywhere else.
"""

from __future__ import annotations

import importlib
from concurrent.futures import TimeoutError as LateError
from typing import Any

from avatar.config import KEYRING
from avatar.daemons import started
from avatar.errors import StudioError, UsageError

SERVICE = "avatar-studio"
_SECONDS = 30.0  # for someone to unlock it, where it asks
_ELSEWHERE = "put the key in the environment instead (OPENAI_API_KEY)"


def key_for(url: str, key: str | None) -> str | None:
    """The key to send to `url`: as set, or the keyring's where the settings say `keyring`.

    Raises UsageError where the keyring has none or cannot be read.
    """
    if key != KEYRING:
        return key.strip() if key else None
    found: str | None = _asked("get_password", url)
    if not found:
        raise UsageError(f"the keyring has no key for {url}; keep one with `avatar key set`")
    return found


def keep_key(url: str, key: str) -> None:
    """Keep a key in the keyring. Raises UsageError for what can be no key, StudioError where it is not taken."""
    if not key.strip():
        raise UsageError("no key was given; nothing was changed")
    if not (key.strip().isascii() and key.strip().isprintable()) or " " in key.strip():
        raise UsageError("that is no key: it holds blanks or other characters that keys do not; copy it once more")
    _asked("set_password", url, key.strip())


def forget_key(url: str) -> None:
    """Delete the key for `url`; raises UsageError where there is none."""
    if not _asked("get_password", url):
        raise UsageError(f"the keyring has no key for {url}")
    _asked("delete_password", url)


def _asked(verb: str, url: str, *more: str) -> Any:
    """What the keyring says, whatever its many backends raise: none there, locked, no session bus, …"""
    try:
        keyring = importlib.import_module("keyring")
    except ImportError as error:
        raise UsageError(f"keys in the keyring need a package: pip install keyring, or {_ELSEWHERE}") from error
    try:
        return started(lambda: getattr(keyring, verb)(SERVICE, url.rstrip("/"), *more), "keyring").result(_SECONDS)
    except LateError:
        trouble = f"it did not answer in {_SECONDS:g} s"
    except Exception as error:
        trouble = type(error).__name__  # its text may quote what was to be kept
    raise StudioError(f"the system's keyring cannot be used ({trouble}); unlock it, or {_ELSEWHERE}")
