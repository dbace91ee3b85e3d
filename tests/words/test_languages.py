"""Scripts in languages besides Chinese and English: by a model, and plainly without one."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from avatar.config import ModelSettings, Settings
from avatar.types import Product, Script
from avatar.words.facts import product_facts
from avatar.words.guard import unfounded
from avatar.words.memory import Memory
from avatar.words.request import ALL_LANGUAGES, Request
from avatar.words.scriptprompts import line_messages, script_messages
from avatar.words.show import Show, show_of
from avatar.words.template import TemplateWriter
from avatar.words.tongue import speaks
from avatar.words.writer import open_writer, rewrite_line, write_script
from tests import fakes
from tests.words.shop import CUP, LAMP

OTHERS = ("ja", "ko", "es", "de", "fr")
SAID = {
    "zh": (
        "大家好，这是一盏台灯。",
        "它合起来像书一样薄。",
        "现在{price}。",
        "喜欢的朋友下单吧。",
    ),
    "en": (
        "Here is a lamp for the desk.",
        "It folds flat like a book.",
        "It costs {price}.",
        "Order it if you like it.",
    ),
    "ja": (
        "みなさん、こちらのランプをご覧ください。",
        "本のように平らにたためます。",
        "価格は{price}です。",
        "ぜひご注文ください。",
    ),
    "ko": (
        "여러분, 이 램프를 봐 주세요.",
        "책처럼 납작하게 접힙니다.",
        "가격은 {price}입니다.",
        "마음에 드시면 주문해 주세요.",
    ),
    "es": (
        "Miren esta lámpara para la mesa.",
        "Se pliega plana como un libro.",
        "Cuesta {price}.",
        "Pídela si te gusta.",
    ),
    "de": (
        "Schaut euch diese Lampe an.",
        "Sie klappt flach zusammen wie ein Buch.",
        "Sie kostet {price}.",
        "Bestellt sie, wenn sie gefällt.",
    ),
    "fr": (
        "Regardez cette lampe de bureau.",
        "Elle se plie à plat comme un livre.",
        "Elle coûte {price}.",
        "Commandez-la si elle vous plaît.",
    ),
}
KINDS = ("opening", "feature", "offer", "call")


def rows(texts: tuple[str, ...]) -> str:
    return "".join(
        json.dumps({"kind": kind, "text": text}, ensure_ascii=False) + "\n"
        for kind, text in zip(KINDS, texts, strict=True)
    )


def model_settings(url: str) -> Settings:
    return Settings(ModelSettings(url, "fake-model", "sk-x", first_timeout=20, gap_timeout=20, total_timeout=30))


def by_model(answer: str, request: Request, product: Product = LAMP) -> tuple[Script, list[str]]:
    warnings: list[str] = []
    with fakes.chat_server(fakes.says(answer)) as server:
        return write_script(open_writer(model_settings(server.url)), product, request, warnings.append), warnings


@pytest.mark.parametrize("language", ALL_LANGUAGES)
def test_a_model_writes_in_every_language(language: str) -> None:
    script, warnings = by_model(rows(SAID[language]), Request(language))
    assert warnings == []
    assert script.writer == "fake-model"
    assert [line.kind for line in script.lines] == list(KINDS)
    assert any("39" in line.text for line in script.lines)


@pytest.mark.parametrize("language", ALL_LANGUAGES)
def test_a_line_in_another_language_is_not_taken(language: str) -> None:
    for other in ALL_LANGUAGES:
        if other != language:
            mixed = (*SAID[language][:1], SAID[other][1], *SAID[language][2:])
            script, warnings = by_model(rows(mixed), Request(language))
            assert SAID[other][1] not in [line.text for line in script.lines], (language, other)
            assert any("not in the script's language" in each for each in warnings), (language, other)


@pytest.mark.parametrize("language", OTHERS)
def test_without_a_model_name_price_and_stock_are_told_and_nothing_is_translated(language: str) -> None:
    told: list[str] = []
    lines = list(TemplateWriter().lines(LAMP, Request(language, "plain"), told.append))
    text = " ".join(line.text for line in lines)
    assert "Fold Lamp" in text
    assert "$39" in text
    assert "book" not in text
    assert any("not in " + language in each for each in told)
    facts = [fact.text for fact in product_facts(LAMP, language)]
    for line in lines:
        assert unfounded(line.text, facts, language) is None, line.text
        assert speaks(line.text, language, LAMP.name), line.text


def test_a_sheet_in_the_scripts_language_is_quoted() -> None:
    lampe = Product(
        "lampe", "Klapplampe", Decimal("39"), currency="EUR", selling_points=("Sie klappt flach zusammen wie ein Buch",)
    )
    told: list[str] = []
    text = " ".join(line.text for line in TemplateWriter().lines(lampe, Request("de", "plain", 20), told.append))
    assert "flach zusammen wie ein Buch" in text


@pytest.mark.parametrize("language", ALL_LANGUAGES)
def test_the_model_is_told_the_language_the_platform_and_what_not_to_repeat(language: str) -> None:
    request = Request(language, "story", 12, platform="douyin")
    system, user = (str(each["content"]) for each in script_messages(LAMP, request, told=("point 2",), said=("So.",)))
    assert "{price}" in system
    assert "douyin" in system
    assert '"So."' in system
    assert "Type-C" in user
    assert "book" not in user
    lines = TemplateWriter().lines(LAMP, replace(request, platform=None))
    asked = line_messages(LAMP, request, list(lines), 0)
    assert all("{{" not in str(each["content"]) for each in asked)


def test_a_models_repeats_in_a_show_give_way_to_new_lines() -> None:
    warnings: list[str] = []
    with fakes.chat_server(fakes.says(rows(SAID["en"]))) as server:
        writer = open_writer(model_settings(server.url))
        show = Show(writer, [LAMP, CUP], Request("en", "plain", 30), warn=warnings.append)
        segments = show_of(show, 200)
        asked = str(server.requests[2]["messages"][0]["content"])
    lines = [line.text for script in segments for line in script.lines]
    assert len(set(lines)) == len(lines)
    assert any("repeats what was said" in each for each in warnings)
    assert "It folds flat like a book." in asked


def test_a_line_is_reworded_by_the_model_or_else_by_the_template() -> None:
    request = Request("en")
    script = Script(LAMP.id, "en", tuple(TemplateWriter().lines(LAMP, request)), "template")
    at = next(number for number, line in enumerate(script.lines) if line.kind == "offer")
    for answer, expected in (
        ({"kind": "offer", "text": "All it takes is {price}."}, "All it takes is $39."),
        ({"kind": "offer", "text": "All it takes is $5."}, None),
        ({"kind": "offer", "text": "What a lamp."}, None),  # the line told the price
        ({"kind": "offer", "text": script.lines[at].text}, None),
    ):
        warnings: list[str] = []
        with fakes.chat_server(fakes.says(json.dumps(answer))) as server:
            writer = open_writer(model_settings(server.url))
            line = rewrite_line(writer, LAMP, request, script, at, warnings.append)
        assert line.kind == "offer"
        assert "$39" in line.text
        assert line.text not in [each.text for each in script.lines]
        assert line.text == expected or (expected is None and warnings)


@settings(max_examples=40, deadline=None)
@given(language=st.sampled_from(ALL_LANGUAGES), text=st.text(max_size=60), name=st.text(max_size=10))
def test_any_text_is_judged(language: str, text: str, name: str) -> None:
    assert speaks(text, language, name) in (True, False)
    memory = Memory()
    memory.keep(text)
    assert memory.said(text)
