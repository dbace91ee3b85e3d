"""`avatar key`: keys of services in the system's keyring."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Any

import click

from avatar.commands.common import tell

_URL = click.option("--url", help="The server the key is for; the settings' own (or OpenAI's) if left out.")


@click.group()
def key() -> None:
    """Keep the key of a language-model server in the system's keyring, not in a file.

    \b
    Example:
      avatar key set
      avatar key set --url https://api.deepseek.com/v1
      avatar key forget
    """


@key.command("set")
@_URL
def set_key(url: str | None) -> None:
    """Ask for a key, without showing it, and keep it; the settings then say `api_key = "keyring"`.

    \b
    Example:
      avatar key set
      pass show shop/openai | avatar key set
    """
    from avatar.config import KEYRING, load_settings, save_settings, settings_path
    from avatar.keys import keep_key

    # the file's own, so that nothing of the environment is written into it
    settings = load_settings({"AVATAR_CONFIG": str(settings_path())})
    place = url or _server(load_settings().model.base_url)
    given = click.prompt("key", hide_input=True) if sys.stdin.isatty() else sys.stdin.readline()
    keep_key(place, given)
    changes: dict[str, Any] = {
        name: KEYRING
        for name, server in (
            ("api_key", _server(settings.model.base_url)),
            ("embedding_key", settings.model.embedding_url),
            ("vision_key", settings.model.vision_url),
        )
        if server and server.rstrip("/") == place.rstrip("/")
    }
    if changes:
        save_settings(replace(settings, model=replace(settings.model, **changes)))
    note = "" if changes else "; no setting names that server yet"
    tell(f"the key for {place} is in the keyring{note}")


@key.command("forget")
@_URL
def forget(url: str | None) -> None:
    """Delete a key from the keyring.

    \b
    Example:
      avatar key forget --url https://api.deepseek.com/v1
    """
    from avatar.config import load_settings
    from avatar.keys import forget_key

    place = url or _server(load_settings().model.base_url)
    forget_key(place)
    tell(f"the keyring has no key for {place} any more")


def _server(base_url: str | None) -> str:
    from avatar.words.presets import OPENAI_URL

    return base_url or OPENAI_URL
