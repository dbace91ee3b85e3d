"""PDFs: lines become paragraphs again; what cannot be read is said to be so."""

from __future__ import annotations

import time
import tracemalloc
from pathlib import Path

from tests.catalog.makers import pdf_of, scanned
from tests.catalog.test_documents import read, refused

WIDE = "A cup of ours is thrown by hand, glazed twice and fired for a day and a night in"


def test_lines_broken_for_want_of_width_are_joined(tmp_path: Path) -> None:
    lines = [
        ("Care", 20),
        (f"{WIDE} a trans-", 11),
        (f"parent glaze. {WIDE} one", 11),
        ("kiln. It holds 300 ml.", 11),
        ("签收后七天内可以退货，运费由买家承担；商品须保持完好，不影响二次销售，标签齐全", 11),
        ("并附上发票。", 11),
    ]
    first, second = read(tmp_path, "care.pdf", pdf_of([lines])).parts
    assert first.text == f"{WIDE} a transparent glaze. {WIDE} one kiln. It holds 300 ml."
    assert second.text == f"{lines[4][0]}并附上发票。"
    assert (first.place, first.heading) == ("page 1", "Care")


def test_rows_of_a_table_stay_lines(tmp_path: Path) -> None:
    lines = [(WIDE + " a kiln of our own.", 11), ("", 11), ("Size Height", 11), ("M 160-165", 11), ("L 165-170", 11)]
    parts = read(tmp_path, "sizes.pdf", pdf_of([lines])).parts
    assert [part.text for part in parts][1:] == ["Size Height\nM 160-165\nL 165-170"]


def test_items_stay_with_the_line_that_leads_in(tmp_path: Path) -> None:
    lines = [("Send us:", 11), ("1. the number of the order", 11), ("2. a picture", 11), ("Q: How fast? A: Soon.", 11)]
    parts = read(tmp_path, "a.pdf", pdf_of([lines])).parts
    texts = [part.text for part in parts]
    assert texts == ["Send us:\n1. the number of the order\n2. a picture", "Q: How fast? A: Soon."]


def test_a_paragraph_goes_on_across_the_end_of_a_page(tmp_path: Path) -> None:
    pages = [
        [("Care", 20), (f"{WIDE} one", 11)],
        [("kiln of ours.", 11), ("", 11), ("Another thing is said here.", 11)],
    ]
    parts = read(tmp_path, "a.pdf", pdf_of(pages)).parts
    assert [(part.text, part.place) for part in parts] == [
        (f"{WIDE} one kiln of ours.", "page 1"),
        ("Another thing is said here.", "page 2"),
    ]


def test_headers_and_footers_are_read_once(tmp_path: Path) -> None:
    pages = [
        [
            ("The potter's shop", 9),
            ("", 60),
            (f"Price {number + 9} of {what}.", 11),
            ("", 420),
            (f"page {number} of 4", 9),
        ]
        for number, what in enumerate(("cups", "bowls", "plates", "pots"), 1)
    ]
    whole = "\n".join(part.text for part in read(tmp_path, "a.pdf", pdf_of(pages)).parts)
    assert whole.count("The potter's shop") == 1
    assert whole.count(" of 4") == 1
    assert [whole.count(what) for what in ("cups", "bowls", "plates", "pots")] == [1, 1, 1, 1]


def test_a_scanned_pdf_is_named_as_such(tmp_path: Path) -> None:
    message = refused(tmp_path, "scan.pdf", scanned(3))
    assert "scanned: pictures of text, not text (3 pages); run a text recognition (OCR)" in message


def test_pages_without_text_are_told(tmp_path: Path) -> None:
    said: list[str] = []
    page = [("Returned within seven days.", 11)]
    reading = read(tmp_path, "half.pdf", pdf_of([page, [], page, [], []]), said)
    assert [part.place for part in reading.parts] == ["page 1", "page 3"]
    assert len(said) == 1
    assert "half.pdf: pages 2, 4–5: no text that can be read" in said[0]


def test_an_encrypted_pdf_is_named_as_such(tmp_path: Path) -> None:
    data = pdf_of([[("a secret", 11)]], password="potter")
    assert "encrypted; save it without a password" in refused(tmp_path, "secret.pdf", data)


def test_a_pdf_of_500_pages_is_read_in_seconds_and_little_memory(tmp_path: Path) -> None:
    data = pdf_of(
        [
            [(f"Chapter {page} of the manual", 18)] + [(f"{page}.{n}: {WIDE} kiln {n}.", 11) for n in range(20)]
            for page in range(500)
        ]
    )
    tracemalloc.start()
    begun = time.process_time()
    reading = read(tmp_path, "manual.pdf", data)
    took = time.process_time() - begun
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert reading.pages == 500
    assert reading.parts[-1].place == "page 500"
    assert reading.parts[-1].text.endswith("kiln 19.")
    assert took < 60
    assert most < 300e6
