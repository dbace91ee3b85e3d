"""Names of the coefficients a face moves by: ARKit's 52 blendshapes, in the order ARKit documents them.

Source: Apple, *ARFaceAnchor.BlendShapeLocation*. Left and right are the person's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_EYE = ("eyeBlink", "eyeLookDown", "eyeLookIn", "eyeLookOut", "eyeLookUp", "eyeSquint", "eyeWide")


def _pair(stem: str) -> tuple[str, str]:
    return f"{stem}Left", f"{stem}Right"


NAMES: tuple[str, ...] = (
    *(f"{name}Left" for name in _EYE),
    *(f"{name}Right" for name in _EYE),
    "jawForward",
    *_pair("jaw"),
    "jawOpen",
    "mouthClose",
    "mouthFunnel",
    "mouthPucker",
    *_pair("mouth"),
    *_pair("mouthSmile"),
    *_pair("mouthFrown"),
    *_pair("mouthDimple"),
    *_pair("mouthStretch"),
    "mouthRollLower",
    "mouthRollUpper",
    "mouthShrugLower",
    "mouthShrugUpper",
    *_pair("mouthPress"),
    *_pair("mouthLowerDown"),
    *_pair("mouthUpperUp"),
    *_pair("browDown"),
    "browInnerUp",
    *_pair("browOuterUp"),
    "cheekPuff",
    *_pair("cheekSquint"),
    *_pair("noseSneer"),
    "tongueOut",
)
"""The 52 names; a row of coefficients (0 … 1) has one column for each, in this order."""

INDEX: Mapping[str, int] = MappingProxyType({name: column for column, name in enumerate(NAMES)})
"""Column of a name."""
