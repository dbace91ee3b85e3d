"""The tracks of a mouth as ARKit's coefficients: one way for what is read from phones and what is heard."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from avatar.face.arkit import INDEX, NAMES
from avatar.face.timeline import Track
from avatar.types import Floats

# how far a coefficient of 1 parts the lips, in jawOpen's range (both sides of a pair together)
_OPENS = {"mouthFunnel": 0.28, "mouthUpperUp": 0.2, "mouthLowerDown": 0.25}
_CORNERS = 0.3  # how far the corners go out as the lips part
_WIDEST = 0.75  # ever harder to go beyond: further is a grin


def coefficients(mouth: Mapping[str, Track]) -> Floats:
    """Tracks (one value a frame each) as rows of ARKit's coefficients, float32 [frames, 52], 0 … 1."""
    jaw, part = np.maximum(mouth["jaw"], 0), np.maximum(mouth["part"], 0)
    width = mouth["spread"] + _CORNERS * part
    spread, drawn_in = _WIDEST * np.tanh(np.maximum(width, 0) / _WIDEST), np.maximum(-width, 0)
    tuck, seal = mouth["tuck"], mouth["seal"]
    funnel = mouth["funnel"] * (1 - seal)
    upper, lower = 0.12 * part + 0.45 * tuck, 0.1 * part * (1 - tuck)
    lack = (
        part - jaw - _OPENS["mouthFunnel"] * funnel - _OPENS["mouthUpperUp"] * upper - _OPENS["mouthLowerDown"] * lower
    )
    drawn = np.maximum(lack, 0) / (_OPENS["mouthUpperUp"] + _OPENS["mouthLowerDown"])
    sides = {
        "mouthStretch": 1.05 * spread,
        "mouthSmile": 0.4 * spread,
        "mouthUpperUp": upper + drawn,
        "mouthLowerDown": lower + drawn,
        "mouthPress": 0.35 * seal,
    }
    columns = {
        "jawOpen": jaw,
        "mouthClose": np.clip(-lack, 0, jaw),
        "mouthFunnel": funnel,
        "mouthPucker": 1.2 * np.maximum(mouth["pucker"], 0) + 0.75 * drawn_in,
        "mouthRollLower": 0.55 * tuck + 0.15 * seal,
        "mouthRollUpper": 0.12 * seal,
        "tongueOut": mouth["tongue"],
        **{f"{name}{side}": track for name, track in sides.items() for side in ("Left", "Right")},
    }
    rows = np.zeros((len(jaw), len(NAMES)), np.float32)
    for name, track in columns.items():
        rows[:, INDEX[name]] = np.clip(track, 0, 1)
    return rows
