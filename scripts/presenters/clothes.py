"""What the two presenters wear: mei a coral jacket over an ivory top, kai a navy one over a pale blue shirt."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from scripts.presenters import fabrics
from scripts.presenters.body import Build, ball
from scripts.presenters.drape import Cloth
from scripts.presenters.jacket import Crease, Jacket, add_jacket, jacket_cloth, opened
from scripts.presenters.meshes import add_shape, shape_of, tube
from scripts.presenters.panels import Flat, Fold, Ground
from scripts.presenters.tops import add_blouse, add_necklace, add_shirt

FALL = ((0.0, 0.3, -1.0), (0.35, 0.25, -0.9), (0.75, 0.0, -0.66), (0.90, -0.1, -0.40), (0.97, 0.0, -0.20),
        (0.97, 0.0, -0.25), (0.97, 0.0, -0.25))  # fmt: skip
FREE = (1.0, 1.0, 1.0, 0.7, 0.2, 0.1, 0.0)
MEI_FOLD = Fold(
    line=((0.0, 1.52, -1.70), (0.52, 1.36, -1.72), (0.80, 0.88, -1.88), (0.80, 0.30, -2.22), (0.66, -0.1, -2.80),
          (0.36, -0.5, -4.00), (0.04, -0.62, -5.05)),
    fall=FALL,
    free=FREE,
    width=0.8,
)  # fmt: skip
KAI_FOLD = Fold(
    line=((0.0, 1.70, -1.58), (0.64, 1.50, -1.60), (0.95, 0.92, -1.76), (0.95, 0.25, -2.12), (0.80, -0.2, -2.75),
          (0.42, -0.5, -4.00), (0.04, -0.62, -5.05)),
    fall=FALL,
    free=FREE,
    width=0.9,
)  # fmt: skip


def _lapel(fold: Fold, wide: float) -> tuple[Flat, ...]:
    gorge, end = fold.at(4) - 0.10, fold.at(6)
    return ((gorge, -0.06), (gorge, 0.0), (gorge - 0.06, 0.52 * wide), (gorge - 0.10, wide),
            (gorge + 0.03, wide * 1.01), (gorge + 0.45, wide * 0.95), (gorge + 0.9, wide * 0.82),
            (end - 1.0, wide * 0.60), (end - 0.45, wide * 0.32), (end, 0.03), (end, -0.06))  # fmt: skip


def _collar(fold: Fold, wide: float) -> tuple[Flat, ...]:
    gorge = fold.at(4) - 0.10
    return ((0.0, -0.06), (0.0, 0.50), (fold.at(2), 0.52), (gorge - 0.38, 0.58), (gorge - 0.32, 0.64),
            (gorge - 0.065, 0.46 * wide), (gorge - 0.01, 0.0), (gorge - 0.01, -0.06))  # fmt: skip


def _creases(button: float, waist: float) -> tuple[Crease, ...]:
    """Cloth pulled towards the button and up into the armholes, not the same on both sides."""
    return (
        Crease(((-0.12, button), (-0.55, button + 0.12), (-waist, button + 0.45)), 0.030, 0.10),
        Crease(((-0.12, button - 0.05), (-0.5, button - 0.15), (-waist, button - 0.2)), 0.026, 0.12),
        Crease(((0.12, button), (0.6, button + 0.05), (waist, button + 0.25)), 0.026, 0.10),
        Crease(((0.15, button - 0.1), (0.6, button - 0.35), (waist, button - 0.75)), 0.028, 0.12),
        Crease(((-1.42, -3.75), (-1.22, -3.25), (-1.15, -2.75)), 0.030, 0.11),
        Crease(((1.40, -3.85), (1.20, -3.35), (1.18, -2.80)), 0.026, 0.12),
        Crease(((-1.40, -3.95), (-1.1, -4.05), (-0.7, -4.4)), 0.022, 0.13),
        Crease(((1.38, -4.05), (1.1, -4.3), (0.85, -4.75)), 0.024, 0.13),
    )


JACKETS: Mapping[str, Jacket] = {
    "mei": Jacket(
        MEI_FOLD, _lapel(MEI_FOLD, 0.68), _collar(MEI_FOLD, 0.68), button=-5.12, over=-1, shade="#d98c7f",
        button_shade="#8a4a42", cloth=Cloth(bending=8.0, surplus=0.025), creases=_creases(-5.12, 1.2), seed=5,
    ),
    "kai": Jacket(
        KAI_FOLD, _lapel(KAI_FOLD, 0.74), _collar(KAI_FOLD, 0.74), button=-5.12, over=1, shade="#3a4459",
        button_shade="#141a28", cloth=Cloth(bending=8.0, surplus=0.025), creases=_creases(-5.12, 1.5), seed=8,
        pocket_square="#f1f0ea",
    ),
}  # fmt: skip


def _add_microphone(cloth: Ground) -> None:
    """A lapel microphone: a foam head on a small clip."""
    foam, clip = fabrics.plastic("foam", "#17181b"), fabrics.metal("clip", "#4a4d52", 0.35)
    x, y, z = cloth.front(np.array([[-0.66, -3.72]]))[0] - (0.0, 0.19, 0.0)
    add_shape("microphone", ball((x, y - 0.03, z + 0.09), 0.062), foam)
    path = np.linspace((x - 0.005, y - 0.01, z + 0.06), (x + 0.012, y, z - 0.16), 12)
    add_shape("clip", tube(path, np.interp(np.arange(12), [0, 1, 10, 11], [0.02, 0.036, 0.03, 0.015]), 20), clip)


def dress_mei(build: Build) -> None:
    """Coral jacket, ivory top, a pearl on a chain; the body must be in the scene."""
    import bpy

    shell = jacket_cloth(build, JACKETS["mei"])
    add_blouse(build, "#e9e3d8", Ground(opened(shell, MEI_FOLD)))
    add_necklace(shape_of(bpy.data.objects["body"]))
    add_jacket(shell, JACKETS["mei"])


def dress_kai(build: Build) -> None:
    """Navy jacket, pale blue shirt, its collar open."""
    shell = jacket_cloth(build, JACKETS["kai"])
    add_shirt(build, "#bdcde2", Ground(opened(shell, KAI_FOLD)))
    add_jacket(shell, JACKETS["kai"])
    _add_microphone(Ground(shell))


OUTFITS: Mapping[str, Callable[[Build], None]] = {"mei": dress_mei, "kai": dress_kai}
