"""What commands about a product sheet share: its options, the product and language meant, a script in a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from avatar.commands.common import warn
from avatar.errors import UsageError

if TYPE_CHECKING:
    from avatar.types import Catalog, Product, Script

SHEET = click.argument("sheet", type=click.Path(path_type=Path))
LANGUAGE = click.option(
    "--language",
    metavar="TAG",
    help="Language of the script: zh, en, ja, ko, es, de or fr; the sheet's own if left out.",
)
PRODUCT = click.option("--product", metavar="ID", help="Which product of the sheet; the first if left out.")
STYLE = click.option("--style", default="lively", show_default=True, help="lively, expert, story or plain.")
SECONDS = click.option(
    "--seconds", default=30, show_default=True, type=click.IntRange(10, 180), help="About how long the script lasts."
)
PLATFORM = click.option(
    "--platform", metavar="NAME", help="Where it will be said, such as douyin: that platform's rules hold."
)


def read_sheet(sheet: Path) -> Catalog:
    """The catalogue in a file, what was mended in it told."""
    from avatar.catalog.product import read_catalog

    return read_catalog(sheet, warn=warn)


def chosen(catalog: Catalog, product_id: str | None) -> Product:
    """The product of that id, or the first, which is told where there are others."""
    if product_id is not None:
        return catalog.product(product_id)
    first, *others = catalog.products
    if others:
        warn(
            f"taking the first of {len(others) + 1} products, {first.id!r}; "
            "--product ID takes another, `avatar batch` all"
        )
    return first


def language_for(catalog: Catalog, asked: str | None) -> str:
    """The primary tag asked for (`zh-CN` asks for `zh`), or the sheet's own language."""
    from avatar.language import guess_language, primary

    if asked:
        return primary(asked)
    if catalog.language:
        return catalog.language
    first = catalog.products[0]
    return guess_language(" ".join([first.name, *first.selling_points]))


def read_script(path: Path, product: str | None, language: str | None) -> Script:
    """The script in a file, which must speak of the product and in the language asked for, where they are."""
    from avatar.catalog.decode import file_bytes
    from avatar.words.script import script_from_json

    try:
        script = script_from_json(file_bytes(path).decode("utf-8-sig"), str(path))
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: is not text in UTF-8") from error
    for option, asked, own in (("product", product, script.product_id), ("language", language, script.language)):
        if asked is not None and asked != own:
            raise UsageError(
                f"{path}: its {option} is {own!r}, not {asked!r}; leave --{option} out or change the script"
            )
    return script
