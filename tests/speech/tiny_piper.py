"""A voice of Piper's kind, made from nothing: it hums every sound of a text in a tone of its own.

The ONNX file is written byte by byte after ONNX's own schema (onnx.proto3): the package that
writes them wants another protobuf than the face's landmarks do.
"""

from __future__ import annotations

import json
import struct
from pathlib import Path

RATE = 22_050
_SAMPLES_A_SOUND = 700.0
_FLOAT, _INT64 = 1, 7


def write_tiny_voice(folder: Path) -> Path:
    """Both files of the voice; gives the `.onnx`."""
    from piper.phoneme_ids import DEFAULT_PHONEME_ID_MAP

    path = folder / "tiny.onnx"
    path.write_bytes(_model())
    settings = {
        "audio": {"sample_rate": RATE, "quality": "x_low"},
        "espeak": {"voice": "en-us"},
        "language": {"code": "en_US"},
        "phoneme_type": "espeak",
        "phoneme_id_map": DEFAULT_PHONEME_ID_MAP,
        "num_symbols": 256,
        "num_speakers": 1,
        "inference": {"noise_scale": 0.667, "length_scale": 1.0, "noise_w": 0.8},
    }
    (folder / "tiny.onnx.json").write_text(json.dumps(settings), "utf-8")
    return path


def _model() -> bytes:
    """sin(sound × time) for each sound of `input`, each as long as `scales[1]` says."""
    nodes = [
        _node("Gather", ["scales", "one_index"], ["slowness"]),
        _node("Mul", ["slowness", "samples"], ["length"]),
        _node("Range", ["zero", "length", "one"], ["count"]),
        _node("Mul", ["count", "step"], ["time"]),
        _node("Cast", ["input"], ["sounds"], _attribute("to", _FLOAT)),
        _node("Unsqueeze", ["sounds", "last_axis"], ["column"]),
        _node("Add", ["column", "base"], ["pitch"]),
        _node("Mul", ["pitch", "time"], ["phase"]),
        _node("Sin", ["phase"], ["wave"]),
        _node("Mul", ["wave", "loudness"], ["quiet"]),
        _node("Reshape", ["quiet", "flat"], ["output"]),
    ]
    tensors = [
        _tensor("one_index", _INT64, [], struct.pack("<q", 1)),
        _tensor("samples", _FLOAT, [], struct.pack("<f", _SAMPLES_A_SOUND)),
        _tensor("zero", _FLOAT, [], struct.pack("<f", 0)),
        _tensor("one", _FLOAT, [], struct.pack("<f", 1)),
        _tensor("step", _FLOAT, [], struct.pack("<f", 2 * 3.14159265 * 5 / RATE)),
        _tensor("last_axis", _INT64, [1], struct.pack("<q", -1)),
        _tensor("base", _FLOAT, [], struct.pack("<f", 20)),
        _tensor("loudness", _FLOAT, [], struct.pack("<f", 0.3)),
        _tensor("flat", _INT64, [4], struct.pack("<4q", 1, 1, 1, -1)),
    ]
    inputs = [_value("input", _INT64, 2), _value("input_lengths", _INT64, 1), _value("scales", _FLOAT, 1)]
    graph = b"".join(
        [
            *(_field(1, node) for node in nodes),
            _field(2, b"tiny"),
            *(_field(5, tensor) for tensor in tensors),
            *(_field(11, value) for value in inputs),
            _field(12, _value("output", _FLOAT, 4)),
        ]
    )
    opset = _field(1, b"") + _number(2, 13)
    return _number(1, 8) + _field(7, graph) + _field(8, opset)


def _node(kind: str, inputs: list[str], outputs: list[str], attribute: bytes = b"") -> bytes:
    names = [_field(1, name.encode()) for name in inputs] + [_field(2, name.encode()) for name in outputs]
    return b"".join(names) + _field(4, kind.encode()) + (_field(5, attribute) if attribute else b"")


def _attribute(name: str, number: int) -> bytes:
    return _field(1, name.encode()) + _number(3, number) + _number(20, 2)


def _tensor(name: str, kind: int, sides: list[int], data: bytes) -> bytes:
    return b"".join(_number(1, side) for side in sides) + _number(2, kind) + _field(8, name.encode()) + _field(9, data)


def _value(name: str, kind: int, dimensions: int) -> bytes:
    shape = b"".join(_field(1, _field(2, f"{name}{number}".encode())) for number in range(dimensions))
    return _field(1, name.encode()) + _field(2, _field(1, _number(1, kind) + _field(2, shape)))


def _field(number: int, data: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(data)) + data


def _number(number: int, value: int) -> bytes:
    return _varint(number << 3) + _varint(value)


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)
