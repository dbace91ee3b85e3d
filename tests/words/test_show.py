"""Shows of several products: nothing said twice, facts in turn, the shop as it stands."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from avatar.catalog.product import example_sheet, read_catalog
from avatar.errors import UsageError
from avatar.types import Coupon, Line, Product, Script
from avatar.words.facts import product_facts
from avatar.words.guard import unfounded
from avatar.words.memory import Memory, bare, told_facts
from avatar.words.request import Request
from avatar.words.show import QUIET_SECONDS, Show, show_of
from avatar.words.template import TemplateWriter
from tests.words.shop import BARE, CUP, TEA

HALF_HOUR = 1800.0


def example(language: str) -> Sequence[Product]:
    return read_catalog(example_sheet(language)).products


def show_in(language: str, style: str = "lively", seconds: int = 90) -> tuple[Show, tuple[Script, ...]]:
    show = Show(TemplateWriter(), example(language), Request(language, style, seconds))
    return show, show_of(show, HALF_HOUR)


@pytest.mark.parametrize(("language", "style"), [("zh", "lively"), ("zh", "plain"), ("en", "lively"), ("en", "story")])
def test_half_an_hour_says_nothing_twice_and_only_what_the_sheet_says(language: str, style: str) -> None:
    show, segments = show_in(language, style)
    assert HALF_HOUR <= show.memory.seconds < HALF_HOUR + 120
    lines = [line.text for script in segments for line in script.lines]
    assert len(lines) > 250
    assert len({bare(line) for line in lines}) == len(lines)
    products = {product.id: product for product in example(language)}
    for script in segments:
        facts = [fact.text for fact in product_facts(products[script.product_id], language)]
        facts += [product.name for product in products.values()]
        questions = [bare(faq.question) for faq in products[script.product_id].faq]
        for line in script.lines:
            asks = any(question in bare(line.text) for question in questions)  # the shop's own; it promises nothing
            assert asks or unfounded(line.text, facts, language) is None, line.text
            assert not re.search(r"[{}\[\]|]|//|：。|，。|。。|[！!][。.]", line.text), line.text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_products_take_turns_and_a_line_leads_from_one_to_the_next(language: str) -> None:
    _, segments = show_in(language)
    names = {product.id: product.name for product in example(language)}
    ids = [script.product_id for script in segments]
    assert ids == list(itertools.islice(itertools.cycle(names), len(ids)))
    assert segments[0].lines[0].kind == "opening"
    assert segments[0].lines[0].gesture == "greet"
    for script in segments[1:]:
        first, *others = script.lines
        assert first.kind == "transition"
        assert names[script.product_id] in first.text
        assert "transition" not in {line.kind for line in others}
        assert "greet" not in {line.gesture for line in script.lines}
        assert {"feature", "offer", "call"} <= {line.kind for line in others}


@pytest.mark.parametrize("seconds", [30, 90])
def test_a_fact_waits_until_the_products_other_facts_were_told(seconds: int) -> None:
    show = Show(TemplateWriter(), example("zh"), Request("zh", "lively", seconds))
    segments = show_of(show, 1200)
    for product in example("zh"):
        tellable = told_facts(
            product, [*product.selling_points, *product.specs.values(), *(f.answer for f in product.faq)]
        )
        told: set[str] = set()
        for script in segments:
            if script.product_id != product.id:
                continue
            now = told_facts(product, (line.text for line in script.lines))
            if now & told:  # something comes again: all the rest must have been told by the end of this turn
                assert tellable <= told | now
                told = now & told
            else:
                told |= now
        assert told or seconds < 60


def test_the_shop_is_read_anew_each_turn() -> None:
    stock: dict[str, list[int | None]] = {CUP.id: [120, 7, 0, None], BARE.id: [None] * 9}

    def current(product_id: str) -> Product | None:
        product = CUP if product_id == CUP.id else BARE
        left = stock[product_id].pop(0)
        return replace(product, stock=left) if left is not None or product is BARE else None

    turns = list(
        itertools.islice(
            Show(TemplateWriter(), [CUP, BARE], Request("zh", "lively", 60), current=current).segments(), 7
        )
    )
    texts = [" ".join(line.text for line in script.lines) for script in turns if script.product_id == CUP.id]
    assert len(texts) == 3  # then it was taken off the show
    assert "120件" in texts[0]
    assert "7件" in texts[1]
    assert "120" not in texts[1]
    assert re.search("没有?库存|没货|没有货|缺货|库存空|补货|零", texts[2])
    assert len(texts[2]) < len(texts[0]) / 2


def test_a_shop_with_little_to_say_says_less_and_does_not_repeat_itself() -> None:
    show = Show(TemplateWriter(), [BARE], Request("en", "plain", 30))
    segments = show_of(show, HALF_HOUR)
    lines = [bare(line.text) for script in segments for line in script.lines]
    assert len(set(lines)) == len(lines)
    assert show.memory.seconds < HALF_HOUR


def test_a_room_that_goes_on_hears_silence_first_and_an_hour_later_more() -> None:
    show = Show(TemplateWriter(), [BARE], Request("en", "plain", 30))
    segments = show.segments()
    quiet = next(script for script in segments if not script.lines)
    assert quiet.product_id == BARE.id
    again = next(script for script in itertools.islice(segments, round(3700 / QUIET_SECONDS)) if script.lines)
    assert any(line.kind == "offer" for line in again.lines)


def test_a_show_needs_a_product() -> None:
    with pytest.raises(UsageError, match="at least one product"):
        Show(TemplateWriter(), [], Request("zh"))


def test_coupons_are_told_as_the_shop_words_them_until_they_end() -> None:
    today = date.today()
    coupons = (Coupon("满200减20", today), Coupon("收藏店铺减5元", today - timedelta(days=1)))
    text = " ".join(
        line.text for line in TemplateWriter().lines(replace(CUP, coupons=coupons), Request("zh", "plain", 60))
    )
    assert "满200减20" in text
    assert "减5元" not in text


def test_memory_knows_what_was_said_whatever_its_marks_and_forgets_after_an_hour() -> None:
    memory = Memory()
    memory.note(CUP, [Line("feature", "Hello, World!"), Line("feature", "316不锈钢内胆，听好了")], "zh")
    assert memory.said("hello world")
    assert memory.said("３１６不锈钢内胆听好了！")
    assert not memory.said("hello")
    assert memory.likeness("316不锈钢内胆，听好") > 0.8
    assert memory.likeness("库存有120件") == 0
    facts = {"316不锈钢内胆", "支持一键开盖"}
    assert memory.due(CUP.id, facts) == {"支持一键开盖"}
    memory.wait(3700)
    assert not memory.said("hello world")
    assert memory.likeness("hello world") == 0


def test_recent_lines_are_bounded_and_the_latest() -> None:
    memory = Memory()
    memory.note(TEA, [Line("feature", f"line {number}") for number in range(100)], "en")
    assert memory.recent(20) == ("line 98", "line 99")
