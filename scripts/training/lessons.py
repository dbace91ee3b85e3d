"""Lessons for the expression network: passages of one voice, as spectra, and what a mouth does to them.

A passage is several clips with pauses between them. What the mouth does is read from the
phones and the sound, by the rules that move it for a voice that tells its phones.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soxr

from avatar.face.articulation import told
from avatar.face.features import HOP, WINDOW, log_mel
from avatar.face.listener import GROUPS, TRACKS
from avatar.face.timeline import Timeline
from avatar.types import SAMPLE_RATE, Floats, Phone
from scripts.training.clip import CLIP_RATE, Clip, Timed, kept

SECONDS = 15.0
"""The length of a passage, about."""

_PAUSES = (0.0, 0.0, 0.05, 0.15, 0.3, 0.6, 1.2)  # seconds between two clips
_UNKNOWN = "ə"
_GROUP = {symbol: place for place, group in enumerate(GROUPS) for symbol in group}
_PART = SAMPLE_RATE // CLIP_RATE


@dataclass(frozen=True)
class Lesson:
    """`spectra` float16 [n, BANDS] log10 of power; `tracks` float16 [n, TRACKS]; `groups` int8 [n]."""

    voice: str
    spectra: npt.NDArray[np.float16]
    tracks: npt.NDArray[np.float16]
    groups: npt.NDArray[np.int8]


def lessons(folder: Path, seed: int) -> Iterator[Lesson]:
    """The lessons in a voice's folder of clips."""
    chance = random.Random(seed)
    passage: list[Clip] = []
    for clip in kept(folder):
        passage.append(clip)
        if sum(len(part.pcm) for part in passage) > SECONDS * CLIP_RATE:
            yield _lesson(folder.name, *_joined(passage, chance))
            passage = []


def _joined(clips: Sequence[Clip], chance: random.Random) -> tuple[Floats, list[Timed]]:
    sound: list[Floats] = []
    phones: list[Timed] = []
    begin = 0
    for clip in clips:
        pause = np.zeros(round(chance.choice(_PAUSES) * CLIP_RATE), np.float32)
        shift = begin / CLIP_RATE
        phones += [
            Timed(phone.symbol, phone.start + shift, phone.end + shift, phone.stressed, phone.own)
            for phone in clip.phones
        ]
        sound += [np.asarray(clip.pcm, np.float32) / np.float32(32768), pause]
        begin += len(clip.pcm) + len(pause)
    return np.concatenate(sound), phones


def _lesson(voice: str, sound: Floats, phones: Sequence[Timed]) -> Lesson:
    count = len(sound) * _PART // HOP + 1
    margin = np.zeros(WINDOW // 2 // _PART, np.float32)
    spectra = log_mel(np.concatenate([margin, sound, margin, margin]), count, CLIP_RATE)
    return Lesson(voice, spectra.astype(np.float16), _tracks(sound, phones, count), _groups(phones, count))


def _tracks(sound: Floats, phones: Sequence[Timed], count: int) -> npt.NDArray[np.float16]:
    pcm = soxr.resample(sound, CLIP_RATE, SAMPLE_RATE).astype(np.float32)
    timeline = Timeline.over(len(pcm), HOP)
    spoken = [
        Phone(phone.symbol, round(phone.start * SAMPLE_RATE), round(phone.end * SAMPLE_RATE), phone.stressed)
        for phone in phones
    ]
    mouth = told(spoken, pcm, timeline)
    moments = timeline.margin + np.arange(count) * (HOP // timeline.step)
    return np.stack([mouth[name][moments] for name in TRACKS], axis=1).astype(np.float16)


def _groups(phones: Sequence[Timed], count: int) -> npt.NDArray[np.int8]:
    groups = np.zeros(count, np.int8)
    rate = SAMPLE_RATE / HOP
    for phone in phones:
        letters = [letter for letter in phone.symbol if letter in _GROUP] or [_UNKNOWN]
        borders = np.rint(np.linspace(phone.start, phone.end, len(letters) + 1) * rate).astype(int)
        for letter, first, last in zip(letters, borders, borders[1:], strict=False):
            groups[first:last] = _GROUP[letter]
    return groups
