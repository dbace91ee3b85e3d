"""The presenter's step of the Studio tab: who speaks, one's own photo, and how they sound."""

from __future__ import annotations

from typing import Any

import gradio as gr

from avatar.face.presenter import load_presenter
from avatar.speech.voice import open_voice
from avatar.types import SAMPLE_RATE
from web import layout
from web.desk import Desk
from web.layout import PresenterStep, presenter_cards, presenters
from web.notes import mistake, note, reason, status, told
from web.texts import Texts

_HIDDEN = {"visible": False, "value": None}


def wire_people(desk: Desk, texts: Texts, people: PresenterStep, presenter: Any, language: Any) -> None:
    """Wire the step; `presenter` is the state that holds who speaks, `language` the widget of the spoken one."""
    names, kept = gr.State(presenters()), gr.State(presenters()[0])
    _wire_gallery(texts, people, presenter, names, kept)
    _wire_photo(texts, people, presenter, names, kept)
    _wire_voice(desk, texts, people, presenter, language)


def _wire_gallery(texts: Texts, people: PresenterStep, presenter: Any, names: Any, kept: Any) -> None:
    def gather() -> tuple[list[str], Any]:
        return presenters(), gr.Gallery(value=presenter_cards(texts), selected_index=0)

    def pick(event: gr.SelectData, listed: list[str]) -> tuple[str, str, None]:
        name = listed[int(event.index)]
        return name, name, None

    # those kept since the server began are there too
    gr.context.Context.root_block.load(gather, None, [names, people.gallery], show_progress="hidden")
    people.gallery.select(pick, names, [presenter, kept, people.photo], show_progress="hidden")


def _wire_photo(texts: Texts, people: PresenterStep, presenter: Any, names: Any, kept: Any) -> None:
    def photograph(path: str, before: str, listed: list[str]) -> tuple[Any, Any, Any]:
        remarks: list[str] = []
        try:
            load_presenter(path, remarks.append)
        except Exception as error:
            gr.Warning(reason(texts, error), title=texts("please_check"), duration=12)
            return gr.skip(), before if before not in listed else None, gr.skip()
        if remarks:
            gr.Warning(" ".join(told(texts, each) for each in remarks), title=texts("please_note"), duration=12)
        return path, gr.skip(), gr.Gallery(selected_index=None)

    def restore(name: str, listed: list[str]) -> tuple[str, Any]:
        return name, gr.Gallery(selected_index=listed.index(name))

    shown = [presenter, people.photo, people.gallery]
    people.photo.upload(photograph, [people.photo, presenter, names], shown)
    people.photo.clear(restore, [kept, names], [presenter, people.gallery], show_progress="hidden")


def _wire_voice(desk: Desk, texts: Texts, people: PresenterStep, presenter: Any, language: Any) -> None:
    def hear(voice: str, spoken: str, name: str) -> tuple[Any, Any]:
        warnings: list[str] = []
        try:
            gender = load_presenter(name).gender
            speaker = open_voice(voice, spoken, gender, warnings.append, settings=desk.settings)
            speech = speaker.speak(Texts(spoken)("sample_sentence"), spoken)
        except Exception as error:
            raise mistake(texts, error) from error
        sound = gr.Audio(value=(SAMPLE_RATE, (speech.pcm * 32767).astype("int16")), visible=True)
        return sound, gr.HTML(
            status(texts("heard_voice", voice=layout.voice_title(texts, speech.voice))) + note(texts, warnings),
            visible=True,
        )

    def voices(spoken: str) -> tuple[Any, Any, Any]:
        choices = gr.Dropdown(choices=layout.voice_choices(texts, desk.settings, spoken), value="auto")
        return choices, gr.update(**_HIDDEN), gr.update(**_HIDDEN)

    people.hear.click(hear, [people.voice, language, presenter], [people.sound, people.heard])
    language.change(voices, language, [people.voice, people.sound, people.heard], show_progress="hidden")
