"""Wav2Lip's network as a table and run by hand, and weights for it from a formula: what the real one is held to."""

from __future__ import annotations

from typing import Any

import numpy as np

# convolutions: (kind, inputs, outputs, kernel, stride, padding, residual), in the order of the checkpoint
_Row = tuple[str, int, int, int, tuple[int, int], int, bool]


def _conv(inputs: int, outputs: int, kernel: int = 3, stride: tuple[int, int] = (1, 1), padding: int = 1) -> _Row:
    return ("conv", inputs, outputs, kernel, stride, padding, False)


def _same(channels: int) -> _Row:
    return ("conv", channels, channels, 3, (1, 1), 1, True)


def _down(inputs: int, outputs: int, more: int) -> list[_Row]:
    return [_conv(inputs, outputs, stride=(2, 2)), *[_same(outputs)] * more]


def _up(inputs: int, outputs: int) -> list[_Row]:
    return [("grow", inputs, outputs, 3, (2, 2), 1, False), _same(outputs), _same(outputs)]


FACE = [
    [_conv(6, 16, 7, padding=3)],
    _down(16, 32, 2),
    _down(32, 64, 3),
    _down(64, 128, 2),
    _down(128, 256, 2),
    _down(256, 512, 1),
    [_conv(512, 512, padding=0), _conv(512, 512, 1, padding=0)],
]
SOUND = [
    *[_conv(1, 32), _same(32), _same(32)],
    *[_conv(32, 64, stride=(3, 1)), _same(64), _same(64)],
    *[_conv(64, 128, stride=(3, 3)), _same(128), _same(128)],
    *[_conv(128, 256, stride=(3, 2)), _same(256)],
    *[_conv(256, 512, padding=0), _conv(512, 512, 1, padding=0)],
]
PICTURE = [
    [_conv(512, 512, 1, padding=0)],
    [("spread", 1024, 512, 3, (1, 1), 0, False), _same(512)],
    _up(1024, 512),
    _up(768, 384),
    _up(512, 256),
    _up(320, 128),
    _up(160, 64),
]
LAST = _conv(80, 32)


def layers() -> dict[str, _Row]:
    """Every layer by its name in a checkpoint."""
    named = {f"face_encoder_blocks.{b}.{n}": row for b, block in enumerate(FACE) for n, row in enumerate(block)}
    named |= {f"audio_encoder.{n}": row for n, row in enumerate(SOUND)}
    named |= {f"face_decoder_blocks.{b}.{n}": row for b, block in enumerate(PICTURE) for n, row in enumerate(block)}
    return named | {"output_block.0": LAST}


def shapes() -> dict[str, tuple[int, ...]]:
    """The shape of every tensor of a published checkpoint by its name."""
    found: dict[str, tuple[int, ...]] = {}
    for name, (kind, inputs, outputs, kernel, *_rest) in layers().items():
        pair = (outputs, inputs) if kind == "conv" else (inputs, outputs)
        found[f"{name}.conv_block.0.weight"] = (*pair, kernel, kernel)
        found[f"{name}.conv_block.0.bias"] = (outputs,)
        for tensor in ("weight", "bias", "running_mean", "running_var"):
            found[f"{name}.conv_block.1.{tensor}"] = (outputs,)
        found[f"{name}.conv_block.1.num_batches_tracked"] = ()
    return found | {"output_block.1.weight": (3, 32, 1, 1), "output_block.1.bias": (3,)}


def formula_weights() -> dict[str, Any]:
    """A tensor for every name: waves, as large as keeps pictures between black and white."""
    import torch

    filled = {}
    for place, (name, shape) in enumerate(shapes().items()):
        size = int(np.prod(shape))
        wave = torch.from_numpy(np.sin(0.611 * place + 1.2347 * np.arange(size)).astype(np.float32)).reshape(shape)
        if name.endswith("num_batches_tracked"):
            wave = torch.tensor(7)
        elif name.endswith("running_var"):
            wave = 1.1 + 0.3 * wave
        elif name.endswith(("bias", "running_mean")):
            wave = 0.04 * wave
        elif len(shape) == 1:
            wave = 0.9 + 0.2 * wave
        else:
            wave = wave * (1.9 / (size / shape[0])) ** 0.5
        filled[name] = wave
    return filled


def formula_inputs(count: int = 2) -> tuple[Any, Any]:
    """Mels and faces for the network."""
    import torch

    mels = 3.5 * np.cos(0.173 * np.arange(count * 80 * 16)).reshape(count, 1, 80, 16)
    faces = 0.5 + 0.45 * np.cos(0.0219 * np.arange(count * 6 * 96 * 96)).reshape(count, 6, 96, 96)
    faces[:, :3, 48:] = 0
    return torch.from_numpy(mels.astype(np.float32)), torch.from_numpy(faces.astype(np.float32))


def by_hand(weights: dict[str, Any], mels: Any, faces: Any) -> Any:
    """The network written out once more, without modules, in float64."""
    import torch
    import torch.nn.functional as F  # noqa: N812

    weights = {name: tensor.double() for name, tensor in weights.items()}
    table = layers()

    def layer(name: str, x: Any) -> Any:
        kind, _inputs, _outputs, _kernel, stride, padding, residual = table[name]
        weight, bias = (weights[f"{name}.conv_block.0.{tensor}"] for tensor in ("weight", "bias"))
        if kind == "conv":
            out = F.conv2d(x, weight, bias, stride, padding)
        else:
            out = F.conv_transpose2d(x, weight, bias, stride, padding, output_padding=padding)
        scale, shift, mean, variance = (
            weights[f"{name}.conv_block.1.{tensor}"][:, None, None]
            for tensor in ("weight", "bias", "running_mean", "running_var")
        )
        out = (out - mean) / torch.sqrt(variance + 1e-5) * scale + shift
        return torch.clamp(out + x if residual else out, min=0)

    seen, x = [], faces.double()
    for block, rows in enumerate(FACE):
        for row in range(len(rows)):
            x = layer(f"face_encoder_blocks.{block}.{row}", x)
        seen.append(x)
    x = mels.double()
    for row in range(len(SOUND)):
        x = layer(f"audio_encoder.{row}", x)
    for block, rows in enumerate(PICTURE):
        for row in range(len(rows)):
            x = layer(f"face_decoder_blocks.{block}.{row}", x)
        x = torch.cat([x, seen.pop()], 1)
    x = F.conv2d(layer("output_block.0", x), weights["output_block.1.weight"], weights["output_block.1.bias"])
    return 1 / (1 + torch.exp(-x))
