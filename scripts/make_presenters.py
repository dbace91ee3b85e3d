"""Draws the presenters that come with the studio, from nothing but the numbers in `scripts/presenters/`.

    pip install bpy==5.0.1 scipy          # Blender as a module: renders without a screen, Python 3.11
    python -m scripts.make_presenters     # both, as they are kept: 15 minutes on two cores, gestures an hour more
    python -m scripts.make_presenters --who mei --preview --out out/look

Each presenter becomes a folder `<out>/<id>` with `figure.png`, `thumb.jpg` and `presenter.json`, and with
`gestures.json` and the pictures of its gestures. Drawing needs Blender, measuring the face needs mediapipe.
Where they live in two environments, run `--step draw` and `--step gestures` with the one and `--step measure`
with the other, which reads what the first left.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

LICENCE = "Apache-2.0, drawn by scripts/make_presenters.py"
PREVIEW_WIDTH, PREVIEW_SAMPLES = 360, 24
STEPS = ("draw", "gestures", "measure")


@dataclass(frozen=True)
class Card:
    """What is written on a presenter's card."""

    title: dict[str, str]
    gender: str
    voices: dict[str, str]


CARDS = {
    "mei": Card(
        {"zh": "小美", "en": "Mei"},
        "female",
        {"zh": "zh-CN-XiaoxiaoNeural", "en": "en-US-AvaNeural", "ja": "ja-JP-NanamiNeural"},
    ),
    "kai": Card(
        {"zh": "阿凯", "en": "Kai"},
        "male",
        {"zh": "zh-CN-YunxiNeural", "en": "en-US-AndrewNeural", "ja": "ja-JP-KeitaNeural"},
    ),
}


def draw(who: str, folder: Path, width: int, samples: int, threads: int) -> None:
    """Renders a presenter into `folder`/figure.png."""
    from scripts.presenters import studio
    from scripts.presenters.developing import developed

    scene = _posed(who)
    with tempfile.TemporaryDirectory() as place:
        negative = Path(place) / "negative.png"
        studio.shoot(scene, negative, width, samples, threads)
        picture = developed(negative)
    folder.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(folder / "figure.png"), picture, [cv2.IMWRITE_PNG_COMPRESSION, 9])


def gesture(who: str, folder: Path, width: int, samples: int, threads: int) -> None:
    """Renders a presenter's gestures into `folder`; three quarters of the figure's size are enough for what moves."""
    from scripts.presenters import armshots

    folder.mkdir(parents=True, exist_ok=True)
    armshots.keep(who, _posed(who), folder, width * 3 // 4, samples // 3 + 1, threads)


def _posed(who: str) -> Any:
    """A Blender scene with the presenter in the studio's light."""
    from scripts.presenters import body, clothes, head, studio, throat

    scene = studio.empty_scene()
    studio.add_camera(scene)
    studio.add_lights(scene)
    build = body.BUILDS[who]
    head.add_head(head.HEADS[who])
    own = set(scene.objects)
    throat.add_body(build, head.HEADS[who])
    clothes.OUTFITS[who](build)
    studio.stand(set(scene.objects) - own, body.posture(build))
    return scene


def measure(who: str, folder: Path) -> None:
    """Finds the face in `folder`/figure.png and writes the card and the thumbnail beside it."""
    from avatar.face.landmarks import find_faces
    from avatar.face.presenter import Presenter, save_presenter

    read = cv2.imread(str(folder / "figure.png"), cv2.IMREAD_UNCHANGED)
    if read is None:
        raise SystemExit(f"{folder / 'figure.png'} is not there: run --step draw first")
    picture = np.asarray(read, np.uint8)
    alpha = picture[..., 3:] / 255
    faces = find_faces(np.asarray(picture[..., :3] * alpha + 190 * (1 - alpha), np.uint8))
    if len(faces) != 1:
        raise SystemExit(f"{folder / 'figure.png'}: {len(faces)} faces found, there should be one")
    card = CARDS[who]
    save_presenter(Presenter(who, card.title, "drawn", picture, faces[0], card.gender, card.voices, LICENCE), folder)


def _arguments(given: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Draw the presenters that come with the studio.")
    parser.add_argument("--who", nargs="+", choices=sorted(CARDS), default=sorted(CARDS), help="which of them")
    parser.add_argument("--step", choices=("all", *STEPS), default="all", help="the part to do")
    parser.add_argument("--width", type=int, default=1200, help="pixels; the picture is 4/3 as high")
    parser.add_argument("--samples", type=int, default=40, help="light paths a pixel")
    parser.add_argument("--threads", type=int, default=2, help="processor cores to use")
    parser.add_argument("--out", type=Path, default=Path("avatar/presenters"), help="the folder of folders")
    parser.add_argument("--preview", action="store_true", help="small and quick, to look at")
    return parser.parse_args(given)


def main(given: Sequence[str] | None = None) -> int:
    """Runs the program; returns its exit status."""
    chosen = _arguments(given)
    width, samples = (PREVIEW_WIDTH, PREVIEW_SAMPLES) if chosen.preview else (chosen.width, chosen.samples)
    for who in chosen.who:
        folder = chosen.out / who
        if chosen.step in ("all", "draw"):
            draw(who, folder, width, samples, chosen.threads)
        if chosen.step in ("all", "gestures"):
            gesture(who, folder, width, samples, chosen.threads)
        if chosen.step in ("all", "measure"):
            measure(who, folder)
        print(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
