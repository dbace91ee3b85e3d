"""The Wav2Lip generator made fast for one face: the same picture, by less work.

Batch norms are folded into their convolutions. What depends on the face alone — the whole face
encoder, and its share of every layer that joins sound and face — is computed once. Only the window of
the picture that is shown is computed, with just as much around it as reaches into it. Numbers are
float32, or bfloat16 where the processor multiplies matrices of those.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812  # as everybody calls it
from torch.nn.utils.fusion import fuse_conv_bn_weights

from avatar.face.wav2lip import SIDE, Layer, Wav2Lip
from avatar.types import Floats

Span = tuple[int, int]
"""First and last row or column, half open."""

_SMALLEST = 3  # rows of the picture the decoder starts to grow
_REACH = 1  # pixels around it that a 3 x 3 layer looks at


@dataclass(frozen=True)
class Window:
    """A part of a square picture: its rows and its columns."""

    rows: Span
    columns: Span

    def before(self, layers: int, side: int) -> Window:
        """The part of the picture of half that size that reaches into this one through a growing layer and more."""
        spans = [_halved(span, layers * _REACH, side) for span in (self.rows, self.columns)]
        return Window(*spans)

    def grown(self) -> Window:
        """The same part of the picture twice that size."""
        (top, bottom), (left, right) = self.rows, self.columns
        return Window((2 * top, 2 * bottom), (2 * left, 2 * right))

    def cut(self, picture: Any, held: Window) -> Any:
        """This part [..., rows, columns] of a picture of which a larger part is `held`."""
        (top, bottom), (left, right) = self.rows, self.columns
        up, aside = held.rows[0], held.columns[0]
        return picture[..., top - up : bottom - up, left - aside : right - aside]


WHOLE = Window((0, SIDE), (0, SIDE))


def _halved(span: Span, reach: int, side: int) -> Span:
    # a growing layer's last pixel needs one more beyond it
    return max(0, span[0] - reach) // 2, math.ceil(min(side, span[1] + reach + 1) / 2)


class Folded:
    """A layer with its batch norm inside the convolution. `known`: what of its input the face gives, joined last."""

    def __init__(self, layer: Layer, dtype: Any, known: Any = None) -> None:
        convolution, norm = layer.conv_block
        self._residual = layer.residual
        self._grows = isinstance(convolution, torch.nn.ConvTranspose2d)
        weight, bias = fuse_conv_bn_weights(
            *(convolution.weight, convolution.bias),
            *(norm.running_mean, norm.running_var, norm.eps, norm.weight, norm.bias),
            transpose=self._grows,
        )
        self._shape = (convolution.stride, convolution.padding)
        self._beyond = convolution.output_padding
        inputs = 0 if self._grows else 1
        heard = weight.shape[inputs] - (0 if known is None else known.shape[1])
        weight, seen = weight.detach().split([heard, weight.shape[inputs] - heard], inputs)
        self._bias = None if known is not None else bias.detach().to(dtype)
        self._given = None if known is None else self._apply(known, seen, bias.detach())
        self._weight = weight.to(dtype).contiguous(memory_format=torch.channels_last)
        self._dtype = dtype

    def show(self, window: Window) -> None:
        """Keep of what the face gives only that part."""
        self._given = window.cut(self._given, WHOLE).to(self._dtype).contiguous(memory_format=torch.channels_last)

    def __call__(self, x: Any) -> Any:
        out = self._apply(x, self._weight, self._bias)
        if self._given is not None:
            out += self._given
        elif self._residual:
            out += x
        return out.relu_()

    def _apply(self, x: Any, weight: Any, bias: Any) -> Any:
        stride, padding = self._shape
        if self._grows:
            return F.conv_transpose2d(x, weight, bias, stride, padding, self._beyond)
        return F.conv2d(x, weight, bias, stride, padding)


class FacedWav2Lip:
    """The generator bound to one face and to the window of the picture that is wanted."""

    def __init__(self, net: Wav2Lip, faces: Any, window: Window = WHOLE, dtype: Any = torch.float32) -> None:
        """`faces` float32 [1, 6, 96, 96] as `Wav2Lip` takes them. `net` stays as it is."""
        self._dtype = dtype
        with torch.inference_mode():
            kept = net.look(faces)[::-1]
            self._ear = [Folded(layer, dtype) for layer in net.audio_encoder]
            first, second, *growing = net.face_decoder_blocks
            self._start = [Folded(first[0], dtype), Folded(second[0], dtype, kept[0]), Folded(second[1], dtype)]
            self._start[1].show(Window((0, _SMALLEST), (0, _SMALLEST)))
            self._growing = [
                [Folded(block[0], dtype, seen), *(Folded(layer, dtype) for layer in block[1:])]
                for block, seen in zip(growing, kept[1:], strict=False)
            ]
            self._last = Folded(net.output_block[0], dtype, kept[-1])
            self._colour = net.output_block[1]
            self._windows = self._planned(window)

    def _planned(self, window: Window) -> list[tuple[Window, Window]]:
        """For each growing block the part it takes and the part its input comes as; then the same for the end."""
        plan, need, side, after = [], window, SIDE, _REACH
        for block in reversed(self._growing):
            part = need.before(len(block) - 1 + after, side)
            block[0].show(part.grown())
            plan.append(part)
            need, side, after = part, side // 2, 0
        held = [Window((0, _SMALLEST), (0, _SMALLEST)), *(part.grown() for part in plan[::-1])]
        self._last.show(held[-1])
        return list(zip([*plan[::-1], window], held, strict=True))

    def pictures(self, mels: Floats) -> Floats:
        """The window of the pictures, float32 [n, rows, columns, 3], BGR 0 … 1, to mels float32 [n, 80, 16]."""
        with torch.inference_mode():
            x = torch.from_numpy(np.ascontiguousarray(mels))[:, None].to(self._dtype)
            for layer in (*self._ear, *self._start):
                x = layer(x)
            for block, (part, held) in zip(self._growing, self._windows, strict=False):
                x = part.cut(x, held)
                for layer in block:
                    x = layer(x)
            part, held = self._windows[-1]
            x = part.cut(self._last(x), held).float()
            shown = torch.sigmoid(self._colour(x))
            return np.ascontiguousarray(shown.permute(0, 2, 3, 1).numpy())
