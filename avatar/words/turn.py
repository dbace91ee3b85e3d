"""One answer of a model as it comes in: what is spoken of it, and what it all came to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from avatar.words.chunks import CallAssembler, Delta
from avatar.words.faults import Fault, Faults
from avatar.words.thoughts import ThoughtFilter
from avatar.words.usage import Meter, estimated_tokens

_UNSPEAKABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffd]")
_HIGH_HALF = re.compile("[\ud800-\udbff]\\Z")


@dataclass
class Turn:
    """Fed the deltas of one answer.

    `heard_out`: nothing is spoken before the end; `suspect`: neither where the server lets
    thoughts stand in the text, which it does not if it sends them apart.
    """

    heard_out: bool
    suspect: bool = False
    calls: CallAssembler = field(default_factory=CallAssembler)
    text: str = ""
    thought: str = ""
    refusal: str = ""
    finish: str | None = None
    done: bool = False
    _usage: tuple[int, int] | None = None
    _half: str = ""

    def __post_init__(self) -> None:
        self._thoughts = ThoughtFilter(whole=self.heard_out or self.suspect)

    def take(self, delta: Delta) -> str:
        """Note a step; gives what of the text may be spoken now. Raises UnopenedThoughtError."""
        self.refusal += delta.refusal
        self.finish = delta.finish or self.finish
        self._usage = delta.usage or self._usage
        self.thought += delta.thought
        if delta.thought and not self.text and not self.heard_out:
            self._thoughts.whole = False
        for fragment in delta.calls:
            self.calls.take(fragment)
        if not delta.text:
            return ""
        text = self._mended(delta.text)
        self.text += text
        return self._thoughts.feed(text)

    def close(self) -> str:
        """The rest of what is spoken."""
        return self._thoughts.close()

    def check(self, faults: Faults) -> None:
        """Raise the Fault of an answer that is none, or not whole."""
        if self.refusal:
            raise Fault(f"{faults.place} refuses to answer: {faults.scrubbed(self.refusal)}")
        if self.finish == "content_filter":
            raise Fault(f"{faults.place} was stopped by its server's content filter")
        if self.finish == "length":
            raise Fault(f"{faults.place} reached its length limit in the middle; allow it longer answers")
        if not self.done and self.finish is None and (self.text or self.thought or self.calls.calls):
            raise faults.lost("its answer has no end")

    def count(self, meter: Meter, request: Mapping[str, Any]) -> None:
        """Put what it took on the meter, as the server counts or by the length of the texts."""
        written: list[Any] = [self.text, self.thought, *(call.name + call.arguments for call in self.calls.calls)]
        if self._usage is not None:
            meter.count(*self._usage)
        elif any(written):
            asked = estimated_tokens([request["messages"], request.get("tools", [])])
            meter.count(asked, estimated_tokens(written), estimated=True)

    def as_message(self) -> dict[str, Any]:
        """The answer as a part of the conversation, for the results of its calls to follow.

        Thoughts go back to the server that sent them: some refuse to go on without.
        """
        message: dict[str, Any] = {
            "role": "assistant",
            "content": self.text,
            "tool_calls": [
                {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.arguments}}
                for call in self.calls.calls
            ],
        }
        return message | ({"reasoning_content": self.thought} if self.thought else {})

    def _mended(self, text: str) -> str:
        """Without what can be no letter; halves of one letter that came in two pieces are put together."""
        text = self._half + text
        half = _HIGH_HALF.search(text)
        self._half = half[0] if half else ""
        whole = text.removesuffix(self._half).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        return _UNSPEAKABLE.sub("", whole)
