"""The Studio tab's widgets, step by step; `studio.py` wires them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr
from PIL import Image

from avatar.config import Settings
from avatar.face.presenter import kept_presenters, presenter_card, thumbnail
from avatar.render import RenderJob
from avatar.speech.listing import listed
from avatar.speech.voice import list_voices
from avatar.stage.scene import load_scene, scene_names
from avatar.types import Catalog
from avatar.words.writer import STYLES
from web.desk import Desk
from web.facts import product_rows
from web.leaflet import Leaflet, leaflet_fields
from web.texts import Texts

FORMATS = {
    "format_upright": "720x1280",
    "format_draft": "360x640",
    "format_upright_large": "1080x1920",
    "format_landscape": "1280x720",
    "format_square": "720x720",
}


@dataclass(frozen=True)
class FactsStep:
    """Which product, its facts, its picture, one's own sheet, facts from a picture."""

    choice: Any
    upload: Any
    table: Any
    said: Any
    picture: Any
    leaflet: Leaflet


@dataclass(frozen=True)
class ScriptStep:
    """How the script is written, and its lines; `empty` invites while there are none, `anew` words one line anew."""

    language: Any
    style: Any
    seconds: Any
    write: Any
    lines: Any
    empty: Any
    said: Any
    anew: Any


@dataclass(frozen=True)
class PresenterStep:
    """Who speaks and how they sound."""

    gallery: Any
    photo: Any
    voice: Any
    hear: Any
    sound: Any
    heard: Any


@dataclass(frozen=True)
class SceneStep:
    """Where, and in which format."""

    gallery: Any
    size: Any


@dataclass(frozen=True)
class Output:
    """The still, the buttons, and the video in its place."""

    preview: Any
    make: Any
    cancel: Any
    progress: Any
    result: Any
    video: Any
    download: Any
    files: Any


def presenters() -> list[str]:
    """The kept presenters as the gallery shows them, the usual one first."""
    return sorted(kept_presenters(), key=lambda name: (name != RenderJob.presenter, name))


def presenter_cards(texts: Texts) -> list[tuple[Image.Image, str]]:
    """Picture and title of each of `presenters`."""
    return [(Image.open(thumbnail(name)), presenter_card(name)["title"][texts.language]) for name in presenters()]


def scenes() -> list[str]:
    """The scenes as the gallery shows them, the usual one first."""
    return sorted(scene_names(), key=lambda name: (name != RenderJob.scene, name))


def product_choices(catalog: Catalog) -> list[tuple[str, str]]:
    """The products of a shop as a list to choose from."""
    return [(product.name, product.id) for product in catalog.products]


def voice_choices(texts: Texts, settings: Settings, language: str) -> list[tuple[str, str]]:
    """The voices of a language to choose from: one's own, the templates, then each by itself, networked ones marked."""
    choices = [(texts("voice_auto"), "auto")]
    for voice in listed(language, settings, look=False):
        online = voice.online and voice.backend != "template"
        choices.append((voice.title + (texts("voice_online") if online else ""), voice.name))
    return choices


def voice_title(texts: Texts, name: str) -> str:
    """A voice's name for people."""
    titles = {info.name: info.title for info in list_voices()}
    return titles.get(name, texts("voice_builtin") if name.startswith("espeak") else name)


def product_step(texts: Texts, example: Catalog) -> FactsStep:
    """Step 1."""
    with _step(texts, 1, "step_product"):
        choice = gr.Radio(
            product_choices(example), value=example.products[0].id, show_label=False, container=False, elem_id="product"
        )
        with gr.Accordion(texts("edit_facts"), open=False, elem_id="facts"):
            gr.Markdown(texts("facts_note"), elem_classes="hint")
            table = gr.Dataframe(
                value=product_rows(example.products[0], texts),
                headers=[texts("fact"), texts("value")],
                datatype="str",
                type="array",
                column_count=2,
                column_widths=["30%", "70%"],
                interactive=True,
                wrap=True,
                buttons=[],
                show_label=False,
                elem_id="fact-table",
            )
            said = gr.HTML(padding=False, elem_id="facts-said")
            gr.Markdown(texts("picture"), elem_classes="hint")
            picture = gr.Image(
                show_label=False, type="filepath", sources=["upload"], buttons=[], height=150, elem_id="picture"
            )
        with gr.Accordion(texts("own_sheet"), open=False, elem_id="own-sheet"):
            gr.Markdown(texts("upload_note"), elem_classes="hint")
            upload = gr.File(show_label=False, file_count="multiple", type="filepath", height=130, elem_id="sheet")
        leaflet = leaflet_fields(texts)
    return FactsStep(choice, upload, table, said, picture, leaflet)


def script_step(texts: Texts, example: Catalog) -> ScriptStep:
    """Step 2."""
    with _step(texts, 2, "step_script"):
        with gr.Row(elem_classes="fields"):
            language = gr.Radio(
                [("中文", "zh"), ("English", "en")],
                value=example.language or texts.language,
                label=texts("script_language"),
                min_width=190,
                elem_id="language",
            )
            style = gr.Dropdown(
                [(texts(f"style_{each}"), each) for each in STYLES],
                value=STYLES[0],
                label=texts("style"),
                min_width=130,
                elem_id="style",
            )
            seconds = gr.Slider(
                15, 120, value=30, step=5, label=texts("seconds"), buttons=[], min_width=170, elem_id="seconds"
            )
        empty = gr.HTML(f"<p>{texts('no_script_yet')}</p>", padding=False, elem_id="no-script")
        lines = gr.Dataframe(
            value=[],
            headers=[texts("kind"), texts("text")],
            datatype="str",
            type="array",
            column_count=2,
            column_widths=["23%", "77%"],
            interactive=True,
            wrap=True,
            buttons=[],
            show_label=False,
            visible=False,
            elem_id="lines",
        )
        said = gr.HTML(visible=False, padding=False)
        with gr.Row():
            write = gr.Button(texts("write"), variant="secondary", elem_id="write")
            anew = gr.Button(texts("line_anew", number="1"), variant="secondary", visible=False, elem_id="anew")
    return ScriptStep(language, style, seconds, write, lines, empty, said, anew)


def presenter_step(desk: Desk, texts: Texts) -> PresenterStep:
    """Step 3."""
    with _step(texts, 3, "step_presenter"):
        gallery = _gallery(
            presenter_cards(texts),
            "presenters",
        )
        with gr.Accordion(texts("own_photo"), open=False, elem_id="own-photo"):
            gr.Markdown(texts("photo_consent"), elem_classes="hint")
            photo = gr.Image(
                show_label=False, type="filepath", sources=["upload"], buttons=[], height=200, elem_id="photo"
            )
        with gr.Row(elem_classes="fields hearing"):
            voice = gr.Dropdown(
                voice_choices(texts, desk.settings, texts.language),
                value=desk.settings.voice,
                label=texts("voice"),
                scale=3,
                min_width=200,
                allow_custom_value=True,
                elem_id="voice",
            )
            hear = gr.Button(texts("hear"), scale=1, min_width=90, elem_id="hear")
        sound = gr.Audio(interactive=False, visible=False, autoplay=True, buttons=[], show_label=False, elem_id="sound")
        heard = gr.HTML(visible=False, padding=False, elem_id="heard")
    return PresenterStep(gallery, photo, voice, hear, sound, heard)


def scene_step(texts: Texts) -> SceneStep:
    """Step 4."""
    with _step(texts, 4, "step_scene"):
        gallery = _gallery(
            [(str(scene.upright.background), scene.title[texts.language]) for scene in map(load_scene, scenes())],
            "scenes",
        )
        size = gr.Radio(
            [(texts(key), size) for key, size in FORMATS.items()],
            value=FORMATS["format_upright"],
            label=texts("format"),
            elem_id="format",
        )
    return SceneStep(gallery, size)


def output(texts: Texts) -> Output:
    """The still or the video, and what makes it; on a phone the buttons stay at the bottom of the screen."""
    preview = gr.Image(
        show_label=False,
        alt_text=texts("preview"),
        interactive=False,
        type="pil",
        format="jpeg",
        buttons=[],
        elem_id="preview",
    )
    with gr.Column(visible=False, elem_id="result") as result:
        video = gr.Video(show_label=False, interactive=False, autoplay=True, buttons=[], elem_id="video")
        download = gr.DownloadButton(texts("download"), variant="primary", elem_id="download")
        with gr.Accordion(texts("more_files"), open=False):
            files = gr.File(show_label=False, file_count="multiple", interactive=False, elem_id="files")
    with gr.Column(elem_id="bar"):
        progress = gr.HTML(elem_id="progress", padding=False)
        with gr.Row():
            make = gr.Button(texts("make"), variant="primary", size="lg", scale=3, min_width=140, elem_id="make")
            cancel = gr.Button(
                texts("cancel"), variant="secondary", size="lg", min_width=90, visible=False, elem_id="cancel"
            )
    return Output(preview, make, cancel, progress, result, video, download, files)


def _step(texts: Texts, number: int, key: str) -> Any:
    column = gr.Column(elem_classes="step")
    with column:
        gr.HTML(f"<h2><b>{number}</b>{texts(key)}</h2>", elem_classes="title", padding=False)
    return column


def _gallery(pictures: Sequence[tuple[str | Image.Image, str]], name: str) -> Any:
    """Pictures to choose one of, the first chosen."""
    return gr.Gallery(
        pictures,
        columns=4,
        height="auto",
        allow_preview=False,
        selected_index=0,
        interactive=False,
        object_fit="cover",
        buttons=[],
        show_label=False,
        elem_id=name,
        elem_classes="cards",
    )
