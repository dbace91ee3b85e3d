"""Facts from pictures: what is read is checked, what is not in the picture is left out, and all of it is a draft."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from avatar.catalog.product import product_from_mapping, read_catalog
from avatar.config import ModelSettings, Settings
from avatar.errors import ModelError, PictureError, SheetError, UsageError
from avatar.words.draftsheet import draft_sheet
from avatar.words.leaflet import Draft, open_seeing, read_leaflet


class Eye:
    """A model that sees what a test wants."""

    name = "eye"

    def __init__(self, *products: Any, reply: str | None = None) -> None:
        self._reply = json.dumps({"products": list(products)}, ensure_ascii=False) if reply is None else reply
        self.asked: list[Any] = []

    def complete(self, messages: Sequence[Any]) -> str:
        self.asked += messages
        return self._reply


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "leaflet.png"
    Image.new("RGBA", (3000, 1000), (255, 0, 0, 0)).save(path)
    return path


def fact(value: object, seen: object = None, **more: Any) -> dict[str, Any]:
    return {"value": value, "seen": value if seen is None else seen, "picture": 1, **more}


MUG = {
    "name": fact("Harbour Mug"),
    "price": fact("19.90", "only $19.90"),
    "list_price": fact("25", "$25"),
    "currency": fact("USD", "$"),
    "selling_points": [fact("Keeps warm for 2 hours"), fact("Dishwasher safe")],
    "specs": [fact("350 ml", "holds 350 ml", key="Capacity"), fact("9 cm", key="Height")],
    "faq": [{"question": "Microwave?", "answer": "Yes.", "seen": "microwave safe", "picture": 1}],
}


def read(picture: Path, *products: Any) -> tuple[Draft, list[str]]:
    heard: list[str] = []
    (draft,) = read_leaflet([picture], Eye(*products), heard.append)
    return draft, heard


def test_what_a_picture_says_becomes_a_checked_draft(picture: Path) -> None:
    draft, heard = read(picture, MUG)
    product = product_from_mapping({"id": "mug", **draft.values}, "draft", None)
    assert (product.name, product.price, product.list_price, product.currency) == (
        "Harbour Mug",
        Decimal("19.90"),
        Decimal(25),
        "USD",
    )
    assert product.specs == {"Capacity": "350 ml", "Height": "9 cm"}
    assert product.faq[0].answer == "Yes."
    assert draft.seen["price"] == "only $19.90 (leaflet.png)"
    assert draft.seen["selling_points 2"] == "Dishwasher safe (leaflet.png)"
    assert not heard


def test_the_picture_is_sent_small_and_flat(picture: Path) -> None:
    eye = Eye(MUG)
    read_leaflet([picture], eye)
    url = eye.asked[0]["content"][1]["image_url"]["url"]
    sent = Image.open(io.BytesIO(base64.b64decode(url.removeprefix("data:image/jpeg;base64,"))))
    assert sent.size == (1568, 523)
    assert sent.getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"price": fact("18.90", "only $19.90")}, "price: 18 does not stand"),
        ({"price": fact("about 20", "about 20")}, "is not a price"),
        ({"price": fact(-3, "-3")}, "below zero"),
        ({"currency": fact("beads")}, "no currency"),
        ({"specs": [fact("500 ml", "350 ml", key="Capacity")]}, "500 does not stand"),
        ({"specs": [fact("350 ml", key="")]}, "no name"),
        ({"specs": [fact("1", key="a"), fact("1", key="a")]}, "no name of its own"),
        ({"selling_points": [fact("Best mug", "")]}, "no words are given"),
        ({"selling_points": [fact("x" * 3000)]}, "too long"),
        ({"selling_points": [fact({"a": 1}, "a 1")]}, "must be text"),
        ({"system_prompt": fact("x")}, "no field"),
        ({"faq": [{"question": "Warm?", "answer": "For 3 hours.", "seen": "2 hours"}]}, "3 does not stand"),
    ],
)
def test_what_is_not_in_the_picture_or_no_fact_is_left_out_and_told(
    picture: Path, told: dict[str, Any], says: str
) -> None:
    draft, heard = read(picture, {"name": fact("Mug"), **told})
    assert any(says in line for line in heard)
    assert all("\n" not in line for line in heard)
    assert not ({"price", "currency", "selling_points", "system_prompt", "faq"} & set(draft.values))
    assert "500 ml" not in str(draft.values)


@pytest.mark.parametrize("told", [None, 3, "x", [], {"value": None}, {"value": " "}, {"seen": "x"}])
def test_odd_answers_are_no_facts(picture: Path, told: Any) -> None:
    draft, _ = read(picture, {"name": fact("Mug"), "price": told, "selling_points": told, "specs": [told]})
    assert draft.values == {"name": "Mug"}


@pytest.mark.parametrize(
    "reply", ["I cannot see pictures.", "{", "[]", '{"products": 3}', '{"products": []}', "{" * 9999]
)
def test_a_model_that_reads_nothing_is_told(picture: Path, reply: str) -> None:
    with pytest.raises(ModelError, match="eye"):
        read_leaflet([picture], Eye(reply=reply))


def test_a_reply_between_other_words_is_found(picture: Path) -> None:
    reply = "Sure!\n```json\n" + json.dumps({"products": [{"name": fact("Mug")}]}) + "\n```"
    assert read_leaflet([picture], Eye(reply=reply))[0].values == {"name": "Mug"}


def test_pictures_that_cannot_be_read(tmp_path: Path, picture: Path) -> None:
    (tmp_path / "no.png").write_text("no")
    with pytest.raises(PictureError, match=r"no\.png"):
        read_leaflet([tmp_path / "no.png"], Eye(MUG))
    with pytest.raises(UsageError, match="1 to 8"):
        read_leaflet([picture] * 9, Eye(MUG))


def test_without_a_model_that_sees_one_line_tells_the_mend() -> None:
    with pytest.raises(UsageError, match="OPENAI_VISION_MODEL"):
        open_seeing(Settings(ModelSettings("http://127.0.0.1:9/v1", "m")))


def test_a_draft_is_written_with_what_was_read_above_each_fact(picture: Path) -> None:
    import yaml

    name = 'A "quoted": # name'
    text = draft_sheet([read(picture, MUG)[0], Draft({"name": name}, {"name": "seen\u0085# x"})], "eye")
    told = yaml.safe_load(text)
    assert told["draft"] is True
    assert [product["id"] for product in told["products"]] == ["harbour-mug", "a-quoted-name"]
    assert told["products"][0]["price"] == 19.9
    assert told["products"][1]["name"] == name
    lines = text.splitlines()
    assert "only $19.90 (leaflet.png)" in lines[lines.index("    price: 19.90") - 1]
    assert any(line.startswith("    price:  # no picture says it") for line in lines)


def test_a_draft_is_used_only_after_somebody_confirmed_it(picture: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "draft.yaml"
    text = draft_sheet([read(picture, MUG)[0]], "eye")
    sheet.write_text(text, "utf-8")
    with pytest.raises(SheetError, match="draft"):
        read_catalog(sheet)
    sheet.write_text(text.replace("draft: true\n", ""), "utf-8")
    (product,) = read_catalog(sheet).products
    assert product.specs == {"Capacity": "350 ml", "Height": "9 cm"}
    assert product.selling_points == ("Keeps warm for 2 hours", "Dishwasher safe")


def test_drafts_of_the_same_name_have_ids_of_their_own(picture: Path) -> None:
    import yaml

    drafts = [Draft({"name": each}, {"name": each}) for each in ("Mug", "Mug", "保温杯")]
    told = yaml.safe_load(draft_sheet(drafts, "eye"))
    assert [product["id"] for product in told["products"]] == ["mug", "product-2", "product-3"]
