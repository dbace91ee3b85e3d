"""`avatar ask`: a viewer's question, answered from what the shop states."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from avatar.commands.common import JSON, print_json, tell, warn


@click.command()
@click.argument("sheet", type=click.Path(path_type=Path))
@click.argument("question")
@click.option("--product", metavar="ID", help="Which product is meant; found out from the question if left out.")
@click.option("--language", metavar="zh|en", help="Language of the answer; the question's own if left out.")
@click.option("--viewer", metavar="ID", help="Who asks: what this viewer asked before is understood.")
@JSON
def ask(
    sheet: Path, question: str, product: str | None, language: str | None, viewer: str | None, as_json: bool
) -> None:
    """Answer a viewer's question from the sheet and nothing else.

    \b
    Example:
      avatar ask shop.yaml "How much is the lamp?"
      avatar ask shop.yaml "那蓝色的呢" --viewer anna --json
    """
    from avatar.catalog.product import read_catalog
    from avatar.config import load_settings
    from avatar.words.answer import Answerer

    answerer = Answerer(read_catalog(sheet, warn=warn), load_settings())
    answer = answerer.answer(question, product, language, viewer=viewer, warn=warn)
    if as_json:
        print_json(asdict(answer))
    else:
        tell(answer.text)
