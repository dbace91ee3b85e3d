"""Sound as services send it, decoded to the studio's clock and checked for having come whole."""

from __future__ import annotations

import io
import struct

import numpy as np

from avatar.speech.faults import Fault
from avatar.speech.finish import resampled
from avatar.types import Samples

# a WAV that is streamed promises a length that means "until it ends"
_NO_PROMISE = 0x7FFF0000
_MAGIC = {b"RIFF": "wav", b"fLaC": "flac", b"OggS": "ogg", b"ID3": "mp3"}


def kind_of(data: bytes) -> str | None:
    """What a sound file is by its first bytes (`wav`, `mp3`, `flac`, `ogg`, `aac`), None for anything else."""
    for magic, kind in _MAGIC.items():
        if data.startswith(magic):
            return kind
    if len(data) > 2 and data[0] == 0xFF and data[1] & 0xE0 == 0xE0:
        # frame headers of AAC have no layer, those of MP3 the third
        return "aac" if data[1] & 0x06 == 0 else "mp3"
    return None


def decoded(data: bytes, who: str, kind: str) -> Samples:
    """A sound file in memory as mono at 48 kHz; raises Fault for what is broken or cut short."""
    import av

    if kind == "wav":
        _check_length(data, who)
    try:
        with av.open(io.BytesIO(data), "r", format=kind) as sound:
            rate = sound.streams.audio[0].rate
            resampler = av.AudioResampler(format="fltp", layout="mono", rate=rate)
            frames = [part.to_ndarray()[0] for frame in sound.decode(audio=0) for part in resampler.resample(frame)]
    except (av.FFmpegError, IndexError, ValueError) as error:
        raise Fault(f"{who} sent sound that cannot be decoded") from error
    if not frames:
        raise Fault(f"{who} sent no sound")
    return resampled(np.concatenate(frames), rate)


def from_pcm(data: bytes, rate: int) -> Samples:
    """Bare 16-bit mono samples, little-endian, at 48 kHz; half a sample at the end is left out."""
    samples = np.frombuffer(data[: len(data) // 2 * 2], "<i2").astype(np.float32)
    return resampled(samples / np.float32(32768), rate)


def _check_length(data: bytes, who: str) -> None:
    """Raise Fault where a WAV has less sound than its header promises."""
    place = 12
    while place + 8 <= len(data):
        name, size = struct.unpack_from("<4sI", data, place)
        place += 8
        if name == b"data":
            if size < _NO_PROMISE and place + size > len(data) + 1:
                raise Fault(f"{who} sent only a part of a line")
            return
        place += size + size % 2
