"""What a viewer sees of a mouth that speaks: it opens for vowels, seals for p b m, rests in silence, never jerks."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from avatar.errors import UsageError
from avatar.face.arkit import INDEX, NAMES
from avatar.face.articulation import Articulation
from avatar.face.sounds import postures
from avatar.types import SAMPLE_RATE, Floats, Phone, Speech, samples_per_frame
from tests.face.lines import hum, line, unheard

RATES = (24, 25, 30, 48, 50, 60)
VOWELS = "aeiouyɑɛɪəɔʊæʌ"
CONSONANTS = "pbmfvtdnlszʃkɡhwjɹθð"
SHUT = 0.02
SILENCE = st.floats(0.05, 0.6)


def show(speech: Speech, fps: int = 25) -> Floats:
    return Articulation().expression(speech, fps)


def column(rows: Floats, name: str) -> Floats:
    return rows[:, INDEX[name]]


def gap(rows: Floats) -> Floats:
    """The opening between the lips, in jawOpen's range, as a portrait draws it."""
    parted = 0.2 * column(rows, "mouthUpperUpLeft") + 0.25 * column(rows, "mouthLowerDownLeft")
    return column(rows, "jawOpen") - column(rows, "mouthClose") + parted + 0.28 * column(rows, "mouthFunnel")


def seconds(rows: Floats, fps: int) -> npt.NDArray[np.float64]:
    return (np.arange(len(rows)) + 0.5) / fps


def during(rows: Floats, phone: Phone, fps: int = 25, slack: float = 0.0) -> npt.NDArray[np.bool_]:
    times = seconds(rows, fps) * SAMPLE_RATE
    return (times >= phone.start - slack * SAMPLE_RATE) & (times <= phone.end + slack * SAMPLE_RATE)


def test_names_are_arkits():
    assert len(set(NAMES)) == 52
    assert (NAMES[0], NAMES[17], NAMES[18], NAMES[51]) == ("eyeBlinkLeft", "jawOpen", "mouthClose", "tongueOut")


@given(
    sounds=st.lists(st.one_of(st.sampled_from(VOWELS + CONSONANTS), SILENCE), max_size=12),
    each=st.floats(0.03, 0.25),
    fps=st.sampled_from(RATES),
    tail=st.floats(0, 0.3),
)
@settings(max_examples=60, deadline=None)
def test_a_row_a_frame_within_range_and_closed_at_the_end(sounds, each, fps, tail):
    speech = line(*sounds, each=each, lead=0.05, tail=tail)
    for told in (speech, unheard(speech)):
        rows = show(told, fps)
        assert rows.shape == (-(-len(speech.pcm) // samples_per_frame(fps)), 52)
        assert rows.dtype == np.float32
        assert rows.min() >= 0
        assert rows.max() <= 1
    assert gap(show(speech, fps))[-1] < SHUT


def test_no_sound_no_frames():
    assert show(Speech("", "en", "test", np.zeros(0, np.float32))).shape == (0, 52)
    assert show(Speech("", "en", "test", np.zeros(0, np.float32), phones=())).shape == (0, 52)


def test_a_frame_rate_off_the_clock_is_refused():
    with pytest.raises(UsageError, match="--fps 29"):
        show(line("a"), 29)


@given(
    sounds=st.lists(st.sampled_from(VOWELS + CONSONANTS), min_size=2, max_size=10),
    place=st.integers(1, 9),
    seal=st.sampled_from("pbm"),
    each=st.floats(0.045, 0.15),
    fps=st.sampled_from(RATES),
)
@settings(max_examples=80, deadline=None)
def test_lips_seal_for_p_b_m_however_fast_the_speech(sounds, place, seal, each, fps):
    sounds.insert(min(place, len(sounds) - 1), seal)
    speech = line(*sounds, each=each)
    rows = show(speech, fps)
    for phone in speech.phones or ():
        if phone.symbol in "pbm":
            sealed = gap(rows) < SHUT
            assert sealed[during(rows, phone, fps, slack=0.045)].any()
            if fps == 50:
                assert sealed[during(rows, phone, fps, slack=0.06)].sum() >= 2
            pressed = column(rows, "mouthPressLeft")[during(rows, phone, fps, slack=0.045)]
            assert pressed.max() > 0.2


@pytest.mark.parametrize("fps", RATES)
def test_a_seal_too_short_to_see_is_held_for_a_frame_and_forty_milliseconds(fps):
    start = 12_000
    phones = (Phone("a", 4800, start), Phone("b", start, start + 960), Phone("a", start + 960, start + 8160))
    rows = show(Speech("", "en", "test", hum(0.5), phones=phones), fps)
    near = during(rows, phones[1], fps, slack=0.06)
    assert (gap(rows) < SHUT)[near].sum() >= max(1, int(0.04 * fps))


def test_a_stop_told_from_its_burst_seals_in_the_silence_before_it():
    told = line("a", "p", "a", each=0.12)
    first, stop, last = told.phones or ()
    burst = (stop.start + stop.end) // 2
    late = (Phone("a", first.start, burst), Phone("p", burst, stop.end), last)
    rows = show(Speech("", "en", "test", told.pcm, phones=late), 50)
    sealed = seconds(rows, 50)[gap(rows) < SHUT] * SAMPLE_RATE
    sealed = sealed[(sealed > first.start) & (sealed < last.end)]
    assert sealed.min() < stop.start + 0.03 * SAMPLE_RATE
    assert sealed.max() < burst + 0.02 * SAMPLE_RATE


def test_the_lip_reaches_the_teeth_for_f_and_v():
    speech = line("a", "f", "a", "v", "a")
    rows = show(speech)
    for phone in (speech.phones or ())[1::2]:
        held = during(rows, phone)
        assert column(rows, "mouthRollLower")[held].max() > 0.4
        assert gap(rows)[held].min() < 0.2
        assert column(rows, "mouthPressLeft")[held].max() == 0


@pytest.mark.parametrize(
    ("wider", "narrower"), [("a", "e"), ("e", "i"), ("a", "ə"), ("ə", "u"), ("æ", "ɪ"), ("o", "w")]
)
def test_vowels_open_in_their_order(wider, narrower):
    def widest(vowel: str) -> float:
        return float(gap(show(line("t", vowel, "t", each=0.16))).max())

    assert widest(wider) > widest(narrower) + 0.02


def test_an_open_vowel_opens_as_far_as_ordinary_speech_does():
    assert 0.5 <= column(show(line("t", "a", "t", each=0.15, stressed="a")), "jawOpen").max() <= 0.75


@pytest.mark.parametrize("rounded", ["u", "w", "o", "y", "ɥ"])
def test_rounding_shows_and_is_seen_before_it_is_heard(rounded):
    speech = line("s", "t", rounded, "s", "s", each=0.12)
    rows = show(speech, 50)
    pucker = column(rows, "mouthPucker")
    vowel = (speech.phones or ())[2]
    assert pucker[during(rows, vowel, 50)].max() > 0.35
    onset = round(vowel.start / samples_per_frame(50))
    assert pucker[onset - 4] > 0.5 * pucker.max()
    assert column(rows, "mouthStretchLeft")[during(rows, vowel, 50)].min() < 0.05


def test_i_spreads_and_th_shows_the_tongue():
    assert column(show(line("s", "i", "s", each=0.15)), "mouthStretchLeft").max() > 0.12
    assert column(show(line("a", "θ", "a")), "tongueOut").max() > 0.1
    assert column(show(line("a", "k", "a")), "tongueOut").max() < 0.01


def test_stress_opens_more_and_haste_less():
    plain = gap(show(line("t", "a", "t"))).max()
    assert gap(show(line("t", "a", "t", stressed="a"))).max() > plain * 1.1
    assert gap(show(line("t", "a", "t", each=0.05), 50)).max() < plain * 0.85


def test_h_takes_the_shape_of_its_vowel():
    rows_a, rows_u = (show(line("h", vowel, each=0.12), 50) for vowel in "au")
    before = slice(6, 11)
    assert gap(rows_a)[before].max() > 2 * gap(rows_u)[before].max()
    assert gap(rows_u)[before].max() < 0.2


def test_the_mouth_closes_in_a_pause_and_not_between_words():
    pause, catch = line("a", "n", "a", 0.9, "a", "n", "a"), line("a", "n", "a", 0.3, "a", "n", "a")
    assert gap(show(pause))[17:23].min() < SHUT
    assert 0.05 < gap(show(catch))[11:14].min() < 0.2  # speakers catch their breath through parted lips
    assert gap(show(line("a", "n", "a", 0.06, "a", "n", "a")))[4:20].min() > 0.1
    assert gap(show(line("a", 0.85, "a"), 50)).reshape(-1)[10:50].min() < SHUT


def test_a_line_without_sounds_is_a_closed_mouth():
    quiet = np.zeros(3 * SAMPLE_RATE, np.float32)
    assert gap(show(Speech("", "zh", "test", quiet, phones=()))).max() < SHUT


def test_a_voice_that_tells_no_phones_is_listened_to(monkeypatch):
    from avatar.face import by_ear, expression

    notes = []
    monkeypatch.setattr(expression, "open_listener", lambda fps, warn: (warn("no torch"), by_ear.ByEar(fps))[1])
    mouth, speech = Articulation(notes.append), unheard(line(*"matasama"))
    for _ in range(2):
        assert gap(mouth.expression(speech, 25)).max() > 0.25
    assert notes == ["no torch"]


@given(sounds=st.lists(st.sampled_from(VOWELS + CONSONANTS), min_size=6, max_size=20), each=st.floats(0.05, 0.12))
@settings(max_examples=40, deadline=None)
def test_jaw_and_lips_move_no_faster_than_flesh(sounds, each):
    rows = show(line(*sounds, each=each), 50)
    assert np.abs(np.diff(column(rows, "jawOpen"))).max() * 50 < 1 / 0.08
    assert np.abs(np.diff(column(rows, "mouthPucker"))).max() * 50 < 1 / 0.06
    assert np.abs(np.diff(gap(rows))).max() * 50 < 1 / 0.04


def test_a_cluster_of_consonants_does_not_flap():
    jaw = column(show(line(*"ɪkstɹɛŋθs", each=0.06), 50), "jawOpen")
    turns = np.flatnonzero(np.diff(np.sign(np.diff(jaw[np.abs(jaw) > 0.01]))))
    assert len(turns) <= 5


def test_the_opening_is_not_late():
    speech = line(*"tatatatata", each=0.12, stressed="a")
    rows = show(speech, 50)
    wanted = np.zeros(len(rows))
    for phone in speech.phones or ():
        wanted[during(rows, phone, 50)] = phone.symbol == "a"
    lags = range(-4, 5)
    likeness = [float(np.corrcoef(wanted, np.roll(gap(rows), -lag))[0, 1]) for lag in lags]
    assert -2 <= lags[int(np.argmax(likeness))] <= 0


def test_the_same_speech_gives_the_same_frames():
    speech = line(*"hɛloʊ")
    assert np.array_equal(show(speech), show(speech))


def test_frames_of_every_rate_show_the_same_mouth():
    speech = line(*"bamɛsuta", each=0.12)
    fine = show(speech, 50)
    for fps in (24, 25, 30, 60):
        rows = show(speech, fps)
        expected = np.interp(seconds(rows, fps), seconds(fine, 50), column(fine, "jawOpen"))
        assert np.abs(column(rows, "jawOpen") - expected)[1:-1].max() < 0.04


@pytest.mark.parametrize(
    ("written", "letters"),
    [("tɕ", 2), ("ˈiou", 3), ("s.", 1), ("ts.h", 2), ("ph", 1), ("o-", 1), ("ˈɑː", 1), ("aɪ", 2), ("ã", 1), ("5", 1)],
)
def test_phones_are_read_as_phonemisers_write_them(written, letters):
    found = postures(written)
    assert len(found) == letters
    assert sum(posture.share for posture in found) == pytest.approx(1)


def test_the_tones_and_marks_of_a_vowel_do_not_change_its_shape():
    assert postures("ˈa") == postures("aː") == postures("a˥") == postures("a")
    assert postures("ɑ")[0].jaw > postures("i.")[0].jaw
