"""What a model's calls of tools come to, as the messages that it goes on with."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from avatar.words.chunks import Call

MOST_ROUNDS = 4
"""After so many rounds of calls a model has to answer without."""
_MOST_CALLS = 8


class ToolResult(Protocol):
    """What a call came to; `text` may be quoted if `ok`, else it says in one line why there is nothing."""

    @property
    def text(self) -> str: ...
    @property
    def ok(self) -> bool: ...


class Tools(Protocol):
    """What a model may call. `call` never raises and takes no longer than `within` seconds."""

    def schemas(self) -> Sequence[Mapping[str, Any]]:
        """The tools as OpenAI's `tools` parameter lists them."""
        ...

    def call(self, name: str, arguments: str | Mapping[str, object], within: float | None = None) -> ToolResult:
        """Run one; `arguments` as the model wrote them, or as an object."""
        ...


async def tool_messages(calls: Sequence[Call], tools: Tools, deadline: float) -> list[dict[str, Any]]:
    """One message a call, in their order; the calls run side by side. `deadline` on the monotonic clock."""
    for number, call in enumerate(calls):
        call.id = call.id or f"call_{number}"
    results = await asyncio.gather(*(_told(number, call, tools, deadline) for number, call in enumerate(calls)))
    return [
        {"role": "tool", "tool_call_id": call.id, "content": told} for call, told in zip(calls, results, strict=True)
    ]


async def _told(number: int, call: Call, tools: Tools, deadline: float) -> str:
    if number >= _MOST_CALLS:
        return f"error: at most {_MOST_CALLS} calls at a time"
    within = max(0.0, deadline - time.monotonic())
    result = await asyncio.to_thread(tools.call, call.name, call.arguments, within)
    return result.text if result.ok else f"error: {result.text}"
