"""What a tool may be asked: its parameters as a JSON schema, and arguments checked against it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, get_type_hints

from avatar.errors import UsageError
from avatar.words.toolresult import one_line

if TYPE_CHECKING:
    from pydantic import BaseModel

_MOST_TEXT = 500


class WrongArgumentsError(Exception):
    """Arguments that a tool does not take; the text says which and why, in one line."""


class Arguments:
    """The parameters of one tool: names to (type, default), `...` where there is none."""

    def __init__(self, parameters: Mapping[str, tuple[Any, Any]], tool: str) -> None:
        self._parameters = parameters
        self._tool = tool
        self._schema()  # what cannot be described is told when the tool is registered

    @classmethod
    def of(cls, function: Callable[..., object], tool: str) -> Arguments:
        """Those of a function, by its signature. Raises UsageError where a parameter has no type or no name."""
        try:
            hints = get_type_hints(function)
            parameters = inspect.signature(function).parameters.values()
        except (NameError, TypeError, ValueError) as error:
            raise UsageError(f"tool {tool!r}: its parameters cannot be read: {error}") from error
        found: dict[str, tuple[Any, Any]] = {}
        for parameter in parameters:
            if parameter.kind not in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY):
                raise UsageError(f"tool {tool!r}: {parameter} cannot be asked for; name every parameter")
            if parameter.name not in hints:
                raise UsageError(
                    f"tool {tool!r}: parameter {parameter.name!r} has no type; write it, as in {parameter.name}: str"
                )
            default = ... if parameter.default is parameter.empty else parameter.default
            found[parameter.name] = (hints[parameter.name], default)
        return cls(found, tool)

    @property
    def names(self) -> Collection[str]:
        return self._parameters.keys()

    @property
    def required(self) -> set[str]:
        return {name for name, (_, default) in self._parameters.items() if default is ...}

    def schema(self, hidden: Collection[str] = ()) -> dict[str, Any]:
        """The JSON schema of an object with these parameters but the hidden ones."""
        full = self._schema()
        kept = {name: told for name, told in full.get("properties", {}).items() if name not in hidden}
        needed = [name for name in full.get("required", []) if name not in hidden]
        defs = {"$defs": full["$defs"]} if "$defs" in full else {}
        return {"type": "object", "properties": kept, "required": needed, "additionalProperties": False, **defs}

    def checked(self, arguments: Mapping[str, object]) -> dict[str, Any]:
        """The arguments as the tool takes them, defaults left out. Raises WrongArgumentsError."""
        from pydantic import ValidationError

        long = next((name for name, value in arguments.items() if len(str(value)) > _MOST_TEXT), None)
        if long is not None:
            raise WrongArgumentsError(f"{one_line(long, 40)} is longer than {_MOST_TEXT} characters")
        try:
            made = self._model(**{str(name): value for name, value in arguments.items()})
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            place = ".".join(map(str, first["loc"])) or "the arguments"
            raise WrongArgumentsError(f"{one_line(place, 60)}: {one_line(first['msg'], 120)}") from None
        return {name: getattr(made, name) for name in made.model_fields_set}

    def _schema(self) -> dict[str, Any]:
        try:
            return self._model.model_json_schema()
        except Exception as error:  # a type that JSON does not have
            raise UsageError(f"tool {self._tool!r}: its parameters cannot be described: {error}") from error

    @cached_property
    def _model(self) -> type[BaseModel]:
        from pydantic import ConfigDict, create_model

        # defaults are the function's own, so that they need not be checked
        return create_model(self._tool, __config__=ConfigDict(extra="forbid"), **self._parameters)  # type: ignore[call-overload, no-any-return]
