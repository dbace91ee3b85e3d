"""Spoken sentences with their phone times, kept a folder a voice: raw sound beside one line of JSON a sentence."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

CLIP_RATE = 16_000
"""Samples a second of every clip."""

_SOUND, _LINES = "sound.s16", "clips.jsonl"


@dataclass(frozen=True)
class Timed:
    """A phone in IPA from `start` to `end` in seconds; `stressed` tells vowels with lexical stress.

    `own` is the synthesiser's own name of it. Silences are the times no phone covers.
    """

    symbol: str
    start: float
    end: float
    stressed: bool
    own: str


@dataclass(frozen=True)
class Clip:
    """One sentence: `pcm` int16 [n] mono at CLIP_RATE."""

    pcm: npt.NDArray[np.int16]
    phones: tuple[Timed, ...]
    text: str
    language: str
    voice: str


def keep(clips: Iterable[Clip], folder: Path) -> Iterator[Clip]:
    """Write clips into `folder` as they are made, and hand each on."""
    folder.mkdir(parents=True, exist_ok=True)
    begin = 0
    with (folder / _SOUND).open("wb") as sound, (folder / _LINES).open("w", encoding="utf-8") as lines:
        for clip in clips:
            sound.write(clip.pcm.astype("<i2").tobytes())
            told = {"text": clip.text, "language": clip.language, "begin": begin, "samples": len(clip.pcm)}
            phones = [list(asdict(phone).values()) for phone in clip.phones]
            lines.write(json.dumps({**told, "phones": phones}, ensure_ascii=False) + "\n")
            begin += len(clip.pcm)
            yield clip


def kept(folder: Path) -> Iterator[Clip]:
    """The clips of a voice's folder, in order; their sound is mapped, not read."""
    sound = np.memmap(folder / _SOUND, dtype="<i2", mode="r")
    for line in (folder / _LINES).read_text("utf-8").splitlines():
        told = json.loads(line)
        pcm = sound[told["begin"] : told["begin"] + told["samples"]]
        phones = tuple(Timed(*phone) for phone in told["phones"])
        yield Clip(pcm, phones, told["text"], told["language"], folder.name)
