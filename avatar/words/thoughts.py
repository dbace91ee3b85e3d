"""Takes out of a model's text, as it arrives in pieces, what it only thinks.

Models put thoughts between tags in their text where the server does not take them out:
`<think>` (DeepSeek R1, Qwen3), `<thinking>`, `<thought>`, `[THINK]` (Magistral), `◁think▷` (Kimi),
`<seed:think>` (Seed-OSS), the analysis channel of gpt-oss. Calls of tools written as text are no
speech either. A thought that is never closed lasts to the end.
"""

from __future__ import annotations

import re

_NAMES = (
    "think", "thinking", "thought", "thoughts", "reasoning", "reason", "reflection", "analysis", "scratchpad",
    "antthinking", "tool_call", "tool_calls", "tool_response", "function_call",
)  # fmt: skip
_NAME = "|".join(sorted(_NAMES, key=len, reverse=True))
_TAG = re.compile(
    rf"""
    <\s*(?P<close>/)?\s*(?:\w{{1,16}}:)?(?P<name>{_NAME})\b(?P<rest>[^<>]{{0,80}})>
    | \[(?P<close2>/)?(?P<name2>THINK)\]
    | ◁(?P<close3>/)?(?P<name3>think(?:ing)?)▷
    | <\|channel\|>\s*(?P<channel>analysis|commentary|final)\b[^<]{{0,60}}<\|message\|>
    | <\|(?!channel)[\w/ ]{{1,30}}\|>
    | <｜[^<>｜]{{1,40}}｜>
    """,
    re.IGNORECASE | re.VERBOSE,
)
# what may become a tag when the rest of it arrives
_BEGUN = re.compile(
    r"(?:<\|channel\|>[^<]{0,80}(?:<[^>]{0,20})?|<[^>]{0,130}|\[/?[A-Z]{0,5}|◁/?\w{0,8})\Z", re.IGNORECASE
)
_SURELY_BEGUN = re.compile(rf"<\s*/?\s*(?:\w{{1,16}}:)?(?:{_NAME})(?:\s|\Z)|<\|channel", re.IGNORECASE)
_LONGEST_TAG = 150


class UnopenedThoughtError(Exception):
    """What was handed on turned out to be a thought: its closing tag came, its opening one never did."""


class ThoughtFilter:
    """`feed` pieces, then `close`; both give what is certainly spoken and was not handed on yet.

    With `whole` nothing is handed on before the end: a text that opens in the middle of a thought, as
    some servers send it, can still be told then. Otherwise `feed` raises UnopenedThoughtError for it.
    """

    def __init__(self, *, whole: bool = False) -> None:
        self.whole = whole
        self._held = ""
        self._spoken = ""
        self._open: list[str] = []
        self._handed = False

    def feed(self, piece: str) -> str:
        """What of the text so far can be handed on; raises UnopenedThoughtError."""
        self._held += piece
        self._take_tags()
        kept = self._unsure()
        self._speak(self._held[: len(self._held) - kept])
        self._held = self._held[len(self._held) - kept :]
        return "" if self.whole else self._handed_on()

    def close(self) -> str:
        """The rest: what was held back and turned out to be no tag."""
        if not _SURELY_BEGUN.match(self._held):
            self._speak(self._held)
        self._held = ""
        return self._handed_on()

    def _take_tags(self) -> None:
        while tag := _TAG.search(self._held):
            self._speak(self._held[: tag.start()])
            self._held = self._held[tag.end() :]
            self._turn(tag)

    def _turn(self, tag: re.Match[str]) -> None:
        found = tag.groupdict()
        name = (found["name"] or found["name2"] or found["name3"] or "").lower()
        if found["channel"]:
            self._open = [] if found["channel"].lower() == "final" else ["channel"]
        elif not name or (found["rest"] or "").endswith("/"):
            return  # a server's own mark, or a tag that holds nothing
        elif not (found["close"] or found["close2"] or found["close3"]):
            self._open.append(name)
        elif name in self._open:
            del self._open[len(self._open) - 1 - self._open[::-1].index(name) :]
        elif not self._open:
            self._all_was_thought()

    def _all_was_thought(self) -> None:
        if self._handed:
            raise UnopenedThoughtError
        self._spoken = ""

    def _unsure(self) -> int:
        """How many characters at the end may be the start of a tag."""
        begun = _BEGUN.search(self._held, max(0, len(self._held) - _LONGEST_TAG))
        return len(self._held) - begun.start() if begun else 0

    def _speak(self, text: str) -> None:
        if not self._open:
            self._spoken += text

    def _handed_on(self) -> str:
        text, self._spoken = self._spoken, ""
        self._handed = self._handed or bool(text.strip())
        return text
