"""Captions: cut where a reader pauses, two rows at most, and in step with the words."""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from avatar.stage.captions import CaptionTrack, captions
from avatar.types import SAMPLE_RATE, Cue, Speech, Word

FRAME = SAMPLE_RATE // 25
OFFSET = 3 * SAMPLE_RATE
CHINESE = "这款保温杯现在只要¥99.00，容量500毫升（316不锈钢），一整天都热。你还在等什么？"
ENGLISH = "The new Thermo-bottle costs $19.99 now, and keeps tea hot for 12 hours! What are you waiting for?"
_WORDS = re.compile(r"[¥$]?[A-Za-z0-9.\-']*[A-Za-z0-9]|[\u4e00-\u9fff]{1,2}")


def measure(char: str) -> float:
    """Fourteen ideographs a row, Latin half as wide."""
    return (1.0 if ord(char) > 0xFF else 0.5) / 14


def spoken(text: str, *, words: bool = True) -> Speech:
    """The text said at an even pace with short rests, after a sixth of a second of silence."""
    found, at = [], 8000
    for match in _WORDS.finditer(text):
        length = 5000 * len(match.group())
        found.append(Word(match.group(), match.start(), match.end(), at, at + length))
        at += length + 600
    pcm = np.zeros(at + 4800, np.float32)
    return Speech(text, "zh", "fake", pcm, tuple(found) if words else None)


def plain(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("text", [CHINESE, ENGLISH])
def test_cues_hold_the_whole_text_in_order(text: str) -> None:
    cues = captions(spoken(text), OFFSET, measure)
    assert plain("".join(cue.text for cue in cues)) == plain(text)
    assert len(cues) > 1


@pytest.mark.parametrize("text", [CHINESE, ENGLISH])
def test_every_cue_starts_with_its_first_word_and_outlasts_its_last(text: str) -> None:
    speech = spoken(text)
    words = list(speech.words or ())
    for cue in captions(speech, OFFSET, measure):
        said = [words.pop(0) for _ in _WORDS.findall(cue.text)]
        assert abs(cue.start - (OFFSET + said[0].start)) <= FRAME
        assert cue.end >= OFFSET + said[-1].end
    assert not words


def test_cues_never_overlap_and_lie_within_the_speech() -> None:
    speech = spoken(CHINESE + ENGLISH)
    cues = captions(speech, OFFSET, measure)
    for one, following in pairwise(cues):
        assert one.start < one.end <= following.start
    assert cues[-1].end <= OFFSET + len(speech.pcm)


def test_pieces_end_at_clauses() -> None:
    cues = captions(spoken(CHINESE), 0, measure)
    assert all(cue.text[-1] in "，。？）" for cue in cues)


def test_a_caption_has_two_rows_at_most_and_each_fits() -> None:
    track = CaptionTrack(measure)
    for cue in track.add(spoken(CHINESE + ENGLISH), 0):
        caption = track.caption_at(cue.start)
        assert caption is not None
        assert 1 <= len(caption.rows) <= 2
        assert all(sum(map(measure, row)) <= 1.0001 for row in caption.rows)
        assert all(row[0] not in "，。？！）" for row in caption.rows)
        assert plain("".join(caption.rows)) == plain(cue.text)


def test_what_has_been_said_grows_to_the_whole() -> None:
    track = CaptionTrack(measure)
    (cue, *_rest) = track.add(spoken(CHINESE), OFFSET)
    counts = [c.spoken for s in range(cue.start, cue.end, FRAME) if (c := track.caption_at(s))]
    assert counts == sorted(counts)
    assert counts[0] >= 1
    last = track.caption_at(cue.end - 1)
    assert last is not None
    assert last.spoken == len("".join(last.rows))


def test_said_letters_follow_the_words_own_times() -> None:
    track = CaptionTrack(measure)
    speech = spoken("欢迎来到直播间！")
    track.add(speech, 0)
    for word in speech.words or ():
        before, after = track.caption_at(word.start - 1), track.caption_at(word.end)
        assert before is None or before.spoken <= word.begin
        assert after is not None
        assert after.spoken >= word.stop


def test_silence_has_no_caption() -> None:
    track = CaptionTrack(measure)
    assert track.caption_at(0) is None
    (cue,) = track.add(spoken("欢迎来到直播间！"), OFFSET)
    assert track.caption_at(cue.start - 1) is None
    assert track.caption_at(cue.end) is None


def test_without_word_times_a_short_line_shows_as_long_as_it_sounds() -> None:
    speech = spoken("欢迎来到直播间！", words=False)
    assert captions(speech, OFFSET, measure) == (Cue("欢迎来到直播间！", OFFSET, OFFSET + len(speech.pcm)),)


def test_without_word_times_nothing_is_marked_as_said() -> None:
    track = CaptionTrack(measure)
    cues = track.add(spoken(CHINESE, words=False), 0)
    assert len(cues) > 1
    assert all(caption and caption.spoken == 0 for cue in cues if (caption := track.caption_at(cue.end - 1)))
    assert cues[0].start == 0
    assert all(one.end == following.start for one, following in pairwise(cues))


@pytest.mark.parametrize("text", ["", "…", "😀🎉", "   \n"])
def test_what_cannot_be_said_has_no_caption(text: str) -> None:
    assert captions(Speech(text, "zh", "fake", np.zeros(9600, np.float32), ()), 0, measure) == ()


def test_ten_thousand_characters_on_one_line_are_captioned_soon_enough() -> None:
    cues = captions(spoken("很长的一句话没有停顿" * 1000), 0, measure)
    assert len(cues) > 300
    assert captions(spoken("x" * 10_000), 0, measure)


def test_line_breaks_and_tabs_become_blanks() -> None:
    track = CaptionTrack(measure)
    (cue,) = track.add(spoken("one\ttwo\nthree"), 0)
    caption = track.caption_at(cue.start)
    assert cue.text == "one two three"
    assert caption is not None
    assert caption.rows == ("one two three",)


def test_speeches_pushed_one_after_another_are_all_captioned() -> None:
    track = CaptionTrack(measure)
    first, second = spoken("第一句话。"), spoken("第二句话。")
    track.add(first, 0)
    track.add(second, len(first.pcm))
    shown = track.caption_at(len(first.pcm) + 20_000)
    assert shown is not None
    assert shown.rows == ("第二句话。",)
    earlier = track.caption_at(20_000)
    assert earlier is not None
    assert earlier.rows == ("第一句话。",)


def test_an_interruption_takes_captions_away() -> None:
    track = CaptionTrack(measure)
    cues = track.add(spoken(CHINESE), 0)
    track.clear(cues[1].start)
    assert track.caption_at(cues[0].start) is not None
    assert track.caption_at(cues[1].start) is None


def test_a_room_that_never_stops_does_not_grow() -> None:
    track = CaptionTrack(measure)
    for minute in range(60):
        track.add(spoken("第一句话。"), minute * 60 * SAMPLE_RATE)
    assert track.caption_at(20_000) is None
    assert len(track._pieces) < 5


TEXTS = st.text(st.sampled_from("你好世界，。！？（）「」¥129.5abc de-f %　\n😀é…"), max_size=120)


@settings(max_examples=150, deadline=None)
@given(TEXTS, st.booleans(), st.integers(0, 10**7))
def test_any_text_gives_ordered_cues_that_lose_no_word(text: str, known: bool, offset: int) -> None:
    speech = spoken(text, words=known)
    track = CaptionTrack(measure)
    cues = track.add(speech, offset)
    said = "".join(plain(cue.text) for cue in cues)
    if speech.words:
        assert all(plain(word.text) in said for word in speech.words)
    for one, following in pairwise(cues):
        assert one.start < one.end <= following.start
    for cue in cues:
        caption = track.caption_at(cue.end - 1)
        assert caption is not None
        assert len(caption.rows) <= 2
        assert 0 <= caption.spoken <= len("".join(caption.rows))
