"""Small tools on meshes, shared by body and clothes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]
Faces = list[tuple[int, ...]]


@dataclass(frozen=True)
class Shape:
    """A mesh as numbers: `points` [n, 3] and `faces`, tuples of point numbers."""

    points: Points
    faces: Faces


def joined(shapes: Sequence[Shape]) -> Shape:
    """Several shapes as one, not welded."""
    faces: Faces = []
    start = 0
    for shape in shapes:
        faces += [tuple(corner + start for corner in face) for face in shape.faces]
        start += len(shape.points)
    return Shape(np.concatenate([shape.points for shape in shapes]), faces)


def grid_faces(rows: int, columns: int, closed: bool) -> Faces:
    """Quads over points laid out [rows, columns]; `closed` joins the last column to the first."""
    wide = columns if closed else columns - 1
    return [
        (r * columns + c, r * columns + (c + 1) % columns, (r + 1) * columns + (c + 1) % columns, (r + 1) * columns + c)
        for r in range(rows - 1)
        for c in range(wide)
    ]


def lofted(rings: Points) -> Shape:
    """A closed skin over `rings` [rings, points, 3], capped at both ends."""
    rows, columns = rings.shape[:2]
    faces = grid_faces(rows, columns, closed=True)
    faces.append(tuple(reversed(range(columns))))
    faces.append(tuple(range((rows - 1) * columns, rows * columns)))
    return Shape(rings.reshape(-1, 3), faces)


def tube(path: Points, radii: Points, sides: int = 32) -> Shape:
    """A capped tube of `radii` [n] along `path` [n, 3], rounded at its ends."""
    along = np.gradient(path, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    side = np.cross(along, (0.0, 1.0, 0.0))
    lengths = np.linalg.norm(side, axis=1, keepdims=True)
    side = np.where(lengths > 1e-3, side / np.maximum(lengths, 1e-9), (1.0, 0.0, 0.0))
    other = np.cross(along, side)
    turn = np.linspace(0, 2 * np.pi, sides, endpoint=False)
    circle = np.cos(turn)[None, :, None] * side[:, None] + np.sin(turn)[None, :, None] * other[:, None]
    return lofted(path[:, None] + radii[:, None, None] * circle)


def add_shape(name: str, shape: Shape, material: Any = None) -> Any:
    """A Blender object of that shape, smooth shaded, linked into the scene."""
    import bpy

    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata(shape.points.tolist(), [], shape.faces)
    mesh.polygons.foreach_set("use_smooth", [True] * len(mesh.polygons))
    mesh.update()
    thing = bpy.data.objects.new(name, mesh)
    bpy.context.scene.collection.objects.link(thing)
    if material is not None:
        mesh.materials.append(material)
    return thing


def shape_of(thing: Any) -> Shape:
    """The shape of a Blender object with its modifiers applied."""
    import bpy

    seen = thing.evaluated_get(bpy.context.evaluated_depsgraph_get())
    mesh = seen.to_mesh()
    points = np.empty(len(mesh.vertices) * 3)
    mesh.vertices.foreach_get("co", points)
    faces = [tuple(polygon.vertices) for polygon in mesh.polygons]
    seen.to_mesh_clear()
    return Shape(points.reshape(-1, 3), faces)


def remove(thing: Any) -> None:
    """Takes an object out of the scene."""
    import bpy

    bpy.data.objects.remove(thing, do_unlink=True)


def melted(shape: Shape, voxel: float, smoothing: int) -> Shape:
    """One watertight skin around overlapping closed parts, its creases relaxed `smoothing` times."""
    thing = add_shape("melt", shape)
    remesh = thing.modifiers.new("remesh", "REMESH")
    remesh.mode, remesh.voxel_size, remesh.use_smooth_shade = "VOXEL", voxel, True
    smooth = thing.modifiers.new("smooth", "SMOOTH")
    smooth.factor, smooth.iterations = 0.5, smoothing
    skin = shape_of(thing)
    remove(thing)
    return skin


def kept(shape: Shape, keep: npt.NDArray[np.bool_]) -> Shape:
    """The part of a shape whose faces have all their points among `keep` [n]."""
    faces = [face for face in shape.faces if all(keep[corner] for corner in face)]
    used = np.unique(np.concatenate([np.array(face) for face in faces]))
    number = np.full(len(shape.points), -1)
    number[used] = np.arange(len(used))
    return Shape(shape.points[used], [tuple(int(number[corner]) for corner in face) for face in faces])


def capped(shape: Shape) -> Shape:
    """A shape with its holes closed."""
    import bmesh

    thing = add_shape("open", shape)
    mesh = bmesh.new()
    mesh.from_mesh(thing.data)
    bmesh.ops.holes_fill(mesh, edges=mesh.edges, sides=0)
    mesh.to_mesh(thing.data)
    mesh.free()
    whole = shape_of(thing)
    remove(thing)
    return whole


def refined(shape: Shape, levels: int) -> Shape:
    """A shape smoothly subdivided; two shapes of the same faces keep the same faces."""
    thing = add_shape("coarse", shape)
    thing.modifiers.new("subdivision", "SUBSURF").levels = levels
    fine = shape_of(thing)
    remove(thing)
    return fine


def normals(shape: Shape) -> Points:
    """The outward normal at each point, [n, 3]."""
    thing = add_shape("bristles", shape)
    found = np.empty(len(shape.points) * 3)
    thing.data.vertex_normals.foreach_get("vector", found)
    remove(thing)
    return found.reshape(-1, 3)


def smooth_curve(knots: Sequence[Sequence[float]] | Points, count: int) -> Points:
    """`count` points [count, dims], evenly spaced, on a smooth curve through `knots`."""
    from scipy.interpolate import CubicSpline, PchipInterpolator

    given = np.asarray(knots, dtype=float)
    steps = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(given, axis=0), axis=1) ** 0.7)])
    curve = (CubicSpline if len(given) > 2 else PchipInterpolator)(steps, given)
    fine = curve(np.linspace(0, steps[-1], count * 8))
    length = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(fine, axis=0), axis=1))])
    even = np.linspace(0, length[-1], count)
    return np.stack([np.interp(even, length, fine[:, axis]) for axis in range(given.shape[1])], axis=1)
