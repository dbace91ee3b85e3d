"""Draws the pictures of the example shop into avatar/examples/images.

It needs Blender as a module, which has wheels for one Python version each and is not needed for
anything else: `pip install bpy==5.0.1` in a Python 3.11 environment, then

    python -m scripts.make_examples                       # all four as they are kept: ten minutes on two cores
    python -m scripts.make_examples mist-mug --size 320 --samples 24 --out /tmp
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from scripts.example_pictures import lamp, lunchbox, mug, scarf, studio

_DRAWINGS: dict[str, Callable[[], None]] = {
    "mist-mug": mug.draw,
    "foldmoon-lamp": lamp.draw,
    "cloudweft-scarf": scarf.draw,
    "noonkeep-lunchbox": lunchbox.draw,
}
_IMAGES = Path(__file__).resolve().parent.parent / "avatar" / "examples" / "images"


def main() -> None:
    """Draw the products named, or all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("products", nargs="*", choices=[*_DRAWINGS, []], help="ids to draw (default: all)")
    parser.add_argument("--out", type=Path, default=_IMAGES, help="folder for the pictures")
    parser.add_argument("--size", type=int, default=800, help="pixels across")
    parser.add_argument("--samples", type=int, default=36, help="light paths a pixel (a denoiser follows)")
    arguments = parser.parse_args()
    for name in arguments.products or _DRAWINGS:
        studio.empty_studio()
        _DRAWINGS[name]()
        studio.photograph(arguments.out / f"{name}.jpg", arguments.size, arguments.samples)


if __name__ == "__main__":
    main()
