"""The Settings tab: language model and voice, each with a test, for someone without a terminal."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import Any

import gradio as gr

from avatar.config import ModelSettings, Settings, settings_path
from avatar.speech.voice import list_voices, open_voice
from avatar.types import SAMPLE_RATE
from avatar.words.llm import Model
from avatar.words.presets import PRESETS
from web.desk import Desk
from web.studio import mistake
from web.texts import Texts

_VARIABLES = ("OPENAI_BASE_URL", "OPENAI_API_KEY", "OPENAI_MODEL", "AVATAR_VOICE")


def build_settings(desk: Desk, texts: Texts) -> None:
    """Lay the tab out and wire it; where other machines reach the page nothing can be changed."""
    if not desk.local:
        gr.Markdown(texts("settings_locked", path=str(desk.settings.path or settings_path())))
        return
    model = desk.settings.model
    with gr.Row(elem_classes="studio"):
        with gr.Column(min_width=320, elem_classes="step"):
            gr.Markdown(f"### {texts('model_head')}\n{texts('model_note')}")
            preset = gr.Dropdown(
                [(each.title[texts.language], name) for name, each in PRESETS.items()],
                value=None,
                label=texts("preset"),
            )
            url = gr.Textbox(model.base_url or "", label=texts("base_url"), placeholder="http://localhost:11434/v1")
            name = gr.Textbox(model.name or "", label=texts("model_name"), placeholder="qwen3:8b")
            # the key itself is never sent to the page
            key = gr.Textbox(
                "",
                label=texts("api_key"),
                type="password",
                placeholder=texts("key_set" if model.api_key else "key_unset"),
            )
            test_model = gr.Button(texts("test_model"), elem_id="test-model")
            model_said = gr.Markdown(elem_id="model-said")
        with gr.Column(min_width=320):
            with gr.Column(elem_classes="step"):
                gr.Markdown(f"### {texts('voice_head')}")
                voices = [(f"{info.title} · {info.name}", info.name) for info in list_voices(texts.language)]
                voice = gr.Dropdown(
                    [(texts("voice_auto"), "auto"), *voices],
                    value=desk.settings.voice,
                    label=texts("voice"),
                    allow_custom_value=True,
                )
                test_voice = gr.Button(texts("test_voice"))
                sound = gr.Audio(interactive=False, visible=False, autoplay=True, buttons=[], show_label=False)
            save = gr.Button(texts("save"), variant="primary", elem_id="save")
            said = gr.Markdown(elem_id="saved")

    def choose(preset_id: str | None) -> tuple[Any, Any]:
        chosen = PRESETS.get(preset_id or "")
        return (chosen.base_url, chosen.models[0]) if chosen else (gr.skip(), gr.skip())

    def check(url: str, name: str, key: str) -> str:
        try:
            return f"✓ {Model(_model(desk.settings, url, name, key)).check()}"
        except Exception as error:
            raise mistake(texts, error) from error

    def listen(voice: str) -> Any:
        try:
            speaker = open_voice(voice, language=texts.language, gender=None, warn=gr.Warning)
            speech = speaker.speak(texts("sample_sentence"), texts.language)
        except Exception as error:
            raise mistake(texts, error) from error
        return gr.Audio(value=(SAMPLE_RATE, (speech.pcm * 32767).astype("int16")), visible=True, label=speech.voice)

    def keep(url: str, name: str, key: str, voice: str) -> tuple[str, Any]:
        try:
            desk.keep(replace(desk.settings, model=_model(desk.settings, url, name, key), voice=voice))
        except Exception as error:
            raise mistake(texts, error) from error
        stronger = [variable for variable in _VARIABLES if os.environ.get(variable)]
        told = texts("saved") + (" " + texts("environment_wins", names=", ".join(stronger)) if stronger else "")
        kept = desk.settings.model.api_key
        return told, gr.update(value="", placeholder=texts("key_set" if kept else "key_unset"))

    preset.change(choose, preset, [url, name], show_progress="hidden")
    test_model.click(check, [url, name, key], model_said, api_visibility="private")
    test_voice.click(listen, voice, sound, api_visibility="private")
    save.click(keep, [url, name, key, voice], [said, key], api_visibility="private")


def _model(settings: Settings, url: str, name: str, key: str) -> ModelSettings:
    """The settings typed in; an empty key keeps the one there is."""
    return replace(
        settings.model,
        base_url=url.strip() or None,
        name=name.strip() or None,
        api_key=key.strip() or settings.model.api_key,
    )
