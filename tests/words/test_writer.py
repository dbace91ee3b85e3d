"""From a product to its script."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from avatar.errors import TextError, UsageError
from avatar.types import Line, Product, Script
from avatar.words.memory import Memory
from avatar.words.template import TemplateWriter
from avatar.words.writer import Request, Warn, Writer, no_warning, stream_script, write_script
from tests.words.shop import CUP


class Echo:
    """A writer that says the name and signs as somebody."""

    name = "echo"

    def __init__(self, count: int) -> None:
        self._count = count

    def lines(
        self, product: Product, request: Request, warn: Warn = no_warning, memory: Memory | None = None
    ) -> Generator[Line, None, str]:
        warn("about to speak")
        for _ in range(self._count):
            yield Line("call", product.name)
        return "somebody"

    def another(self, product: Product, request: Request, script: Script, index: int, warn: Warn) -> Line | None:
        return Line("call", "Otherwise.") if index else None


def test_the_script_grows_line_by_line_and_says_in_the_end_who_wrote_it() -> None:
    writer: Writer = Echo(2)
    growing = list(stream_script(writer, CUP, Request("zh")))
    assert [len(script.lines) for script in growing] == [1, 2, 2]
    assert growing[0].writer == "echo"
    assert growing[-1].writer == "somebody"


def test_warnings_reach_the_user() -> None:
    warnings: list[str] = []
    assert write_script(Echo(1), CUP, Request("zh"), warnings.append).product_id == CUP.id
    assert warnings == ["about to speak"]


def test_a_writer_that_says_nothing_is_an_error() -> None:
    with pytest.raises(TextError, match="wrote nothing about cup-01"):
        write_script(Echo(0), CUP, Request("zh"), no_warning)


def test_the_template_signs_its_scripts() -> None:
    script = write_script(TemplateWriter(), CUP, Request("en"), no_warning)
    assert (script.writer, script.language, script.product_id) == ("template", "en", "cup-01")


@pytest.mark.parametrize(
    ("language", "style", "seconds", "message"),
    [
        ("it", "lively", 30, "zh, en, ja, ko, es, de, fr"),
        ("zh", "angry", 30, "lively, expert"),
        ("zh", "plain", 5, "choose 10 to 180"),
    ],
)
def test_requests_nobody_can_meet(language: str, style: str, seconds: int, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        Request(language, style, seconds)
