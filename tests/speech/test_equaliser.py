"""The equaliser changes tone, never time."""

from __future__ import annotations

import numpy as np
import pytest

from avatar.speech.equaliser import equalised

RATE = 22_050
GAINS = (0.0, 0.0, 0.0, 0.0, -6.0, 0.0, 0.0, 0.0, 0.0, 0.0)


@pytest.mark.parametrize(("hertz", "decibels"), [(1000, -6), (300, 0), (5000, 0)])
def test_gains_are_at_their_frequencies(hertz: float, decibels: float) -> None:
    pcm = np.sin(2 * np.pi * hertz * np.arange(RATE) / RATE).astype(np.float32)
    inner = slice(2000, -2000)
    change = 20 * np.log10(equalised(pcm, RATE, GAINS)[inner].std() / pcm[inner].std())
    assert change == pytest.approx(decibels, abs=0.6)


def test_nothing_is_delayed() -> None:
    click = np.zeros(9000, np.float32)
    click[4000] = 1
    out = equalised(click, RATE, GAINS)
    assert len(out) == len(click)
    assert int(np.argmax(np.abs(out))) == 4000


def test_no_gains_no_change() -> None:
    pcm = np.ones(10, np.float32)
    assert equalised(pcm, RATE, ()) is pcm
