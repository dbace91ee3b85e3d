"""The network that hears what a mouth does: mel spectra to the tracks of a mouth, as a stream.

A row of dilated convolutions (after van den Oord et al., *WaveNet*, 2016) with residual
connections; the first few look a little ahead, the others only back. It does no input or
output of its own. `scripts/train_expression.py` makes its weights.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from avatar.face.features import BANDS
from avatar.types import Floats

TRACKS = ("part", "jaw", "spread", "pucker", "funnel", "tuck", "seal", "tongue")
"""What the network tells of the mouth, in order (`articulation.py` says what each means)."""
GROUPS = (
    *("", "pb", "m", "fv", "θð", "tdnlɾ", "szʂʐ", "ʃʒɕʑ", "kgɡŋxɣ", "hɦʔ", "rɹɻɚɝɜ", "w"),
    *("jɥ", "i", "ɪɨɿ", "eɛ", "æ", "aɑ", "əʌɐ", "ɔɒ", "o", "ʊ", "uyʉ", "ɤɯ"),
)
"""The groups of sounds it tells apart; the first is silence. Sounds named nowhere count as ə."""
AHEAD = 15
"""Spectra of look-ahead."""

_AROUND, _BEFORE = (1, 2, 3, 3, 4), (8, 16, 32)  # dilations of what looks both ways, and only back
_FIRST = 5  # spectra the first convolution sees


class Listener(nn.Module):  # type: ignore[misc]
    """Spectra [batch, BANDS, n] to tracks [batch, TRACKS, n] and, as logits, groups [batch, GROUPS, n]."""

    def __init__(self, width: int = 128) -> None:
        super().__init__()
        half = _FIRST // 2
        self.first = Reach(BANDS, width, _FIRST, left=half, right=half)
        self.blocks = nn.ModuleList(
            [Block(width, step, step) for step in _AROUND] + [Block(width, 2 * step, 0) for step in _BEFORE]
        )
        self.norm = nn.BatchNorm1d(width)
        self.tracks = nn.Conv1d(width, len(TRACKS), 1)
        self.groups = nn.Conv1d(width, len(GROUPS), 1)

    def forward(self, spectra: Tensor) -> tuple[Tensor, Tensor]:
        heard = self.first(spectra)
        for block in self.blocks:
            heard = block(heard)
        return self.told(heard)

    def told(self, heard: Tensor) -> tuple[Tensor, Tensor]:
        """Tracks and groups of what the last block gives."""
        heard = functional.gelu(self.norm(heard))
        return self.tracks(heard), self.groups(heard)


class Reach(nn.Module):  # type: ignore[misc]
    """A convolution over `left` spectra before and `right` after each, normalised and bent."""

    def __init__(self, inputs: int, width: int, taps: int, left: int, right: int) -> None:
        super().__init__()
        self.left, self.right = left, right
        self.over = nn.Conv1d(inputs, width, taps, dilation=(left + right) // (taps - 1), bias=False)
        self.norm = nn.BatchNorm1d(width)

    def forward(self, spectra: Tensor) -> Tensor:
        return self.inner(functional.pad(spectra, (self.left, self.right)))

    def inner(self, spectra: Tensor) -> Tensor:
        """The same without padding: left + right columns fewer."""
        return functional.gelu(self.norm(self.over(spectra)))


class Block(nn.Module):  # type: ignore[misc]
    """A residual step of three taps."""

    def __init__(self, width: int, left: int, right: int) -> None:
        super().__init__()
        self.reach = Reach(width, width, 3, left, right)
        self.mix = nn.Conv1d(width, width, 1)

    def forward(self, heard: Tensor) -> Tensor:
        return heard + self.mix(self.reach(heard))


class Stream:
    """A network's way through one sound: gives in pieces what the network gives at once.

    Apart from the network, so that one serves many sounds. The network must be in `eval` mode.
    """

    def __init__(self, network: Listener) -> None:
        self._network = network
        self._reaches = [_Window(network.first), *(_Window(block.reach) for block in network.blocks)]
        self._waiting = [torch.zeros(0)] * len(network.blocks)  # inputs of the blocks that wait to be added

    @torch.inference_mode()  # type: ignore[untyped-decorator]
    def push(self, spectra: Floats, last: bool = False) -> tuple[Floats, Floats]:
        """More spectra [n, BANDS], `last` if none come after them.

        Gives tracks [m, TRACKS] and groups [m, GROUPS] (logits) of those that are ready.
        """
        heard = self._reaches[0].push(torch.from_numpy(spectra).T[None], last)
        for place, block in enumerate(self._network.blocks):
            waiting = self._waiting[place]
            held = torch.cat([waiting, heard], 2) if waiting.numel() else heard
            bent = self._reaches[place + 1].push(heard, last)
            ready = bent.shape[2]
            self._waiting[place] = held[..., ready:]
            heard = held[..., :ready] + block.mix(bent) if ready else held[..., :0]
        if not heard.shape[2]:
            return np.zeros((0, len(TRACKS)), np.float32), np.zeros((0, len(GROUPS)), np.float32)
        tracks, groups = self._network.told(heard)
        return tracks[0].T.numpy(), groups[0].T.numpy()


class _Window:
    """The columns one convolution still needs."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach
        self._held = torch.zeros(1, reach.over.in_channels, reach.left)

    def push(self, spectra: Tensor, last: bool) -> Tensor:
        parts: Sequence[Tensor] = (self._held, spectra)
        if last:
            parts = (*parts, torch.zeros(1, self._held.shape[1], self._reach.right))
        columns = torch.cat(list(parts), 2)
        margin = self._reach.left + self._reach.right
        ready = max(0, columns.shape[2] - margin)
        self._held = columns[..., ready:]
        return self._reach.inner(columns) if ready else columns.new_zeros(1, self._reach.over.out_channels, 0)
