"""Tools listed in a YAML file beside the sheet: `shop.yaml` has its tools in `shop.tools.yaml`.

    tools:
      stock:
        about: How many pieces of the product are left right now
        get: https://erp.example.com/stock/{product_id}    # or post:, with body:
        headers: {Authorization: "Bearer ${ERP_TOKEN}"}    # from the environment
        quote: data.available                              # this part of the JSON answer, nothing else
        say: "{value} pieces left"
        intents: [stock]                                   # stock, delivery, coupon: asked without a model too
        products: [mug, lamp]                              # for these alone; for all if left out
        deadline: 2                                        # seconds; 3 if left out
      delivery:
        about: When a parcel sent today arrives in a city
        python: shop_tools.py:days_to                      # or package.module:function
      shop_hours:
        about: When somebody answers the telephone
        get: https://example.com/hours?day={day}
        arguments: {day: [today, tomorrow]}                # text, integer, number, or a list of what is allowed

`{product_id}` is filled in by us; every other argument the model may choose. A function's
arguments and what it is about are told by its annotations and its docstring.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any, Literal

from avatar.catalog.decode import file_bytes, sheet_text
from avatar.catalog.tree import Block, yaml_tree
from avatar.errors import SheetError, UsageError
from avatar.nearest import hint
from avatar.words.endpoint import Endpoint
from avatar.words.request import Warn, no_warning
from avatar.words.toolarguments import Arguments
from avatar.words.toolresult import one_line
from avatar.words.tools import DEADLINE, Tool, ToolBox

_KEYS = (
    "about", "python", "get", "post", "headers", "body", "arguments", "quote", "say", "intents", "products", "deadline",
)  # fmt: skip
_WEB_ONLY = ("headers", "body", "arguments", "quote", "say")
_TYPES: Mapping[str, Any] = {"text": str, "integer": int, "number": float}
_VARIABLE = re.compile(r"\$\{(\w+)\}")


def tools_path(sheet: Path) -> Path:
    """Where the tools of a sheet are listed, whether or not they are."""
    return sheet.with_name(f"{sheet.stem}.tools.yaml")


def find_tools(sheet: Path | None, warn: Warn = no_warning) -> ToolBox | None:
    """The tools listed beside a sheet; None where there are none. Raises as `read_tools`."""
    if sheet is None or not tools_path(sheet).is_file():
        return None
    return read_tools(tools_path(sheet), warn)


def read_tools(path: Path, warn: Warn = no_warning) -> ToolBox:
    """The tools a file lists. Raises SheetError naming file, line and mend."""
    tree = yaml_tree(sheet_text(file_bytes(path), path, warn, what="list of tools", kinds="YAML"), path)
    listed = tree.get("tools") if isinstance(tree, Block) else None
    if not isinstance(listed, Block) or set(tree) != {"tools"}:
        raise SheetError(f"{path}: must hold one mapping 'tools:' of names to tools, and nothing else")
    box = ToolBox()
    for name, told in listed.items():
        place = f"{path}: line {listed.lines[name]}: tool {name!r}"
        if not isinstance(told, Block):
            raise SheetError(f"{place}: must be a mapping; {hint('', _KEYS)}")
        try:
            box.register(_tool(name, told, path))
        except UsageError as error:
            reason = str(error).removeprefix(f"tool {name!r}: ")
            raise SheetError(f"{place}: {reason}") from error
    return box


def _tool(name: str, told: Block, path: Path) -> Tool:
    for key in told:
        if key not in _KEYS:
            raise UsageError(f"unknown key {key!r}; {hint(key, _KEYS)}")
    ways = [key for key in ("python", "get", "post") if told.get(key)]
    if len(ways) != 1:
        raise UsageError("needs one of python:, get: and post:")
    deadline = _seconds(told.get("deadline"))
    if ways == ["python"]:
        odd = next((key for key in _WEB_ONLY if key in told), None)
        if odd:
            raise UsageError(f"{odd}: is for get: and post:; a function has it in its own code")
        run: Callable[..., object] = _function(_text(told, "python"), path.parent)
        arguments = Arguments.of(run, name)
        about = _text(told, "about") or (run.__doc__ or "").strip().partition("\n\n")[0]
    else:
        run = _endpoint(ways[0], told, deadline)
        arguments = _asked_for(run, told, name)
        about = _text(told, "about")
    if not about.strip():
        raise UsageError("about: is missing; say in a line what it tells, the model chooses by it")
    products = _list(told, "products")
    return Tool(
        name=name,
        description=one_line(about, 500),
        run=run,
        arguments=arguments,
        intents=tuple(_list(told, "intents") or ()),  # type: ignore[arg-type]  # checked when it is registered
        products=None if products is None else frozenset(products),
        deadline=deadline,
    )


def _endpoint(method: str, told: Block, deadline: float) -> Endpoint:
    if method == "get" and told.get("body") is not None:
        raise UsageError("body: is for post:")
    headers = told.get("headers") or {}
    if not isinstance(headers, Mapping):
        raise UsageError('headers: must be a mapping, as in {Authorization: "Bearer ${ERP_TOKEN}"}')
    return Endpoint(
        method=method.upper(),
        url=_text(told, method),
        headers={name: _header(name, str(value or "")) for name, value in headers.items()},
        body=told.get("body"),
        path=_text(told, "quote"),
        say=_text(told, "say") or "{value}",
        deadline=deadline,
    )


def _header(name: str, value: str) -> str:
    """A header with the environment's variables in it. Its value is never told: it may be a secret."""
    for variable in _VARIABLE.findall(value):
        if not os.environ.get(variable):
            raise UsageError(f"header {name}: the environment has no {variable}; set it")
    filled = _VARIABLE.sub(lambda slot: os.environ[slot[1]].strip(), value)
    if not (filled.isascii() and filled.isprintable()):
        raise UsageError(f"header {name}: holds characters that headers cannot; copy it once more")
    return filled


def _asked_for(endpoint: Endpoint, told: Block, name: str) -> Arguments:
    """The arguments of an address: texts, where `arguments:` does not say otherwise."""
    types = told.get("arguments") or {}
    if not isinstance(types, Mapping):
        raise UsageError("arguments: must be a mapping, as in {day: [today, tomorrow]}")
    strange = next((argument for argument in types if argument not in endpoint.slots), None)
    if strange is not None:
        raise UsageError(f"arguments: {{{strange}}} stands neither in the address nor in the body")
    return Arguments({slot: (_type(slot, types.get(slot, "text")), ...) for slot in endpoint.slots}, name)


def _type(slot: str, told: object) -> Any:
    if isinstance(told, list) and told and all(isinstance(value, str) for value in told):
        return Literal[tuple(told)]
    if isinstance(told, str) and told in _TYPES:
        return _TYPES[told]
    raise UsageError(f"arguments: {slot} must be text, integer, number or a list of what is allowed")


def _function(told: str, folder: Path) -> Callable[..., object]:
    """`shop_tools.py:days_to` beside the file, or `package.module:function` of what is installed."""
    where, colon, name = told.rpartition(":")
    if not colon or not name.isidentifier():
        raise UsageError(f"python: {told!r} must be FILE.py:FUNCTION or MODULE:FUNCTION")
    try:
        module = _file_module(folder, where) if where.endswith(".py") else importlib.import_module(where)
    except UsageError:
        raise
    except (Exception, SystemExit) as error:
        raise UsageError(f"python: {where} cannot be imported: {type(error).__name__}: {error}") from error
    function = getattr(module, name, None)
    if not callable(function):
        names = [each for each in vars(module) if callable(getattr(module, each)) and not each.startswith("_")]
        raise UsageError(f"python: {where} has no function {name!r}; {hint(name, names)}")
    return function  # type: ignore[no-any-return]


def _file_module(folder: Path, name: str) -> ModuleType:
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()) or not path.is_file():
        raise UsageError(f"python: {name} is not in {folder}; put it beside the list of tools")
    spec = importlib.util.spec_from_file_location(f"shop_tools_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise UsageError(f"python: {name} is no Python file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _text(told: Block, key: str) -> str:
    value = told.get(key)
    if value is not None and not isinstance(value, str):
        raise UsageError(f"{key}: must be text")
    return value or ""


def _list(told: Block, key: str) -> list[str] | None:
    value = told.get(key)
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise UsageError(f"{key}: must be a list, as in [{'stock' if key == 'intents' else 'mug'}]")
    return value


def _seconds(told: object) -> float:
    try:
        return DEADLINE if told is None else float(str(told))
    except ValueError:
        raise UsageError(f"deadline: {told!r} is no number of seconds") from None
