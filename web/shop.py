"""The Shop tab: the documents a presenter knows, and the viewers' questions that wait for a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from avatar.catalog.knowledge import Document
from avatar.types import Catalog
from avatar.words.learned import against_sheet
from web.desk import Desk
from web.layout import product_choices
from web.notes import mistake, note, reason, verdict
from web.studio import Studio
from web.texts import Texts

_WHOLE_SHOP = ""
_DOCUMENTS = (".pdf", ".docx", ".xlsx", ".md", ".html", ".htm", ".txt")


@dataclass(frozen=True)
class _Documents:
    """The widgets of the documents' half."""

    about: Any
    upload: Any
    said: Any
    table: Any
    which: Any
    forget: Any

    @property
    def listed(self) -> list[Any]:
        return [self.table, self.which, self.forget]


def build_shop(desk: Desk, texts: Texts, studio: Studio, tab: Any) -> None:
    """Lay the tab out and wire it; what it lists is read anew whenever it is opened.

    Where other machines reach the page, nobody may add to what the presenter knows.
    """
    if not desk.local:
        gr.Markdown(texts("shop_locked"), elem_classes="hint", elem_id="shop-locked")
        return
    with gr.Row(elem_classes="studio"):
        with gr.Column(scale=6, min_width=320, elem_classes="step"):
            documents = _documents(texts)
        with gr.Column(scale=4, min_width=300, elem_classes="step"):
            questions = _questions(texts)
    _wire_documents(desk, texts, studio, documents, tab)
    _wire_questions(desk, texts, studio, questions, tab)


def _documents(texts: Texts) -> _Documents:
    gr.HTML(f"<h2>{texts('documents')}</h2>", elem_classes="title", padding=False)
    gr.Markdown(texts("documents_note"), elem_classes="hint")
    about = gr.Dropdown(
        [(texts("whole_shop"), _WHOLE_SHOP)], value=_WHOLE_SHOP, label=texts("about"), elem_id="about-what"
    )
    upload = gr.File(
        show_label=False,
        file_count="multiple",
        file_types=list(_DOCUMENTS),
        type="filepath",
        height=130,
        elem_id="documents",
    )
    said = gr.HTML(padding=False, elem_id="learned")
    table = _table(
        [texts(key) for key in ("document", "about", "passages", "learned_on")], "known", ["40%", "25%", "15%", "20%"]
    )
    with gr.Row(elem_classes="fields hearing"):
        which = gr.Dropdown([], label=texts("document"), scale=3, min_width=180, elem_id="which-document")
        forget = gr.Button(texts("forget"), scale=1, min_width=90, elem_id="forget")
    return _Documents(about, upload, said, table, which, forget)


def _questions(texts: Texts) -> list[Any]:
    """The table, which of them, and the button that ticks it off."""
    gr.HTML(f"<h2>{texts('waiting_questions')}</h2>", elem_classes="title", padding=False)
    gr.Markdown(texts("waiting_note"), elem_classes="hint")
    table = _table([texts(key) for key in ("question", "step_product", "times")], "waiting", ["55%", "27%", "18%"])
    with gr.Row(elem_classes="fields hearing"):
        number = gr.Dropdown([], label=texts("question"), scale=3, min_width=180, elem_id="which-question")
        done = gr.Button(texts("question_done"), scale=1, min_width=90, elem_id="question-done")
    return [table, number, done]


def _table(headers: list[str], name: str, widths: list[str]) -> Any:
    return gr.Dataframe(
        value=[],
        headers=headers,
        datatype="str",
        type="array",
        column_count=len(headers),
        column_widths=widths,
        interactive=False,
        wrap=True,
        buttons=[],
        show_label=False,
        elem_id=name,
    )


def _wire_documents(desk: Desk, texts: Texts, studio: Studio, widgets: _Documents, tab: Any) -> None:
    def listed(catalog: Catalog) -> tuple[Any, ...]:
        known = desk.knowledge(catalog).documents()
        return _listing(_rows(texts, catalog, known), [(each.name, each.name) for each in known])

    def shown(catalog: Catalog) -> tuple[Any, ...]:
        choices = [(texts("whole_shop"), _WHOLE_SHOP), *product_choices(catalog)]
        return *listed(catalog), gr.Dropdown(choices=choices, value=_WHOLE_SHOP), ""

    def learn(paths: list[str] | None, catalog: Catalog, about: str) -> tuple[Any, ...]:
        if not paths:
            return (gr.skip(),) * 5
        lines = [_learned(desk, texts, catalog, path, about or None) for path in paths]
        return *listed(catalog), "".join(lines), None

    def forget(name: str | None, catalog: Catalog) -> tuple[Any, ...]:
        if not name:
            return (gr.skip(),) * 4
        try:
            desk.knowledge(catalog).remove(name)
        except Exception as error:
            raise mistake(texts, error) from error
        return *listed(catalog), verdict(True, texts("forgotten", name=name))

    gr.on(
        [tab.select, studio.catalog.change],
        shown,
        studio.catalog,
        [*widgets.listed, widgets.about, widgets.said],
        show_progress="hidden",
    )
    widgets.upload.upload(
        learn, [widgets.upload, studio.catalog, widgets.about], [*widgets.listed, widgets.said, widgets.upload]
    )
    widgets.forget.click(
        forget, [widgets.which, studio.catalog], [*widgets.listed, widgets.said], show_progress="hidden"
    )


def _learned(desk: Desk, texts: Texts, catalog: Catalog, path: str, product: str | None) -> str:
    """How learning one file went, as HTML."""
    warnings: list[str] = []
    try:
        known = desk.knowledge(catalog, warnings.append)
        document = known.add(Path(path), product)
        warnings += against_sheet(known.passages(document.name), catalog)
    except Exception as error:
        return verdict(False, reason(texts, error))
    count = texts("learned", name=document.name, count=str(document.passages))
    return verdict(True, count) + note(texts, warnings)


def _rows(texts: Texts, catalog: Catalog, known: Sequence[Document]) -> list[list[str]]:
    names = {product.id: product.name for product in catalog.products}
    return [
        [
            each.name,
            names.get(each.product, each.product) if each.product else texts("whole_shop"),
            str(each.passages),
            each.learned.astimezone().strftime("%Y-%m-%d"),
        ]
        for each in known
    ]


def _wire_questions(desk: Desk, texts: Texts, studio: Studio, shown: list[Any], tab: Any) -> None:
    def listed(catalog: Catalog) -> tuple[Any, ...]:
        names = {product.id: product.name for product in catalog.products}
        waiting = desk.unanswered(catalog).all()
        rows = [[each.question, names.get(each.product, each.product), str(each.times)] for each in waiting]
        choices = [(_short(each.question), each.number) for each in waiting]
        return _listing(rows, choices)

    def answered(number: int | None, catalog: Catalog) -> tuple[Any, ...]:
        if number is not None:
            try:
                desk.unanswered(catalog).done(number)
            except Exception as error:
                raise mistake(texts, error) from error
        return listed(catalog)

    gr.on([tab.select, studio.catalog.change], listed, studio.catalog, shown, show_progress="hidden")
    _, which, done = shown
    done.click(answered, [which, studio.catalog], shown, show_progress="hidden")


def _listing(rows: list[list[str]], choices: list[tuple[str, Any]]) -> tuple[Any, ...]:
    """Rows, the choice of one, and the button that does something to it, as updates; hidden where there is nothing."""
    there = bool(rows)
    chosen = gr.Dropdown(choices=choices, value=choices[0][1] if choices else None, visible=there)
    return gr.update(value=rows, visible=there), chosen, gr.update(visible=there)


def _short(question: str) -> str:
    return question if len(question) <= 40 else question[:39] + "…"
