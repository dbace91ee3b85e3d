"""Answers of chat servers as they come in the wild, and worse: made from a number, the same for the same number.

What a model thinks is written in runes, what it says never is: a rune that is heard is a
thought that was spoken.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from random import Random
from typing import Any

from tests.rawserver import Ending, RawAnswer

RUNES = "ᚠᚡᚢᚣᚤᚥᚦᚧᚨᚩᚪᚫᚬᚭᚮᚯ"
_SAID = [
    "今天的",
    "杯子",
    "很好看。",
    "It is ",
    "warm",
    ", ",
    "a < b ",
    "😀",
    "é",
    "¥99",
    "[1] ",
    "\n",
    "\u2028",
    "<b>",
]
_FIELDS = ("reasoning_content", "reasoning", "thinking", "thoughts", "reasoning_details")
_TAGS = (
    ("<think>", "</think>"),
    ("<thinking>", "</thinking>"),
    ("<thought>", "</thought>"),
    ("<Think >\n", "\n</THINK>"),
    ('<reasoning effort="high">', "</reasoning>"),
    ("<seed:think>", "</seed:think>"),
    ("[THINK]", "[/THINK]"),
    ("◁think▷", "◁/think▷"),
    ("<tool_call>", "</tool_call>"),
    ("<|channel|>analysis<|message|>", "<|end|><|start|>assistant<|channel|>final<|message|>"),
)
_RUBBISH: tuple[Any, ...] = (None, True, 0, -1.5, 10**30, "", "x", [], [[]], {}, {"a": 1}, [None], ["x", 3], "\ud800")


_BROKEN = (
    'data: {"choices": [{"delta": {"content": "x',
    'data: {"choices": [' + '{"delta":' * 3000,
    "data: " + "[" * 5000,
    "data: <<<",
    "data: {}}",
    "data: NaN",
    "data: 3",
    "data: []",
    "data: nul",
    "data: \x00\x01",
    "non: sense",
)


@dataclass(frozen=True)
class Fuzzed:
    """An answer, what may be heard of it, and whether nothing is wrong with it, so that all of it must be.

    `unopened`: it begins inside a thought, which only who hears it out can tell.
    """

    answer: RawAnswer
    said: str
    sound: bool
    unopened: bool = False


def fuzzed(number: int) -> Fuzzed:
    """The answer of that number."""
    return _Maker(Random(number)).made()


class _Maker:
    def __init__(self, random: Random) -> None:
        self._random = random
        self._said = ""
        self._events: list[Any] = []
        self._unopened = False
        self._sizes: tuple[int, ...] = ()

    def made(self) -> Fuzzed:
        kind = self._random.random()
        if kind < 0.08:
            return Fuzzed(self._refusing(), "", sound=False)
        if kind < 0.13:
            return self._in_one_piece()
        fault = self._random.choice(_FAULTS) if self._random.random() < 0.6 else None
        # where a piece gets lost, no tag may lose half of itself: nobody could tell it then
        self._sizes = (400,) if fault is _Maker._wrong_types else (1, 2, 3, 7, 400)
        self._speak()
        if fault is not None:
            return Fuzzed(fault(self), self._said, sound=False, unopened=self._unopened)
        return Fuzzed(self._streamed(), self._said, sound=True, unopened=self._unopened)

    def _speak(self) -> None:
        """The events of a sound answer."""
        if self._random.random() < 0.1:
            self._unopened = True
            self._text(self._thought() + self._random.choice(["</think>", "</thinking>", "[/THINK]"]))
        steps = (self._say, self._say, self._think_apart, self._think_aloud, self._nothing, self._parts)
        for step in self._random.choices(steps, k=self._random.randint(1, 12)):
            step()
        self._say()
        if self._random.random() < 0.15:
            self._text(self._random.choice(_TAGS)[0] + self._thought())  # never closed
        if self._random.random() < 0.8:
            self._events.append({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
        if self._random.random() < 0.5:
            self._events.append({"choices": [], "usage": {"prompt_tokens": 5, "completion_tokens": 7}})
        self._events.append("[DONE]")

    def _say(self) -> None:
        text = "".join(self._random.choices(_SAID, k=self._random.randint(1, 6)))
        if self._random.random() < 0.1:
            self._halves()
        self._said += text
        self._text(text)

    def _halves(self) -> None:
        """A letter in two pieces, as careless servers cut it."""
        for half in ("\ud83d", "\ude00"):
            self._delta(content=half)
        self._said += "😀"

    def _think_aloud(self) -> None:
        opened, closed = self._random.choice(_TAGS)
        inside = self._thought()
        if self._random.random() < 0.3 and "channel" not in opened:
            inner_open, inner_closed = self._random.choice(_TAGS[:6])
            inside += inner_open + self._thought() + inner_closed + self._thought()
        self._text(opened + inside + closed)

    def _think_apart(self) -> None:
        name = self._random.choice(_FIELDS)
        thought: Any = self._thought()
        if name == "reasoning_details":
            thought = [{"type": "reasoning.text", "text": thought}]
        self._delta(**{name: thought, "content": self._random.choice([None, ""])})

    def _parts(self) -> None:
        """Content as a list of parts, some of them thoughts."""
        text = self._random.choice(_SAID)
        self._said += text
        thinking = {"type": "thinking", "thinking": [{"type": "text", "text": self._thought()}]}
        self._delta(content=[thinking, {"type": "text", "text": text}])

    def _nothing(self) -> None:
        self._events.append(
            self._random.choice(
                [
                    {"choices": []},
                    {"choices": None},
                    {"id": "1", "object": "chat.completion.chunk"},
                    {"choices": [{"index": 0, "delta": None}]},
                    {"choices": [{"index": 0, "delta": {"role": "assistant", "content": ""}}]},
                    {"choices": [{"index": 1, "delta": {"content": self._thought()}}]},
                    ": a comment " + self._thought(),
                    "event: ping",
                    "id: 7\nretry: 100",
                ]
            )
        )

    def _call(self) -> None:
        """Fragments of calls in any order."""
        fragments = [
            {"index": index, **({"id": f"c{index}"} if part == 0 else {}), "function": function}
            for index in range(self._random.randint(1, 3))
            for part, function in enumerate(
                [{"name": "stock", "arguments": ""}, {"arguments": '{"product'}, {"arguments": '_id": "' + RUNES}]
            )
        ]
        self._random.shuffle(fragments)
        for fragment in fragments:
            self._delta(tool_calls=[fragment])

    def _thought(self) -> str:
        return "".join(self._random.choices(RUNES, k=self._random.randint(1, 30)))

    def _text(self, text: str) -> None:
        """The text in pieces of any size."""
        size = self._random.choice(self._sizes)
        for start in range(0, len(text), size):
            self._delta(content=text[start : start + size])

    def _delta(self, **delta: Any) -> None:
        self._events.append({"id": "1", "choices": [{"index": 0, "delta": delta}]})

    def _body(self) -> bytes:
        end = self._random.choice(["\n\n", "\n\n", "\r\n\r\n", "\n"])
        lines = [self._line(event) + end for event in self._events]
        return ("\ufeff" * (self._random.random() < 0.05) + "".join(lines)).encode("utf-8", "surrogatepass")

    def _line(self, event: Any) -> str:
        if isinstance(event, str):
            return event if ":" in event else f"data: {event}"
        escaped = self._random.random() < 0.5 or "\\ud" in repr(event)
        return ("data:" if self._random.random() < 0.2 else "data: ") + json.dumps(event, ensure_ascii=escaped)

    def _streamed(self, body: bytes | None = None, head: bytes = b"", ending: Ending = "close") -> RawAnswer:
        """The body cut anywhere, in the middle of letters too, plainly or in HTTP's own chunks."""
        body = self._body() if body is None else body
        cuts = sorted(self._random.sample(range(len(body) + 1), min(len(body), self._random.choice([0, 3, 40]))))
        parts = [body[a:b] for a, b in zip([0, *cuts], [*cuts, len(body)], strict=True) if b > a]
        kind = self._random.choice([b"text/event-stream", b"text/event-stream; charset=utf-8", b"text/plain", b"x"])
        head = b"HTTP/1.1 200 OK\r\nContent-Type: " + kind + b"\r\nConnection: close\r\n" + head
        if self._random.random() < 0.5:
            return RawAnswer([head + b"\r\n", *parts], ending)
        chunks = [b"%x\r\n%s\r\n" % (len(part), part) for part in parts]
        last = [b"0\r\n\r\n"] if ending == "close" else []
        return RawAnswer([head + b"Transfer-Encoding: chunked\r\n\r\n", *chunks, *last], ending)

    def _cut(self) -> RawAnswer:
        body = self._body()
        ending: Ending = self._random.choice(["close", "reset", "reset"])
        return self._streamed(body[: self._random.randrange(len(body))], ending=ending)

    def _short(self) -> RawAnswer:
        body = self._body()
        return self._streamed(body, b"Content-Length: %d\r\n" % (len(body) + 99))

    def _bad_chunks(self) -> RawAnswer:
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
        body = self._body()
        size = self._random.choice([b"zz", b"-1", b"%x" % (len(body) + 7), b"ffffffffffffffffff", b""])
        return RawAnswer([head, size + b"\r\n" + body + b"\r\n0\r\n\r\n"])

    def _broken_json(self) -> RawAnswer:
        self._events.insert(self._random.randrange(len(self._events)), self._random.choice(_BROKEN))
        return self._streamed()

    def _not_utf8(self) -> RawAnswer:
        body = self._body()
        at = self._random.randrange(len(body))
        return self._streamed(body[:at] + b"\xff\xfe\xc3" + body[at:])

    def _wrong_types(self) -> RawAnswer:
        for _ in range(self._random.randint(1, 4)):
            objects = [event for event in self._events if isinstance(event, dict)]
            if objects:
                _spoil(self._random, self._random.choice(objects))
        return self._streamed()

    def _huge(self) -> RawAnswer:
        filler = self._random.choice(["x" * 300_000, " " * 3_000_000, RUNES * 60_000])
        name = "content" if RUNES[0] not in filler else "reasoning_content"
        self._events.insert(0, {"choices": [{"index": 0, "delta": {name: filler}}]})
        self._said = (filler if name == "content" else "") + self._said
        return self._streamed()

    def _no_line_end(self) -> RawAnswer:
        return self._streamed(b"data: " + b"x" * self._random.choice([10_000, 2_500_000]))

    def _packed(self) -> RawAnswer:
        packed = gzip.compress(self._body())
        if self._random.random() < 0.5:
            at = self._random.randrange(10, len(packed))
            packed = packed[:at] + self._random.choice([b"", b"\x00\xff\x00", packed[at + 5 :]])
        return self._streamed(packed, b"Content-Encoding: gzip\r\n")

    def _endless(self) -> RawAnswer:
        del self._events[self._random.randrange(len(self._events)) :]
        if self._random.random() < 0.5:
            self._said = self._said if self._events else ""
        return self._streamed(ending=self._random.choice(["comments", "hang"]))

    def _says_error(self) -> RawAnswer:
        errors = [{"message": "overloaded", "code": 500}, "overloaded", {}, [], {"message": {"a": 1}}]
        error = self._random.choice(errors)
        self._events.insert(self._random.randrange(len(self._events)), {"error": error})
        return self._streamed()

    def _calls(self) -> RawAnswer:
        self._call()
        return self._streamed()

    def _finishes_oddly(self) -> RawAnswer:
        finish = self._random.choice(["length", "content_filter", "tool_calls", "function_call", "", 3, {"a": 1}])
        delta = self._random.choice([{}, {"refusal": self._thought()}])
        self._events.insert(-1, {"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]})
        return self._streamed()

    def _refusing(self) -> RawAnswer:
        """Anything but an answer."""
        thought = self._thought().encode()
        page = b"<!doctype html><html><body>" + thought + b"</body></html>"
        answers = [
            b"HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(page) + page,
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(page) + page,
            b'HTTP/1.1 429 No\r\nRetry-After: 0.05\r\nContent-Length: 15\r\n\r\n{"error": "no"}',
            b"HTTP/1.1 429 No\r\nRetry-After: Wed, 99 Foo\r\nContent-Length: 0\r\n\r\n",
            b'HTTP/1.1 400 No\r\nContent-Type: application/json\r\nContent-Length: 11\r\n\r\n{"error":3}',
            b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n",
            b"HTTP/1.1 401 No\r\nContent-Type: application/json\r\nContent-Length: 4\r\n\r\nnull",
            b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\njust " + thought,
            b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n",
            b"HTTP/1.1 999 " + thought + b"\r\n\r\n",
            b"HTTP/1.1\r\n\r\n",
            b"\x16\x03\x01\x02\x00" + thought,
            b"",
        ]
        return RawAnswer([self._random.choice(answers)], self._random.choice(["close", "close", "reset"]))

    def _in_one_piece(self) -> Fuzzed:
        """From a server that does not stream."""
        said = "".join(self._random.choices(_SAID, k=5))
        thought = self._thought()
        message = {"role": "assistant", "content": f"<think>{thought}</think>{said}", "reasoning": thought}
        whole: Any = {"choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}
        sound = self._random.random() < 0.6
        if not sound:
            _spoil(self._random, whole)
        body = json.dumps(whole).encode()
        if not sound and self._random.random() < 0.3:
            body = body[: self._random.randrange(len(body))]
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body)
        return Fuzzed(RawAnswer([head, body]), said, sound)


def _spoil(random: Random, value: Any) -> None:
    """Put something of a wrong type somewhere in it."""
    keys: list[Any] = list(value) if isinstance(value, dict) else list(range(len(value)))
    if not keys:
        return
    key = random.choice(keys)
    if isinstance(value[key], (dict, list)) and value[key] and random.random() < 0.7:
        _spoil(random, value[key])
    else:
        value[key] = deepcopy(random.choice(_RUBBISH))


_FAULTS: tuple[Callable[[_Maker], RawAnswer], ...] = (
    _Maker._cut,
    _Maker._short,
    _Maker._bad_chunks,
    _Maker._broken_json,
    _Maker._not_utf8,
    _Maker._wrong_types,
    _Maker._wrong_types,
    _Maker._huge,
    _Maker._no_line_end,
    _Maker._packed,
    _Maker._says_error,
    _Maker._calls,
    _Maker._finishes_oddly,
    _Maker._endless,
)
