"""`avatar learn`: a shop's documents become what its presenter knows."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from avatar.commands.common import JSON, print_json, tell, warn
from avatar.errors import DocumentError, UsageError

if TYPE_CHECKING:
    from avatar.catalog.knowledge import Document, Knowledge
    from avatar.types import Catalog


@click.command()
@click.argument("sheet", type=click.Path(path_type=Path))
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--product", metavar="ID", help="The product the documents are about; the whole shop if left out.")
@click.option("--list", "list_them", is_flag=True, help="List what was learned, and stop.")
@click.option("--remove", metavar="NAME", multiple=True, help="Forget a document. May be given several times.")
@JSON
def learn(
    sheet: Path,
    files: tuple[Path, ...],
    product: str | None,
    list_them: bool,
    remove: tuple[str, ...],
    as_json: bool,
) -> None:
    """Learn documents of the shop: PDF, DOCX, XLSX, Markdown, HTML or text, in Chinese or English.

    They are kept beside the sheet (shop.yaml: shop.knowledge.sqlite). A file of the same
    name takes the place of the earlier one; a show that is on air knows of it at once.
    Where a document contradicts the sheet, the sheet is believed and you are told.

    \b
    Example:
      avatar learn shop.yaml returns.pdf sizes.xlsx
      avatar learn shop.yaml manual.html --product lamp
      avatar learn shop.yaml --list
      avatar learn shop.yaml --remove returns.pdf
    """
    from avatar.catalog.product import read_catalog
    from avatar.config import load_settings
    from avatar.words.learned import open_knowledge

    catalog = read_catalog(sheet, warn=warn)
    if product is not None:
        product = catalog.product(product).id
    knowledge = open_knowledge(sheet, load_settings(), warn)
    if not (files or remove or list_them):
        raise UsageError(f"say which documents to learn: avatar learn {sheet} FILE…, or --list what is known")
    for name in remove:
        knowledge.remove(name)
    learned = [_learn(knowledge, file, product) for file in files]
    shown = knowledge.documents() if list_them else tuple(each for each in learned if each)
    if as_json:
        print_json([_row(knowledge, catalog, document) for document in shown])
    else:
        _tell(knowledge, catalog, shown, listed=list_them)
        for name in remove:
            tell(f"{name}: forgotten")
    failed = learned.count(None)
    if failed:
        raise UsageError(f"{failed} of {len(files)} documents were not learned; see above")


def _learn(knowledge: Knowledge, file: Path, product: str | None) -> Document | None:
    """The document learned, or None after telling why not: the others are learned all the same."""
    try:
        return knowledge.add(file, product)
    except DocumentError as error:
        warn(str(error))
        return None


def _tell(knowledge: Knowledge, catalog: Catalog, shown: tuple[Document, ...], *, listed: bool) -> None:
    from avatar.words.learned import against_sheet

    if listed and not shown:
        tell(f"nothing was learned yet for {catalog.path}")
    for document in shown:
        pages = f", {document.pages} page{'s' * (document.pages > 1)}" if document.pages else ""
        about = f", about {document.product}" if document.product else ""
        tell(f"{document.name}: {document.passages} passage{'s' * (document.passages != 1)}{pages}{about}")
        for line in against_sheet(knowledge.passages(document.name), catalog):
            warn(line)


def _row(knowledge: Knowledge, catalog: Catalog, document: Document) -> dict[str, Any]:
    from avatar.words.learned import against_sheet

    said = against_sheet(knowledge.passages(document.name), catalog)
    return {**asdict(document), "contradictions": list(said)}
