"""What the page tells people: mistakes and warnings in its own language, progress, results of tests."""

from __future__ import annotations

import html
import json
import logging
import re
import tempfile
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from pathlib import Path

import gradio as gr

from avatar.errors import StudioError
from web.texts import Texts

_OPTIONS = re.compile(r" \(--[^)]*\)")  # a hint for the command line
_SENTENCES = ("the voice ", "the language model ", "a line of ", "no ")
_log = logging.getLogger(__name__)


def mistake(texts: Texts, error: BaseException) -> gr.Error:
    """An error as a toast: the studio's own in their words, any other logged and named a fault."""
    title = texts("please_check" if isinstance(error, StudioError) else "our_fault")
    return gr.Error(reason(texts, error), title=title, duration=12, print_exception=False)


def reason(texts: Texts, error: BaseException) -> str:
    """Why something did not go, with the mend, for the reader of the page."""
    if isinstance(error, StudioError):
        return told(texts, str(error))
    _log.error("the page failed", exc_info=error)
    return texts("fault")


def told(texts: Texts, message: str) -> str:
    """A message of `avatar` for the page: files by their own names alone, in Chinese where the page is."""
    message = _OPTIONS.sub("", _folders().sub("", message))
    if texts.language == "zh":
        for pattern, words in _chinese():
            message = pattern.sub(words, message)
    return message[:1].upper() + message[1:] if message.startswith(_SENTENCES) else message


def note(texts: Texts, messages: Iterable[str]) -> str:
    """Warnings as one soft line of HTML, empty if there are none."""
    said = list(dict.fromkeys(told(texts, message) for message in messages))
    return f"<p class='note'>{html.escape(' '.join(said))}</p>" if said else ""


def verdict(good: bool, words: str) -> str:
    """How a test went, as a line of HTML."""
    return f"<p role='status' class='{'good' if good else 'bad'}'>{'✓' if good else '✕'} {html.escape(words)}</p>"


def progress_bar(share: float, words: str) -> str:
    """A bar of HTML with words under it."""
    percent = round(100 * share)
    return (
        f"<div role='progressbar' aria-valuenow='{percent}' aria-valuemin='0' aria-valuemax='100' class='bar'>"
        f"<i style='width:{percent}%'></i></div><p>{html.escape(words)}<b>{percent} %</b></p>"
    )


def status(words: str) -> str:
    """A line of HTML that tells how a render ended."""
    return f"<p role='status'>{html.escape(words)}</p>"


@cache
def _folders() -> re.Pattern[str]:
    """The server's own folders for uploads, in which a visitor's file lies."""
    from gradio.utils import get_upload_folder

    places = {str(Path(place).resolve()) for place in (tempfile.gettempdir(), get_upload_folder())}
    return re.compile(rf"(?:{'|'.join(map(re.escape, sorted(places, reverse=True)))})/(?:[^/:;]+/)*")


@cache
def _chinese() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Patterns of messages and what stands for them in Chinese (`said.json`)."""
    table: dict[str, str] = json.loads(files("web").joinpath("said.json").read_text("utf-8"))
    return tuple((re.compile(pattern), words) for pattern, words in table.items())
