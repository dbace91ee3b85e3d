"""How fast a face is drawn, and how sharp its mouth stays while it speaks.

    python -m scripts.bench_face                 speed on one core and on all, sharpness of the house's presenters
    python -m scripts.bench_face me.jpg you.png  sharpness of other portraits too

Speed is that of coefficients and poses to frames, without sound and encoding: a photograph of
720x1280 with its backdrop (what `avatar talk` draws) and a cut-out figure 1100 high (what
`avatar render` draws). Sharpness is the variance of the Laplacian around the mouth, mean over
the frames of a spoken sentence, by that of the portrait itself.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

import cv2
import numpy as np

from avatar.face.geometry import measure
from avatar.face.picture import TalkingPicture
from avatar.face.portrait import Portrait
from avatar.face.presenter import Presenter, load_presenter, load_whole
from avatar.types import Floats, Pixels
from scripts.contact_sheet import FPS, speech_rows

SIZE = (720, 1280)
FIGURE = 1100
_UNIT, _EYES = 165, (360, 500)  # pixels between the outer eye corners, and where their middle is
_SECONDS = 4
_ROUNDS = 3
_MOUTH = (-0.38, 0.5, 0.38, 1.15)  # around it, in eye distances from between the eyes


def photographed(presenter: Presenter) -> Presenter:
    """The presenter in a photograph of `SIZE`, head and shoulders before a wall."""
    eyes = presenter.landmarks[[33, 263]]
    scale = _UNIT / float(np.linalg.norm(eyes[1] - eyes[0]))
    shift = np.array(_EYES) - scale * eyes.mean(0)
    move = np.array([[scale, 0, shift[0]], [0, scale, shift[1]]])
    figure = np.asarray(cv2.warpAffine(presenter.picture, move, SIZE, flags=cv2.INTER_AREA), np.uint8)
    cells = np.random.default_rng(0).integers(110, 180, (20, 12, 3), dtype=np.uint8)
    wall = np.asarray(cv2.resize(cells, SIZE, interpolation=cv2.INTER_CUBIC), np.float32)
    cover = figure[..., 3:].astype(np.float32) / 255
    photo = np.rint(figure[..., :3] * cover + wall * (1 - cover)).astype(np.uint8)
    landmarks = (presenter.landmarks * scale + shift).astype(np.float32)
    return replace(presenter, picture=figure, landmarks=landmarks, backdrop=photo)


def speeds() -> dict[str, float]:
    """Milliseconds a frame of each drawer, the best of some rounds."""
    values, pose = speech_rows(_SECONDS * FPS)
    presenter = load_presenter("mei")
    draws: dict[str, Callable[[Floats, Floats], object]] = {
        f"photograph {SIZE[0]}x{SIZE[1]}": TalkingPicture(photographed(presenter)).draw,
        f"figure {FIGURE} high": Portrait(presenter, FIGURE).draw,
    }
    taken = {name: [_drawn(draw, values, pose) for _ in range(_ROUNDS)] for name, draw in draws.items()}
    return {name: min(times) for name, times in taken.items()}


def _drawn(draw: Callable[[Floats, Floats], object], values: Floats, pose: Floats) -> float:
    begun = time.perf_counter()
    for row, place in zip(values, pose, strict=True):
        draw(row, place)
    return (time.perf_counter() - begun) * 1000 / len(values)


def sharpness(name_or_path: str) -> tuple[float, float]:
    """The mouth's sharpness in speech over that of the portrait: mean and least of all frames."""
    presenter = load_whole(name_or_path)
    talking = TalkingPicture(presenter)
    axes = measure(presenter.landmarks, presenter.picture).axes
    (left, top), (right, bottom) = axes.picture(np.array(_MOUTH, np.float32).reshape(2, 2)).round().astype(int)
    values, pose = speech_rows(_SECONDS * FPS)
    rest = _detail(talking.draw(np.zeros_like(values[0]), np.zeros_like(pose[0]))[top:bottom, left:right])
    frames = [
        _detail(talking.draw(row, place)[top:bottom, left:right]) for row, place in zip(values, pose, strict=True)
    ]
    return float(np.mean(frames)) / rest, min(frames) / rest


def _detail(picture: Pixels) -> float:
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    return float(cv2.Laplacian(grey, cv2.CV_64F).var())


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("portraits", nargs="*", help="kept presenters or pictures, for their sharpness")
    parser.add_argument("--cores", type=int, help="measure speed alone, on so many cores")
    options = parser.parse_args(arguments)
    if options.cores:
        cv2.setNumThreads(options.cores)
        for name, milliseconds in speeds().items():
            print(
                f"{name:24} {options.cores:>2} cores {milliseconds:7.2f} ms a frame {1000 / milliseconds:6.0f} frames/s"
            )
        return
    every = sorted(os.sched_getaffinity(0))
    for cores in sorted({1, min(2, len(every)), len(every)}):
        _confined(every[:cores])
    for name in dict.fromkeys(["mei", "kai", *options.portraits]):
        mean, least = sharpness(name)
        print(f"{name:24} mouth {mean:.2f} times as sharp as the portrait, at least {least:.2f}")


def _confined(cores: Sequence[int]) -> None:
    """The speeds in a process that has these cores alone."""
    here = [sys.executable, "-m", "scripts.bench_face"]
    command = ["taskset", "-c", ",".join(map(str, cores)), *here, "--cores", str(len(cores))]
    subprocess.run(command, check=True, env={**os.environ, "OMP_NUM_THREADS": str(len(cores))})


if __name__ == "__main__":
    main()
