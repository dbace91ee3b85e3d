"""Make the pictures of the scenes: the sets of `scripts/sets` rendered by Blender with a shallow focus.

    python -m pip install bpy==5.0.1          # Blender as a module; Python 3.11
    python -m scripts.make_scenes             # all; some minutes on two cores
    python -m scripts.make_scenes home --preview --out /tmp

What is out of focus has no fine detail, so the sets are rendered at a third of their
size and enlarged; a grain too fine to see keeps their gradients from banding when compressed.
"""

from __future__ import annotations

import argparse
import tempfile
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from scripts.sets import kit

SIZES = {"upright": (1080, 1920), "landscape": (1920, 1080)}
SETS = ("festival", "home", "studio")
_HOME = Path(__file__).resolve().parent.parent / "avatar" / "stage" / "scenes"


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("sets", nargs="*", metavar="SET", help=f"which of {', '.join(SETS)}; all by default")
    reader.add_argument("--only", choices=SIZES, help="one orientation alone")
    reader.add_argument("--preview", action="store_true", help="small and noisy, in seconds")
    reader.add_argument("--out", type=Path, default=_HOME, help="folder to write into")
    wish = reader.parse_args()
    for name in wish.sets or SETS:
        for orientation in [wish.only] if wish.only else SIZES:
            make(name, orientation, wish.out, wish.preview)


def make(name: str, orientation: str, out: Path, preview: bool) -> None:
    """Render one set for one orientation into `out`: what is behind the presenter, and what is before, if anything."""
    from scripts.sets import kit

    stage = import_module(f"scripts.sets.{name}")
    wide = orientation == "landscape"
    kit.clear()
    stage.build(wide)
    picture = _shot(stage.FILM, orientation, preview, clear_back=False)
    _grained(picture).save(out / f"{name}-{orientation}.jpg", quality=86, optimize=True, progressive=True)
    if hasattr(stage, "build_front"):
        kit.clear()
        stage.build_front(wide)
        picture = _shot(stage.FILM, orientation, preview, clear_back=True)
        picture.save(out / f"{name}-{orientation}-front.webp", quality=80, method=6)


def _shot(film: kit.Film, orientation: str, preview: bool, *, clear_back: bool) -> Image.Image:
    from scripts.sets import kit

    width, height = SIZES[orientation]
    part = 6 if preview else 3
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "raw.png"
        kit.shoot(raw, (width // part, height // part), film, samples=24 if preview else 64, clear_back=clear_back)
        with Image.open(raw) as picture:
            return picture.convert("RGBA" if clear_back else "RGB").resize((width, height), Image.Resampling.BICUBIC)


def _grained(picture: Image.Image) -> Image.Image:
    noise = np.random.default_rng(1).normal(0, 0.9, (picture.height, picture.width, 1))
    return Image.fromarray((np.asarray(picture) + noise).clip(0, 255).round().astype(np.uint8))


if __name__ == "__main__":
    main()
