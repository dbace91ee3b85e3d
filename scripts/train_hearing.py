"""Train the network that word times are aligned with (`avatar/speech/hearing.npz`).

    python -m scripts.training_speech --out DIR          # the speech, with the times of its phones
    python -m scripts.train_hearing DIR --out avatar/speech/hearing.npz [--steps 4000] [--without flite-rms,…]

Needs torch. The voices left out are those that `scripts/bench_align.py` measures with, so that
its figures are those of voices never heard.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from avatar.speech.hearing import BANDS, DILATIONS, HOP, KINDS, RATE, kind, levelled, log_mel
from avatar.speech.ipa import divide, symbols
from scripts.training.clip import Timed, kept

HELD_OUT = ("flite-rms", "flite-slt", "festival-slt")
_WIDTH = 96
_ROW, _BATCH = 400, 48
_PACE, _THROAT = 0.15, 0.09  # deviations of the logs of pace and of formant frequencies
_MASKED, _MASK = 0.4, 6  # share of rows that lack some bands, and how many at most

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Lesson:
    """All of a voice: `spectra` float16 [n, BANDS], `kinds` int64 [n]."""

    spectra: npt.NDArray[np.float16]
    kinds: npt.NDArray[np.int64]


def main() -> None:
    """Train and write."""
    asked = _reader().parse_args()
    left_out = set(asked.without.split(","))
    folders = [folder for folder in sorted(asked.speech.iterdir()) if folder.is_dir() and folder.name not in left_out]
    lessons = [_lesson(folder) for folder in folders]
    print(
        f"{len(lessons)} voices, {sum(len(lesson.kinds) for lesson in lessons) * HOP / RATE / 3600:.1f} h", flush=True
    )
    kept_weights: dict[str, Any] = trained(lessons, asked.steps)
    np.savez(asked.out, **kept_weights)


def trained(lessons: list[Lesson], steps: int) -> dict[str, Any]:
    """The weights as `avatar.speech.hearing` reads them."""
    import torch
    from torch.nn import functional

    torch.manual_seed(1)
    network = _network()
    hand = torch.optim.AdamW(network.parameters(), lr=2e-3, weight_decay=1e-4)
    pace = torch.optim.lr_scheduler.OneCycleLR(hand, 4e-3, steps)
    for step, (spectra, kinds) in zip(range(steps), _rows(lessons), strict=False):
        loss = functional.cross_entropy(network(torch.from_numpy(spectra)), torch.from_numpy(kinds))
        hand.zero_grad()
        loss.backward()
        hand.step()
        pace.step()
        if step % 50 == 0:
            print(f"step {step}: loss {loss.item():.3f}", flush=True)
    return _told(network)


def _network() -> Any:
    from torch import Tensor, nn

    class Network(nn.Module):  # type: ignore[misc]
        """As `avatar.speech.hearing.heard`: the first layer widens, the others add to what they hear."""

        def __init__(self) -> None:
            super().__init__()
            inputs = [BANDS] + [_WIDTH] * (len(DILATIONS) - 1)
            self.hidden = nn.ModuleList(
                nn.Conv1d(width, _WIDTH, 5, dilation=dilation, padding=2 * dilation)
                for width, dilation in zip(inputs, DILATIONS, strict=True)
            )
            self.last = nn.Conv1d(_WIDTH, len(KINDS), 1)

        def forward(self, spectra: Tensor) -> Tensor:
            flow = spectra.transpose(1, 2)
            for number, layer in enumerate(self.hidden):
                out = nn.functional.relu(layer(flow))
                flow = out + flow if number else out
            return self.last(nn.functional.dropout(flow, 0.1, self.training))

    return Network()


def _told(network: Any) -> dict[str, Any]:
    kept_weights = {}
    for number, layer in enumerate([*network.hidden, network.last]):
        weights = layer.weight.detach().numpy()  # [outputs, inputs, moments]
        kept_weights[f"weights{number}"] = weights.transpose(2, 1, 0).reshape(-1, weights.shape[0]).astype(np.float16)
        kept_weights[f"bias{number}"] = layer.bias.detach().numpy().astype(np.float16)
    return kept_weights


def _lesson(folder: Path) -> Lesson:
    spectra, kinds = [], []
    for clip in kept(folder):
        heard = log_mel(np.asarray(clip.pcm, np.float32) / np.float32(32768))
        spectra.append(heard.astype(np.float16))
        kinds.append(_kinds(clip.phones, len(heard)))
    return Lesson(np.concatenate(spectra), np.concatenate(kinds))


def _kinds(phones: tuple[Timed, ...], count: int) -> npt.NDArray[np.int64]:
    told = np.zeros(count, np.int64)
    for phone in phones:
        start, end = (round(at * RATE) for at in (phone.start, phone.end))
        for symbol, begin, stop in divide(start, end, symbols(phone.symbol) or ("ə",)):
            told[(begin + HOP // 2) // HOP : (stop + HOP // 2) // HOP] = kind(symbol)
    return told


def _rows(lessons: list[Lesson]) -> Iterator[tuple[Floats, npt.NDArray[np.int64]]]:
    chance = np.random.default_rng(1)
    while True:
        rows = [_row(lessons[chance.integers(len(lessons))], chance) for _ in range(_BATCH)]
        yield np.stack([row[0] for row in rows]), np.stack([row[1] for row in rows])


def _row(lesson: Lesson, chance: np.random.Generator) -> tuple[Floats, npt.NDArray[np.int64]]:
    """Four seconds said faster or slower, by another throat, in another room."""
    pace = float(np.exp(chance.normal(0, _PACE)))
    span = round(_ROW / pace) + 2
    begin = int(chance.integers(len(lesson.kinds) - span))
    place = begin + np.arange(_ROW) / pace
    below = place.astype(int)
    share = (place - below)[:, None]
    spectra = lesson.spectra[below] * (1 - share) + lesson.spectra[below + 1] * share
    spectra = _warped(spectra, float(np.exp(chance.normal(0, _THROAT))))
    kinds = lesson.kinds[np.rint(place).astype(int)]
    spectra = spectra + chance.normal(0, 1.0) + _tilt(chance)
    floor = spectra.max() - chance.uniform(3, 16) + _tilt(chance) + chance.normal(0, 0.3, spectra.shape)
    spectra = np.logaddexp(spectra, floor)
    spectra = levelled(spectra.astype(np.float32))
    if chance.random() < _MASKED:
        low = int(chance.integers(BANDS - _MASK))
        spectra[:, low : low + int(chance.integers(1, _MASK))] = 0
    return spectra, kinds


def _warped(spectra: npt.NDArray[Any], by: float) -> npt.NDArray[Any]:
    place = np.clip(np.arange(BANDS) * by, 0, BANDS - 1.001)
    below = place.astype(int)
    share = place - below
    return np.asarray(spectra[:, below] * (1 - share) + spectra[:, below + 1] * share)


def _tilt(chance: np.random.Generator) -> npt.NDArray[Any]:
    """A smooth random colour, in nepers of power."""
    return np.interp(np.arange(BANDS), np.linspace(0, BANDS - 1, 6), chance.normal(0, 0.8, 6))


def _reader() -> argparse.ArgumentParser:
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("speech", type=Path, help="the folder scripts/training_speech.py wrote")
    reader.add_argument("--out", type=Path, required=True, help="the .npz to write")
    reader.add_argument("--steps", type=int, default=4000)
    reader.add_argument("--without", default=",".join(HELD_OUT), help="voices left out, separated by commas")
    return reader


if __name__ == "__main__":
    main()
