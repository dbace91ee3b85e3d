"""The Wav2Lip generator: sixteen mel frames and a face without its lower half in, the face that says them out.

After Prajwal, Mukhopadhyay, Namboodiri and Jawahar, *A Lip Sync Expert Is All You Need for Speech to
Lip Generation In the Wild*, ACM Multimedia 2020. Names and shapes of all tensors are those of the
published checkpoints, which therefore load strictly. Importing this file imports torch.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

_DOWN, _UP = (2, 2), (2, 2)
_FACE_WIDTHS = (6, 16, 32, 64, 128, 256, 512)  # channels into each face block, from the picture inwards
_REPEATS = (2, 3, 2, 2, 1)  # residual layers that follow the first of each face block but the first
_DECODED = (512, 512, 512, 384, 256, 128, 64)  # channels out of each decoder block
_KEPT = (512, 512, 256, 128, 64, 32, 16)  # channels of the face features joined to each


class Layer(nn.Module):  # type: ignore[misc]  # torch is not followed by mypy
    """A convolution (or a transposed one), batch norm, its own input added where `residual`, ReLU."""

    def __init__(self, convolution: Any, residual: bool = False) -> None:
        super().__init__()
        self.conv_block = nn.Sequential(convolution, nn.BatchNorm2d(convolution.out_channels))
        self.residual = residual

    def forward(self, x: Any) -> Any:
        out = self.conv_block(x)
        return torch.relu(out + x if self.residual else out)


class Wav2Lip(nn.Module):  # type: ignore[misc]
    """The published generator, float32.

    `face_encoder_blocks` look at the faces, each from what the one before it gave; `audio_encoder`
    listens; `face_decoder_blocks` grow a picture from the sound's embedding and, on every size, what
    the face encoder kept there.
    """

    def __init__(self) -> None:
        super().__init__()
        self.face_encoder_blocks = nn.ModuleList(_face_encoder())
        self.audio_encoder = nn.Sequential(*_audio_encoder())
        self.face_decoder_blocks = nn.ModuleList(_face_decoder())
        self.output_block = nn.Sequential(_conv(80, 32), nn.Conv2d(32, 3, 1), nn.Sigmoid())

    def forward(self, mels: Any, faces: Any) -> Any:
        """Pictures float32 [n, 3, 96, 96], BGR 0 … 1.

        `mels` float32 [n, 1, 80, 16] within ±4; `faces` float32 [n, 6, 96, 96], BGR 0 … 1: the face to
        fill, its lower half zero, then the reference.
        """
        kept = self.look(faces)
        x = self.audio_encoder(mels)
        for block, seen in zip(self.face_decoder_blocks, reversed(kept), strict=True):
            x = torch.cat((block(x), seen), dim=1)
        return self.output_block(x)

    def look(self, faces: Any) -> list[Any]:
        """What the face encoder keeps of the faces, from 96 x 96 down to 1 x 1."""
        kept = []
        for block in self.face_encoder_blocks:
            faces = block(faces)
            kept.append(faces)
        return kept


def _conv(inputs: int, outputs: int, kernel: int = 3, stride: tuple[int, int] = (1, 1), pad: int = 1) -> Layer:
    return Layer(nn.Conv2d(inputs, outputs, kernel, stride, pad))


def _same(channels: int) -> Layer:
    """A layer that keeps size and channels and adds its input."""
    return Layer(nn.Conv2d(channels, channels, 3, 1, 1), residual=True)


def _grow(inputs: int, outputs: int) -> Layer:
    """A layer that doubles the size."""
    return Layer(nn.ConvTranspose2d(inputs, outputs, 3, _UP, 1, output_padding=1))


def _face_encoder() -> list[Any]:
    blocks = [nn.Sequential(_conv(_FACE_WIDTHS[0], _FACE_WIDTHS[1], kernel=7, pad=3))]
    for inputs, outputs, repeats in zip(_FACE_WIDTHS[1:-1], _FACE_WIDTHS[2:], _REPEATS, strict=True):
        blocks.append(nn.Sequential(_conv(inputs, outputs, stride=_DOWN), *(_same(outputs) for _ in range(repeats))))
    return [*blocks, nn.Sequential(_conv(512, 512, pad=0), _conv(512, 512, kernel=1, pad=0))]


def _audio_encoder() -> list[Layer]:
    return [
        *(_conv(1, 32), _same(32), _same(32)),
        *(_conv(32, 64, stride=(3, 1)), _same(64), _same(64)),
        *(_conv(64, 128, stride=(3, 3)), _same(128), _same(128)),
        *(_conv(128, 256, stride=(3, 2)), _same(256)),
        *(_conv(256, 512, pad=0), _conv(512, 512, kernel=1, pad=0)),
    ]


def _face_decoder() -> list[Any]:
    blocks = [
        nn.Sequential(_conv(512, 512, kernel=1, pad=0)),
        nn.Sequential(Layer(nn.ConvTranspose2d(1024, 512, 3)), _same(512)),
    ]
    joined = [decoded + kept for decoded, kept in zip(_DECODED, _KEPT, strict=True)]
    for inputs, outputs in zip(joined[1:-1], _DECODED[2:], strict=True):
        blocks.append(nn.Sequential(_grow(inputs, outputs), _same(outputs), _same(outputs)))
    return blocks
