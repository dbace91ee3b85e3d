"""The Ask tab: a viewer's question answered from the product's facts, in text and as a clip."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import gradio as gr

from avatar.types import Catalog, Line, Product, Script
from avatar.words.answer import Answer, Answerer
from web.desk import Desk
from web.studio import Studio, job_of, mistake, progress_bar
from web.texts import Texts

MAX_QUESTION = 500


def build_ask(desk: Desk, texts: Texts, studio: Studio) -> None:
    """Lay the tab out and wire it."""
    spoken = gr.State("")
    with gr.Row(elem_classes="studio"):
        with gr.Column(scale=6, min_width=320):
            chat = gr.Chatbot(height=420, show_label=False, placeholder=texts("ask_hint"), buttons=[], elem_id="chat")
            with gr.Row():
                question = gr.Textbox(
                    placeholder=texts("ask_placeholder"),
                    show_label=False,
                    max_length=MAX_QUESTION,
                    scale=5,
                    elem_id="question",
                )
                send = gr.Button(texts("ask"), variant="primary", scale=1, min_width=80)
        with gr.Column(scale=4, min_width=300, elem_classes="stage"):
            clip = gr.Button(texts("ask_clip"), elem_id="clip")
            progress = gr.HTML()
            video = gr.Video(label=texts("clip"), interactive=False, visible=False, autoplay=True, elem_id="clip-video")

    def answer(
        asked: str, turns: list[dict[str, Any]], catalog: Catalog, product: Product, language: str
    ) -> tuple[Any, ...]:
        if not asked.strip():
            return (gr.skip(),) * 3
        try:
            shop = replace(
                catalog, products=tuple(product if each.id == product.id else each for each in catalog.products)
            )
            found = Answerer(shop, desk.settings).answer(asked, product.id, language, gr.Warning)
        except Exception as error:
            raise mistake(texts, error) from error
        turns = [*turns, {"role": "user", "content": asked}, {"role": "assistant", "content": _told(texts, found)}]
        return turns, "", found.text

    def speak(
        text: str,
        product: Product,
        language: str,
        presenter: str,
        voice: str,
        scene: str,
        size: str,
        request: gr.Request,
    ) -> Iterator[tuple[Any, Any]]:
        if not text:
            raise gr.Error(texts("ask_first"), print_exception=False)
        job = job_of(product, language, presenter, voice, scene, size)
        script = Script(job.product.id, job.language, (Line("feature", text),), "answer")
        try:
            for step in desk.make(replace(job, script=script), request.session_hash or "", name="answer"):
                if step.error is not None:
                    raise step.error
                if step.result is None:
                    yield progress_bar(step.share, texts(f"progress_{step.stage}")), gr.update(visible=False)
                else:
                    yield "", gr.update(visible=True, value=str(step.result.video))
        except Exception as error:
            raise mistake(texts, error) from error

    asked = [question, chat, studio.catalog, studio.product, studio.language]
    gr.on([question.submit, send.click], answer, asked, [chat, question, spoken], show_progress="hidden")
    clip.click(speak, [spoken, *studio.look], [progress, video], show_progress="hidden", concurrency_id="make")


def _told(texts: Texts, answer: Answer) -> str:
    where = texts("not_in_facts") if answer.fallback else texts("sources", sources=", ".join(answer.sources))
    return f"{answer.text}\n\n*{where}*"
