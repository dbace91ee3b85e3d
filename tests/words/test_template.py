"""The offline writer: true to the sheet, as long as asked, and not always the same."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from avatar.catalog.product import example_sheet, read_catalog
from avatar.types import Line, Product
from avatar.words.facts import product_facts
from avatar.words.guard import unfounded
from avatar.words.request import STYLES, Request
from avatar.words.template import TemplateWriter
from avatar.words.timing import script_seconds, spoken_seconds
from tests.words.shop import BARE, CUP, LAMP, SHOP, TEA

ALL = [Request(language, style) for language in ("zh", "en") for style in STYLES]


def written(product: Product, request: Request) -> list[Line]:
    return list(TemplateWriter().lines(product, request))


def told(product: Product, request: Request) -> str:
    return " ".join(line.text for line in written(product, request))


def example_products(language: str) -> Sequence[Product]:
    return read_catalog(example_sheet(language)).products


@pytest.mark.parametrize("request_", ALL, ids=str)
@pytest.mark.parametrize(
    "product", [*SHOP.products, *example_products("zh"), *example_products("en")], ids=lambda p: p.id
)
def test_a_script_runs_from_opening_to_call_and_says_only_what_the_sheet_says(
    product: Product, request_: Request
) -> None:
    lines = written(product, request_)
    kinds = [line.kind for line in lines]
    assert [kind for kind, _ in itertools.groupby(kinds)] in (
        ["opening", "feature", "offer", "call"],
        ["opening", "offer", "call"],
    )
    facts = [fact.text for fact in product_facts(product, request_.language)]
    for line in lines:
        assert unfounded(line.text, facts) is None, line.text
        assert re.search(r"[。！？.!?…]$", line.text), line.text
        assert not re.search(r"[{}\[\]|]|//|：。|，。|。。|[！!][。.]", line.text), line.text


@pytest.mark.parametrize("seconds", [20, 30, 40])
@pytest.mark.parametrize("request_", ALL, ids=str)
def test_a_script_lasts_about_as_long_as_asked(request_: Request, seconds: int) -> None:
    for product in example_products(request_.language):
        lines = written(product, replace(request_, seconds=seconds))
        assert 0.75 * seconds <= sum(spoken_seconds(line.text) for line in lines) <= 1.1 * seconds, product.id
        assert script_seconds(line.text for line in lines) <= 1.15 * seconds, product.id


@pytest.mark.parametrize("request_", ALL, ids=str)
def test_lines_fit_captions(request_: Request) -> None:
    longest = 34 if request_.language == "zh" else 115
    for product in example_products(request_.language):
        for line in written(product, request_):
            assert len(line.text) <= longest, line.text


@pytest.mark.parametrize("request_", ALL, ids=str)
def test_no_two_of_the_four_example_products_share_an_opening_or_a_call(request_: Request) -> None:
    products = example_products(request_.language)
    said = [
        {
            line.text.replace(product.name, "NAME")
            for line in written(product, request_)
            if line.kind in ("opening", "call")
        }
        for product in products
    ]
    for one, other in itertools.combinations(said, 2):
        assert not one & other


@pytest.mark.parametrize("request_", ALL, ids=str)
def test_the_four_example_products_do_not_sound_alike(request_: Request) -> None:
    def grams(product: Product) -> set[str]:
        text = told(product, request_).replace(product.name, "")
        parts = list(text) if request_.language == "zh" else text.lower().split()
        return {"".join(parts[at : at + 4]) for at in range(len(parts) - 3)}

    for one, other in itertools.combinations(map(grams, example_products(request_.language)), 2):
        assert len(one & other) / len(one | other) < 0.08


def test_a_product_keeps_its_script_and_styles_differ() -> None:
    assert written(CUP, Request("zh")) == written(CUP, Request("zh"))
    assert len({told(CUP, Request("zh", style)) for style in STYLES}) == len(STYLES)


def test_prices_and_the_saving_are_the_sheets() -> None:
    text = told(CUP, Request("zh"))
    assert "¥99" in text
    assert "¥30" in text
    assert re.search(r"划线价[，是为：]*¥129", text)
    assert "店" in text[text.index("划线价") - 4 : text.index("划线价")]


@pytest.mark.parametrize("style", STYLES)
def test_no_saving_is_made_up(style: str) -> None:
    for product in (BARE, replace(CUP, list_price=None), replace(CUP, list_price=Decimal("90"))):
        text = told(product, Request("zh", style, 60))
        assert "划线" not in text
        assert "省" not in text


def test_stock_is_told_as_a_fact_and_an_empty_shelf_is_not_sold() -> None:
    assert "120件" in told(CUP, Request("zh", "lively", 60))
    assert "1 piece" in told(LAMP, Request("en", "plain", 60))
    assert "pieces" not in told(LAMP, Request("en", "plain", 60))
    for style in STYLES:
        assert re.search("没有库存|库存是零", told(TEA, Request("zh", style)))
        assert "none in stock" in told(TEA, Request("en", style)) or "stock" in told(TEA, Request("en", style))
        assert written(TEA, Request("zh", style))[-1].text.count("下单") == written(TEA, Request("zh", style))[
            -1
        ].text.count("有货了再下单")


def test_facts_of_another_language_are_quoted_in_frames_of_the_scripts() -> None:
    text = told(LAMP, Request("zh", "plain", 60))
    assert "Folds flat like a book" in text
    assert "$39" in text
    assert "售价" in text or "价格" in text


def test_a_point_that_is_a_verb_becomes_a_sentence() -> None:
    assert re.search(r"\b[Ii]t (also )?folds flat like a book", told(LAMP, Request("en", "plain", 60)))
    assert "它支持一键开盖" in told(CUP, Request("zh", "plain", 60)) or "它也支持一键开盖" in told(
        CUP, Request("zh", "plain", 60)
    )


def test_a_long_script_tells_all_there_is_and_asks_questions_back() -> None:
    text = told(CUP, Request("zh", "lively", 120))
    for fact in (*CUP.selling_points, *CUP.specs.values(), "杯身可以，杯盖请手洗", "能装咖啡吗？"):
        assert fact in text


def test_what_the_law_forbids_is_left_out_with_a_warning() -> None:
    warnings: list[str] = []
    boastful = replace(
        CUP,
        selling_points=("全网第一的保温杯", "316不锈钢内胆"),
        specs={"评价": "最好", "亮度": "最高 900 流明"},
        faq=(),
    )
    text = " ".join(
        line.text for line in TemplateWriter().lines(boastful, Request("zh", "lively", 60), warnings.append)
    )
    assert "第一" not in text
    assert "最好" not in text
    assert "最高 900 流明" in text
    assert len([each for each in warnings if "left out" in each]) == 2
    assert "selling point 1" in warnings[0]
    assert "第一" in warnings[0]


@settings(max_examples=60, deadline=None)
@given(
    name=st.text(min_size=1, max_size=40).filter(str.strip),
    points=st.lists(st.text(max_size=80), max_size=4),
    specs=st.dictionaries(st.text(max_size=12), st.text(max_size=30), max_size=4),
    price=st.decimals(min_value=0, max_value=99999, places=2),
    request_=st.sampled_from(ALL),
)
def test_any_sheet_gives_a_script(
    name: str, points: list[str], specs: dict[str, str], price: Decimal, request_: Request
) -> None:
    product = Product(id="x", name=name, price=price, selling_points=tuple(points), specs=specs)
    lines = written(product, request_)
    assert {"opening", "offer", "call"} <= {line.kind for line in lines}
    assert all(line.text.strip() and "\n" not in line.text for line in lines)
