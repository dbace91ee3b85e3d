"""The Studio tab: facts, script, presenter, scene, and the video."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import gradio as gr
from PIL import Image

from avatar.catalog.picture import open_picture
from avatar.errors import Cancelled
from avatar.render import RenderJob, parse_size
from avatar.types import Catalog, Product, Script
from avatar.words.gestures import gestured
from avatar.words.wordlists import shop_rules
from avatar.words.writer import Request, open_writer, rewrite_line, stream_script
from web import layout
from web.desk import Desk, Step
from web.facts import line_rows, lines_from_rows, product_from_rows, product_rows
from web.layout import FactsStep, Output, SceneStep, ScriptStep, presenters, scenes
from web.leaflet import wire_leaflet
from web.notes import mistake, note, progress_bar, reason, status, told, verdict
from web.people import wire_people
from web.texts import LANGUAGES, Texts

_BEAT = 0.15
"""Seconds between two lines of a script as they appear, so that the eye can follow a writer that needs none."""
_SHOW_RESULT = "() => innerWidth > 720 || document.querySelector('#result')?.scrollIntoView({behavior: 'smooth'})"


@dataclass(frozen=True)
class Studio:
    """The widgets and states that other tabs read."""

    catalog: Any
    product: Any
    language: Any
    presenter: Any
    voice: Any
    scene: Any
    size: Any

    @property
    def look(self) -> list[Any]:
        """What a job needs besides its script, in the order of `job_of`."""
        return [self.product, self.language, self.presenter, self.voice, self.scene, self.size]


def job_of(product: Product, language: str, presenter: str, voice: str, scene: str, size: str) -> RenderJob:
    """The render that the widgets describe."""
    return RenderJob(product, presenter=presenter, voice=voice, scene=scene, language=language, size=parse_size(size))


def build_studio(desk: Desk, texts: Texts) -> Studio:
    """Lay the tab out and wire it."""
    example = desk.example(texts.language)
    catalog, product = gr.State(example), gr.State(example.products[0])
    presenter, scene = gr.State(presenters()[0]), gr.State(scenes()[0])
    with gr.Row(elem_classes="studio"):
        with gr.Column(scale=6, min_width=320, elem_classes="steps"):
            facts = layout.product_step(texts, example)
            words = layout.script_step(texts, example)
            people = layout.presenter_step(desk, texts)
            places = layout.scene_step(texts)
        with gr.Column(scale=4, min_width=300, elem_classes="stage"):
            output = layout.output(texts)
    studio = Studio(catalog, product, words.language, presenter, people.voice, scene, places.size)
    _wire_product(texts, studio, facts, words)
    _wire_upload(desk, texts, studio, facts, words)
    wire_leaflet(desk, texts, facts.leaflet, _shop_widgets(studio, facts), partial(_shop, texts))
    _wire_edits(texts, studio, facts)
    _wire_script(desk, texts, studio, words)
    _wire_line(desk, texts, studio, words)
    _wire_language(desk, texts, studio, facts, words)
    wire_people(desk, texts, people, presenter, words.language)
    _wire_scene(studio, places)
    _wire_preview(desk, texts, studio, output)
    _wire_output(desk, texts, studio, words, output)
    return studio


def _wire_product(texts: Texts, studio: Studio, facts: FactsStep, words: ScriptStep) -> None:
    def choose(catalog: Catalog, product_id: str) -> tuple[Any, ...]:
        product = catalog.product(product_id)
        return product, product_rows(product, texts), "", None, *_no_lines()

    shown = [studio.product, facts.table, facts.said, facts.picture, words.lines, words.empty, words.said]
    facts.choice.input(choose, [studio.catalog, facts.choice], shown, show_progress="hidden")


def _wire_upload(desk: Desk, texts: Texts, studio: Studio, facts: FactsStep, words: ScriptStep) -> None:
    def upload(paths: list[str] | None) -> tuple[Any, ...]:
        if not paths:
            return (gr.skip(),) * 10
        try:
            catalog, notes = desk.read_upload(paths)
        except Exception as error:
            raise mistake(texts, error) from error
        if notes:
            gr.Warning(" ".join(told(texts, each) for each in notes), title=texts("please_note"))
        language = catalog.language if catalog.language in LANGUAGES else gr.skip()
        return *_shop(texts, catalog, catalog.products[0].id), *_no_lines(), language

    shown = [*_shop_widgets(studio, facts), words.lines, words.empty, words.said, words.language]
    facts.upload.upload(upload, facts.upload, shown)


def _shop_widgets(studio: Studio, facts: FactsStep) -> list[Any]:
    return [studio.catalog, studio.product, facts.choice, facts.table, facts.said, facts.picture]


def _shop(texts: Texts, catalog: Catalog, product_id: str) -> tuple[Any, ...]:
    """Another shop as updates of `_shop_widgets`."""
    product = catalog.product(product_id)
    choices = gr.Radio(choices=layout.product_choices(catalog), value=product.id)
    return catalog, product, choices, product_rows(product, texts), "", None


def _no_lines() -> tuple[Any, ...]:
    """No script, as updates of lines, empty, said."""
    return gr.update(value=[], visible=False), gr.update(visible=True), gr.update(visible=False)


def _lines(texts: Texts, script: Script, warnings: list[str]) -> tuple[Any, ...]:
    """A script as updates of lines, empty, said."""
    rows = gr.update(value=line_rows(script.lines, texts), visible=True)
    return rows, gr.update(visible=False), gr.update(value=note(texts, warnings), visible=bool(warnings))


def _wire_edits(texts: Texts, studio: Studio, facts: FactsStep) -> None:
    def edit(rows: list[list[Any]], product: Product) -> tuple[Any, str]:
        try:
            return product_from_rows(rows, product, texts("facts")), ""
        except Exception as error:
            return gr.skip(), verdict(False, f"{reason(texts, error)} — {texts('facts_not_taken')}")

    def repicture(path: str, product: Product) -> tuple[Any, Any]:
        try:
            open_picture(Path(path))
        except Exception as error:
            gr.Warning(reason(texts, error), title=texts("please_check"))
            return gr.skip(), None
        return replace(product, images=(Path(path),)), gr.skip()

    facts.table.input(edit, [facts.table, studio.product], [studio.product, facts.said], show_progress="hidden")
    facts.picture.upload(repicture, [facts.picture, studio.product], [studio.product, facts.picture])


def _wire_script(desk: Desk, texts: Texts, studio: Studio, words: ScriptStep) -> None:
    def write(
        catalog: Catalog, product: Product, language: str, style: str, seconds: float
    ) -> Iterator[tuple[Any, ...]]:
        warnings: list[str] = []
        try:
            request = Request(language, style, round(seconds), rules=shop_rules(catalog.path))
            for script in stream_script(open_writer(desk.settings), product, request, warnings.append):
                yield *_lines(texts, script, warnings), gr.update(value=texts("writing"), interactive=False)
                time.sleep(_BEAT)
        except Exception as error:
            raise mistake(texts, error) from error

    wishes = [studio.catalog, studio.product, words.language, words.style, words.seconds]
    shown = [words.lines, words.empty, words.said, words.write]
    written = words.write.click(write, wishes, shown, show_progress="hidden")
    # nobody has touched a line of a new script yet
    ready = (gr.update(value=texts("write"), interactive=True), gr.update(visible=False))
    written.then(lambda: ready, None, [words.write, words.anew], show_progress="hidden")


def _wire_line(desk: Desk, texts: Texts, studio: Studio, words: ScriptStep) -> None:
    """A line of the script is touched, and then said in other words."""
    touched = gr.State(0)

    def touch(event: gr.SelectData) -> tuple[int, Any]:
        row = event.index[0]
        return row, gr.Button(value=texts("line_anew", number=str(row + 1)), visible=True)

    def anew(
        row: int, rows: list[list[Any]], catalog: Catalog, product: Product, language: str, style: str, seconds: float
    ) -> tuple[Any, Any]:
        warnings: list[str] = []
        try:
            lines = lines_from_rows(rows, texts("lines"))
            request = Request(language, style, round(seconds), rules=shop_rules(catalog.path))
            script = Script(product.id, language, lines, "page")
            line = rewrite_line(open_writer(desk.settings), product, request, script, row, warnings.append)
        except Exception as error:
            raise mistake(texts, error) from error
        changed = line_rows((*lines[:row], line, *lines[row + 1 :]), texts)
        return changed, gr.update(value=note(texts, warnings), visible=bool(warnings))

    words.lines.select(touch, None, [touched, words.anew], show_progress="hidden")
    wishes = [studio.catalog, studio.product, words.language, words.style, words.seconds]
    words.anew.click(anew, [touched, words.lines, *wishes], [words.lines, words.said], show_progress="hidden")


def _wire_language(desk: Desk, texts: Texts, studio: Studio, facts: FactsStep, words: ScriptStep) -> None:
    def speak(language: str, catalog: Catalog, product: Product) -> tuple[Any, ...]:
        translated = desk.translated(catalog, product, language)
        shop = (gr.skip(),) * 6 if translated is catalog else _shop(texts, translated, product.id)
        return *shop, *_no_lines()

    shown = [*_shop_widgets(studio, facts), words.lines, words.empty, words.said]
    words.language.input(speak, [words.language, studio.catalog, studio.product], shown, show_progress="hidden")


def _wire_scene(studio: Studio, places: SceneStep) -> None:
    def pick(event: gr.SelectData) -> str:
        return scenes()[int(event.index)]

    places.gallery.select(pick, None, studio.scene, show_progress="hidden")


def _wire_preview(desk: Desk, texts: Texts, studio: Studio, output: Output) -> None:
    def preview(*look: Any) -> tuple[Any, Any, Any]:
        try:
            still = Image.fromarray(desk.preview(job_of(*look))[..., ::-1])
        except Exception as error:
            raise mistake(texts, error) from error
        return gr.update(value=still, visible=True), gr.update(visible=False), gr.update(variant="primary")

    gr.on(
        [gr.context.Context.root_block.load, *(part.change for part in studio.look if part is not studio.voice)],
        preview,
        studio.look,
        [output.preview, output.result, output.make],
        show_progress="hidden",
        trigger_mode="always_last",
        concurrency_limit=1,
        concurrency_id="preview",
    )


def _wire_output(desk: Desk, texts: Texts, studio: Studio, words: ScriptStep, output: Output) -> None:
    def cancel(request: gr.Request) -> None:
        desk.cancel(request.session_hash or "")

    def make(
        request: gr.Request, rows: list[list[Any]], style: str, seconds: float, product: Product, *look: Any
    ) -> Iterator[tuple[Any, ...]]:
        try:
            job = replace(job_of(product, *look), style=style, seconds=round(seconds))
            lines = gestured(lines_from_rows(rows, texts("lines")), product)
            if lines:
                job = replace(job, script=Script(product.id, job.language, lines, "page"))
            for step in desk.make(job, request.session_hash or "", name=product.id):
                yield *_shown(texts, step), *_said(texts, step, bool(lines))
        except Exception as error:
            raise mistake(texts, error) from error

    buttons = [output.make, output.cancel, output.progress]
    result = [output.preview, output.result, output.video, output.download, output.files]
    made = output.make.click(
        make,
        [words.lines, words.style, words.seconds, *studio.look],
        [*buttons, *result, words.lines, words.empty, words.said],
        show_progress="hidden",
        concurrency_limit=4,
        concurrency_id="make",
    )
    made.failure(lambda: (*_ready(texts), ""), None, buttons, show_progress="hidden")
    made.success(None, None, None, js=_SHOW_RESULT)
    output.cancel.click(cancel, None, None, queue=False)


def _ready(texts: Texts) -> tuple[Any, Any]:
    """The buttons while nothing is being made, as updates of make, cancel."""
    return gr.update(value=texts("make"), interactive=True), gr.update(visible=False)


def _busy(texts: Texts) -> tuple[Any, Any]:
    return gr.update(value=texts("making"), interactive=False, variant="primary"), gr.update(visible=True)


def _shown(texts: Texts, step: Step) -> tuple[Any, ...]:
    """A step as updates of make, cancel, progress, preview, result, video, download, files."""
    unchanged = (gr.skip(),) * 3
    still = (gr.update(visible=True), gr.update(visible=False), *unchanged)
    if isinstance(step.error, Cancelled):
        return *_ready(texts), status(texts("stopped")), *still
    if step.error is not None:
        raise step.error
    if step.result is None:
        return *_busy(texts), progress_bar(step.share, texts(f"progress_{step.stage}")), *still
    made = step.result
    voices = ", ".join(dict.fromkeys(layout.voice_title(texts, voice) for voice in made.voices))
    words = status(texts("made", seconds=f"{made.seconds:.1f}", took=f"{step.took:.0f}", voice=voices))
    video = str(made.video)
    files = [str(made.subtitles), str(made.cover)]
    shown = (gr.update(visible=False), gr.update(visible=True), video, video, files)
    again = gr.update(value=texts("make"), interactive=True, variant="secondary")  # what matters now is the download
    return again, gr.update(visible=False), words + note(texts, step.warnings), *shown


def _said(texts: Texts, step: Step, own: bool) -> tuple[Any, ...]:
    """What was said, as updates of lines, empty, said: where the page had no script it now has the one spoken."""
    if own or step.result is None:
        return (gr.skip(),) * 3
    return _lines(texts, step.result.script, [])
