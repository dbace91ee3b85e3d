"""With a language-model server that cannot be reached, or hangs, everything is said as without one, and soon."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from avatar.catalog.product import example_sheet, read_catalog
from avatar.config import ModelSettings, Settings
from avatar.words.answer import Answerer
from avatar.words.modelwriter import ModelWriter
from avatar.words.writer import Request, write_script
from tests import fakes

QUESTIONS = ("Can it go in the microwave?", "How much is it?", "What is it made of?", "Which filters fit?")


@pytest.fixture(params=["refused", "hangs"])
def settings(request: pytest.FixtureRequest) -> Iterator[Settings]:
    with fakes.chat_server(fakes.hangs) as server:
        # a name of its own for each test: what is known of a server is shared in the process
        model = ModelSettings(server.url, request.node.name, "k", first_timeout=0.5, gap_timeout=0.5, total_timeout=2.0)
        if request.param == "refused":
            model = replace(model, base_url="http://127.0.0.1:1/v1")
        yield Settings(model)


def test_viewers_are_answered_as_without_a_model_and_the_operator_is_told_when_it_fails_and_no_more(
    settings: Settings,
) -> None:
    catalog = read_catalog(example_sheet("en"))
    alone, hopeful = Answerer(catalog), Answerer(catalog, settings)
    heard: list[str] = []
    started = time.monotonic()
    for question in QUESTIONS * 5:
        answer = hopeful.answer(question, "mist-mug", "en", warn=heard.append)
        assert answer.text == alone.answer(question, "mist-mug", "en").text
    assert time.monotonic() - started < 15
    assert 1 <= len(heard) <= 2


def test_scripts_are_written_by_the_template(settings: Settings) -> None:
    catalog = read_catalog(example_sheet("en"))
    heard: list[str] = []
    started = time.monotonic()
    for product in catalog.products:
        script = write_script(ModelWriter(settings.model), product, Request("en", "lively", 20), heard.append)
        assert script.writer == "template"
    assert time.monotonic() - started < 15
    assert any("the template wrote it" in line for line in heard)
