"""The Studio tab: facts, script, presenter, scene, and the video."""

from __future__ import annotations

import html
import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import gradio as gr

from avatar.catalog.picture import open_picture
from avatar.errors import Cancelled, StudioError
from avatar.face.presenter import kept_presenters, load_presenter, thumbnail
from avatar.render import RenderJob, parse_size
from avatar.speech.voice import list_voices, open_voice
from avatar.stage.scene import load_scene, scene_names
from avatar.types import SAMPLE_RATE, Catalog, Product, Script
from avatar.words.writer import STYLES, Request, open_writer, stream_script
from web.desk import Desk, Step
from web.facts import line_rows, lines_from_rows, product_from_rows, product_rows
from web.texts import LANGUAGES, Texts

FORMATS = {
    "format_upright": "720x1280",
    "format_upright_large": "1080x1920",
    "format_landscape": "1280x720",
    "format_square": "720x720",
}
_log = logging.getLogger(__name__)


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


def presenters() -> list[str]:
    """The kept presenters as the gallery shows them, the usual one first."""
    return sorted(kept_presenters(), key=lambda name: (name != RenderJob.presenter, name))


def scenes() -> list[str]:
    """The scenes as the gallery shows them, the usual one first."""
    return sorted(scene_names(), key=lambda name: (name != RenderJob.scene, name))


def job_of(product: Product, language: str, presenter: str, voice: str, scene: str, size: str) -> RenderJob:
    """The render that the widgets describe."""
    return RenderJob(product, presenter=presenter, voice=voice, scene=scene, language=language, size=parse_size(size))


def mistake(texts: Texts, error: BaseException) -> gr.Error:
    """An error as the page shows it: the studio's own in their words, any other logged and named a fault."""
    if isinstance(error, StudioError):
        return gr.Error(str(error), print_exception=False)
    _log.error("the page failed", exc_info=error)
    return gr.Error(texts("fault"), print_exception=False)


def build_studio(desk: Desk, texts: Texts) -> Studio:
    """Lay the tab out and wire it."""
    example = desk.example(texts.language)
    catalog, product = gr.State(example), gr.State(example.products[0])
    presenter, scene = gr.State(presenters()[0]), gr.State(scenes()[0])
    with gr.Row(elem_classes="studio"):
        with gr.Column(scale=6, min_width=320):
            facts = _product_step(texts, example)
            words = _script_step(texts, example)
            people = _presenter_step(desk, texts)
            places = _scene_step(texts)
        with gr.Column(scale=4, min_width=300, elem_classes="stage"):
            output = _output(texts)
    studio = Studio(catalog, product, words.language, presenter, people.voice, scene, places.size)
    _wire_product(desk, texts, studio, facts, words)
    _wire_script(desk, texts, studio, words)
    _wire_presenter(texts, studio, people)
    _wire_scene(studio, places)
    _wire_preview(desk, texts, studio, output)
    _wire_output(desk, texts, studio, words, output)
    return studio


@dataclass(frozen=True)
class _Facts:
    choice: Any
    upload: Any
    table: Any
    picture: Any


@dataclass(frozen=True)
class _Words:
    language: Any
    style: Any
    seconds: Any
    write: Any
    lines: Any


@dataclass(frozen=True)
class _People:
    gallery: Any
    photo: Any
    voice: Any
    hear: Any
    sound: Any
    heard: Any


@dataclass(frozen=True)
class _Places:
    gallery: Any
    size: Any


@dataclass(frozen=True)
class _Output:
    preview: Any
    make: Any
    cancel: Any
    progress: Any
    video: Any
    download: Any
    files: Any


def _product_step(texts: Texts, example: Catalog) -> _Facts:
    with gr.Column(elem_classes="step"):
        gr.Markdown(f"### {texts('step_product')}")
        choice = gr.Radio(
            _choices(example), value=example.products[0].id, show_label=False, container=False, elem_id="product"
        )
        with gr.Accordion(texts("edit_facts"), open=False, elem_id="facts"):
            gr.Markdown(texts("facts_note"))
            table = gr.Dataframe(
                value=product_rows(example.products[0], texts),
                headers=[texts("fact"), texts("value")],
                datatype="str",
                type="array",
                column_count=2,
                column_widths=["32%", "68%"],
                interactive=True,
                wrap=True,
                show_label=False,
            )
            picture = gr.Image(label=texts("picture"), type="filepath", sources=["upload"], height=160)
        with gr.Accordion(texts("own_sheet"), open=False):
            upload = gr.File(label=texts("upload_sheet"), file_count="multiple", type="filepath", height=120)
    return _Facts(choice, upload, table, picture)


def _script_step(texts: Texts, example: Catalog) -> _Words:
    with gr.Column(elem_classes="step"):
        gr.Markdown(f"### {texts('step_script')}")
        with gr.Row():
            language = gr.Radio(
                [("中文", "zh"), ("English", "en")],
                value=example.language or texts.language,
                label=texts("script_language"),
            )
            style = gr.Dropdown(
                [(texts(f"style_{each}"), each) for each in STYLES], value=STYLES[0], label=texts("style")
            )
            seconds = gr.Slider(15, 120, value=30, step=5, label=texts("seconds"))
        write = gr.Button(texts("write"), variant="secondary", elem_id="write")
        lines = gr.Dataframe(
            value=[],
            headers=[texts("kind"), texts("text")],
            datatype="str",
            type="array",
            column_count=2,
            column_widths=["18%", "82%"],
            interactive=True,
            wrap=True,
            label=texts("lines"),
            elem_id="lines",
        )
        gr.Markdown(texts("no_script_yet"), elem_classes="hint")
    return _Words(language, style, seconds, write, lines)


def _presenter_step(desk: Desk, texts: Texts) -> _People:
    with gr.Column(elem_classes="step"):
        gr.Markdown(f"### {texts('step_presenter')}")
        gallery = gr.Gallery(
            [(str(thumbnail(name)), load_presenter(name).title[texts.language]) for name in presenters()],
            columns=4,
            height="auto",
            allow_preview=False,
            selected_index=0,
            interactive=False,
            object_fit="cover",
            buttons=[],
            show_label=False,
            elem_id="presenters",
        )
        with gr.Accordion(texts("own_photo"), open=False):
            photo = gr.Image(label=texts("photo"), type="filepath", sources=["upload"], height=220)
        with gr.Row(equal_height=True):
            voice = gr.Dropdown(
                _voice_choices(texts, texts.language),
                value=desk.settings.voice,
                label=texts("voice"),
                scale=3,
                allow_custom_value=True,
            )
            hear = gr.Button(texts("hear"), scale=1, elem_id="hear")
        sound = gr.Audio(interactive=False, visible=False, autoplay=True, buttons=[], show_label=False)
        heard = gr.Markdown(elem_classes="hint")
    return _People(gallery, photo, voice, hear, sound, heard)


def _scene_step(texts: Texts) -> _Places:
    with gr.Column(elem_classes="step"):
        gr.Markdown(f"### {texts('step_scene')}")
        gallery = gr.Gallery(
            [(str(scene.upright.background), scene.title[texts.language]) for scene in map(load_scene, scenes())],
            columns=4,
            height="auto",
            allow_preview=False,
            selected_index=0,
            interactive=False,
            object_fit="cover",
            buttons=[],
            show_label=False,
            elem_id="scenes",
        )
        size = gr.Radio(
            [(texts(key), size) for key, size in FORMATS.items()],
            value=FORMATS["format_upright"],
            label=texts("format"),
        )
    return _Places(gallery, size)


def _output(texts: Texts) -> _Output:
    preview = gr.Image(
        show_label=False, alt_text=texts("preview"), interactive=False, type="pil", format="jpeg", buttons=[], elem_id="preview"
    )
    with gr.Row():
        make = gr.Button(texts("make"), variant="primary", size="lg", elem_id="make")
        cancel = gr.Button(texts("cancel"), variant="stop", visible=False, elem_id="cancel")
    progress = gr.HTML(elem_id="progress")
    video = gr.Video(label=texts("result"), interactive=False, visible=False, autoplay=True, elem_id="video")
    download = gr.DownloadButton(texts("download"), variant="primary", visible=False, elem_id="download")
    files = gr.File(label=texts("more_files"), file_count="multiple", visible=False, interactive=False)
    return _Output(preview, make, cancel, progress, video, download, files)


def _wire_product(desk: Desk, texts: Texts, studio: Studio, facts: _Facts, words: _Words) -> None:
    def choose(catalog: Catalog, product_id: str) -> tuple[Any, ...]:
        product = catalog.product(product_id)
        return product, product_rows(product, texts), None, []

    scripted = [studio.product, facts.table, facts.picture, words.lines]
    facts.choice.input(choose, [studio.catalog, facts.choice], scripted, show_progress="hidden")
    _wire_upload(desk, texts, studio, facts, words)
    _wire_edits(texts, studio, facts)


def _wire_upload(desk: Desk, texts: Texts, studio: Studio, facts: _Facts, words: _Words) -> None:
    def upload(paths: list[str] | None) -> tuple[Any, ...]:
        if not paths:
            return (gr.skip(),) * 7
        try:
            catalog, notes = desk.read_upload(paths)
        except Exception as error:
            raise mistake(texts, error) from error
        for note in notes:
            gr.Warning(note)
        first = catalog.products[0]
        language = catalog.language if catalog.language in LANGUAGES else gr.skip()
        choices = gr.Radio(choices=_choices(catalog), value=first.id)
        return catalog, first, choices, product_rows(first, texts), None, [], language

    facts.upload.upload(
        upload,
        facts.upload,
        [studio.catalog, studio.product, facts.choice, facts.table, facts.picture, words.lines, words.language],
    )


def _wire_edits(texts: Texts, studio: Studio, facts: _Facts) -> None:
    def edit(rows: list[list[Any]], product: Product) -> Product:
        try:
            return product_from_rows(rows, product, texts("edit_facts"))
        except Exception as error:
            raise mistake(texts, error) from error

    def repicture(path: str | None, product: Product) -> Product:
        if path is None:
            return product
        try:
            open_picture(Path(path))
        except Exception as error:
            raise mistake(texts, error) from error
        return replace(product, images=(Path(path),))

    facts.table.input(edit, [facts.table, studio.product], studio.product, show_progress="hidden")
    facts.picture.upload(repicture, [facts.picture, studio.product], studio.product)


def _wire_script(desk: Desk, texts: Texts, studio: Studio, words: _Words) -> None:
    def write(product: Product, language: str, style: str, seconds: float) -> Iterator[list[list[str]]]:
        request = Request(language, style, round(seconds))
        try:
            for script in stream_script(open_writer(desk.settings), product, request, _note):
                yield line_rows(script.lines, texts)
        except Exception as error:
            raise mistake(texts, error) from error

    words.write.click(write, [studio.product, words.language, words.style, words.seconds], words.lines)


def _wire_presenter(texts: Texts, studio: Studio, people: _People) -> None:
    def pick(event: gr.SelectData) -> tuple[str, None]:
        return presenters()[int(event.index)], None

    def photograph(path: str | None) -> str:
        if path is None:
            return presenters()[0]
        try:
            return str(load_presenter(path) and path)
        except Exception as error:
            raise mistake(texts, error) from error

    def hear(voice: str, language: str, presenter: str) -> tuple[Any, str]:
        try:
            gender = load_presenter(presenter).gender
            speaker = open_voice(voice, language=language, gender=gender, warn=_note)
            speech = speaker.speak(Texts(language)("sample_sentence"), language)
        except Exception as error:
            raise mistake(texts, error) from error
        sound = gr.Audio(value=(SAMPLE_RATE, (speech.pcm * 32767).astype("int16")), visible=True)
        return sound, texts("heard_voice", voice=speech.voice)

    def voices(language: str) -> Any:
        return gr.Dropdown(choices=_voice_choices(texts, language), value="auto")

    people.gallery.select(pick, None, [studio.presenter, people.photo], show_progress="hidden")
    people.photo.upload(photograph, people.photo, studio.presenter)
    people.photo.clear(lambda: presenters()[0], None, studio.presenter)
    people.hear.click(hear, [people.voice, studio.language, studio.presenter], [people.sound, people.heard])
    studio.language.change(voices, studio.language, people.voice, show_progress="hidden")


def _wire_scene(studio: Studio, places: _Places) -> None:
    def pick(event: gr.SelectData) -> str:
        return scenes()[int(event.index)]

    places.gallery.select(pick, None, studio.scene, show_progress="hidden")


def _wire_preview(desk: Desk, texts: Texts, studio: Studio, output: _Output) -> None:
    def preview(*look: Any) -> Any:
        from PIL import Image

        try:
            return Image.fromarray(desk.preview(job_of(*look))[..., ::-1])
        except Exception as error:
            raise mistake(texts, error) from error

    gr.on(
        [gr.context.Context.root_block.load, *(part.change for part in studio.look if part is not studio.voice)],
        preview,
        studio.look,
        output.preview,
        show_progress="minimal",
        trigger_mode="always_last",
        concurrency_limit=1,
        concurrency_id="preview",
    )


def _wire_output(desk: Desk, texts: Texts, studio: Studio, words: _Words, output: _Output) -> None:
    def cancel(request: gr.Request) -> None:
        desk.cancel(request.session_hash or "")

    def make(
        rows: list[list[Any]],
        style: str,
        seconds: float,
        product: Product,
        language: str,
        presenter: str,
        voice: str,
        scene: str,
        size: str,
        request: gr.Request,
    ) -> Iterator[tuple[Any, ...]]:
        try:
            job = job_of(product, language, presenter, voice, scene, size)
            job = replace(job, style=style, seconds=round(seconds))
            lines = lines_from_rows(rows, texts("lines"))
            if lines:
                job = replace(job, script=Script(product.id, language, lines, "page"))
            for step in desk.make(job, request.session_hash or "", name=product.id):
                yield _shown(texts, step)
        except Exception as error:
            raise mistake(texts, error) from error

    results = [output.make, output.cancel, output.progress, output.video, output.download, output.files]
    made = output.make.click(
        make,
        [words.lines, words.style, words.seconds, *studio.look],
        results,
        show_progress="hidden",
        concurrency_limit=4,
        concurrency_id="make",
    )
    made.failure(lambda: (gr.Button(interactive=True), gr.Button(visible=False), ""), None, results[:3])
    output.cancel.click(cancel, None, None, queue=False)


def _shown(texts: Texts, step: Step) -> tuple[Any, ...]:
    """A step as updates of make, cancel, progress, video, download, files."""
    hidden = gr.update(visible=False, value=None)
    if step.error is not None and not isinstance(step.error, Cancelled):
        raise step.error
    if step.error is not None:
        return (
            gr.update(interactive=True),
            gr.update(visible=False),
            progress_bar(0, texts("stopped")),
            hidden,
            hidden,
            hidden,
        )
    if step.result is None:
        bar = progress_bar(step.share, texts(f"progress_{step.stage}"))
        return gr.update(interactive=False), gr.update(visible=True), bar, hidden, hidden, hidden
    for warning in step.warnings:
        gr.Warning(warning)
    result = step.result
    told = texts("made", seconds=f"{result.seconds:.1f}", took=f"{step.took:.0f}", voice=", ".join(result.voices))
    return (
        gr.update(interactive=True),
        gr.update(visible=False),
        progress_bar(1, told),
        gr.update(visible=True, value=str(result.video)),
        gr.update(visible=True, value=str(result.video)),
        gr.update(visible=True, value=[str(result.subtitles), str(result.cover)]),
    )


def progress_bar(share: float, words: str) -> str:
    """A bar of HTML with words under it."""
    percent = round(100 * share)
    return (
        f"<div role='progressbar' aria-valuenow='{percent}' aria-valuemin='0' aria-valuemax='100' class='bar'>"
        f"<i style='width:{percent}%'></i></div><p>{html.escape(words)}</p>"
    )


def _note(message: str) -> None:
    gr.Warning(message)


def _choices(catalog: Catalog) -> list[tuple[str, str]]:
    return [(product.name, product.id) for product in catalog.products]


def _voice_choices(texts: Texts, language: str) -> list[tuple[str, str]]:
    voices = [(f"{info.title} · {info.name}", info.name) for info in list_voices(language)]
    return [(texts("voice_auto"), "auto"), *voices]
