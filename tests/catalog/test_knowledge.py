"""What was learned is found by its words or its meaning, at once and by everybody, and never half."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from avatar.catalog.knowledge import Knowledge, knowledge_path
from avatar.errors import DocumentError, ModelError, OutputError, UsageError

RETURNS = "# 退换货\n\n签收后七天内可以退货，商品要保持完好。\n\n# 发票\n\n电子发票在确认收货后开具。\n"
CARE = "# Care\n\nWash the cover by hand in cold water.\n\n# Storage\n\nKeep it in a dry place, away from the sun.\n"


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    return tmp_path / "shop.yaml"


@pytest.fixture
def knowledge(sheet: Path) -> Knowledge:
    (sheet.parent / "returns.md").write_text(RETURNS, "utf-8")
    (sheet.parent / "care.md").write_text(CARE, "utf-8")
    known = Knowledge(sheet)
    known.add(sheet.parent / "returns.md")
    known.add(sheet.parent / "care.md", product="lamp")
    return known


def test_nothing_learned_knows_nothing_and_writes_nothing(sheet: Path) -> None:
    known = Knowledge(sheet)
    assert known.search("退货") == ()
    assert known.documents() == ()
    assert known.passages("returns.md") == ()
    assert list(sheet.parent.iterdir()) == []


def test_a_passage_is_found_by_its_words_with_its_place(knowledge: Knowledge) -> None:
    found = knowledge.search("几天内能退货？")[0]
    assert (found.text, found.document, found.product) == ("签收后七天内可以退货，商品要保持完好。", "returns.md", None)
    assert found.place == "退换货"


def test_a_passage_is_found_by_the_heading_above_it(knowledge: Knowledge) -> None:
    assert knowledge.search("How should I do the storage?", "lamp")[0].text.startswith("Keep it in a dry place")


def test_what_is_about_one_product_is_not_told_of_another(knowledge: Knowledge) -> None:
    assert knowledge.search("wash", "lamp")
    assert knowledge.search("wash", "mug") == ()
    assert knowledge.search("wash") == ()
    assert knowledge.search("退货", "mug")


def test_a_document_of_the_same_name_takes_the_place_of_the_earlier(knowledge: Knowledge, sheet: Path) -> None:
    (sheet.parent / "returns.md").write_text("# 退换货\n\n签收后十五天内可以退货。\n", "utf-8")
    knowledge.add(sheet.parent / "returns.md")
    assert [each.text for each in knowledge.search("退货")] == ["签收后十五天内可以退货。"]
    assert knowledge.search("发票") == ()


def test_a_document_of_the_same_name_about_another_product_is_replaced_with_a_word(
    knowledge: Knowledge, sheet: Path
) -> None:
    said: list[str] = []
    knowledge.add(sheet.parent / "care.md", product="lamp", warn=said.append)
    assert said == []
    knowledge.add(sheet.parent / "care.md", product="mug", warn=said.append)
    assert len(said) == 1
    assert "took the place of the care.md that was about lamp; rename one" in said[0]


def test_a_removed_document_is_forgotten(knowledge: Knowledge) -> None:
    knowledge.remove("returns.md")
    assert knowledge.search("退货") == ()
    assert [each.name for each in knowledge.documents()] == ["care.md"]
    with pytest.raises(UsageError, match=r"no document 'car\.md'; did you mean 'care\.md'"):
        knowledge.remove("car.md")


def test_another_process_learns_and_the_running_show_knows(knowledge: Knowledge, sheet: Path) -> None:
    assert knowledge.search("会员积分") == ()
    (sheet.parent / "points.md").write_text("会员积分每年清零一次。\n", "utf-8")
    code = (
        "import sys; from pathlib import Path; from avatar.catalog.knowledge import Knowledge;"
        "Knowledge(Path(sys.argv[1])).add(Path(sys.argv[2]))"
    )
    subprocess.run([sys.executable, "-c", code, sheet, sheet.parent / "points.md"], check=True)
    assert knowledge.search("会员积分")[0].text == "会员积分每年清零一次。"


def test_questions_are_answered_while_documents_are_learned(knowledge: Knowledge, sheet: Path) -> None:
    big = sheet.parent / "big.md"
    big.write_text("\n\n".join(f"## {number}\n\n关于退货的第{number}条说明。" for number in range(3000)), "utf-8")
    learning = threading.Thread(target=knowledge.add, args=(big,))
    learning.start()
    while learning.is_alive():
        assert knowledge.search("退货")
    learning.join()
    assert {each.name for each in knowledge.documents()} == {"big.md", "care.md", "returns.md"}


def test_a_document_that_cannot_be_read_leaves_the_earlier_one(knowledge: Knowledge, sheet: Path) -> None:
    (sheet.parent / "returns.md").write_bytes(b"")
    with pytest.raises(DocumentError, match=r"returns\.md"):
        knowledge.add(sheet.parent / "returns.md")
    assert knowledge.search("退货")


def test_an_odd_question_finds_nothing_and_breaks_nothing(knowledge: Knowledge) -> None:
    for question in ("", "？！", '" OR *', "NEAR(a b)", "'; drop table found; --", "😀", "\0", "退" * 5000):
        knowledge.search(question)
    assert knowledge.search("退货")


@pytest.mark.parametrize("content", [b"no store at all" * 100, b"SQLite format 3\0" + b"\xff" * 4000])
def test_a_damaged_file_is_named_with_the_mend(sheet: Path, content: bytes) -> None:
    knowledge_path(sheet).write_bytes(content)
    with pytest.raises(DocumentError, match=r"shop\.knowledge\.sqlite: is damaged .*; delete it and learn"):
        Knowledge(sheet).search("退货")


@pytest.mark.parametrize("begun", [False, True])
def test_what_a_full_disk_left_of_a_first_document_knows_nothing_and_is_filled_later(sheet: Path, begun: bool) -> None:
    knowledge_path(sheet).touch()
    if begun:
        with sqlite3.connect(knowledge_path(sheet)) as store:
            store.execute("pragma journal_mode = wal")
    known = Knowledge(sheet)
    assert known.search("wash") == ()
    assert known.documents() == ()
    (sheet.parent / "care.md").write_text(CARE, "utf-8")
    known.add(sheet.parent / "care.md")
    assert known.search("wash")


def test_another_programs_file_is_not_touched(sheet: Path) -> None:
    with sqlite3.connect(knowledge_path(sheet)) as other:
        other.execute("create table mine (a)")
    (sheet.parent / "a.md").write_text(CARE, "utf-8")
    with pytest.raises(DocumentError, match="is no knowledge of this studio"):
        Knowledge(sheet).add(sheet.parent / "a.md")
    with sqlite3.connect(knowledge_path(sheet)) as other:
        assert [name for (name,) in other.execute("select name from sqlite_master")] == ["mine"]


def test_a_folder_that_is_gone_is_told(sheet: Path) -> None:
    (sheet.parent / "a.md").write_text(CARE, "utf-8")
    with pytest.raises(OutputError, match="is the folder there"):
        Knowledge(sheet.parent / "gone" / "shop.yaml").add(sheet.parent / "a.md")


def test_it_is_read_where_nothing_can_be_written(
    knowledge: Knowledge, sheet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = sqlite3.connect

    def refusing(address: str, **options: object) -> sqlite3.Connection:
        if "immutable" not in address:
            refusal = sqlite3.OperationalError("unable to open database file")
            refusal.sqlite_errorcode = sqlite3.SQLITE_CANTOPEN
            raise refusal
        return real(address, **options)  # type: ignore[call-overload, no-any-return]

    monkeypatch.setattr(sqlite3, "connect", refusing)
    assert knowledge.search("退货")


TOPICS = {"退": 0, "return": 0, "money back": 0, "洗": 1, "wash": 1, "clean": 1, "invoice": 2, "发票": 2}


def embed(texts: Sequence[str]) -> npt.NDArray[np.float32]:
    """Texts by topic, one direction each."""
    rows = np.full((len(texts), 4), 0.1, np.float32)
    for row, text in zip(rows, texts, strict=True):
        for word, topic in TOPICS.items():
            row[topic] += word in text.lower()
    return rows


def test_what_shares_no_word_is_found_by_meaning(sheet: Path) -> None:
    (sheet.parent / "returns.md").write_text(RETURNS, "utf-8")
    known = Knowledge(sheet, embed)
    known.add(sheet.parent / "returns.md")
    assert known.search("Can I get my money back?")[0].text.startswith("签收后七天内")
    assert Knowledge(sheet).search("Can I get my money back?") == ()


def test_without_the_embedding_server_words_still_serve(sheet: Path) -> None:
    def broken(texts: Sequence[str]) -> npt.NDArray[np.float32]:
        raise ModelError("the server is down")

    told: list[str] = []
    (sheet.parent / "returns.md").write_text(RETURNS, "utf-8")
    known = Knowledge(sheet, broken, told.append)
    known.add(sheet.parent / "returns.md")
    assert known.search("退货")[0].text.startswith("签收后七天内")
    assert told == [
        "learned by words alone, not by meaning: the server is down; learn it again once the server answers"
    ]


def test_vectors_of_another_model_are_passed_over(sheet: Path) -> None:
    (sheet.parent / "returns.md").write_text(RETURNS, "utf-8")
    Knowledge(sheet, embed).add(sheet.parent / "returns.md")
    longer = Knowledge(sheet, lambda texts: np.ones((len(texts), 7), np.float32))
    assert longer.search("退货")[0].text.startswith("签收后七天内")
