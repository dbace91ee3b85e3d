"""Arrays into Blender objects: quad meshes, strands, and small helpers for shader nodes."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .shapes import Array, blender


def grid_quads(rows: int, columns: int, closed: bool) -> NDArray[np.int32]:
    """Corner numbers of the quads of a rows x columns lattice; `closed` joins the last column to the first."""
    number = np.arange(rows * columns, dtype=np.int32).reshape(rows, columns)
    if closed:
        number = np.concatenate([number, number[:, :1]], axis=1)
    corners = (number[:-1, :-1], number[:-1, 1:], number[1:, 1:], number[1:, :-1])
    return np.stack(corners, axis=-1).reshape(-1, 4)


def add_mesh(name: str, points: Array, quads: NDArray[np.int32], material: Any, paint: dict[str, Array]) -> Any:
    """A smooth-shaded mesh in the current scene; `paint` maps attribute names to RGB [n, 3] or grey [n] per point."""
    bpy = blender()
    mesh = bpy.data.meshes.new(name)
    mesh.vertices.add(len(points))
    mesh.vertices.foreach_set("co", points.astype(np.float32).ravel())
    mesh.loops.add(quads.size)
    mesh.loops.foreach_set("vertex_index", quads.ravel())
    mesh.polygons.add(len(quads))
    mesh.polygons.foreach_set("loop_start", np.arange(0, quads.size, 4, dtype=np.int32))
    mesh.update(calc_edges=True)
    mesh.polygons.foreach_set("use_smooth", np.ones(len(quads), bool))
    for key, values in paint.items():
        if values.ndim == 1:
            mesh.attributes.new(key, "FLOAT", "POINT").data.foreach_set("value", values.astype(np.float32))
        else:
            rgba = np.ones((len(values), 4), np.float32)
            rgba[:, :3] = values
            mesh.attributes.new(key, "FLOAT_COLOR", "POINT").data.foreach_set("color", rgba.ravel())
    mesh.materials.append(material)
    thing = bpy.data.objects.new(name, mesh)
    bpy.context.scene.collection.objects.link(thing)
    return thing


def add_strands(name: str, strands: Array, radius: Array, material: Any) -> Any:
    """Strands [n, points, 3] with radii [n, points] as one curves object in the current scene."""
    bpy = blender()
    count, points = strands.shape[:2]
    curves = bpy.data.hair_curves.new(name)
    curves.add_curves([points] * count)
    curves.attributes["position"].data.foreach_set("vector", strands.astype(np.float32).ravel())
    thickness = curves.attributes.new("radius", "FLOAT", "POINT")
    thickness.data.foreach_set("value", radius.astype(np.float32).ravel())
    curves.materials.append(material)
    thing = bpy.data.objects.new(name, curves)
    bpy.context.scene.collection.objects.link(thing)
    return thing


class Shader:
    """A new node material: `node` adds a node, `join` links sockets by name."""

    def __init__(self, name: str) -> None:
        self.material = blender().data.materials.new(name)
        self.material.use_nodes = True
        self.tree = self.material.node_tree
        self.tree.nodes.clear()

    def node(self, kind: str, **values: Any) -> Any:
        """A node of Blender's `kind`; keywords set its properties (bare names) or its inputs (dict `inputs`)."""
        made = self.tree.nodes.new(kind)
        inputs = values.pop("inputs", {})
        for key, value in values.items():
            setattr(made, key, value)
        for key, value in inputs.items():
            made.inputs[key].default_value = value
        return made

    def join(self, source: Any, output: str | int, target: Any, socket: str | int) -> None:
        """Links `source`'s output to `target`'s input."""
        self.tree.links.new(source.outputs[output], target.inputs[socket])

    def finish(self, surface: Any, output: str | int = 0) -> Any:
        """Makes `surface` the material's result and returns the material."""
        end = self.node("ShaderNodeOutputMaterial")
        self.join(surface, output, end, "Surface")
        return self.material
