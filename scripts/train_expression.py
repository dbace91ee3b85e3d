"""Train the network that hears what a mouth does (`avatar/face/expression.py`).

    python -m scripts.training_speech --out out/speech      # speech with exact phone times
    python -m scripts.train_expression out/speech --out avatar/face/expression.pt

Nothing but synthesised speech goes in. What the mouth does to it is read from its phones and
its sound by the rules in `avatar/face/articulation.py`; the network learns to do so from sound
alone, in any room, with any voice. One sentence in twenty is held back, and so is every
sentence of the voices named by `--unheard`: what the network makes of those is printed.
"""

from __future__ import annotations

import argparse
import pickle
import random
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.utils.data import DataLoader

from avatar.face.features import levelled
from avatar.face.listener import TRACKS, Listener
from scripts.training.lessons import Lesson, lessons
from scripts.training.rows import Rows

HELD_BACK = 20
"""One lesson in so many is not learnt from."""

# what a track's square error counts: over its spread in speech, and by how much it shows
_SPREADS = {"part": 0.2, "jaw": 0.18, "spread": 0.3, "pucker": 0.3, "funnel": 0.2, "tuck": 0.2, "seal": 0.2}
_SHOWS = {"part": 1.0, "jaw": 0.6, "spread": 0.7, "pucker": 0.7, "funnel": 0.4, "tuck": 0.15, "seal": 0.15}
_TONGUE = 5.0
_GROUPS = 0.3  # what telling groups of sounds apart counts
_STEEPEST = 1.0  # norm to which gradients are cut
_TOLD_EVERY = 100  # steps

Voices = Mapping[str, Sequence[Lesson]]


def main() -> None:
    args = _arguments()
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    voices = taught(args.speech, args.cache, args.seed)
    learnt = {
        name: each[: -max(1, len(each) // HELD_BACK)] for name, each in voices.items() if name not in args.unheard
    }
    held = {
        name: each if name in args.unheard else each[-max(1, len(each) // HELD_BACK) :] for name, each in voices.items()
    }
    hours = sum(len(lesson.groups) for each in learnt.values() for lesson in each) / 360_000
    print(f"{len(learnt)} voices, {hours:.1f} hours")
    network = Listener()
    if args.start:
        network.load_state_dict(torch.load(args.start, weights_only=True))
    _train(network, Rows(learnt, args.batch, args.seed), args)
    torch.save({name: tensor.half() for name, tensor in network.state_dict().items()}, args.out)
    for name, figures in judged(network, held).items():
        print(f"{name:16} " + "  ".join(f"{track} {figure:.2f}" for track, figure in figures.items()))


def taught(speech: Path, cache: Path | None, seed: int) -> dict[str, list[Lesson]]:
    """The lessons of every voice in a folder of speech, by voice; kept in `cache` for the next run."""
    if cache and cache.is_file():
        with cache.open("rb") as file:
            kept: dict[str, list[Lesson]] = pickle.load(file)
        return kept
    voices = {}
    for folder in sorted(path for path in speech.iterdir() if path.is_dir()):
        voices[folder.name] = list(lessons(folder, seed))
        random.Random(seed).shuffle(voices[folder.name])
        print(f"read {folder.name}", flush=True)
    if cache:
        with cache.open("wb") as file:
            pickle.dump(voices, file)
    return voices


def judged(network: Listener, voices: Voices) -> dict[str, dict[str, float]]:
    """How far the tracks of each voice's lessons correlate with what they should be; clean, as synthesised."""
    network.eval()
    figures = {}
    for name, each in voices.items():
        wanted = np.concatenate([lesson.tracks for lesson in each]).astype(np.float32)
        told = np.concatenate([_told(network, lesson) for lesson in each])
        figures[name] = {
            track: float(np.corrcoef(told[:, place], wanted[:, place])[0, 1])
            for place, track in enumerate(TRACKS)
            if wanted[:, place].std() > 0
        }
    return figures


@torch.inference_mode()  # type: ignore[untyped-decorator]
def _told(network: Listener, lesson: Lesson) -> np.ndarray:
    heard = torch.from_numpy(levelled(lesson.spectra.astype(np.float32)[None]))
    return np.asarray(network(heard.transpose(1, 2))[0][0].T)


def _train(network: Listener, rows: Rows, args: argparse.Namespace) -> None:
    optimizer = torch.optim.AdamW(network.parameters(), lr=args.rate, weight_decay=2e-2)
    pace = torch.optim.lr_scheduler.OneCycleLR(optimizer, args.rate, total_steps=args.steps, pct_start=0.12)
    batches = iter(DataLoader(rows, batch_size=None, num_workers=1, prefetch_factor=4))
    network.train()
    losses, begun = [], time.monotonic()
    for step in range(1, args.steps + 1):
        loss = _loss(network, *next(batches))
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), _STEEPEST)
        optimizer.step()
        pace.step()
        losses.append(loss.item())
        if step % _TOLD_EVERY == 0:
            print(f"{step:6} {time.monotonic() - begun:6.0f} s  loss {np.mean(losses[-_TOLD_EVERY:]):.3f}", flush=True)


def _loss(network: Listener, spectra: Tensor, tracks: Tensor, groups: Tensor) -> Tensor:
    with torch.autocast("cpu", dtype=torch.bfloat16):
        told, guessed = network(spectra)
    weights = torch.tensor([_SHOWS[name] / _SPREADS[name] ** 2 if name in _SHOWS else _TONGUE for name in TRACKS])
    error = ((told.float() - tracks) ** 2 * weights[:, None]).mean()
    return error + _GROUPS * functional.cross_entropy(guessed.float(), groups)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("speech", type=Path, help="the folder that training_speech.py filled")
    parser.add_argument("--out", type=Path, required=True, help="where the weights go")
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--batch", type=int, default=12, help="rows of six seconds a step")
    parser.add_argument("--rate", type=float, default=2.5e-3, help="the highest learning rate")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--start", type=Path, help="weights to go on from")
    parser.add_argument("--cache", type=Path, help="a file that keeps the lessons, to begin at once the next time")
    parser.add_argument("--unheard", nargs="*", default=[], help="voices to judge by and not to learn from")
    return parser.parse_args()


if __name__ == "__main__":
    main()
