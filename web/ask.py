"""The Ask tab: a viewer's question answered from the product's facts, in text and as a clip."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import gradio as gr

from avatar.errors import Cancelled
from avatar.types import Catalog, Line, Product, Script
from avatar.words.answer import Answer
from web.desk import Desk, Step
from web.facts import source_words
from web.notes import mistake, note, progress_bar, status
from web.studio import Studio, job_of
from web.texts import Texts

MAX_QUESTION = 300
_EXAMPLES = ("ask_price", "ask_stock", "ask_why")


def build_ask(desk: Desk, texts: Texts, studio: Studio) -> None:
    """Lay the tab out and wire it."""
    spoken = gr.State("")
    with gr.Row(elem_classes="studio"):
        with gr.Column(scale=6, min_width=320, elem_classes="step"):
            about = gr.HTML(elem_classes="title", padding=False, elem_id="about")
            chat = gr.Chatbot(
                height=400,
                show_label=False,
                placeholder=texts("ask_hint"),
                examples=[{"text": texts(key)} for key in _EXAMPLES],
                buttons=[],
                elem_id="chat",
            )
            with gr.Row(elem_classes="asking"):
                question = gr.Textbox(
                    placeholder=texts("ask_placeholder"),
                    show_label=False,
                    container=False,
                    max_length=MAX_QUESTION,
                    scale=5,
                    min_width=160,
                    elem_id="question",
                )
                send = gr.Button(texts("ask"), variant="primary", scale=1, min_width=80, elem_id="send")
        with gr.Column(scale=4, min_width=300, elem_classes="step"):
            gr.HTML(f"<h2>{texts('clip_head')}</h2>", elem_classes="title", padding=False)
            gr.Markdown(texts("clip_note"), elem_classes="hint")
            video = gr.Video(
                show_label=False, interactive=False, visible=False, autoplay=True, buttons=[], elem_id="clip-video"
            )
            progress = gr.HTML(elem_classes="progress", padding=False)
            with gr.Row():
                clip = gr.Button(texts("ask_clip"), interactive=False, scale=3, min_width=140, elem_id="clip")
                stop = gr.Button(texts("cancel"), visible=False, min_width=90, elem_id="clip-cancel")

    def answer(
        request: gr.Request, asked: str, turns: list[dict[str, Any]], catalog: Catalog, product: Product
    ) -> tuple[Any, ...]:
        if not asked.strip():
            return (gr.skip(),) * 5
        warnings: list[str] = []
        try:
            shop = replace(
                catalog, products=tuple(product if each.id == product.id else each for each in catalog.products)
            )
            found = desk.answerer(shop).answer(asked, product.id, viewer=request.session_hash, warn=warnings.append)
        except Exception as error:
            raise mistake(texts, error) from error
        reply = _told(texts, found, shop, product)
        turns = [*turns, {"role": "user", "content": asked}, {"role": "assistant", "content": reply}]
        return turns, "", found.text, gr.update(interactive=True), note(texts, warnings)

    def answer_example(event: gr.SelectData, request: gr.Request, *rest: Any) -> tuple[Any, ...]:
        return answer(request, event.value["text"], *rest)

    def speak(request: gr.Request, text: str, product: Product, *look: Any) -> Iterator[tuple[Any, ...]]:
        try:
            job = job_of(product, *look)
            script = Script(job.product.id, job.language, (Line("feature", text),), "answer")
            for step in desk.make(replace(job, script=script), request.session_hash or "", name="answer"):
                yield _shown(texts, step)
        except Exception as error:
            raise mistake(texts, error) from error

    def cancel(request: gr.Request) -> None:
        desk.cancel(request.session_hash or "")

    def name(product: Product) -> str:
        return f"<h2>{html.escape(texts('ask_about', product=product.name))}</h2>"

    facts = [chat, studio.catalog, studio.product]
    answered = [chat, question, spoken, clip, progress]
    gr.on([question.submit, send.click], answer, [question, *facts], answered, show_progress="hidden")
    chat.example_select(answer_example, facts, answered, show_progress="hidden")
    shown = [clip, stop, progress, video]
    made = clip.click(speak, [spoken, *studio.look], shown, show_progress="hidden", concurrency_id="make")
    made.failure(lambda: (*_ready(), "", gr.skip()), None, shown, show_progress="hidden")
    stop.click(cancel, None, None, queue=False)
    loaded = gr.context.Context.root_block.load
    gr.on([loaded, studio.product.change], name, studio.product, about, show_progress="hidden")


def _ready() -> tuple[Any, Any]:
    return gr.update(interactive=True), gr.update(visible=False)


def _shown(texts: Texts, step: Step) -> tuple[Any, ...]:
    """A step as updates of clip, stop, progress, video."""
    if isinstance(step.error, Cancelled):
        return *_ready(), status(texts("stopped")), gr.update(visible=False)
    if step.error is not None:
        raise step.error
    if step.result is None:
        bar = progress_bar(step.share, texts(f"progress_{step.stage}"))
        return gr.update(interactive=False), gr.update(visible=True), bar, gr.update(visible=False)
    return *_ready(), note(texts, step.warnings), gr.update(visible=True, value=str(step.result.video))


def _told(texts: Texts, answer: Answer, catalog: Catalog, product: Product) -> str:
    """An answer with what it rests on, as Markdown in which the facts cannot become marks."""
    where = texts("not_in_facts")
    if not answer.fallback:
        meant = next((each for each in catalog.products if each.id == answer.product), product)
        named = dict.fromkeys(source_words(texts, meant, source) for source in answer.sources)
        where = texts("sources", sources=texts("source_joint").join(named))
    return f"{_escaped(answer.text)}\n\n<small>{_escaped(where)}</small>"


def _escaped(text: str) -> str:
    return re.sub(r"([\\`*_{}\[\]#|$~])", r"\\\1", html.escape(text, quote=False))
