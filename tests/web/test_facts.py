"""A product as an editable table: nothing is lost on the way there and back, and a wrong cell is named."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from avatar.errors import SheetError
from avatar.types import Faq, Line, Product
from web.facts import line_rows, lines_from_rows, product_from_rows, product_rows
from web.texts import LANGUAGES, Texts, table


@pytest.fixture(params=LANGUAGES)
def texts(request: pytest.FixtureRequest) -> Texts:
    return Texts(request.param)


def test_a_product_survives_its_table(mug: Product, texts: Texts) -> None:
    product = replace(mug, faq=(Faq("Is it safe?", "Yes: dishwasher too."),), specs={"宽度": "8 cm", "colour": "blue"})
    assert product_from_rows(product_rows(product, texts), product, "facts") == product


def test_edits_arrive(mug: Product, texts: Texts) -> None:
    rows = product_rows(mug, texts)
    rows[1][1] = "18.5"
    rows[2][1] = ""
    rows += [[texts("field_selling_points"), "Light"], ["材质", "陶瓷"], ["", ""], [float("nan"), None]]  # type: ignore[list-item]
    edited = product_from_rows(rows, mug, "facts")
    assert edited.price == Decimal("18.5")
    assert edited.list_price is None
    assert edited.selling_points[-1] == "Light"
    assert edited.specs["材质"] == "陶瓷"


@pytest.mark.parametrize("price", ["99元起", "-1", "free", ""])
def test_a_price_that_is_none_is_refused_in_its_place(mug: Product, texts: Texts, price: str) -> None:
    rows = product_rows(mug, texts)
    rows[1][1] = price
    with pytest.raises(SheetError, match="price"):
        product_from_rows(rows, mug, "facts")


def test_a_row_without_a_name_is_named_by_number(mug: Product, texts: Texts) -> None:
    with pytest.raises(SheetError, match="row 9"):
        product_from_rows([*product_rows(mug, texts)[:7], ["", ""], ["", "lost"]], mug, "facts")


def test_script_lines_survive_their_table(texts: Texts) -> None:
    lines = (Line("opening", "Hi."), Line("offer", "Only $3."), Line("call", "Go."))
    assert lines_from_rows(line_rows(lines, texts), "script") == lines
    assert lines_from_rows([], "script") == ()
    with pytest.raises(SheetError):
        lines_from_rows([["opening", "  "]], "script")


def test_every_text_is_there_in_both_languages_with_the_same_fields() -> None:
    for key, words in table().items():
        assert set(words) == set(LANGUAGES), key
        fields = {language: sorted(part for part in words[language].split("{")[1:]) for language in LANGUAGES}
        names = {language: sorted(part.split("}")[0] for part in fields[language]) for language in LANGUAGES}
        assert names["zh"] == names["en"], key
