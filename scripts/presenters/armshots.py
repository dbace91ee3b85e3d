"""Shoots the arms alone: the body is there to hide them and to take their shadow, and is not in the picture."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from scripts.presenters import fabrics, studio
from scripts.presenters.body import BUILDS, posture
from scripts.presenters.clothes import JACKETS
from scripts.presenters.developing import developed
from scripts.presenters.gestures import GESTURES, Gesture, hanging, reach_of
from scripts.presenters.hand import hand
from scripts.presenters.head import HEADS
from scripts.presenters.jacket import seam_line
from scripts.presenters.limbs import CUFFS, Pose, cuff, hand_in, sleeve
from scripts.presenters.meshes import Points, Shape, add_shape, remove
from scripts.presenters.objects import add_mesh
from scripts.presenters.skin import skin_material

MARGIN = 8  # pixels around an arm
SHADE_SCALE = 5  # shadows are shot that much smaller
SHADE_SAMPLES = 24
SHADED = 0.35  # above that share of the picture's height no arm's shadow falls
DARKEST = 0.6
MATTE_SAMPLES = 6
QUALITY, SHADE_QUALITY = 78, 60
SLIM = {"mei": 1.02, "kai": 1.12}
_UNSEEN = ("hair", "lashes", "brow", "cornea", "iris", "sclera", "caruncle", "tear")

SIDES = {-1: "left", 1: "right"}
"""What the arms are called: by their side of the picture."""

Picture = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Sprite:
    """A piece of the figure's picture, its left upper corner at (`left`, `top`): BGRA, a matte alone grey."""

    left: int
    top: int
    pixels: Picture


@dataclass(frozen=True)
class Shot:
    """An arm cut out, and the shadow it throws on the body: grey, of the whole picture below `SHADED`, small."""

    arm: Sprite
    shade: Picture


class ArmStudio:
    """A presenter in the studio, ready to have the arms shot; the scene holds the whole figure."""

    def __init__(self, scene: Any, who: str, width: int, samples: int, threads: int) -> None:
        self._scene, self._who = scene, who
        self._width, self._samples, self._threads = width, samples, threads
        self._build, self._jacket = BUILDS[who], JACKETS[who]
        self._matrix = posture(self._build)
        self._body = [thing for thing in scene.objects if thing.type in ("MESH", "CURVES")]
        for thing in [thing for thing in self._body if thing.name.startswith(_UNSEEN)]:
            self._body.remove(thing)
            remove(thing)
        self._cloth = _cut_cloth(self._jacket.shade)
        self._linen = fabrics.woven("cuff", CUFFS[who], threads=42.0, grain=0.10) if who in CUFFS else None
        self._skin = skin_material("hand")
        self._stripped: set[int] = set()
        scene.render.use_persistent_data = True

    def shots(self, gesture: Gesture) -> list[Shot]:
        """The pictures of a gesture, in the order of its poses."""
        self._strip(gesture.side)
        reach = reach_of(self._who, gesture.side)
        lit = self._shade_shot(self._posed(hanging(reach), gesture.side))
        return [self._shot(pose, gesture.side, lit) for pose in gesture.poses(reach)]

    def _shot(self, pose: Pose, side: int, lit: Picture) -> Shot:
        things = self._posed(pose, side)
        box = self._box(things)
        for thing in self._body:
            thing.is_holdout = True
        arm = self._render(self._width, self._samples, box)
        for thing in self._body:
            thing.is_holdout = False
        shade = self._shade(self._shade_shot(things), lit)
        left, top, right, bottom = box
        whole = np.zeros((self._width * 4 // 3, self._width, 4), np.uint8)
        whole[top:bottom, left:right] = arm
        return Shot(_trimmed(whole), shade)

    def _posed(self, pose: Pose, side: int) -> list[Any]:
        from mathutils import Matrix

        reach, who = reach_of(self._who, side), HEADS[self._who]
        cloth = sleeve(self._build, self._jacket, reach, side, pose)
        things = [_add_cloth("sleeve", cloth.shape, cloth.cut_as, self._cloth)]
        if self._linen is not None:
            things.append(add_shape("cuff", cuff(reach, side, pose), self._linen))
        skin = hand(pose.grip, who.skin.base, who.skin.flush, SLIM[self._who])
        held = hand_in(pose, reach, side, skin)
        paint = {"albedo": skin.albedo, "rough": skin.rough, "gloss": skin.gloss}
        things.append(add_mesh("hand", held.points, np.array(held.faces, np.int32), self._skin, paint))
        for thing in things:
            thing.matrix_world = Matrix(self._matrix.tolist())
        return things

    def _shade_shot(self, things: list[Any]) -> Picture:
        """The body under the arm's shadow, the arm itself unseen; takes the arm away afterwards."""
        for thing in things:
            thing.visible_camera = False
        width = self._width // SHADE_SCALE
        height = width * 4 // 3
        top = round(SHADED * height)
        picture = np.zeros((height, width, 4), np.uint8)
        picture[top:] = self._render(width, SHADE_SAMPLES, (0, top, width, height))
        for thing in things:
            remove(thing)
        return picture

    def _shade(self, shadowed: Picture, lit: Picture) -> Picture:
        """How much darker the body is, 0 … 255, below `SHADED`."""
        there, before = (cv2.GaussianBlur(shot.astype(np.float32), (0, 0), 1.5) for shot in (shadowed, lit))
        darker = 1 - (there[..., :3].sum(axis=2) + 12) / (before[..., :3].sum(axis=2) + 12)
        solid = np.minimum(lit[..., 3], shadowed[..., 3]).astype(np.float32) / 255
        shade = np.clip(1.1 * darker - 0.06, 0, DARKEST) * solid
        return np.asarray(np.rint(255 * shade[round(SHADED * len(shade)) :]), np.uint8)

    def _render(self, width: int, samples: int, box: tuple[int, int, int, int]) -> Picture:
        left, top, right, bottom = box
        render, height = self._scene.render, width * 4 // 3
        render.use_border = render.use_crop_to_border = True
        render.border_min_x, render.border_max_x = left / width, right / width
        render.border_min_y, render.border_max_y = 1 - bottom / height, 1 - top / height
        with tempfile.TemporaryDirectory() as place:
            negative = Path(place) / "negative.png"
            studio.shoot(self._scene, negative, width, samples, self._threads)
            picture = developed(negative)
        return np.asarray(cv2.resize(picture, (right - left, bottom - top)))

    def _box(self, things: list[Any]) -> tuple[int, int, int, int]:
        """Left, top, right, bottom of the arm in the picture."""
        seen = np.concatenate([self.seen(_points(thing)) for thing in things])
        height = self._width * 4 // 3
        low = np.floor(seen.min(axis=0)) - MARGIN
        high = np.ceil(seen.max(axis=0)) + MARGIN
        left, top = np.clip(low, 0, (self._width - 2, height - 2)).astype(int)
        right, bottom = np.clip(high, (left + 2, top + 2), (self._width, height)).astype(int)
        return int(left), int(top), int(right), int(bottom)

    def seen(self, points: Points) -> Points:
        """Where points of the straight body are in the picture, pixels [n, 2]."""
        x, y, z = (points @ self._matrix[:3, :3].T + self._matrix[:3, 3]).T
        nearer = studio.DISTANCE / (studio.DISTANCE + y)
        scale = self._width / studio.WIDTH
        eye = studio.EYE_HEIGHT
        return np.stack(
            [(x * nearer + studio.WIDTH / 2) * scale, (studio.TOP - eye - (z - eye) * nearer) * scale], axis=1
        )

    def bare(self, side: int) -> Sprite:
        """The figure's matte with one arm taken away, grey, from that side of the picture to past its seam."""
        self._strip(side)
        middle, height = self._width // 2, self._width * 4 // 3
        left, right = (0, middle) if side < 0 else (middle, self._width)
        matte = self._render(self._width, MATTE_SAMPLES, (left, 0, right, height))[..., 3]
        wide = cv2.dilate(matte, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (5, 5)))
        soft = cv2.GaussianBlur(wide.astype(np.float32), (0, 0), 3.0, sigmaY=8.0)
        smooth = np.clip((soft - 127.5) * 3 + 127.5, 0, 255)
        kept = np.asarray(np.rint(255 - self._beside(side)[:, left:right] * (255 - smooth)), np.uint8)
        rows, columns = (np.flatnonzero((kept < 255).any(axis=axis)) for axis in (1, 0))
        part = kept[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        return Sprite(int(left + columns[0]), int(rows[0]), part)

    def _beside(self, side: int) -> npt.NDArray[np.float32]:
        """1 where a side's arm may hang, 0 elsewhere, softly between."""
        heights = np.linspace(-1.6, -7.2, 60)
        across = side * (seam_line(self._build, heights) - 0.45)
        inside = self.seen(np.stack([across, np.full(60, 0.6), heights], axis=1))
        edge = -9 if side < 0 else self._width + 9
        region = np.concatenate([inside, [[edge, inside[-1, 1]], [edge, inside[0, 1]]]])
        mask = np.zeros((self._width * 4 // 3, self._width), np.float32)
        cv2.fillPoly(mask, [np.rint(region).astype(np.int32)], [1.0])
        return np.asarray(cv2.GaussianBlur(mask, (0, 0), 4.0), np.float32)

    def _strip(self, side: int) -> None:
        """Takes the hanging arm of one side away, cloth and skin."""
        if side in self._stripped:
            return
        self._stripped.add(side)
        import bmesh

        for name in ("jacket", "body"):
            mesh = next(thing for thing in self._body if thing.name == name).data
            points = _points_of(mesh)
            past = side * points[:, 0] - seam_line(self._build, points[:, 2])
            cut = bmesh.new()
            cut.from_mesh(mesh)
            cut.verts.ensure_lookup_table()
            bmesh.ops.delete(cut, geom=[cut.verts[at] for at in np.flatnonzero(past > 0.05)], context="VERTS")
            cut.to_mesh(mesh)
            cut.free()


def keep(who: str, scene: Any, folder: Path, width: int, samples: int, threads: int) -> None:
    """Shoots every gesture of a presenter whose figure stands in `scene` into `folder`."""
    arms = ArmStudio(scene, who, width, samples, threads)
    table: dict[str, Any] = {"size": [width, width * 4 // 3], "arms": {}, "gestures": {}}
    table["shade"] = {"scale": SHADE_SCALE, "top": round(SHADED * (width // SHADE_SCALE * 4 // 3))}
    bare = {side: arms.bare(side) for side in (-1, 1)}
    for side, name in SIDES.items():
        cv2.imwrite(str(folder / f"{name}.png"), bare[side].pixels, [cv2.IMWRITE_PNG_COMPRESSION, 9])
        table["arms"][name] = [bare[side].left, bare[side].top]
    for name, gesture in GESTURES.items():
        shots = arms.shots(gesture)
        sprites = [shot.arm for shot in shots]
        _pack(sprites, folder / f"{name}.webp")
        _pack_shades([shot.shade for shot in shots], folder / f"{name}-shade.webp")
        table["gestures"][name] = {
            "arm": SIDES[gesture.side],
            "boxes": [[one.left, one.top, one.pixels.shape[1], one.pixels.shape[0]] for one in sprites],
            "rise": len(gesture.ups),
            "sway": gesture.sway_pictures,
        }
    (folder / "gestures.json").write_text(json.dumps(table) + "\n", "utf-8")


def _pack(sprites: Sequence[Sprite], path: Path) -> None:
    """The sprites in one column, one below the other."""
    from PIL import Image

    wide = max(one.pixels.shape[1] for one in sprites)
    rows = [np.pad(one.pixels, ((0, 0), (0, wide - one.pixels.shape[1]), (0, 0))) for one in sprites]
    sheet = Image.fromarray(np.ascontiguousarray(np.concatenate(rows)[..., [2, 1, 0, 3]]))
    sheet.save(path, quality=QUALITY, method=6)


def _pack_shades(shades: Sequence[Picture], path: Path) -> None:
    """The shadows in one column."""
    from PIL import Image

    Image.fromarray(np.concatenate(shades)).save(path, quality=SHADE_QUALITY, method=6)


def _trimmed(whole: Picture) -> Sprite:
    rows, columns = (np.flatnonzero((whole[..., 3] > 3).any(axis=axis)) for axis in (1, 0))
    if not rows.size:
        return Sprite(0, 0, whole[:2, :2].copy())
    top, bottom, left, right = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
    return Sprite(int(left), int(top), whole[top:bottom, left:right].copy())


def _cut_cloth(shade: str) -> Any:
    """The jacket's wool, its weave lying as the cloth was cut and not as it is bent."""
    wool = fabrics.woven("sleeve", shade)
    tree = wool.node_tree
    place = next(node for node in tree.nodes if node.type == "TEX_COORD")
    cut = tree.nodes.new("ShaderNodeAttribute")
    cut.attribute_name = "cut_as"
    for link in [link for link in tree.links if link.from_node == place]:
        tree.links.new(cut.outputs["Vector"], link.to_socket)
    return wool


def _add_cloth(name: str, shape: Shape, cut_as: Points, material: Any) -> Any:
    thing = add_shape(name, shape, material)
    places = thing.data.attributes.new("cut_as", "FLOAT_VECTOR", "POINT")
    places.data.foreach_set("vector", cut_as.astype(np.float32).ravel())
    return thing


def _points(thing: Any) -> Points:
    return _points_of(thing.data)


def _points_of(mesh: Any) -> Points:
    found = np.empty(len(mesh.vertices) * 3)
    mesh.vertices.foreach_get("co", found)
    return found.reshape(-1, 3)
