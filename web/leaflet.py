"""Facts from pictures of the product or a leaflet: read by a model that sees, used once a person has confirmed them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import gradio as gr

from avatar.language import guess_language
from avatar.types import Catalog, Product
from avatar.words.leaflet import open_seeing, read_leaflet
from web.desk import Desk
from web.facts import draft_rows, product_from_rows
from web.notes import mistake, note, verdict
from web.texts import Texts

_PICTURES = [".jpg", ".jpeg", ".png", ".webp"]
_BLANK = Product("new-product", "", Decimal(0))
"""What the rows of a draft make a product of: it has an id and nothing else."""
_EMPTY: list[list[str]] = []


@dataclass(frozen=True)
class Leaflet:
    """The widgets: pictures in, facts to check, and the button that says they are right."""

    pictures: Any
    table: Any
    confirm: Any
    said: Any


def leaflet_fields(texts: Texts) -> Leaflet:
    """Lay them out."""
    with gr.Accordion(texts("from_picture"), open=False, elem_id="from-picture"):
        gr.Markdown(texts("from_picture_note"), elem_classes="hint")
        pictures = gr.File(
            show_label=False,
            file_count="multiple",
            file_types=_PICTURES,
            type="filepath",
            height=130,
            elem_id="leaflet",
        )
        table = gr.Dataframe(
            value=_EMPTY,
            headers=[texts("fact"), texts("value"), texts("picture_says")],
            datatype="str",
            type="array",
            column_count=3,
            column_widths=["24%", "38%", "38%"],
            interactive=True,
            wrap=True,
            buttons=[],
            show_label=False,
            visible=False,
            elem_id="draft",
        )
        said = gr.HTML(padding=False)
        confirm = gr.Button(texts("confirm_facts"), variant="secondary", visible=False, elem_id="confirm-facts")
    return Leaflet(pictures, table, confirm, said)


def wire_leaflet(
    desk: Desk, texts: Texts, leaflet: Leaflet, shop: list[Any], shown: Callable[[Catalog, str], tuple[Any, ...]]
) -> None:
    """Wire them; `shown` gives a shop with one chosen product as updates of the widgets of `shop`."""

    def read(paths: list[str] | None) -> tuple[Any, ...]:
        if not paths:
            return (gr.skip(),) * 3
        warnings: list[str] = []
        try:
            first, *others = read_leaflet(list(map(Path, paths)), open_seeing(desk.settings), warnings.append)
        except Exception as error:
            raise mistake(texts, error) from error
        warnings += [texts("other_products", count=str(len(others)))] if others else []
        rows = gr.update(value=draft_rows(first, texts), visible=True)
        return rows, gr.update(visible=True), note(texts, warnings)

    def confirm(rows: list[list[Any]]) -> tuple[Any, ...]:
        try:
            product = product_from_rows([row[:2] for row in rows], _BLANK, texts("facts"))
        except Exception as error:
            raise mistake(texts, error) from error
        hidden = gr.update(value=_EMPTY, visible=False)
        told = verdict(True, texts("facts_confirmed"))
        return (
            *shown(Catalog((product,), guess_language(product.name)), product.id),
            hidden,
            gr.update(visible=False),
            told,
            None,
        )

    draft = [leaflet.table, leaflet.confirm, leaflet.said]
    leaflet.pictures.upload(read, leaflet.pictures, draft)
    leaflet.confirm.click(confirm, leaflet.table, [*shop, *draft, leaflet.pictures])
