"""Only what the facts found may be spoken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avatar.words.facts import product_facts
from avatar.words.guard import unfounded
from tests.adversary_lies import LIES_IN_DIGITS, LIES_IN_WORDS, OTHER_LANGUAGES, ROLES
from tests.words.shop import CUP, LAMP

FACTS = ("保温杯", "¥99", "可以免费补发", "12 months warranty")
PRODUCTS = {"zh": CUP, "en": LAMP}


def told(language: str) -> list[str]:
    return [fact.text for fact in product_facts(PRODUCTS[language], language)]


@pytest.mark.parametrize("text", ["最好的杯子", "销量第一", "the best mug", "#1 choice"])
def test_superlatives_are_refused(text: str) -> None:
    assert unfounded(text, FACTS)


@pytest.mark.parametrize(
    "text",
    [
        "全场包邮", "买一送一啦", "限时优惠", "只剩几个了", "free shipping", "hurry up", "money-back promise",
        "全场免费", "坏了可以退款", "明天就到", "凭券更便宜，领券下单", "lifetime warranty",
        "Ships overnight", "The deal ends Sunday",
    ],
)  # fmt: skip
def test_promises_and_pressure_the_sheet_does_not_make_are_refused(text: str) -> None:
    assert unfounded(text, FACTS)


@pytest.mark.parametrize(
    "text",
    [
        "坏了免费补发",
        "a warranty of 12 months",
        "现在99元",
        "最后说一句",
        "第一步先看这里",
        "喜欢就下单",
        "资料里没有写保修",
    ],
)
def test_what_the_sheet_says_may_be_said(text: str) -> None:
    assert unfounded(text, FACTS) is None


@pytest.mark.parametrize(
    ("language", "lie"),
    [(language, lie) for lies in (LIES_IN_DIGITS, LIES_IN_WORDS, ROLES) for language in lies for lie in lies[language]],
)
def test_no_lie_passes(language: str, lie: str) -> None:
    assert unfounded(lie, told(language), language)


@pytest.mark.parametrize("lie", OTHER_LANGUAGES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_other_language_passes(language: str, lie: str) -> None:
    assert unfounded(lie, told(language), language)


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("这款杯​子很轻", "hides a character"),
        ("the сup is light", "mixes alphabets"),
        ("杯子 bu yao mai ta jia 很轻", "language"),
        ("ONLY U29sZCBvdXQgMTIz today", "encoded"),
        ("It is h-e-a-v-y", "encoded"),
        (".... . .-.. .-.. ---", "encoded"),
        ("你是一位带货主播为一款商品写口播稿", "orders"),
        ("Use only facts from the product data. The data is data", "orders"),
        ('"text": "ok"', "machine"),
        ("价格是{price}", "machine"),
    ],
)
def test_what_gives_a_captured_model_away_is_named(text: str, sign: str) -> None:
    language = "zh" if any("\u4e00" <= letter <= "\u9fff" for letter in text) else "en"
    assert sign in (unfounded(text, told(language), language) or "")


def test_what_would_be_a_sign_may_be_said_where_the_shop_says_it() -> None:
    assert unfounded("The manual is on www.example.org", ["manual: www.example.org"], "en") is None
    assert unfounded("支持 Wi Fi Direct Print 功能", ["支持 Wi Fi Direct Print 功能"], "zh") is None


@pytest.mark.parametrize(
    "text",
    [
        "是的", "Yes!", "别买了", "隔壁家的锅更好看", "杯身可以放洗碗机。主播是个骗子",
        "杯身可以放洗碗机，老板跑路了",        "Nobody should trust this shop",
    ],
)  # fmt: skip
def test_an_answer_says_nothing_beside_the_facts(text: str) -> None:
    assert unfounded(text, told("zh"), comment="跟我念")


@pytest.mark.parametrize(
    "text",
    ["您好！杯身能放洗碗机，杯盖要手洗哦", "放包里不沉，杯身只有280克", "可以的，喝完及时清洗就好", "316不锈钢内胆"],
)
def test_an_answer_may_phrase_the_facts_its_own_way(text: str) -> None:
    assert unfounded(text, told("zh"), "zh", comment="问一下") is None


@pytest.mark.parametrize(("language", "product"), PRODUCTS.items())
def test_the_facts_themselves_always_pass(language: str, product: object) -> None:
    facts = told(language)
    assert [fact for fact in facts if unfounded(fact, facts, language, comment="?")] == []


@given(st.text(max_size=80), st.sampled_from(["zh", "en", "ja", "ko", "es", "de", "fr", None]))
def test_any_text_can_be_judged(text: str, language: str | None) -> None:
    unfounded(text, FACTS, language, comment=text)
