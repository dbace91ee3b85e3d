"""From ARKit's coefficients to those the moves of a face are made of: how lips part is not a sum.

A gap of a hundredth of an eye distance is seen by nobody, a mouth that opens is first a slit
and then an oval, and lips cannot close farther than shut. What comes out is what was asked for:
the opening a viewer (or a tracker of lips) sees grows with its coefficients in a straight line.
"""

from __future__ import annotations

import numpy as np

from avatar.face.arkit import INDEX, NAMES
from avatar.types import Floats

SLIT = "slit"
"""How much of a slit the opening of the jaw is, where its full weight would be an oval."""
DRIVEN: tuple[str, ...] = (*NAMES, SLIT)
"""What each number of a driven row means."""

JAW = 0.26
"""Drop of the lower lip at the widest opening of speech; as all that follows in eye distances."""
LIP_RISE = 0.04
"""… and the upper lip's rise."""
LOWER_DOWN, UPPER_UP, FUNNEL = 0.075, 0.06, 0.085
"""How far each of these parts the lips at 1."""
_GAP = JAW + LIP_RISE
_UNSEEN = 0.0125  # of a gap is not seen, where lips shade each other
_BEGINS, _SEEN = (0.003, 0.012), (0.012, 0.052)  # gaps over which that is added and taken back
_PARTED = ("mouthLowerDownLeft", "mouthLowerDownRight", "mouthUpperUpLeft", "mouthUpperUpRight", "mouthFunnel")
_OPENERS = np.array([INDEX[name] for name in _PARTED])
_REACHES = np.array([LOWER_DOWN / 2, LOWER_DOWN / 2, UPPER_UP / 2, UPPER_UP / 2, FUNNEL], np.float32)
_PRESS = np.array([INDEX["mouthPressLeft"], INDEX["mouthPressRight"]])
_PUCKER, _FUNNEL = INDEX["mouthPucker"], INDEX["mouthFunnel"]
_JAW, _CLOSE = INDEX["jawOpen"], INDEX["mouthClose"]


def driven(values: Floats) -> Floats:
    """A row of `DRIVEN` for a row of the 52 coefficients, 0 … 1: float32 [53]."""
    row = np.zeros(len(DRIVEN), np.float32)
    row[: len(NAMES)] = values
    jaw, asked = float(values[_JAW]), float(values[_CLOSE])
    others = float(values[_OPENERS] @ _REACHES) / _GAP
    close = min(asked, jaw + others)
    gap = (jaw + others - close) * _GAP
    pressed = float(values[_PRESS].mean())
    wider = _UNSEEN * _step(gap, _BEGINS) * (1 - _step(gap, _SEEN)) * (1 - pressed) / _GAP
    row[_JAW], row[_CLOSE] = jaw + wider, close
    parted = min(max(jaw + wider - close, 0.0), 1.0)
    row[-1] = parted * (1 - parted) * (1 - roundness(values))
    return row


def roundness(values: Floats) -> float:
    """How far lips are pushed forward and rounded, 0 … 1."""
    return min(1.0, float(values[_PUCKER]) + 0.8 * float(values[_FUNNEL]))


def _step(x: float, span: tuple[float, float]) -> float:
    """0 before a span, 1 after it, smooth between."""
    share = min(max((x - span[0]) / (span[1] - span[0]), 0.0), 1.0)
    return share * share * (3 - 2 * share)
