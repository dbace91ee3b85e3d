"""What a shop's documents say, opened as the settings ask: by words, and by meaning where a server embeds texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from avatar.catalog.knowledge import Knowledge, Passage
from avatar.config import Settings
from avatar.types import Catalog
from avatar.words.contradictions import contradicts
from avatar.words.llm import Model
from avatar.words.request import Warn, no_warning


def open_knowledge(sheet: Path, settings: Settings, warn: Warn = no_warning) -> Knowledge:
    """The knowledge beside a sheet; passages are embedded where the settings name a model for it."""
    embedding = settings.model.for_embedding()
    return Knowledge(sheet, Model(embedding, warn=warn).embed if embedding else None, warn)


def against_sheet(passages: Iterable[Passage], catalog: Catalog) -> Iterator[str]:
    """What documents say against the sheet, which is believed: a line each, for the operator."""
    for passage in passages:
        for product in catalog.products:
            about = passage.product == product.id
            said = contradicts(passage.text, product, catalog.products, about=about)
            if said and (about or passage.product is None):
                yield f"{passage.document}: {passage.place}: {said}; the sheet is believed"
