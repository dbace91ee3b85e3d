"""The Settings tab: language model and voice, each with a test, for someone without a terminal."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import gradio as gr

from avatar.config import ModelSettings, Settings, settings_path
from avatar.speech.voice import open_voice
from avatar.types import SAMPLE_RATE
from avatar.words.llm import Model
from avatar.words.presets import PRESETS
from web.desk import Desk
from web.layout import voice_choices, voice_title
from web.notes import note, reason, status, told, verdict
from web.texts import Texts

_VARIABLES = ("OPENAI_BASE_URL", "OPENAI_API_KEY", "OPENAI_MODEL", "AVATAR_VOICE")


def build_settings(desk: Desk, texts: Texts) -> None:
    """Lay the tab out and wire it; where other machines reach the page nothing can be changed."""
    if not desk.local:
        with gr.Column(elem_classes="step locked"):
            gr.HTML(f"<h2>{texts('locked_head')}</h2>", elem_classes="title", padding=False)
            gr.Markdown(texts("settings_locked", path=str(desk.settings.path or settings_path())))
        return
    with gr.Row(elem_classes="studio"):
        with gr.Column(min_width=320, elem_classes="step"):
            model = _model_fields(desk, texts)
        with gr.Column(min_width=320, elem_classes="step"):
            voice = _voice_field(desk, texts)
    save = gr.Button(texts("save"), variant="primary", elem_id="save")
    said = gr.HTML(elem_id="saved", padding=False)

    def keep(url: str, name: str, key: str, voice: str) -> tuple[str, Any]:
        try:
            desk.keep(replace(desk.settings, model=_model(desk.settings, url, name, key), voice=voice))
        except Exception as error:
            return verdict(False, reason(texts, error)), gr.skip()
        stronger = [variable for variable in _VARIABLES if os.environ.get(variable)]
        told = texts("saved") + (" " + texts("environment_wins", names=", ".join(stronger)) if stronger else "")
        return verdict(True, told), gr.update(value="", placeholder=_key_hint(desk, texts))

    key = model[-1]
    save.click(keep, [*model, voice], [said, key], api_visibility="private", show_progress="hidden")


def _model_fields(desk: Desk, texts: Texts) -> tuple[Any, Any, Any]:
    """URL, name and key of the language model, with their test."""
    model = desk.settings.model
    gr.HTML(f"<h2>{texts('model_head')}</h2>", elem_classes="title", padding=False)
    gr.Markdown(texts("model_note"), elem_classes="hint")
    titles = [(each.title[texts.language], name) for name, each in PRESETS.items()]
    preset = gr.Dropdown(titles, value=None, label=texts("preset"))
    url = gr.Textbox(
        model.base_url or "", label=texts("base_url"), placeholder="http://localhost:11434/v1", elem_id="base-url"
    )
    name = gr.Textbox(model.name or "", label=texts("model_name"), placeholder="qwen3:8b", elem_id="model-name")
    # the key itself is never sent to the page
    key = gr.Textbox("", label=texts("api_key"), type="password", placeholder=_key_hint(desk, texts), elem_id="api-key")
    test = gr.Button(texts("test_model"), elem_id="test-model")
    said = gr.HTML(elem_id="model-said", padding=False)

    def choose(preset_id: str | None) -> tuple[Any, Any]:
        chosen = PRESETS.get(preset_id or "")
        return (chosen.base_url, chosen.models[0]) if chosen else (gr.skip(), gr.skip())

    def check(url: str, name: str, key: str) -> Iterator[str]:
        yield status(texts("checking"))
        try:
            yield verdict(True, told(texts, Model(_model(desk.settings, url, name, key)).check()))
        except Exception as error:
            yield verdict(False, reason(texts, error))

    preset.input(choose, preset, [url, name], show_progress="hidden")
    test.click(check, [url, name, key], said, api_visibility="private", show_progress="hidden")
    return url, name, key


def _voice_field(desk: Desk, texts: Texts) -> Any:
    """The voice that new pages start with, with its test."""
    gr.HTML(f"<h2>{texts('voice_head')}</h2>", elem_classes="title", padding=False)
    gr.Markdown(texts("voice_note"), elem_classes="hint")
    voice = gr.Dropdown(
        voice_choices(texts, desk.settings, texts.language),
        value=desk.settings.voice,
        label=texts("voice"),
        allow_custom_value=True,
        elem_id="default-voice",
    )
    test = gr.Button(texts("test_voice"), elem_id="test-voice")
    sound = gr.Audio(interactive=False, visible=False, autoplay=True, buttons=[], show_label=False)
    said = gr.HTML(elem_id="voice-said", padding=False)

    def listen(voice: str) -> tuple[Any, str]:
        warnings: list[str] = []
        try:
            speaker = open_voice(voice, texts.language, None, warnings.append, settings=desk.settings)
            speech = speaker.speak(texts("sample_sentence"), texts.language)
        except Exception as error:
            return gr.update(visible=False), verdict(False, reason(texts, error))
        heard = verdict(True, texts("voice_ok", voice=voice_title(texts, speech.voice))) + note(texts, warnings)
        return gr.Audio(value=(SAMPLE_RATE, (speech.pcm * 32767).astype("int16")), visible=True), heard

    test.click(listen, voice, [sound, said], api_visibility="private")
    return voice


def _key_hint(desk: Desk, texts: Texts) -> str:
    return texts("key_set" if desk.settings.model.api_key else "key_unset")


def _model(settings: Settings, url: str, name: str, key: str) -> ModelSettings:
    """The settings typed in; an empty key keeps the one there is."""
    return replace(
        settings.model,
        base_url=url.strip() or None,
        name=name.strip() or None,
        api_key=key.strip() or settings.model.api_key,
    )
