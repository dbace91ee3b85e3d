"""Splitting: every part short enough, and not a character lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from avatar.catalog.documents.block import TABLE_TITLE, Block
from avatar.catalog.documents.parts import parts
from avatar.catalog.documents.splitting import LONGEST, split
from avatar.catalog.documents.txt import txt_blocks

WORDS = st.text(alphabet="ab 字。.,，？?\n1 ５:：-#é🙂", max_size=2_000)


@given(WORDS, st.integers(2, 700))
def test_pieces_are_short_and_joined_they_are_the_text(text: str, longest: int) -> None:
    pieces = list(split(text, longest))
    assert "".join(pieces) == text
    assert all(0 < len(piece) <= longest for piece in pieces)


@given(
    st.lists(
        st.builds(
            Block,
            st.sampled_from(["heading", "paragraph", "item", "row"]),
            WORDS,
            st.just("line 1"),
            st.integers(1, TABLE_TITLE),
        ),
        max_size=12,
    )
)
def test_no_character_of_any_block_is_lost(blocks: list[Block]) -> None:
    found = list(parts(blocks))
    told = squeezed("".join(part.text + part.heading for part in found))
    for block in blocks:
        for character in squeezed(block.text):
            assert character in told
    paragraphs = squeezed("".join(block.text for block in blocks if block.kind != "heading"))
    assert is_within(paragraphs, squeezed("".join(part.text for part in found)))
    assert all(len(part.text) <= LONGEST for part in found)


@given(WORDS)
def test_no_character_of_a_text_is_lost(text: str) -> None:
    found = list(parts(txt_blocks(text)))
    told = squeezed("".join(part.heading + part.text for part in found))
    marks = "-#"
    assert set(squeezed(text)) - set(marks) <= set(told)
    bodies = squeezed("".join(block.text for block in txt_blocks(text) if block.kind != "heading"))
    assert is_within(bodies, squeezed("".join(part.text for part in found)))


def test_a_number_is_never_cut() -> None:
    text = "价" * 598 + "1234.5元"
    assert list(split(text))[-1] == "1234.5元"


def test_a_long_answer_keeps_its_question() -> None:
    answer = "".join(f"第{number}条规则说明杯子可以退货。" for number in range(80))
    found = list(
        parts([Block("paragraph", "问：可以退货吗？", "line 1"), Block("paragraph", f"答：{answer}", "line 2")])
    )
    assert len(found) > 1
    assert found[0].text.startswith("问：可以退货吗？\n答：第0条")
    assert all(part.heading == "问：可以退货吗？" for part in found[1:])


def squeezed(text: str) -> str:
    return "".join(text.split())


def is_within(wanted: str, told: str) -> bool:
    """Whether all characters stand there in their order."""
    remaining = iter(told)
    return all(character in remaining for character in wanted)
