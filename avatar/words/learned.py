"""What a shop's documents say, opened as the settings ask: by words, and by meaning where a server embeds texts."""

from __future__ import annotations

from pathlib import Path

from avatar.catalog.knowledge import Knowledge
from avatar.config import Settings
from avatar.words.llm import Model
from avatar.words.request import Warn, no_warning


def open_knowledge(sheet: Path, settings: Settings, warn: Warn = no_warning) -> Knowledge:
    """The knowledge beside a sheet; passages are embedded where the settings name a model for it."""
    model = settings.model
    embeds = model.ready and model.for_embedding() is not None
    return Knowledge(sheet, Model(model, warn=warn).embed if embeds else None, warn)
