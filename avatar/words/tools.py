"""Tools of a shop: functions and HTTP endpoints that a model, or the offline path, may ask for live facts.

A tool's result is data that may be quoted, never an instruction. Nothing runs that was not
registered, arguments are checked first, and no call outlasts its deadline: a function that
hangs is left to itself in a thread nobody waits for, and a tool that keeps failing rests for
a while. `toolfile.py` reads tools from a file beside the sheet.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as LateError
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from avatar.daemons import started
from avatar.errors import UsageError
from avatar.nearest import hint
from avatar.words.breaker import Breaker
from avatar.words.toolarguments import Arguments, WrongArgumentsError
from avatar.words.toolresult import UnquotableError, one_line, quotable

Intent = Literal["stock", "delivery", "coupon"]
INTENTS: tuple[Intent, ...] = get_args(Intent)
DEADLINE = 3.0
PRODUCT = "product_id"
"""An argument of this name is the product that is talked about: we fill it in, the model never sees it."""
_AT_ONCE = 4


@dataclass(frozen=True)
class ToolResult:
    """What a call came to. `text` may be quoted if `ok`; if not it is one line for the operator."""

    name: str
    text: str
    ok: bool


@dataclass(frozen=True)
class Tool:
    """One thing that can be called. `products`: those it is for, None for all; `deadline` in seconds."""

    name: str
    description: str
    run: Callable[..., object]
    arguments: Arguments
    intents: tuple[Intent, ...] = ()
    products: frozenset[str] | None = None
    deadline: float = DEADLINE
    breaker: Breaker = field(default_factory=lambda: Breaker(patience=3))
    running: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(_AT_ONCE))


class ToolBox:
    """The tools of a shop. May be used from several threads; take a `fresh()` one for each answer."""

    def __init__(self, tools: Iterable[Tool] = (), product_id: str | None = None) -> None:
        self._tools = {tool.name: tool for tool in tools}
        self._product_id = product_id
        self._results: list[ToolResult] = []

    @property
    def results(self) -> tuple[ToolResult, ...]:
        """What the calls so far came to, failures too, in the order they ended."""
        return tuple(self._results)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._tools)

    def add(
        self,
        function: Callable[..., object],
        *,
        name: str | None = None,
        description: str | None = None,
        intents: Sequence[Intent] = (),
        products: Iterable[str] | None = None,
        deadline: float = DEADLINE,
    ) -> None:
        """Register a function: its annotated parameters are what may be asked, its docstring says what it gives.

        With an intent it must be callable with `product_id` alone. Raises UsageError for
        parameters that cannot be described, a name twice, an unknown intent.
        """
        name = name or str(getattr(function, "__name__", ""))
        words = description or (function.__doc__ or "").strip().partition("\n\n")[0]
        allowed = None if products is None else frozenset(products)
        tool = Tool(
            name, one_line(words, 500), function, Arguments.of(function, name), tuple(intents), allowed, deadline
        )
        self.register(tool)

    def register(self, tool: Tool) -> None:
        """Add a tool; raises UsageError for a name that is taken or none, and for an intent it cannot serve."""
        if not tool.name.isidentifier() or not tool.name.isascii() or len(tool.name) > 64:
            raise UsageError(f"tool {tool.name!r}: name it with letters, digits and _")
        if tool.name in self._tools:
            raise UsageError(f"tool {tool.name!r} is registered twice; rename one")
        if not 0 < tool.deadline <= 60:
            raise UsageError(f"tool {tool.name!r}: its deadline must be above 0 and at most 60 seconds")
        for intent in tool.intents:
            if intent not in INTENTS:
                raise UsageError(f"tool {tool.name!r}: unknown intent {intent!r}; {hint(intent, INTENTS)}")
        needed = tool.arguments.required - {PRODUCT}
        if tool.intents and needed:
            raise UsageError(
                f"tool {tool.name!r}: for an intent it is called with {PRODUCT} alone, but needs {sorted(needed)[0]!r};"
                " give that a default"
            )
        self._tools[tool.name] = tool

    def fresh(self, product_id: str | None = None) -> ToolBox:
        """The same tools with nothing noted yet; for a product, those it may use, and for that product alone."""
        allowed = [
            tool
            for tool in self._tools.values()
            if product_id is None or tool.products is None or product_id in tool.products
        ]
        return ToolBox(allowed, product_id if product_id is not None else self._product_id)

    def schemas(self) -> list[Mapping[str, Any]]:
        """The tools as OpenAI's `tools` parameter lists them."""
        hidden = {PRODUCT} if self._product_id is not None else set()
        return [
            {
                "type": "function",
                "function": {
                    "name": tool.name,
                    "description": tool.description,
                    "parameters": tool.arguments.schema(hidden),
                },
            }
            for tool in self._tools.values()
        ]

    def call(self, name: str, arguments: str | Mapping[str, object], within: float | None = None) -> ToolResult:
        """Run one tool; never raises, and lasts no longer than its deadline or `within` seconds.

        `arguments`: an object, or its JSON as a model wrote it.
        """
        result = self._called(name, arguments, within)
        self._results.append(result)
        return result

    def for_intent(self, intent: Intent, product_id: str) -> ToolResult | None:
        """What the first tool for that intent says of the product; None where no tool is for both."""
        for tool in self.fresh(product_id)._tools.values():
            if intent in tool.intents:
                wants = {PRODUCT: product_id} if PRODUCT in tool.arguments.names else {}
                return self.call(tool.name, wants)
        return None

    def _called(self, name: str, arguments: str | Mapping[str, object], within: float | None) -> ToolResult:
        tool = self._tools.get(name)
        if tool is None:
            known = f"; {hint(name, self._tools)}" if self._tools else ""
            return ToolResult(one_line(name, 64), f"there is no tool {one_line(name, 64)!r}{known}", False)
        try:
            given = tool.arguments.checked(self._with_product(tool, arguments))
        except WrongArgumentsError as error:
            return ToolResult(name, f"{name}: {error}", False)
        refusal = tool.breaker.refusal()
        if refusal is not None:
            return ToolResult(name, f"{name} is {refusal}", False)
        return _ran(tool, given, tool.deadline if within is None else min(tool.deadline, within))

    def _with_product(self, tool: Tool, arguments: str | Mapping[str, object]) -> Mapping[str, object]:
        """The arguments as an object, for the product that is talked about."""
        if isinstance(arguments, str):
            try:
                arguments = json.loads(arguments or "{}")
            except (ValueError, RecursionError):
                raise WrongArgumentsError("its arguments are not JSON") from None
        if not isinstance(arguments, Mapping):
            raise WrongArgumentsError("its arguments are not an object")
        if self._product_id is not None and PRODUCT in tool.arguments.names:
            return {**arguments, PRODUCT: self._product_id}
        return arguments


def _ran(tool: Tool, arguments: Mapping[str, object], seconds: float) -> ToolResult:
    """The result of a call in a thread of its own; at most a few of a tool's run at once, the others wait."""
    end = time.monotonic() + seconds
    if not tool.running.acquire(timeout=max(0.0, seconds)):
        return _failed(tool, f"was still busy after {seconds:.1f} s")
    future = started(lambda: tool.run(**arguments), f"tool {tool.name}")
    future.add_done_callback(lambda _: tool.running.release())
    try:
        text = quotable(_outcome(future, end - time.monotonic()))
    except LateError:
        return _failed(tool, f"gave nothing in {seconds:.1f} s")
    except UnquotableError as error:
        return _failed(tool, str(error))
    except BaseException as error:  # whatever somebody's function raised, a SystemExit too
        if isinstance(error, KeyboardInterrupt) and not future.done():
            raise
        return _failed(tool, f"failed ({type(error).__name__}: {one_line(_text_of(error), 160)})")
    tool.breaker.succeeded()
    return ToolResult(tool.name, text, True)


def _outcome(future: Future[object], seconds: float) -> object:
    try:
        return future.result(max(0.0, seconds))
    except LateError:
        if not future.done():
            raise
        raise RuntimeError("its own deadline passed") from None


def _failed(tool: Tool, how: str) -> ToolResult:
    tool.breaker.failed(how)
    return ToolResult(tool.name, f"{tool.name} {how}", False)


def _text_of(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:
        return "no reason given"
