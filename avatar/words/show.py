"""A show: several products one after the other, round after round, and nothing said twice within the hour."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from avatar.errors import UsageError
from avatar.types import Line, Product, Script
from avatar.words.gestures import GesturePlacer
from avatar.words.memory import Memory
from avatar.words.request import Request, Warn, no_warning
from avatar.words.writer import Writer

QUIET_SECONDS = 30.0
"""How long nothing is said when there is nothing new to say about any product."""
SOLD_OUT_SECONDS = 15
"""At most so much is said of a product that is sold out."""

Current = Callable[[str], Product | None]
"""The product of that id as it stands now (price, stock); None while it is off the show."""


class Show:
    """Leads from product to product without end, as the products stand when their turn comes.

    `request.seconds` is about how long each is spoken of at a time. A fact comes again
    once the product's other facts have had their turn; what was said is not said again
    within an hour of speech.
    """

    def __init__(
        self,
        writer: Writer,
        products: Sequence[Product],
        request: Request,
        *,
        current: Current | None = None,
        memory: Memory | None = None,
        warn: Warn = no_warning,
    ) -> None:
        """`current` is asked each time a product's turn comes. Raises UsageError for a show without products."""
        if not products:
            raise UsageError("a show needs at least one product")
        self._writer = writer
        self._products = {product.id: product for product in products}
        self._request = request
        self._current = current or self._products.get
        self._warn = warn
        self.memory = memory or Memory()

    def segments(self) -> Iterator[Script]:
        """One script a product's turn, without end; the first line of each but the first leads over from the last.

        A script without lines means that nobody has anything new to say for `QUIET_SECONDS`:
        a room stays silent or answers viewers meanwhile.
        """
        while True:
            spoken = False
            for product_id in self._products:
                product = self._current(product_id)
                if product is None:
                    continue
                script = self._segment(product)
                if script.lines:
                    spoken = True
                    yield script
                    self.memory.note(product, script.lines, self._request.language)
            if not spoken:
                yield Script(next(iter(self._products)), self._request.language, (), self._writer.name)
                self.memory.wait(QUIET_SECONDS)

    def _segment(self, product: Product) -> Script:
        asked = self._request
        if product.stock == 0:
            asked = replace(asked, seconds=min(asked.seconds, SOLD_OUT_SECONDS))
        gestures = GesturePlacer(product)
        lines: list[Line] = []
        writing = self._writer.lines(product, asked, self._warn, self.memory)
        author = self._writer.name
        try:
            while True:
                lines.append(gestures.placed(next(writing)))
        except StopIteration as end:
            author = end.value or author
        return Script(product.id, asked.language, tuple(lines), author)


def show_of(show: Show, seconds: float) -> tuple[Script, ...]:
    """The segments of a show of about so many seconds; shorter where there is nothing new to say."""
    segments: list[Script] = []
    for script in show.segments():
        if not script.lines or show.memory.seconds >= seconds:
            break
        segments.append(script)
    return tuple(segments)
