"""Measure the Wav2Lip engine against a plain float32 run of the same network, side by side.

    python scripts/bench_wav2lip.py                       # weights from a seed: speed does not depend on them
    python scripts/bench_wav2lip.py --weights wav2lip.pth # a published checkpoint

Every way is timed in turns (A B C A B C …), so that a busy machine is busy for all of them, and the
median is told. `error` is the largest difference of a pixel from the plain run, of 1.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import torch

from avatar.face.presenter import Presenter, load_presenter
from avatar.face.wav2lip import Layer, Wav2Lip
from avatar.face.wav2lip_face import WHOLE, Window, network_faces
from avatar.face.wav2lip_fast import FacedWav2Lip, multiplies_bfloat16
from avatar.face.wav2lip_mel import BANDS, FRAMES, REACH
from avatar.face.wav2lip_talker import AT_ONCE, Wav2LipTalker
from avatar.face.weights import load_into
from avatar.types import SAMPLE_RATE, Floats, Pixels, Samples

FPS = 25
SECONDS = 2.0


@dataclass(frozen=True)
class Way:
    """One way to make mouths: `run` makes `count` of them; `error` where it is known."""

    name: str
    run: Callable[[], object]
    count: int
    error: float | None = None


class StillPicture:
    """A presenter who does not move: what is measured is the engine, not the drawing of heads."""

    def __init__(self, presenter: Presenter) -> None:
        self._pixels = np.ascontiguousarray(presenter.picture[..., :3])
        self.size = (self._pixels.shape[1], self._pixels.shape[0])

    def draw(self, values: Floats, pose: Floats) -> Pixels:  # noqa: ARG002  # a picture is asked so
        return self._pixels


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", type=Path, help="a published checkpoint (default: weights from a seed)")
    parser.add_argument("--presenter", default="mei")
    parser.add_argument("--rounds", type=int, default=7)
    args = parser.parse_args()
    print(f"{os.cpu_count()} cores, torch {torch.__version__} with {torch.get_num_threads()} threads")
    network = Wav2Lip().eval()
    with tempfile.TemporaryDirectory() as folder:
        if args.weights:
            load_into(network, args.weights, "the Wav2Lip generator")
        else:
            settle(network)
        checkpoint = args.weights or saved(network, Path(folder))
        tell(ways(network, checkpoint, args.presenter), args.rounds)


def settle(network: Wav2Lip) -> None:
    """Give the network weights from a seed, as tame as trained ones: residual layers change little.

    Batch norms get the statistics of what then runs through them.
    """
    torch.manual_seed(1)
    for layer in network.modules():
        if isinstance(layer, Layer):
            convolution, norm = layer.conv_block
            torch.nn.init.kaiming_normal_(convolution.weight)
            norm.weight.data.fill_(0.25 if layer.residual else 1.0)
            norm.momentum = 1.0
    network.train()
    with torch.no_grad():
        network(torch.randn(8, 1, BANDS, FRAMES) * REACH / 2, torch.rand(8, 6, 96, 96))
    network.eval()


def saved(network: Wav2Lip, folder: Path) -> Path:
    """The weights as a checkpoint file."""
    path = folder / "seeded.pth"
    torch.save({"state_dict": network.state_dict()}, path)
    return path


def ways(network: Wav2Lip, checkpoint: Path, presenter_name: str) -> list[Way]:
    """The plain run first, then ours."""
    presenter = load_presenter(presenter_name)
    talker = Wav2LipTalker(presenter, checkpoint, FPS, picture=StillPicture(presenter), still=True)
    faces, window = network_faces(talker.patch.square), talker.patch.window
    mels = np.random.default_rng(2).uniform(-REACH, REACH, (AT_ONCE, BANDS, FRAMES)).astype(np.float32)
    exact = plain(network, mels, faces)
    found = [
        Way("plain float32, one by one", lambda: plain(network, mels[:1], faces), 1),
        Way(f"plain float32, {AT_ONCE} at once", lambda: plain(network, mels, faces), AT_ONCE),
    ]
    pcm = speechlike(SECONDS)
    everything = FacedWav2Lip(network, faces)
    found.append(way("ours, the whole square", everything, WHOLE, mels, exact))
    for numbers in (torch.float32, *([torch.bfloat16] if multiplies_bfloat16() else [])):
        ours = FacedWav2Lip(network, faces, window, numbers)
        found.append(way("ours, what is shown", ours, window, mels, exact))
        found.append(Way(f"the engine, {ours.numbers}", partial(talk, talker, ours, pcm), round(SECONDS * FPS)))
    print(f"with these weights the engine takes {talker.generator.numbers}")
    return found


def plain(network: Wav2Lip, mels: Floats, faces: Floats) -> Floats:
    """The network as it is."""
    with torch.inference_mode():
        made = network(torch.from_numpy(mels)[:, None], torch.from_numpy(faces).expand(len(mels), -1, -1, -1))
    return made.permute(0, 2, 3, 1).numpy()  # type: ignore[no-any-return]


def way(name: str, generator: FacedWav2Lip, window: Window, mels: Floats, exact: Floats) -> Way:
    """A generator of ours, and how far it is from the plain run where it shows."""
    error = np.abs(generator.pictures(mels) - exact[:, *window.part]).max()
    return Way(f"{name}, {generator.numbers}", lambda: generator.pictures(mels), len(mels), float(error))


def speechlike(seconds: float) -> Samples:
    """Hiss that comes and goes as syllables do."""
    count = round(seconds * SAMPLE_RATE)
    swell = 0.55 + 0.45 * np.sin(np.arange(count) * (2 * np.pi * 4 / SAMPLE_RATE))
    return np.asarray(0.2 * swell * np.random.default_rng(3).standard_normal(count), np.float32)


def talk(talker: Wav2LipTalker, generator: FacedWav2Lip, pcm: Samples) -> None:
    """The whole engine, sound to frames."""
    talker.generator = generator
    talker.clear()
    for _ in talker.push(pcm):
        pass
    for _ in talker.flush():
        pass


def tell(measured: list[Way], rounds: int) -> None:
    """Time the ways in turns and print a table."""
    seconds: dict[str, list[float]] = {each.name: [] for each in measured}
    for turn in range(rounds + 1):
        for each in measured:
            start = time.perf_counter()
            each.run()
            if turn:  # the first round warms up
                seconds[each.name].append((time.perf_counter() - start) / each.count)
    one, batch = (statistics.median(seconds[each.name]) for each in measured[:2])
    print(f"{'':34}{'frames/s':>10}{'x one by one':>14}{f'x {AT_ONCE} at once':>14}{'error':>10}")
    for each in measured:
        took = statistics.median(seconds[each.name])
        error = "" if each.error is None else f"{each.error:.1e}"
        print(f"{each.name:34}{1 / took:10.1f}{one / took:14.2f}{batch / took:14.2f}{error:>10}")


if __name__ == "__main__":
    main()
