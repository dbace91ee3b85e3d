from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from avatar.face.arkit import INDEX, NAMES
from avatar.face.driving import DRIVEN, FUNNEL, JAW, LIP_RISE, LOWER_DOWN, SLIT, UPPER_UP, driven, roundness
from avatar.types import Floats

SHARE = st.floats(0, 1, width=32)


def values(**shape: float) -> Floats:
    row = np.zeros(len(NAMES), np.float32)
    for name, value in shape.items():
        for full in (name,) if name in INDEX else (f"{name}Left", f"{name}Right"):
            row[INDEX[full]] = value
    return row


def gap(**shape: float) -> float:
    """How far the lips part, in eye distances, as the moves add up."""
    row = dict(zip(DRIVEN, driven(values(**shape)).tolist(), strict=True))
    gap = (JAW + LIP_RISE) * (row["jawOpen"] - row["mouthClose"]) + FUNNEL * row["mouthFunnel"]
    return gap + LOWER_DOWN * row["mouthLowerDownLeft"] + UPPER_UP * row["mouthUpperUpLeft"]


def test_at_rest_nothing_moves() -> None:
    assert not driven(values()).any()


@given(SHARE, SHARE, SHARE, SHARE, SHARE)
def test_lips_close_no_farther_than_shut(jaw: float, close: float, funnel: float, lower: float, upper: float) -> None:
    assert gap(jawOpen=jaw, mouthClose=close, mouthFunnel=funnel, mouthLowerDown=lower, mouthUpperUp=upper) > -1e-5


def test_more_jaw_is_more_opening_all_the_way() -> None:
    gaps = np.array([gap(jawOpen=jaw) for jaw in np.linspace(0, 1, 201)])
    assert (np.diff(gaps) > 0).all()
    assert abs(gaps[-1] - (JAW + LIP_RISE)) < 1e-6


def test_a_small_opening_is_made_large_enough_to_be_seen() -> None:
    assert gap(jawOpen=0.06) > 0.027
    assert gap(mouthLowerDown=0.25) > 0.027


def test_what_trembles_about_nothing_opens_nothing() -> None:
    assert gap(jawOpen=0.01) < 0.004


def test_pressed_lips_are_not_helped_to_open() -> None:
    assert gap(jawOpen=0.06, mouthPress=1.0) < 0.02


@given(SHARE, SHARE)
def test_a_mouth_opens_as_a_slit_and_ends_as_an_oval(jaw: float, pucker: float) -> None:
    slit = driven(values(jawOpen=jaw, mouthPucker=pucker))[DRIVEN.index(SLIT)]
    assert 0 <= slit <= 0.25
    assert driven(values(jawOpen=0.2))[DRIVEN.index(SLIT)] > 0.15
    assert driven(values(jawOpen=1.0))[DRIVEN.index(SLIT)] == 0
    assert driven(values(jawOpen=0.5, mouthPucker=1.0))[DRIVEN.index(SLIT)] == 0


def test_lips_are_round_when_puckered_or_funnelled() -> None:
    assert roundness(values(jawOpen=1.0)) == 0
    assert roundness(values(mouthPucker=0.4)) == np.float32(0.4)
    assert roundness(values(mouthPucker=1.0, mouthFunnel=1.0)) == 1
