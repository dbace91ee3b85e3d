"""Colour and light of the skin: a painted map over the face and a layered material below it."""

from __future__ import annotations

from typing import Any

import numpy as np

from .design import HeadDesign
from .face import Face, eye_line, half_width
from .objects import Shader
from .shapes import Array, bump, curve, linear, pair, smoothstep


def _mix(colour: Array, other: Array, amount: Array) -> Array:
    weight = np.clip(amount, 0, 1)[..., None]
    return np.asarray(colour * (1 - weight) + other * weight)


def _brow_shadow(who: HeadDesign, x: Array, z: Array) -> Array:
    spine = np.array(who.brow.spine)
    middle = curve([(p[0], p[1]) for p in spine], np.abs(x), 0.02)
    half = curve([(p[0], p[2]) for p in spine], np.abs(x), 0.02)
    ends = smoothstep(spine[0, 0] - 0.01, spine[0, 0] + 0.09, np.abs(x)) * smoothstep(
        spine[-1, 0] + 0.005, spine[-1, 0] - 0.06, np.abs(x)
    )
    return np.asarray(ends * smoothstep(1.15, 0.2, np.abs(z - middle) / half))


def _paint_eyes(who: HeadDesign, face: Face, colour: Array) -> Array:
    eye, line = who.eye, eye_line(who.eye)
    x, z, out = np.abs(face.canvas.x), face.canvas.z, face.opening
    upper = smoothstep(-0.01, 0.02, z - np.interp(x, line.x, (line.upper + line.lower) / 2))
    along = np.clip((x - line.x[0]) / (line.x[-1] - line.x[0]), 0, 1.3)
    around = smoothstep(0.13, 0.0, out)
    colour = _mix(colour, linear(170, 98, 82), 0.30 * around * (1 - 0.3 * upper))
    lid = upper * smoothstep(0.075, 0.0, out) * smoothstep(-0.05, 0.5, along)
    colour = _mix(colour, linear(120, 66, 56), (0.10 + 0.32 * eye.liner) * lid)
    crease = np.exp(-(((z - np.interp(x, line.x, line.crease)) / 0.008) ** 2)) * smoothstep(0.0, 0.15, along)
    colour = _mix(
        colour, linear(112, 62, 52), 0.40 * crease * smoothstep(1.15, 0.9, along) * smoothstep(0.1, 0.05, out)
    )
    wing = 0.006 + 0.012 * eye.liner * smoothstep(0.2, 0.95, along)
    liner = upper * smoothstep(1.0, 0.35, np.maximum(out, 0) / wing) * smoothstep(0.02, 0.2, along)
    colour = _mix(colour, linear(30, 18, 16), (0.45 + 0.5 * eye.liner) * liner)
    lower_liner = (1 - upper) * np.exp(-(((out - 0.004) / 0.008) ** 2)) * smoothstep(0.3, 0.9, along)
    colour = _mix(colour, linear(92, 50, 44), (0.2 + 0.35 * eye.liner) * lower_liner)
    wet = (1 - upper) * smoothstep(0.002, -0.003, out)
    colour = _mix(colour, linear(222, 150, 138), 0.8 * wet)
    return _mix(colour, linear(196, 104, 92), smoothstep(0.05, 0.0, np.hypot(x - eye.inner[0], z - eye.inner[1])) * 0.5)


def _paint_lips(who: HeadDesign, face: Face, colour: Array) -> tuple[Array, Array]:
    at = face.lips
    edge = smoothstep(1.04, 0.93, at.across)
    upper = smoothstep(1.06, 0.86, at.above) * (at.above >= 0)
    lower = smoothstep(1.06, 0.84, at.below) * (at.below > 0)
    lips = face.canvas.blur(edge * np.maximum(upper, lower), 0.004)
    tone = linear(*who.lips.colour)
    centre = np.exp(-((at.across / 0.6) ** 2)) * smoothstep(0.1, 0.6, at.below)
    painted = tone[None, None] * (0.88 + 0.2 * centre - 0.10 * (at.above > 0))[..., None]
    colour = _mix(colour, painted, lips * 0.92)
    line = smoothstep(1.05, 0.9, at.across) * np.exp(-((at.line / 0.005) ** 2))
    corner = pair(face.canvas.x, face.canvas.z, (who.lips.corner, who.lips.line[-1][1]), (0.018, 0.014))
    return _mix(colour, linear(96, 34, 34), np.maximum(0.8 * line, 0.4 * corner)), lips


def _scalp(who: HeadDesign, x: Array, z: Array) -> Array:
    """1 where hair grows, fading out over the hairline."""
    turn = np.arcsin(np.clip(np.abs(x) / half_width(who, z), 0, 1))
    return smoothstep(-0.005, 0.07, z - curve(who.hairline, turn, 0.06))


def _deepen(face: Face, colour: Array) -> Array:
    """Hollows a little darker and warmer, ridges a little lighter, as painters model a form."""
    for width, strength in ((0.010, 7.0), (0.030, 3.5), (0.075, 1.6)):
        filled = np.minimum(face.y, face.canvas.blur(face.y, 0.1) + 0.12)
        hollow = np.clip(filled - face.canvas.blur(filled, width), -0.03, 0.03)
        hollow = np.where(face.opening < 0.0, 0.0, hollow)
        colour = colour * np.exp(
            -strength * np.where(hollow > 0, hollow, 0.35 * hollow)[..., None] * np.array([0.75, 1.15, 1.3])
        )
    return np.clip(colour, 0, 0.95)


def paint(who: HeadDesign, face: Face) -> dict[str, Array]:
    """Maps over the face's canvas: `albedo` scene-linear RGB, `rough` and `gloss` 0 to 1."""
    x, z = face.canvas.x, face.canvas.z
    skin = who.skin
    colour = np.broadcast_to(linear(*skin.base), (*x.shape, 3)).copy()
    flush = linear(*skin.flush)
    blood = (
        skin.blush * pair(x, z, (0.45, -0.27), (0.25, 0.19))
        + 0.35 * bump(x, z, (0.0, who.nose.base + 0.08), (0.1, 0.08))
        + 0.2 * pair(x, z, who.nose.wing, (0.07, 0.07))
        + 0.15 * bump(x, z, (0.0, -1.03), (0.16, 0.1))
        + 0.12 * pair(x, z, (0.6, 0.2), (0.14, 0.3))
        + 0.15 * bump(x, z, (0.0, who.lips.line[0][1]), (0.3, 0.13))
    )
    colour = _mix(colour, flush, blood)
    light = (
        bump(x, z, (0.0, 0.5), (0.4, 0.22))
        + pair(x, z, (0.3, -0.16), (0.12, 0.05))
        + bump(x, z, (0, -0.2), (0.04, 0.2))
    )
    colour = _mix(colour, np.minimum(linear(*skin.base) * 1.12, 0.95), 0.35 * light)
    side = np.clip(np.abs(x) / half_width(who, z), 0, 1)
    contour = smoothstep(0.62, 1.0, side) * smoothstep(0.75, 0.3, z) + 0.5 * pair(x, z, (0.50, -0.50), (0.13, 0.13))
    colour = _mix(colour, linear(*skin.base) * np.array([0.66, 0.52, 0.46]), skin.contour * contour)
    mouth = who.lips.line[0][1]
    beard = smoothstep(-0.45, -0.75, z - 0.18 * smoothstep(0.3, 0.62, np.abs(x)) + 0.06 * np.abs(x)) * (
        1 - 0.4 * bump(x, z, (0.0, mouth), (0.34, 0.16))
    ) + 0.7 * bump(x, z, (0.0, mouth + 0.11), (0.2, 0.05))
    colour = _mix(colour, linear(150, 112, 98), skin.beard * np.clip(beard, 0, 1))
    colour = _mix(colour, linear(*who.brow.colour), 0.32 * face.canvas.blur(_brow_shadow(who, x, z), 0.014))
    colour = _mix(
        colour,
        linear(60, 24, 20),
        0.8
        * np.clip(
            pair(x, z, who.nose.nostril, (0.85 * who.nose.nostril_size[0], 0.85 * who.nose.nostril_size[1])), 0, 1
        ),
    )
    colour = _deepen(face, colour)
    colour = _mix(colour, linear(*who.hair_colour), 0.8 * _scalp(who, x, z))
    colour, lips = _paint_lips(who, face, colour)
    colour = _paint_eyes(who, face, colour)
    zone = bump(x, z, (0, -0.25), (0.1, 0.35)) + bump(x, z, (0.0, 0.5), (0.35, 0.2))
    rough = 0.47 - 0.06 * zone - 0.14 * lips - 0.12 * smoothstep(0.01, -0.004, face.opening)
    return {"albedo": colour, "rough": rough, "gloss": np.clip(lips, 0, 1)}


def skin_material(name: str) -> Any:
    """Layered skin: light scatters below a painted, finely mottled surface with pores and a thin oily film."""
    make = Shader(name)
    albedo = make.node("ShaderNodeAttribute", attribute_name="albedo")
    rough = make.node("ShaderNodeAttribute", attribute_name="rough")
    gloss = make.node("ShaderNodeAttribute", attribute_name="gloss")
    place = make.node("ShaderNodeTexCoord")
    mottle = make.node("ShaderNodeTexNoise", inputs={"Scale": 16.0, "Detail": 6.0, "Roughness": 0.65})
    tint = make.node("ShaderNodeMix", data_type="RGBA", blend_type="OVERLAY", inputs={"Factor": 0.10})
    pores = make.node("ShaderNodeTexNoise", inputs={"Scale": 130.0, "Detail": 3.0, "Roughness": 0.6})
    lines = make.node("ShaderNodeTexNoise", inputs={"Scale": 30.0, "Detail": 2.0})
    stretch = make.node("ShaderNodeMapping", inputs={"Scale": (4.0, 1.0, 0.35)})
    lip_bump = make.node("ShaderNodeMath", operation="MULTIPLY")
    height = make.node("ShaderNodeMath", operation="ADD")
    relief = make.node("ShaderNodeBump", inputs={"Strength": 0.22, "Distance": 0.008})
    skin = make.node(
        "ShaderNodeBsdfPrincipled",
        inputs={
            "Subsurface Weight": 1.0,
            "Subsurface Radius": (1.0, 0.36, 0.2),
            "Subsurface Scale": 0.036,
            "Specular IOR Level": 0.42,
            "Coat Roughness": 0.22,
        },
    )
    coat = make.node("ShaderNodeMath", operation="MULTIPLY_ADD", inputs={1: 0.32, 2: 0.03})
    make.join(place, "Object", mottle, "Vector")
    make.join(place, "Object", pores, "Vector")
    make.join(place, "Object", stretch, "Vector")
    make.join(stretch, "Vector", lines, "Vector")
    make.join(albedo, "Color", tint, 6)
    make.join(mottle, "Color", tint, 7)
    make.join(tint, 2, skin, "Base Color")
    make.join(rough, "Fac", skin, "Roughness")
    make.join(gloss, "Fac", coat, 0)
    make.join(coat, 0, skin, "Coat Weight")
    make.join(lines, 0, lip_bump, 0)
    make.join(gloss, "Fac", lip_bump, 1)
    make.join(pores, 0, height, 0)
    make.join(lip_bump, 0, height, 1)
    make.join(height, 0, relief, "Height")
    make.join(relief, 0, skin, "Normal")
    return make.finish(skin)
