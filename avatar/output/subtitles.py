"""Captions as a file of their own: SubRip (SRT) and WebVTT.

Times come from whole samples, rounded to the formats' milliseconds; cues stay in order
and never overlap.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from avatar.types import SAMPLE_RATE, Cue
from avatar.workplace import written_whole

_TIMES = re.compile(r"(\d+):(\d\d):(\d\d)[,.](\d{3}) --> (\d+):(\d\d):(\d\d)[,.](\d{3})")
_ENTITIES = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"))


def srt(cues: Iterable[Cue]) -> str:
    """The cues as SubRip."""
    return "".join(
        f"{number}\n{_time(cue.start, ',')} --> {_time(cue.end, ',')}\n{_rows(cue.text)}\n\n"
        for number, cue in enumerate(cues, 1)
    )


def vtt(cues: Iterable[Cue]) -> str:
    """The cues as WebVTT."""
    blocks = (f"{_time(cue.start, '.')} --> {_time(cue.end, '.')}\n{_escaped(_rows(cue.text))}\n\n" for cue in cues)
    return "WEBVTT\n\n" + "".join(blocks)


def read_cues(text: str) -> tuple[Cue, ...]:
    """The cues of an SRT or VTT text, times to the millisecond as samples."""
    cues = []
    for block in re.split(r"\n{2,}", text.strip()):
        rows = block.split("\n")
        for place, row in enumerate(rows[:2]):
            match = _TIMES.fullmatch(row.strip())
            if match:
                times = [int(part) for part in match.groups()]
                said = "\n".join(rows[place + 1 :])
                said = _unescaped(said) if text.startswith("WEBVTT") else said
                cues.append(Cue(said, _samples(times[:4]), _samples(times[4:])))
                break
    return tuple(cues)


def write_subtitles(cues: Iterable[Cue], path: Path) -> None:
    """Save as SRT, or as VTT where the name ends in .vtt; whole or not at all. Raises OutputError."""
    with written_whole(path) as part:
        part.write_text(vtt(cues) if path.suffix.lower() == ".vtt" else srt(cues), "utf-8", newline="\n")


def _time(samples: int, mark: str) -> str:
    milliseconds = (samples * 1000 + SAMPLE_RATE // 2) // SAMPLE_RATE
    seconds, milliseconds = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}{mark}{milliseconds:03}"


def _samples(times: list[int]) -> int:
    hours, minutes, seconds, milliseconds = times
    return ((hours * 60 + minutes) * 60 + seconds) * SAMPLE_RATE + milliseconds * SAMPLE_RATE // 1000


def _rows(text: str) -> str:
    # a blank row would end the cue, and an arrow would read as its times
    rows = (" ".join(row.split()) for row in text.splitlines())
    return "\n".join(row for row in rows if row).replace("-->", "→")


def _escaped(text: str) -> str:
    for sign, entity in _ENTITIES:
        text = text.replace(sign, entity)
    return text


def _unescaped(text: str) -> str:
    for sign, entity in reversed(_ENTITIES):
        text = text.replace(entity, sign)
    return text
