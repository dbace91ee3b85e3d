"""Cutting and closing sentences, whatever the language."""

from __future__ import annotations

import re

LONGEST_LINE = {"zh": 30, "ja": 34, "ko": 42, "en": 100, "es": 100, "de": 100, "fr": 100}
"""Characters of one spoken line that two rows of captions hold."""

_END = "。．.！!；;，,、 "
_MARKS = "。.！!？?…"
_BREAK = re.compile(r"(?<=[。！？；])|(?<=[.!?;])\s+(?=[^a-z])")


def tidy(text: str) -> str:
    """One line without closing punctuation, ready to stand inside a sentence."""
    return " ".join(text.split()).rstrip(_END)


def sentences(text: str) -> list[str]:
    """The sentences of a text, each without its closing mark unless it asks something; never empty."""
    return [part for part in map(tidy, _BREAK.split(text)) if part] or [text]


def asked(question: str, language: str) -> str:
    """The question with its question mark."""
    if question.endswith(("?", "？")):
        return question
    if language == "es" and not question.startswith("¿"):
        question = "¿" + question
    return question + {"zh": "？", "ja": "？", "fr": " ?"}.get(language, "?")


def closed(text: str, language: str) -> str:
    """The sentence with its closing mark, and no second one after a fact that brought its own."""
    text = re.sub(r"([？?])[。.！!]+$", r"\1", text.strip())
    return text if text[-1:] in _MARKS else text + ("。" if language in ("zh", "ja") else ".")


def spoken_lines(text: str, language: str) -> list[str]:
    """The text as lines short enough to caption, cut between sentences alone."""
    if len(text) <= LONGEST_LINE[language]:
        return [closed(text, language)]
    return [closed(part.strip(), language) for part in _BREAK.split(text) if part.strip()]


def capital(text: str) -> str:
    """The text with its first letter in upper case."""
    return text[:1].upper() + text[1:]
