"""The cloths and small hard things of a wardrobe as render materials."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Colour = tuple[float, float, float]


def linear(shade: str) -> Colour:
    """A colour such as `#1f2a44` in the renderer's linear light."""
    values = [int(shade[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values)
    return red, green, blue


def _new(name: str) -> tuple[Any, Any, Any]:
    import bpy

    material = bpy.data.materials.new(name)
    material.use_nodes = True
    tree = material.node_tree
    return material, tree, tree.nodes["Principled BSDF"]


def _set(shader: Any, **values: Any) -> None:
    for name, value in values.items():
        shader.inputs[name.replace("_", " ")].default_value = value


def _wave(tree: Any, places: Any, direction: str, scale: float) -> Any:
    wave = tree.nodes.new("ShaderNodeTexWave")
    wave.bands_direction = direction
    wave.inputs["Scale"].default_value = scale
    wave.inputs["Distortion"].default_value = 0.6
    wave.inputs["Detail"].default_value = 1.0
    tree.links.new(places, wave.inputs["Vector"])
    return wave.outputs["Fac"]


def _math(tree: Any, operation: str, inputs: Sequence[Any]) -> Any:
    node = tree.nodes.new("ShaderNodeMath")
    node.operation = operation
    for socket, value in zip(node.inputs, inputs, strict=False):
        if isinstance(value, float):
            socket.default_value = value
        else:
            tree.links.new(value, socket)
    return node.outputs[0]


def _noise(tree: Any, places: Any, scale: float, detail: float = 3.0) -> Any:
    noise = tree.nodes.new("ShaderNodeTexNoise")
    noise.inputs["Scale"].default_value = scale
    noise.inputs["Detail"].default_value = detail
    tree.links.new(places, noise.inputs["Vector"])
    return noise.outputs["Fac"]


def woven(name: str, shade: str, threads: float = 26.0, grain: float = 0.30, sheen: float = 0.25) -> Any:
    """A suiting or shirting: crossed threads as a fine relief, colour a little uneven, a soft sheen."""
    material, tree, shader = _new(name)
    places = tree.nodes.new("ShaderNodeTexCoord").outputs["Object"]
    warp, weft = _wave(tree, places, "X", threads), _wave(tree, places, "Z", threads)
    weave = _math(tree, "ADD", [_math(tree, "MULTIPLY", [warp, weft]), _noise(tree, places, 70.0)])
    bump = tree.nodes.new("ShaderNodeBump")
    bump.inputs["Strength"].default_value, bump.inputs["Distance"].default_value = grain, 0.012
    tree.links.new(weave, bump.inputs["Height"])
    tree.links.new(bump.outputs["Normal"], shader.inputs["Normal"])
    mix = tree.nodes.new("ShaderNodeMixRGB")
    colour = linear(shade)
    mix.inputs["Color1"].default_value = (*(c * 0.86 for c in colour), 1.0)
    mix.inputs["Color2"].default_value = (*(min(1.0, c * 1.12) for c in colour), 1.0)
    uneven = _math(tree, "ADD", [_math(tree, "MULTIPLY", [_noise(tree, places, 1.3), 0.5]),
                                 _math(tree, "MULTIPLY", [_noise(tree, places, 40.0), 0.5])])  # fmt: skip
    tree.links.new(uneven, mix.inputs["Fac"])
    tree.links.new(mix.outputs["Color"], shader.inputs["Base Color"])
    _set(shader, Roughness=0.82, Sheen_Weight=sheen, Sheen_Roughness=0.5, Specular_IOR_Level=0.25)
    return material


def satin(name: str, shade: str) -> Any:
    """A smooth, faintly shining cloth for tops and linings."""
    material, tree, shader = _new(name)
    places = tree.nodes.new("ShaderNodeTexCoord").outputs["Object"]
    bump = tree.nodes.new("ShaderNodeBump")
    bump.inputs["Strength"].default_value, bump.inputs["Distance"].default_value = 0.12, 0.01
    tree.links.new(_noise(tree, places, 45.0), bump.inputs["Height"])
    tree.links.new(bump.outputs["Normal"], shader.inputs["Normal"])
    _set(shader, Base_Color=(*linear(shade), 1.0), Roughness=0.46, Sheen_Weight=0.2, Specular_IOR_Level=0.35)
    return material


def metal(name: str, shade: str, roughness: float = 0.22) -> Any:
    """Gold, steel and the like."""
    material, _, shader = _new(name)
    _set(shader, Base_Color=(*linear(shade), 1.0), Metallic=1.0, Roughness=roughness)
    return material


def horn(name: str, shade: str) -> Any:
    """The polished stuff of buttons."""
    material, _, shader = _new(name)
    _set(shader, Base_Color=(*linear(shade), 1.0), Roughness=0.32, Coat_Weight=0.3)
    return material


def pearl(name: str) -> Any:
    """A cultured pearl."""
    material, _, shader = _new(name)
    _set(shader, Base_Color=(*linear("#f3ebe2"), 1.0), Roughness=0.25, Coat_Weight=0.6, Sheen_Weight=0.3)
    return material


def plastic(name: str, shade: str) -> Any:
    """The casing of a small device."""
    material, _, shader = _new(name)
    _set(shader, Base_Color=(*linear(shade), 1.0), Roughness=0.45)
    return material
