"""Who writes scripts: the seam all writers share, and the way from a product to its script."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Protocol

from avatar.config import Settings
from avatar.errors import TextError, UsageError
from avatar.types import Line, Product, Script
from avatar.words.gestures import GesturePlacer
from avatar.words.memory import Memory
from avatar.words.modelwriter import ModelWriter
from avatar.words.request import ALL_LANGUAGES, LANGUAGES, STYLES, Request, Warn, no_warning
from avatar.words.script import script_from_json, script_to_json
from avatar.words.template import TemplateWriter
from avatar.words.usage import Usage

__all__ = [
    "ALL_LANGUAGES",
    "LANGUAGES",
    "STYLES",
    "Request",
    "Warn",
    "Writer",
    "no_warning",
    "open_writer",
    "rewrite_line",
    "script_from_json",
    "script_to_json",
    "stream_script",
    "write_script",
]


class Writer(Protocol):
    """Writes the words of scripts. `name` is `template` or the model's."""

    name: str

    @property
    def usage(self) -> Usage:
        """What a language model has been asked so far; nothing where there is none."""
        ...

    def lines(
        self, product: Product, request: Request, warn: Warn = no_warning, memory: Memory | None = None
    ) -> Generator[Line, None, str]:
        """Yield lines as they are written and return the name of who wrote them in the end.

        What had to be mended or replaced on the way is told to `warn`. Closing the
        generator early stops the work, a network request included. With the `memory` of a
        show no line of it is said again, and a product with nothing new to say gives none.
        """
        ...

    def another(self, product: Product, request: Request, script: Script, index: int, warn: Warn) -> Line | None:
        """Line `index` of the script in other words with the same facts, unlike all its lines; None without."""
        ...


def open_writer(settings: Settings) -> Writer:
    """The language model the settings name, with the template behind it; the template alone where they name none."""
    return ModelWriter(settings.model) if settings.model.ready else TemplateWriter()


def stream_script(writer: Writer, product: Product, request: Request, warn: Warn = no_warning) -> Iterator[Script]:
    """The script as it grows, one yield a line; the last one is the whole script and names who wrote it.

    Gestures are placed here, by one rule for every writer.
    """
    lines: list[Line] = []
    gestures = GesturePlacer(product)
    author = writer.name
    writing = writer.lines(product, request, warn)
    try:
        while True:
            lines.append(gestures.placed(next(writing)))
            yield Script(product.id, request.language, tuple(lines), author)
    except StopIteration as end:
        author = end.value or author
    finally:
        writing.close()
    if not lines:
        raise TextError(f"{author} wrote nothing about {product.id}")
    yield Script(product.id, request.language, tuple(lines), author)


def write_script(writer: Writer, product: Product, request: Request, warn: Warn) -> Script:
    """The whole script of one product; what was mended on the way is told to `warn`."""
    *_, script = stream_script(writer, product, request, warn)
    return script


def rewrite_line(
    writer: Writer, product: Product, request: Request, script: Script, index: int, warn: Warn = no_warning
) -> Line:
    """Line `index` (from 0) of the script in other words: its kind, facts and gesture, and unlike every line of it.

    Raises UsageError for a line that is not there, TextError where nobody has another wording.
    """
    if not 0 <= index < len(script.lines):
        raise UsageError(f"line {index + 1}: the script has lines 1 to {len(script.lines)}")
    line = writer.another(product, request, script, index, warn)
    if line is None:
        raise TextError(
            f"line {index + 1} of the script about {product.id}: {writer.name} knows no other wording of it; "
            "change it by hand, or set a language model"
        )
    return line
