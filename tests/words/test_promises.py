"""A promise is the shop's, or nobody's."""

from __future__ import annotations

import pytest

from avatar.words.promises import unmade_promise

FACTS = (
    "坏了怎么办？ 拍照给客服，免费补发。",
    "满99元包邮",
    "Refunds arrive within 5 business days",
    "Two years of warranty on the motor",
)


@pytest.mark.parametrize(
    "text",
    [
        "今天全场免费",
        "送您一个杯刷",
        "领券更便宜",
        "明天就到",
        "周六之前下单",
        "正品保证，假一赔十",
        "it's on the house",
        "we throw in a strap",
        "there is a discount for students",
        "it ships overnight",
        "a lifetime guarantee on the bag",
        "order before midnight",
        "送料無料です",
        "무료 배송입니다",
        "envío gratis",
        "kostenloser Versand",
        "livraison gratuite",
    ],
)
def test_what_no_fact_promises_is_found(text: str) -> None:
    assert unmade_promise(text, FACTS)


@pytest.mark.parametrize(
    "text",
    [
        "坏了拍照给客服，免费补发",
        "满99元包邮哦",
        "Your refund arrives within 5 business days",
        "The motor has two years of warranty",
        "资料里没有写保修",
        "The notes do not mention a warranty on the lid",
        "喜欢的朋友可以看看细节",
        "It is free of plastic and feels good in the hand",
    ],
)
def test_what_the_facts_promise_and_what_is_no_promise_passes(text: str) -> None:
    assert unmade_promise(text, FACTS) is None


def test_a_promise_of_another_kind_founds_none() -> None:
    assert unmade_promise("不满意就退款", FACTS[:2]) == "退款"
