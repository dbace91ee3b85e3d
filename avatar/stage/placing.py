"""Where the figure stands and the caption shows, so that nothing ever covers a mouth.

A half figure has its face well above the caption. A close-up has its chin where the caption
would be: it is lifted as far as its lower edge allows, and if that is not enough, captions go
to the top of the frame.
"""

from __future__ import annotations

from dataclasses import dataclass

from avatar.stage.scene import Box, Layout
from avatar.types import CardSide

FaceSpan = tuple[float, float]
"""Where a figure's face begins and ends (its chin), as shares of the figure's height from its top."""

_ROOM = 0.02  # of the frame's height, free between chin and what is below


@dataclass(frozen=True)
class Placing:
    """The boxes of figure and caption for one presenter."""

    figure: Box
    caption: Box


def placing(layout: Layout, face: FaceSpan | None) -> Placing:
    """The layout's boxes, moved where a face of that span asks for it; `None` moves nothing."""
    figure, caption = layout.figure, layout.caption
    if face is None:
        return Placing(figure, caption)
    chin = figure.top + face[1] * figure.height + _ROOM
    spare = max(0.0, figure.top + figure.height - 1.0)  # below the frame: what may be lifted without baring the edge
    if chin - caption.top <= spare:
        return Placing(_lifted(figure, chin - caption.top), caption)
    below = layout.card.top if _crosses(layout.card, figure) else 1.0
    above = Box(caption.left, layout.label.top + layout.label.height + _ROOM, caption.width, caption.height)
    return Placing(_lifted(figure, min(chin - below, spare)), above)


def card_side(layout: Layout) -> CardSide:
    """Where the product card stands, seen from the figure: below it where the card is before its middle."""
    if _crosses(layout.card, layout.figure):
        return "below"
    return "left" if layout.card.left < layout.figure.left + layout.figure.width / 2 else "right"


def _lifted(box: Box, by: float) -> Box:
    return Box(box.left, box.top - max(0.0, by), box.width, box.height)


def _crosses(card: Box, figure: Box) -> bool:
    """Whether the card stands before the middle of the figure."""
    middle = figure.left + figure.width / 2
    return card.left < middle < card.left + card.width
