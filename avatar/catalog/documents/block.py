"""What every format's reader yields: the pieces of a document in their order, before they are put together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Warn = Callable[[str], None]
Kind = Literal["heading", "paragraph", "item", "row"]


TABLE_TITLE = 10
"""The level of a table's title: it stands above the table's rows alone."""


@dataclass(frozen=True)
class Block:
    """A heading, a paragraph, an item of a list, or a row of a table told with its headers.

    `position` is where it stands where headings do not tell: `line 40`, `page 3`. `level` is a
    heading's depth, from 1. `fixed`: the position is told whatever the headings (pages, sheets).
    """

    kind: Kind
    text: str
    position: str
    level: int = 0
    fixed: bool = False
