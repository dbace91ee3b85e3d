"""`avatar write`: a script, one line of it anew, or a whole show."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from avatar.commands.common import JSON, tell, warn
from avatar.commands.sheet import (
    LANGUAGE,
    PLATFORM,
    PRODUCT,
    SHEET,
    STYLE,
    chosen,
    language_for,
    read_script,
    read_sheet,
)
from avatar.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from avatar.types import Catalog, Product, Script
    from avatar.words.writer import Request, Writer

_SCRIPT_SECONDS, _SEGMENT_SECONDS = 30, 90


@click.command()
@SHEET
@PRODUCT
@LANGUAGE
@STYLE
@click.option(
    "--seconds",
    type=click.IntRange(10, 180),
    help="About how long the script lasts (30), or each product's turn in a show (90).",
)
@PLATFORM
@click.option("--show", metavar="ID,ID,…|all", help="Write a show of these products in turn, with transitions.")
@click.option("--minutes", type=click.FloatRange(0.5, 600), help="How long the show lasts; 60 if left out.")
@click.option(
    "--script", "script_file", type=click.Path(path_type=Path), help="A script (JSON) of which --line is written anew."
)
@click.option("--line", type=click.IntRange(1), metavar="N", help="Which line of --script, the first is 1.")
@JSON
def write(
    sheet: Path,
    product: str | None,
    language: str | None,
    style: str,
    seconds: int | None,
    platform: str | None,
    show: str | None,
    minutes: float | None,
    script_file: Path | None,
    line: int | None,
    as_json: bool,
) -> None:
    """Write a script, one line of it anew, or a whole show.

    With a language model set (OPENAI_BASE_URL, OPENAI_API_KEY, OPENAI_MODEL) it writes;
    otherwise the built-in template does, from the sheet's facts alone.

    \b
    Example:
      avatar write shop.yaml --product mug --style story
      avatar write shop.yaml --json > script.json
      avatar write shop.yaml --script script.json --line 3 > better.json
      avatar write shop.yaml --show all --minutes 60 --json > show.json
    """
    from avatar.config import load_settings
    from avatar.words.wordlists import shop_rules
    from avatar.words.writer import Request, open_writer, script_to_json, write_script

    _check_together(show, minutes, script_file, line, product)
    catalog = read_sheet(sheet)
    script = read_script(script_file, product, language) if script_file else None
    request = Request(
        language=script.language if script else language_for(catalog, language),
        style=style,
        seconds=seconds or (_SEGMENT_SECONDS if show else _SCRIPT_SECONDS),
        platform=platform,
        rules=shop_rules(sheet),
    )
    writer = open_writer(load_settings())
    if show:
        _write_show(writer, _picked(catalog, show), request, 60 if minutes is None else minutes, as_json)
        writer.usage.tell(warn)
        return
    if script and line:
        script, as_json = _with_new_line(writer, catalog, request, script, line), True
    else:
        script = write_script(writer, chosen(catalog, product), request, warn)
    if as_json:
        tell(script_to_json(script).rstrip("\n"))
    else:
        _tell_lines(script)
    writer.usage.tell(warn)


def _check_together(
    show: str | None, minutes: float | None, script_file: Path | None, line: int | None, product: str | None
) -> None:
    if (script_file is None) != (line is None):
        raise UsageError("--script FILE and --line N go together: they write that line of the script anew")
    if show and (script_file or product):
        raise UsageError("--show ID,ID names its products itself; leave --product, --script and --line out")
    if minutes is not None and not show:
        raise UsageError("--minutes is a show's length; add --show all, or give a script's length with --seconds")


def _with_new_line(writer: Writer, catalog: Catalog, request: Request, script: Script, line: int) -> Script:
    from avatar.words.writer import rewrite_line

    product = catalog.product(script.product_id)
    new = rewrite_line(writer, product, request, script, line - 1, warn)
    return replace(script, lines=(*script.lines[: line - 1], new, *script.lines[line:]))


def _picked(catalog: Catalog, show: str) -> Sequence[Product]:
    if show.strip() == "all":
        return catalog.products
    return [catalog.product(name.strip()) for name in show.replace("，", ",").split(",") if name.strip()]


def _write_show(writer: Writer, products: Sequence[Product], request: Request, minutes: float, as_json: bool) -> None:
    from avatar.words.script import show_to_json
    from avatar.words.show import Show, show_of

    show = Show(writer, products, request, warn=warn)
    segments = show_of(show, 60 * minutes)
    if show.memory.seconds < 60 * minutes:
        warn(
            f"after {show.memory.seconds / 60:.0f} of {minutes:g} minutes the sheet has nothing new to say; "
            "more facts, more products or a language model make the show longer"
        )
    if as_json:
        tell(show_to_json(segments).rstrip("\n"))
        return
    for number, script in enumerate(segments, 1):
        tell(f"{'' if number == 1 else chr(10)}# {number}. {script.product_id}")
        _tell_lines(script)


def _tell_lines(script: Script) -> None:
    for line in script.lines:
        tell(f"{line.kind:10} {line.text}")
