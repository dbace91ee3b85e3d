"""What a writer is asked for, and the small things all writers share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from avatar.errors import UsageError
from avatar.words.wordlists import Rules, known_platform

LANGUAGES = ("zh", "en")
"""Languages scripts and answers can be written in without a language model, in every style."""
ALL_LANGUAGES = (*LANGUAGES, "ja", "ko", "es", "de", "fr")
"""Languages a language model writes scripts in; the template knows a plain form of each."""
STYLES = ("lively", "expert", "story", "plain")
"""Manners of speaking: a show host, an adviser, a storyteller, a plain announcer."""
MIN_SECONDS, MAX_SECONDS = 10, 180

Warn = Callable[[str], None]
"""Takes one line for the user, about something that was mended on the way."""


def no_warning(message: str) -> None:
    """Drop a warning; for callers with nobody to tell."""


@dataclass(frozen=True)
class Request:
    """How a script should be: its language, its style and about how many seconds it should last.

    `platform` is where it will be said, `rules` what may not be said (the shipped lists if
    None). Raises UsageError for a language, style, length or platform no writer knows.
    """

    language: str
    style: str = "lively"
    seconds: int = 30
    platform: str | None = None
    rules: Rules | None = None

    def __post_init__(self) -> None:
        if self.language not in ALL_LANGUAGES:
            raise UsageError(f"scripts can be written in {', '.join(ALL_LANGUAGES)}, not in {self.language!r}")
        if self.style not in STYLES:
            raise UsageError(f"unknown style {self.style!r}; there are: {', '.join(STYLES)}")
        if self.platform is not None:
            known_platform(self.platform, self.rules)
        if not MIN_SECONDS <= self.seconds <= MAX_SECONDS:
            raise UsageError(f"a script of {self.seconds} seconds: choose {MIN_SECONDS} to {MAX_SECONDS}")
