"""The page in one language: its four tabs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gradio as gr

from web.ask import build_ask
from web.desk import Desk
from web.settings import build_settings
from web.shop import build_shop
from web.studio import build_studio
from web.texts import LANGUAGES, Texts

ICON = Path(__file__).with_name("icon.svg")
_FONTS = ["system-ui", "-apple-system", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif"]


def theme() -> Any:
    """Calm colours, and fonts that every machine has: the page loads nothing from elsewhere."""
    return gr.themes.Soft(
        primary_hue="rose", secondary_hue="amber", neutral_hue="stone", font=_FONTS, font_mono=["monospace"]
    ).set(
        body_background_fill="*neutral_50",
        body_text_color_subdued="*neutral_500",
        body_text_color_subdued_dark="*neutral_400",
        body_background_fill_dark="*neutral_950",
        button_primary_background_fill="*primary_600",
        button_primary_background_fill_hover="*primary_700",
        button_primary_background_fill_dark="*primary_600",
        button_primary_background_fill_hover_dark="*primary_500",
        color_accent="*primary_600",
    )


def build_page(desk: Desk, language: str) -> Any:
    """The Gradio blocks of one language."""
    texts = Texts(language)
    other = next(each for each in LANGUAGES if each != language)
    with gr.Blocks(
        title=texts("title"), analytics_enabled=False, delete_cache=(3600, 24 * 3600), fill_width=True
    ) as page:
        gr.HTML(
            f"<header>{ICON.read_text('utf-8')}<div><h1>{texts('title')}</h1><p>{texts('tagline')}</p></div>"
            f"<a href='/{other}/' lang='{other}'>{texts('other_language')}</a></header>",
            padding=False,
            elem_id="head",
        )
        with gr.Tabs():
            with gr.Tab(texts("tab_studio"), id="studio"):
                studio = build_studio(desk, texts)
            with gr.Tab(texts("tab_ask"), id="ask"):
                build_ask(desk, texts, studio)
            with gr.Tab(texts("tab_shop"), id="shop") as shop:
                build_shop(desk, texts, studio, shop)
            with gr.Tab(texts("tab_settings"), id="settings"):
                build_settings(desk, texts)
    return page
