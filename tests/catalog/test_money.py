"""Prices as viewers read them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avatar.catalog.money import CURRENCIES, amount_text, price_text


@pytest.mark.parametrize(
    ("amount", "currency", "language", "text"),
    [
        ("99", "CNY", "zh", "¥99"),
        ("99.00", "CNY", "zh", "¥99"),
        ("12.5", "CNY", "zh", "¥12.50"),
        ("1299", "CNY", "zh", "¥1299"),
        ("19.99", "USD", "en", "$19.99"),
        ("1299", "USD", "en", "$1,299"),
        ("0", "EUR", "en", "€0"),
        ("3980", "JPY", "ja", "¥3980"),
        ("3980", "JPY", "zh", "JP¥3980"),
        ("99", "CNY", "ja", "CN¥99"),
        ("19.9", "CHF", "en", "CHF 19.90"),
        ("1.2345", "USD", "en", "$1.2345"),
        ("1E+3", "CNY", "zh", "¥1000"),
        ("1.5", "KWD", "en", "KWD 1.500"),
    ],
)
def test_a_price_reads_as_a_shopper_expects(amount: str, currency: str, language: str, text: str) -> None:
    assert price_text(Decimal(amount), currency, language) == text


@given(st.decimals(min_value=0, max_value=10**9, places=4), st.sampled_from(sorted(CURRENCIES)), st.booleans())
def test_no_price_is_ever_rounded(amount: Decimal, currency: str, grouped: bool) -> None:
    assert Decimal(amount_text(amount, currency, grouped=grouped).replace(",", "")) == amount
