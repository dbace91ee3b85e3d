"""The two presenters' heads as numbers: every width, depth and colour that makes one person differ from another.

Unit: chin to crown is 2.35. x runs to the picture's right, z up, y away from the camera; the origin lies between
the eyes at the depth of the eyeballs' surface.
"""

from __future__ import annotations

from dataclasses import dataclass

from .shapes import Table

Colour = tuple[float, float, float]


@dataclass(frozen=True)
class EyeDesign:
    """Corners and lid curves of the right-hand eye in the picture; the other one mirrors it. Colours are sRGB bytes."""

    inner: tuple[float, float]
    outer: tuple[float, float]
    upper: Table
    lower: Table
    crease: Table
    crease_depth: float
    ball: float
    iris: float
    pupil: float
    gaze: tuple[float, float]
    colour: Colour
    inner_colour: Colour
    lash: float
    lower_lash: float
    liner: float


@dataclass(frozen=True)
class NoseDesign:
    """Bridge height and half width by z, the wings, the tip, its lower edge and where the nostrils sit."""

    height: Table
    width: Table
    wing: tuple[float, float]
    wing_size: tuple[float, float]
    wing_height: float
    tip: float
    tip_size: float
    base: float
    nostril: tuple[float, float]
    nostril_size: tuple[float, float]


@dataclass(frozen=True)
class LipDesign:
    """Mouth corner, the line between the lips and both lips' heights by x / corner."""

    corner: float
    line: Table
    upper: Table
    lower: Table
    fullness: tuple[float, float]
    colour: Colour


@dataclass(frozen=True)
class SkinDesign:
    """Colours of the skin in sRGB bytes; strengths are 0 to 1."""

    base: Colour
    flush: Colour
    blush: float
    beard: float
    contour: float


@dataclass(frozen=True)
class BrowDesign:
    """The brow's spine from inner to outer end as (x, z, half height)."""

    spine: tuple[tuple[float, float, float], ...]
    hairs: int
    colour: Colour


@dataclass(frozen=True)
class HeadDesign:
    """One person's head; tables run by height z, `hairline` by the turn around the head (0 in front) to a height."""

    id: str
    outline: Table
    profile: Table
    edge: Table
    roundness: Table
    brow_ridge: float
    socket: float
    cheek: float
    chin: float
    eye: EyeDesign
    nose: NoseDesign
    lips: LipDesign
    brow: BrowDesign
    skin: SkinDesign
    neck: Table
    size: float
    hair: str
    hair_colour: Colour
    hairline: Table
    ears: bool


MEI = HeadDesign(
    id="mei",
    outline=(
        (1.2, 0.0),
        (1.17, 0.2),
        (1.1, 0.36),
        (0.95, 0.53),
        (0.75, 0.63),
        (0.5, 0.68),
        (0.25, 0.70),
        (0.0, 0.71),
        (-0.2, 0.70),
        (-0.4, 0.66),
        (-0.6, 0.592),
        (-0.75, 0.512),
        (-0.88, 0.41),
        (-0.98, 0.31),
        (-1.055, 0.21),
        (-1.1, 0.12),
        (-1.12, 0.0),
    ),
    profile=(
        (1.2, 0.75),
        (1.1, 0.45),
        (0.95, 0.22),
        (0.78, 0.07),
        (0.5, -0.045),
        (0.25, -0.085),
        (0.1, -0.06),
        (0.0, -0.04),
        (-0.3, -0.05),
        (-0.55, -0.085),
        (-0.75, -0.095),
        (-0.92, -0.06),
        (-1.0, -0.06),
        (-1.07, 0.0),
        (-1.12, 0.16),
    ),
    edge=((1.2, 0.78), (0.8, 0.62), (0.4, 0.5), (0.0, 0.5), (-0.4, 0.52), (-0.75, 0.52), (-1.0, 0.35), (-1.15, 0.2)),
    roundness=((1.2, 2.0), (0.5, 2.15), (0.0, 2.3), (-0.5, 2.2), (-0.9, 2.1), (-1.15, 2.0)),
    brow_ridge=0.012,
    socket=0.045,
    cheek=0.042,
    chin=0.03,
    eye=EyeDesign(
        inner=(0.176, -0.024),
        outer=(0.516, 0.012),
        upper=((0.0, 0.0), (0.08, 0.030), (0.25, 0.060), (0.45, 0.073), (0.65, 0.069), (0.85, 0.044), (1.0, 0.0)),
        lower=((0.0, 0.0), (0.12, 0.018), (0.35, 0.044), (0.6, 0.056), (0.82, 0.042), (1.0, 0.0)),
        crease=((0.0, 0.012), (0.2, 0.034), (0.5, 0.044), (0.8, 0.042), (1.0, 0.034)),
        crease_depth=0.012,
        ball=0.23,
        iris=0.078,
        pupil=0.031,
        gaze=(0.343, 0.004),
        colour=(38, 22, 15),
        inner_colour=(84, 50, 31),
        lash=0.052,
        lower_lash=0.024,
        liner=0.9,
    ),
    nose=NoseDesign(
        height=(
            (0.22, 0.0),
            (0.06, 0.03),
            (-0.095, 0.07),
            (-0.209, 0.115),
            (-0.314, 0.15),
            (-0.385, 0.165),
            (-0.427, 0.12),
            (-0.475, 0.04),
            (-0.522, 0.0),
        ),
        width=((0.2, 0.085), (0.05, 0.064), (-0.095, 0.056), (-0.209, 0.058), (-0.38, 0.066), (-0.475, 0.06)),
        wing=(0.090, -0.423),
        wing_size=(0.062, 0.058),
        wing_height=0.115,
        tip=0.205,
        tip_size=0.074,
        base=-0.473,
        nostril=(0.052, -0.457),
        nostril_size=(0.026, 0.011),
    ),
    lips=LipDesign(
        corner=0.262,
        line=(
            (0.0, -0.685),
            (0.1, -0.683),
            (0.25, -0.677),
            (0.5, -0.674),
            (0.75, -0.663),
            (0.92, -0.649),
            (1.0, -0.642),
        ),
        upper=((0.0, 0.058), (0.1, 0.064), (0.22, 0.071), (0.45, 0.055), (0.7, 0.033), (0.9, 0.013), (1.0, 0.0)),
        lower=((0.0, 0.098), (0.2, 0.098), (0.45, 0.086), (0.7, 0.056), (0.9, 0.02), (1.0, 0.0)),
        fullness=(0.046, 0.066),
        colour=(216, 98, 98),
    ),
    brow=BrowDesign(
        spine=(
            (0.135, 0.200, 0.010),
            (0.21, 0.218, 0.026),
            (0.34, 0.240, 0.026),
            (0.45, 0.246, 0.020),
            (0.545, 0.216, 0.008),
        ),
        hairs=520,
        colour=(112, 80, 64),
    ),
    skin=SkinDesign(base=(242, 200, 178), flush=(232, 128, 116), blush=0.36, beard=0.0, contour=0.4),
    neck=((-0.3, 0.47), (-0.9, 0.45), (-1.4, 0.455), (-1.8, 0.52), (-2.0, 0.6), (-2.3, 0.85), (-2.6, 1.2)),
    size=1.10,
    hair="lob",
    hair_colour=(78, 47, 34),
    hairline=((0.0, 0.74), (0.5, 0.70), (0.8, 0.52), (1.05, 0.22), (1.3, -0.05), (1.6, -0.3)),
    ears=False,
)

KAI = HeadDesign(
    id="kai",
    outline=(
        (1.2, 0.0),
        (1.17, 0.22),
        (1.1, 0.38),
        (0.95, 0.55),
        (0.75, 0.65),
        (0.5, 0.69),
        (0.25, 0.70),
        (0.0, 0.70),
        (-0.2, 0.69),
        (-0.4, 0.652),
        (-0.6, 0.605),
        (-0.75, 0.552),
        (-0.9, 0.445),
        (-1.0, 0.355),
        (-1.08, 0.275),
        (-1.13, 0.19),
        (-1.155, 0.0),
    ),
    profile=(
        (1.2, 0.75),
        (1.1, 0.45),
        (0.95, 0.22),
        (0.78, 0.08),
        (0.5, -0.03),
        (0.25, -0.09),
        (0.1, -0.07),
        (0.0, -0.05),
        (-0.3, -0.06),
        (-0.55, -0.09),
        (-0.75, -0.1),
        (-0.92, -0.07),
        (-1.03, -0.08),
        (-1.1, -0.02),
        (-1.15, 0.14),
    ),
    edge=((1.2, 0.78), (0.8, 0.62), (0.4, 0.5), (0.0, 0.5), (-0.4, 0.54), (-0.75, 0.58), (-1.0, 0.4), (-1.15, 0.2)),
    roundness=((1.2, 2.0), (0.5, 2.2), (0.0, 2.35), (-0.5, 2.25), (-0.9, 2.15), (-1.15, 2.0)),
    brow_ridge=0.03,
    socket=0.055,
    cheek=0.042,
    chin=0.04,
    eye=EyeDesign(
        inner=(0.174, -0.020),
        outer=(0.514, 0.010),
        upper=((0.0, 0.0), (0.1, 0.036), (0.25, 0.063), (0.45, 0.075), (0.65, 0.070), (0.85, 0.043), (1.0, 0.0)),
        lower=((0.0, 0.0), (0.12, 0.018), (0.35, 0.043), (0.6, 0.053), (0.82, 0.038), (1.0, 0.0)),
        crease=((0.0, 0.012), (0.2, 0.026), (0.5, 0.031), (0.8, 0.032), (1.0, 0.028)),
        crease_depth=0.012,
        ball=0.23,
        iris=0.075,
        pupil=0.027,
        gaze=(0.340, 0.002),
        colour=(34, 20, 14),
        inner_colour=(74, 45, 28),
        lash=0.032,
        lower_lash=0.012,
        liner=0.4,
    ),
    nose=NoseDesign(
        height=(
            (0.22, 0.0),
            (0.06, 0.045),
            (-0.096, 0.095),
            (-0.229, 0.14),
            (-0.334, 0.175),
            (-0.411, 0.185),
            (-0.454, 0.14),
            (-0.506, 0.04),
            (-0.554, 0.0),
        ),
        width=((0.2, 0.095), (0.05, 0.074), (-0.096, 0.065), (-0.229, 0.068), (-0.401, 0.078), (-0.497, 0.07)),
        wing=(0.104, -0.449),
        wing_size=(0.068, 0.062),
        wing_height=0.125,
        tip=0.225,
        tip_size=0.084,
        base=-0.504,
        nostril=(0.060, -0.487),
        nostril_size=(0.030, 0.012),
    ),
    lips=LipDesign(
        corner=0.27,
        line=(
            (0.0, -0.713),
            (0.1, -0.711),
            (0.25, -0.707),
            (0.5, -0.706),
            (0.75, -0.697),
            (0.92, -0.683),
            (1.0, -0.673),
        ),
        upper=((0.0, 0.046), (0.1, 0.05), (0.22, 0.056), (0.45, 0.044), (0.7, 0.027), (0.9, 0.01), (1.0, 0.0)),
        lower=((0.0, 0.085), (0.2, 0.085), (0.45, 0.074), (0.7, 0.047), (0.9, 0.017), (1.0, 0.0)),
        fullness=(0.036, 0.054),
        colour=(188, 110, 100),
    ),
    brow=BrowDesign(
        spine=(
            (0.13, 0.166, 0.016),
            (0.21, 0.184, 0.031),
            (0.34, 0.212, 0.030),
            (0.46, 0.218, 0.021),
            (0.56, 0.184, 0.008),
        ),
        hairs=560,
        colour=(84, 64, 54),
    ),
    skin=SkinDesign(base=(233, 188, 163), flush=(214, 126, 106), blush=0.16, beard=0.14, contour=0.42),
    neck=((-0.3, 0.55), (-0.9, 0.55), (-1.4, 0.565), (-1.8, 0.65), (-2.0, 0.76), (-2.3, 1.05), (-2.6, 1.4)),
    size=1.10,
    hair="short",
    hair_colour=(30, 22, 19),
    hairline=(
        (0.0, 0.650),
        (0.4, 0.660),
        (0.72, 0.680),
        (0.84, 0.52),
        (0.95, 0.40),
        (1.1, 0.32),
        (1.2, 0.05),
        (1.35, -0.12),
        (1.6, 0.1),
        (2.2, -0.5),
    ),
    ears=True,
)
