"""What one object of a chat stream says, its types checked: servers disagree in almost every field."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from avatar.words.events import NotAnAnswerError

_THOUGHT_FIELDS = ("reasoning_content", "reasoning", "thinking", "thought", "thoughts", "reasoning_details")


class ServerError(Exception):
    """What the server itself says is wrong, in the middle of a stream."""


@dataclass(frozen=True)
class Fragment:
    """A part of a call of a tool. Parts of one call share an index, or an id where the server gives no index."""

    index: int | None
    id: str
    name: str
    arguments: str


@dataclass(frozen=True)
class Delta:
    """One step of an answer. `thought` is never spoken; `usage` is (prompt, completion) tokens so far."""

    text: str = ""
    thought: str = ""
    calls: tuple[Fragment, ...] = ()
    refusal: str = ""
    finish: str | None = None
    usage: tuple[int, int] | None = None

    @property
    def payload(self) -> bool:
        """Whether the model said anything, aloud or not."""
        return bool(self.text or self.thought or self.calls or self.refusal)


def read_delta(chunk: Mapping[str, Any], begun: bool) -> Delta:
    """The step that a chunk, or a whole answer, tells. Only the first of several choices is heard.

    `begun`: text came before, so that a whole message at the end of a stream only repeats it.
    Raises ServerError, and NotAnAnswerError for types that no answer has.
    """
    _raise_error(chunk)
    choices = _typed(chunk.get("choices") or [], list, "choices")
    usage = _usage(chunk.get("usage"))
    choice = next((each for each in choices if _typed(each, dict, "choice").get("index") in (0, None)), None)
    if choice is None:
        return Delta(usage=usage)
    finish = choice.get("finish_reason")
    delta = choice.get("delta") or ({} if begun else choice.get("message")) or {}
    said = _typed(delta, dict, "delta")
    text, thought = _texts(said.get("content"))
    return Delta(
        text=text,
        thought=thought + "".join(_flat(said.get(name)) for name in _THOUGHT_FIELDS),
        calls=tuple(_fragments(said)),
        refusal=_flat(said.get("refusal")),
        finish=finish if isinstance(finish, str) and finish else None,
        usage=usage,
    )


@dataclass
class Call:
    """A call of a tool as assembled: its arguments are the JSON the model wrote, broken or not."""

    id: str = ""
    name: str = ""
    arguments: str = ""


@dataclass
class CallAssembler:
    """Calls from their fragments, in the order of their first fragments."""

    calls: list[Call] = field(default_factory=list)
    _places: dict[object, Call] = field(default_factory=dict)

    def take(self, fragment: Fragment) -> None:
        call = self._call(fragment)
        call.id = call.id or fragment.id
        # some servers repeat the name with every fragment
        if fragment.name and not call.name.endswith(fragment.name):
            call.name += fragment.name
        call.arguments += fragment.arguments

    def _call(self, fragment: Fragment) -> Call:
        place: object = fragment.index if fragment.index is not None else fragment.id or None
        found = self._places.get(place)
        if place is None and found is None and self.calls:
            return self.calls[-1]
        # … and some number all calls 0: another id is another call
        if found is None or (fragment.id and found.id and fragment.id != found.id and fragment.name):
            found = self._places[place] = Call()
            self.calls.append(found)
        return found


def _raise_error(chunk: Mapping[str, Any]) -> None:
    error = chunk.get("error")
    if not error and chunk.get("object") == "error":
        error = chunk
    if error:
        message = error.get("message") if isinstance(error, dict) else error
        raise ServerError(str(message or "no reason given"))


def _fragments(said: Mapping[str, Any]) -> Iterator[Fragment]:
    calls = _typed(said.get("tool_calls") or [], list, "tool_calls")
    for call in calls:
        function = _typed(_typed(call, dict, "tool call").get("function") or {}, dict, "function")
        index = call.get("index")
        yield Fragment(
            index if isinstance(index, int) and not isinstance(index, bool) else None,
            _word(call.get("id")),
            _word(function.get("name")),
            _arguments(function.get("arguments")),
        )


def _arguments(value: object) -> str:
    """As text, also where the server sends them as the object they are."""
    if isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False)
    return _word(value)


def _texts(content: object) -> tuple[str, str]:
    """What is said and what is thought of a content: a text, or a list of typed parts."""
    if content is None or isinstance(content, str):
        return content or "", ""
    said, thought = "", ""
    for part in _typed(content, list, "content"):
        text = _flat(_typed(part, dict, "part of the content"))
        if part.get("type", "text") in ("text", "output_text"):
            said += _word(part.get("text"))
        else:
            thought += text
    return said, thought


def _flat(value: object, depth: int = 0) -> str:
    """The text somewhere in a value; what it is like does not matter, since nobody will hear it."""
    if isinstance(value, str):
        return value
    if depth < 4 and isinstance(value, Mapping):
        return "".join(_flat(each, depth + 1) for each in value.values())
    if depth < 4 and isinstance(value, Sequence):
        return "".join(_flat(each, depth + 1) for each in value)
    return ""


def _word(value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise NotAnAnswerError(f"sends what is not a chat answer (a {type(value).__name__} for a text)")
    return value


def _usage(value: object) -> tuple[int, int] | None:
    if not isinstance(value, Mapping):
        return None
    counts = [value.get(name) for name in ("prompt_tokens", "completion_tokens")]
    prompt, completion = (count if type(count) is int and count >= 0 else None for count in counts)
    return None if prompt is None or completion is None else (prompt, completion)


def _typed(value: Any, kind: type, name: str) -> Any:
    if not isinstance(value, kind):
        raise NotAnAnswerError(f"sends what is not a chat answer (a {type(value).__name__} for {name})")
    return value
