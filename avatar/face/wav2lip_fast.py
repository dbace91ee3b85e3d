"""The Wav2Lip generator made fast for one face: the same picture, by less work.

Batch norms are folded into their convolutions. What depends on the face alone — the whole face
encoder, and its share of every layer that joins sound and face — is computed once. Only the window of
the picture that is shown is computed, with just as much around it as reaches into it. Numbers are
float32, or bfloat16 where the processor multiplies matrices of those.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812  # as everybody calls it
from torch.nn.utils.fusion import fuse_conv_bn_weights

from avatar.face.wav2lip import Layer, Wav2Lip
from avatar.face.wav2lip_face import SIDE, WHOLE, Window
from avatar.face.wav2lip_mel import BANDS, FRAMES, REACH
from avatar.types import Floats

TOLERANCE = 4 / 255
"""How far the worst pixel of the faster picture may be from the exact one: four levels, which nobody sees."""

_SMALLEST = 3  # rows of the picture the decoder starts to grow
_REACH = 1  # pixels around it that a 3 x 3 layer looks at


def fastest(net: Wav2Lip, faces: Floats, window: Window) -> FacedWav2Lip:
    """The generator bound to a face (`network_faces`), in the numbers that are fastest here and true enough.

    bfloat16 is taken where the processor has matrix units for it and this network's pictures differ
    from the float32 ones by no more than `TOLERANCE`.
    """
    exact = FacedWav2Lip(net, faces, window)
    if not multiplies_bfloat16():
        return exact
    rough = FacedWav2Lip(net, faces, window, torch.bfloat16)
    mels = _probe()
    error = float(np.abs(rough.pictures(mels) - exact.pictures(mels)).max())
    return rough if error <= TOLERANCE else exact


def multiplies_bfloat16() -> bool:
    """Whether the processor has units that multiply matrices of bfloat16 (AMX)."""
    known: dict[str, Any] = getattr(torch.cpu, "get_capabilities", dict)()
    return bool(known.get("amx_bf16"))


def _probe() -> Floats:
    """Mels that are hiss and voices of several pitches, float32 [n, 80, 16]; of silence nothing is shown."""
    bands, frames = np.arange(BANDS)[:, None], np.arange(FRAMES)[None]
    voices = [REACH * np.cos(bands * pitch) * np.sin(0.2 * frames + pitch) for pitch in (0.1, 0.35, 0.8, 1.3)]
    return np.asarray([np.zeros((BANDS, FRAMES)), *voices], np.float32)


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

    def __init__(self, net: Wav2Lip, faces: Floats, window: Window = WHOLE, dtype: Any = torch.float32) -> None:
        """`faces` float32 [1, 6, 96, 96] as `Wav2Lip` takes them; `net`, in eval mode, stays as it is."""
        self._dtype = dtype
        with torch.inference_mode():
            kept = net.look(torch.from_numpy(faces))[::-1]
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

    @property
    def numbers(self) -> str:
        """What it reckons in: `float32` or `bfloat16`."""
        return str(self._dtype).removeprefix("torch.")

    def _planned(self, window: Window) -> list[tuple[Window, Window]]:
        """For each growing block the part it takes and the part its input comes as; then the same for the end."""
        plan, need, side, after = [], window, SIDE, 1
        for block in reversed(self._growing):
            part = need.before(_REACH * (len(block) - 1 + after), side)
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
