"""What each coefficient does to a face: displacements in two layers, in the face's coordinates.

The *front* layer carries the upper lip and the upper lids, the *back* layer the lower lip, the
eyeballs and the lower lids. Outside lips and lids both are the same, so the skin has no seam.
Each layer is continued beyond its edge, so that an edge can be found by following its layer.

What a tracker of lips reads off the drawn face (inner opening, points 13 to 14, and width, 61 to
291, both over the distance of the outer eye corners, 33 to 263; means over six portraits):

    jawOpen         0.05  0.1   0.15  0.25  0.4   0.6   0.8   1
    opening         .008  .027  .045  .077  .123  .184  .260  .319     about 0.31 times jawOpen

    at 1            opening   width, 0.495 at rest
    mouthFunnel     + 0.10    - 0.09
    mouthPucker       0       - 0.14
    mouthStretch*     0       + 0.09     both sides
    mouthSmile*       0       + 0.09
    mouthLowerDown* + 0.09      0
    mouthUpperUp*   + 0.06      0
    mouthClose      - 0.31      0        at most what is open
    jawOpen         + 0.31    - 0.025    least at 0.3

All are straight lines to within a hundredth, and add up.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from avatar.face.around_mouth import AroundMouth
from avatar.face.driving import DRIVEN, FUNNEL, JAW, LIP_RISE, LOWER_DOWN, SLIT, UPPER_UP
from avatar.face.eye_shapes import eye_moves
from avatar.face.geometry import Face
from avatar.face.moves import BACK, FRONT, SIDES, Array, Move, both, ease, layers
from avatar.types import Floats

_CORNER_SHARE = 0.25  # of the jaw's drop that the corners follow
_CHIN_SHARE = 0.58  # … and the chin: more makes a long face
JOINED = 0.34
"""So far below the lower lip's edge both layers are one."""
_JOINS = 0.08  # below the lower lip's edge
_COLUMN = {name: column for column, name in enumerate(DRIVEN)}
_FULLER = 0.012  # how much lower a rounded lower lip is beside its middle
_DRAWN_IN = 0.1  # narrowing of the mouth at the widest opening


def basis(face: Face, points: Floats) -> Floats:
    """Displacements of points [..., 2] at 1 of each of `DRIVEN`: float32 [53, 2 layers, ..., 2], face coordinates."""
    fields = np.zeros((len(DRIVEN), 2, *points.shape), np.float32)
    mouth = AroundMouth(face, points)
    for name, layer, move in _mouth_moves(mouth):
        fields[_COLUMN[name], layer] += move
    _join_below(fields.swapaxes(0, 1), mouth)
    for name, layer, move in eye_moves(face, points):
        fields[_COLUMN[name], layer] += move
    return fields


def closing(face: Face, points: Floats) -> Floats:
    """Displacements [2 layers, ..., 2] that bring open lips together: what a smiling photograph rests at."""
    fields = np.zeros((2, *points.shape), np.float32)
    if face.lips.closed:
        return fields
    mouth = AroundMouth(face, points)
    half = (mouth.lower_edge - mouth.upper_edge) / 2
    fields[FRONT, ..., 1] = half * mouth.inside * mouth.lift
    fields[BACK, ..., 1] = -half * mouth.inside * mouth.drop
    _join_below(fields, mouth)
    return fields


def _join_below(fields: Floats, mouth: AroundMouth) -> None:
    """Let the front layer go over into the back one below the lower lip: from there on the face is one skin."""
    joined = ease((mouth.below - _JOINS) / (JOINED - _JOINS))
    fields[FRONT] += joined[..., None] * (fields[BACK] - fields[FRONT])


def _mouth_moves(m: AroundMouth) -> Iterator[Move]:
    yield from _jaw_moves(m)
    yield from _round_moves(m)
    yield from _lip_moves(m)
    for side, sign in SIDES:
        yield from _corner_moves(m, side, sign)
        yield from _cheek_moves(m, side, sign)


def _jaw_moves(m: AroundMouth) -> Iterator[Move]:
    zero = np.zeros_like(m.t)
    yield from layers("jawOpen", -_DRAWN_IN * m.pull, *_parted(m, m.oval))
    # lips that stay shut over an open jaw meet a little above the middle of the gap
    gap = (JAW + LIP_RISE) * m.oval
    yield from layers("mouthClose", zero, 0.35 * gap * m.lift, -0.65 * gap * m.drop)
    slit, oval = _parted(m, m.slit), _parted(m, m.oval)
    yield from layers(SLIT, zero, *(one - other for one, other in zip(slit, oval, strict=True)))
    sway = m.around * np.where(m.signed > 0, m.neckward, m.lift) * ease(0.3 + m.signed / 0.3)
    yield from both("jawLeft", 0.06 * sway, zero)
    yield from both("jawRight", -0.06 * sway, zero)
    yield from both("jawForward", zero, 0.025 * m.chinward * m.jawline * m.neckward)


def _parted(m: AroundMouth, bow: Array) -> tuple[Array, Array]:
    """How far an open jaw takes the front and the back layer down, when the lips part by that bow."""
    corners = _CORNER_SHARE * m.around * (1 - bow) * m.high_lift
    bone = _CHIN_SHARE * m.jawline
    lip = (1 - m.chinward) * corners + m.drop * bow + m.chinward * bone
    front = JAW * corners * (1 - m.chinward) - LIP_RISE * bow * m.lift
    back = JAW * lip * m.neckward
    return np.where(np.abs(m.t) >= 1, back, front), back


def _round_moves(m: AroundMouth) -> Iterator[Move]:
    """Rounded lips are full to their ends: narrowed alone, the lower one would end in a V."""
    swell = m.swell + _FULLER * m.shoulders * np.clip(m.signed / m.lower_lip, 0, 1) * m.drop
    yield from both("mouthPucker", -0.28 * m.pull, swell)
    yield from layers(
        "mouthFunnel",
        -0.2 * m.pull,
        -0.41 * FUNNEL * m.oval * m.lift + 0.4 * swell,
        0.59 * FUNNEL * m.oval * m.drop + 0.45 * swell,
    )


def _lip_moves(m: AroundMouth) -> Iterator[Move]:
    zero = np.zeros_like(m.t)
    low = m.bow * m.drop
    over = np.maximum(0, m.signed) / m.lower_lip
    under = np.maximum(0, -m.signed) / m.upper_lip
    lower_edge = m.bow * np.clip(over, 0, 1) * (1 - ease((over - 1) / 1.6))
    upper_edge = m.bow * np.clip(under, 0, 1) * (1 - ease((under - 1) / 1.1))
    yield from layers("mouthRollLower", zero, zero, -0.012 * low - 0.5 * lower_edge * m.lower_lip)
    yield from layers("mouthRollUpper", zero, 0.5 * upper_edge * m.upper_lip, zero)
    yield from both("mouthShrugLower", zero, -0.03 * m.around * np.where(m.signed > 0, m.neckward, m.lift))
    yield from layers("mouthShrugUpper", zero, -0.025 * m.bow * m.lift, zero)
    yield from both("mouthLeft", 0.07 * m.around * np.where(m.signed > 0, 1 - m.chinward, m.lift), zero)
    yield from both("mouthRight", -0.07 * m.around * np.where(m.signed > 0, 1 - m.chinward, m.lift), zero)


def _corner_moves(m: AroundMouth, side: str, sign: float) -> Iterator[Move]:
    zero = np.zeros_like(m.t)
    half = m.half(sign)
    end = half * np.clip(np.abs(m.t), 0, 1) ** 1.7 * m.around
    tall = np.where(m.signed > 0, 1 - ease(m.below / (m.to_chin * 0.95)), m.high_lift)
    lean = 0.5 * half
    yield from both(f"mouthSmile{side}", 0.2 * half * m.pull, -0.058 * end * tall)
    yield from both(f"mouthFrown{side}", zero, 0.05 * end * tall)
    yield from both(f"mouthStretch{side}", 0.26 * half * m.pull, 0.012 * end * tall)
    yield from both(f"mouthDimple{side}", 0.12 * half * m.pull, -0.012 * end * tall)
    yield from both(f"mouthPress{side}", 0.05 * half * m.pull, -0.28 * half * m.band * m.thickness)
    yield from layers(f"mouthUpperUp{side}", zero, -UPPER_UP * lean * 2 * _wide_bow(m) * m.lift, zero)
    yield from layers(f"mouthLowerDown{side}", zero, zero, LOWER_DOWN * lean * 2 * _wide_bow(m) * m.drop)


def _wide_bow(m: AroundMouth) -> Array:
    """Flatter than a cosine: lips drawn off the teeth part along their whole width."""
    return m.bow**0.8


def _cheek_moves(m: AroundMouth, side: str, sign: float) -> Iterator[Move]:
    zero = np.zeros_like(m.t)
    lips = m.face.lips
    end = lips.right if sign > 0 else lips.left
    level = float(lips.upper.at(end))
    puff = m.spot(end + sign * 0.16, level, 0.2, 0.24)
    yield from both("cheekPuff", sign * 0.03 * puff, zero)
    raised = m.spot(end + sign * 0.1, level - 0.3, 0.2, 0.14)
    yield from both(f"cheekSquint{side}", zero, -0.03 * raised)
    wing = m.spot(float(m.face.nose_base[0]) + sign * 0.15, float(m.face.nose_base[1]) - 0.06, 0.12, 0.12)
    yield from both(f"noseSneer{side}", zero, -0.03 * wing)
