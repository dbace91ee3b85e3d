"""Subtitles read back as they were, to the millisecond."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avatar.errors import OutputError
from avatar.output.subtitles import read_cues, srt, vtt, write_subtitles
from avatar.types import SAMPLE_RATE, Cue

ROWS = st.text(st.characters(exclude_categories=("Cc", "Cs", "Z")), min_size=1, max_size=20)
TEXTS = st.lists(ROWS, min_size=1, max_size=2).map("\n".join)
GAPS = st.integers(0, 10 * SAMPLE_RATE)


@st.composite
def cue_lists(draw: st.DrawFn) -> tuple[Cue, ...]:
    cues, now = [], draw(st.integers(0, 100 * 3600 * SAMPLE_RATE))
    for text in draw(st.lists(TEXTS, max_size=6)):
        start = now + draw(GAPS)
        now = start + draw(GAPS)
        cues.append(Cue(text, start, now))
    return tuple(cues)


@given(cue_lists(), st.sampled_from([srt, vtt]))
def test_every_cue_reads_back(cues: tuple[Cue, ...], write: object) -> None:
    assert callable(write)
    back = read_cues(write(cues))
    assert [cue.text for cue in back] == [cue.text.replace("-->", "→") for cue in cues]
    for cue, seen in zip(cues, back, strict=True):
        assert abs(cue.start - seen.start) <= SAMPLE_RATE / 2000
        assert abs(cue.end - seen.end) <= SAMPLE_RATE / 2000
    for one, following in pairwise(back):
        assert one.end <= following.start


def test_the_formats_look_as_players_want_them() -> None:
    cues = [Cue("到手价 ¥99 <今天>", 0, 72_000), Cue("第二句\n\n  --> 完", 72_000, 3600 * SAMPLE_RATE + 24)]
    assert srt(cues) == (
        "1\n00:00:00,000 --> 00:00:01,500\n到手价 ¥99 <今天>\n\n2\n00:00:01,500 --> 01:00:00,001\n第二句\n→ 完\n\n"
    )
    assert vtt(cues).startswith("WEBVTT\n\n00:00:00.000 --> 00:00:01.500\n到手价 ¥99 &lt;今天&gt;\n\n")


def test_files_are_written_whole_and_alone(tmp_path: Path) -> None:
    cues = (Cue("你好", 0, 48_000),)
    write_subtitles(cues, tmp_path / "new" / "a.srt")
    write_subtitles(cues, tmp_path / "new" / "a.vtt")
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["a.srt", "a.vtt"]
    assert read_cues((tmp_path / "new" / "a.srt").read_text("utf-8")) == cues
    assert (tmp_path / "new" / "a.vtt").read_text("utf-8").startswith("WEBVTT")


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "plain").touch()
    with pytest.raises(OutputError, match=r"a\.srt: cannot be written"):
        write_subtitles([], tmp_path / "plain" / "a.srt")
