"""The shipped phrase banks, and how phrases unfold."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from avatar.words.guard import unfounded
from avatar.words.phrases import Phrases, fill, load_phrases, unfold
from avatar.words.request import ALL_LANGUAGES, LANGUAGES, STYLES

SLOTS = {
    "hook", "hook_faq", "intro", "first", "next", "last", "verb", "spec", "specs", "faq", "faq_back", "price",
    "price_list", "coupon", "stock", "sold_out", "call", "call_sold_out",
}  # fmt: skip
FACTS = {
    "name", "point", "key", "Key", "value", "Value", "key2", "Key2", "value2", "Value2", "question", "answer",
    "price", "list_price", "saving", "stock", "coupon",
}  # fmt: skip


def test_alternatives_unfold_in_order() -> None:
    assert unfold("[来|嗨]，{name}[！|？]") == ["来，{name}！", "来，{name}？", "嗨，{name}！", "嗨，{name}？"]
    assert unfold("plain") == ["plain"]


def test_filling_leaves_braces_of_facts_alone() -> None:
    assert fill("{name}: {price}", {"name": "{price}", "price": "¥9"}) == "{price}: ¥9"


def test_the_order_is_settled_by_the_seed_and_phrases_take_turns() -> None:
    bank = Phrases({"hook": ["a[1|2|3]", "b[1|2|3]", "c[1|2|3]"]})
    assert bank.variants("hook", "x") == bank.variants("hook", "x")
    assert len({bank.variants("hook", str(seed)) for seed in range(20)}) > 10
    for one, other in pairwise(bank.variants("hook", "x")):
        assert one[0] != other[0]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_shipped_phrase_is_lawful_complete_and_free_of_facts(language: str, style: str) -> None:
    bank = load_phrases(language, style)
    assert all(slot in bank for slot in SLOTS)
    for sentence in bank.all():
        assert unfounded(re.sub(r"\{\w+\}", "", sentence), ()) is None, sentence
        assert set(re.findall(r"\{(\w*)\}", sentence)) <= FACTS, sentence
        assert not re.search(r"[\[\]|]|\{\}", sentence), sentence
        assert not re.search(r"我(自己)?(用过|一直用|也在用)|大家都说|I use|everyone loves", sentence), sentence


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("style", STYLES)
def test_openings_and_calls_have_many_forms(language: str, style: str) -> None:
    bank = load_phrases(language, style)
    for slot in ("hook", "intro", "call"):
        assert len(set(bank.variants(slot, "x"))) >= 10


@pytest.mark.parametrize("language", ALL_LANGUAGES)
def test_what_a_show_adds_is_lawful_and_free_of_facts_too(language: str) -> None:
    bank = load_phrases(language, "plain", show=True)
    assert all(slot in bank for slot in (*SLOTS, "transition", "again", "more", "invite"))
    for sentence in bank.all():
        assert unfounded(re.sub(r"\{\w+\}", "", sentence), (), language) is None, sentence
        assert set(re.findall(r"\{(\w*)\}", sentence)) <= FACTS | {"before"}, sentence
        assert not re.search(r"[\[\]|]|\{\}", sentence), sentence


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_show_has_more_to_say_at_every_slot_that_returns(language: str) -> None:
    alone, show = load_phrases(language, "plain"), load_phrases(language, "plain", show=True)
    for slot in ("next", "last", "spec", "faq", "price_list", "stock", "call"):
        assert len(show.variants(slot, "x")) > len(alone.variants(slot, "x"))
        assert len(show.variants(slot, "x")) >= 15, slot
