"""What a viewer sees of a face that lives: blinks as people do, breath, a head that never loops, no jump anywhere."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from avatar.errors import UsageError
from avatar.face.arkit import INDEX
from avatar.face.motion import Motion, stress_track
from avatar.types import SAMPLE_RATE, Floats, Speech, samples_per_frame
from tests.face.lines import hum, line, unheard

FPS = 25
SEEDS = st.integers(0, 2**31)
SENTENCE = (*"mastita", 0.5, *"nabasata")


def blinks(rows: Floats) -> list[int]:
    """The first frames of all blinks."""
    closed = rows[:, INDEX["eyeBlinkLeft"]] > 0.3
    return list(np.flatnonzero(closed[1:] & ~closed[:-1]) + 1)


@given(seed=SEEDS, cuts=st.lists(st.integers(0, 40), max_size=12), fps=st.sampled_from((24, 25, 30, 60)))
@settings(max_examples=40, deadline=None)
def test_taken_in_pieces_it_is_the_same_as_at_once(seed, cuts, fps):
    stress = np.random.default_rng(seed).random(sum(cuts)).astype(np.float32)
    whole, pieces = Motion(seed, fps), Motion(seed, fps)
    pose, rows = whole.take(sum(cuts), stress)
    places = np.cumsum([0, *cuts])
    taken = [pieces.take(count, stress[place : place + count]) for count, place in zip(cuts, places, strict=False)]
    assert pose.dtype == rows.dtype == np.float32
    if cuts:
        assert np.array_equal(np.concatenate([piece[0] for piece in taken]), pose)
        assert np.array_equal(np.concatenate([piece[1] for piece in taken]), rows)
    assert pose.shape == (sum(cuts), 6)
    assert rows.shape == (sum(cuts), 52)


@given(seed=SEEDS)
@settings(max_examples=25, deadline=None)
def test_values_stay_within_range_and_the_mouth_is_left_alone(seed):
    pose, rows = Motion(seed, FPS).take(1500, np.ones(1500, np.float32))
    assert rows.min() >= 0
    assert rows.max() <= 1
    assert np.abs(pose[:, :3]).max() < 0.25
    assert np.abs(pose[:, 3:5]).max() < 0.15
    assert pose[:, 5].min() >= 0
    assert pose[:, 5].max() <= 1
    for name in ("jawOpen", "mouthClose", "mouthPucker", "mouthFunnel", "mouthLowerDownLeft", "tongueOut"):
        assert not rows[:, INDEX[name]].any()


@given(seed=SEEDS)
@settings(max_examples=25, deadline=None)
def test_blinks_come_as_people_blink(seed):
    rows = Motion(seed, FPS).take(180 * FPS)[1]
    starts = blinks(rows)
    assert 8 <= len(starts) / 3 <= 30
    waits = np.diff(starts) / FPS
    assert waits.max() < 20
    assert np.std(waits) > 0.5
    assert np.array_equal(rows[:, INDEX["eyeBlinkLeft"]], rows[:, INDEX["eyeBlinkRight"]])


def test_some_blinks_are_double_and_some_only_half():
    doubles, depths = 0, []
    for seed in range(6):
        rows = Motion(seed, 50).take(120 * 50)[1]
        starts = blinks(rows)
        doubles += int((np.diff(starts) < 0.6 * 50).sum())
        depths += [rows[start : start + 12, INDEX["eyeBlinkLeft"]].max() for start in starts]
    share = np.mean(np.array(depths) < 0.8)
    assert 3 <= doubles <= 40
    assert 0.02 < share < 0.3
    assert max(depths) > 0.97


def test_a_lid_falls_faster_than_it_rises():
    lid = Motion(0, 60).take(60 * 20)[1][:, INDEX["eyeBlinkLeft"]]
    start = blinks(Motion(0, 60).take(60 * 20)[1])[0]
    blink = lid[start - 12 : start + 24]
    bottom = int(np.argmax(blink > 0.98))
    leaving = bottom + int(np.argmax(blink[bottom:] < 0.98))
    closing = int((blink[:bottom] > 0.01).sum()) / 60
    opening = int((blink[leaving:] > 0.01).sum()) / 60
    assert 0.04 < closing < 0.11
    assert 0.11 < opening < 0.2
    assert opening > 1.4 * closing


@given(seed=SEEDS)
@settings(max_examples=20, deadline=None)
def test_breath_has_a_human_pace(seed):
    breath = Motion(seed, FPS).take(120 * FPS)[0][:, 5]
    middle = breath > 0.5
    assert 22 <= int((middle[1:] & ~middle[:-1]).sum()) <= 38
    assert breath.max() > 0.98
    assert breath.min() < 0.02


@given(seed=SEEDS)
@settings(max_examples=15, deadline=None)
def test_who_stands_shifts_weight_now_and_then_and_never_in_a_hurry(seed):
    standing = Motion(seed, FPS, stands=True).take(120 * FPS)[0]
    sitting = Motion(seed, FPS).take(120 * FPS)[0]
    assert np.array_equal(standing[:, [0, 1, 5]], sitting[:, [0, 1, 5]])
    shift = standing[:, 3] - sitting[:, 3]
    moving = np.abs(np.diff(shift)) > 1e-5
    starts = np.flatnonzero(moving[1:] & ~moving[:-1])
    assert 5 <= len(starts) <= 20
    assert np.ptp(shift) > 0.04
    assert np.abs(np.diff(standing[:, 3:5], axis=0)).max() < 0.008
    assert np.abs(np.diff(standing[:, 3:5], n=2, axis=0)).max() < 0.003
    assert np.abs(standing[:, 3]).max() < 0.15


@given(seed=SEEDS, cuts=st.lists(st.integers(0, 400), max_size=8))
@settings(max_examples=25, deadline=None)
def test_weight_taken_in_pieces_is_the_same_as_at_once(seed, cuts):
    whole, pieces = Motion(seed, FPS, stands=True), Motion(seed, FPS, stands=True)
    pose = whole.take(sum(cuts))[0]
    taken = [pieces.take(count)[0] for count in cuts]
    if cuts:
        assert np.array_equal(np.concatenate(taken), pose)


def test_the_head_tilts_against_the_weight():
    standing, sitting = Motion(3, FPS, stands=True).take(60 * FPS)[0], Motion(3, FPS).take(60 * FPS)[0]
    aside, tilt = standing[:, 3] - sitting[:, 3], standing[:, 2] - sitting[:, 2]
    assert np.corrcoef(aside, tilt)[0, 1] < -0.99


@given(seed=SEEDS)
@settings(max_examples=15, deadline=None)
def test_the_sway_of_the_head_does_not_repeat_within_a_minute(seed):
    pose = Motion(seed, FPS).take(120 * FPS)[0]
    window = 8 * FPS
    for axis in range(3):
        track = pose[:, axis]
        shifts = range(4 * FPS, 60 * FPS, 5)
        closest = min(float(np.abs(track[:window] - track[s : s + window]).max()) for s in shifts)
        assert closest > 0.001
        assert np.std(track) > 0.003
    turns = np.stack([pose[:, axis] / np.std(pose[:, axis]) for axis in range(3)], axis=1)
    assert all(float(np.abs(turns[:window] - turns[s : s + window]).max()) > 0.6 for s in shifts)


def test_other_seeds_move_otherwise_and_the_same_seed_the_same():
    one, same, other = (Motion(seed, FPS).take(200)[0] for seed in (1, 1, 2))
    assert np.array_equal(one, same)
    assert np.abs(one - other).max() > 0.01


@given(seed=SEEDS, before=st.integers(1, 200))
@settings(max_examples=25, deadline=None)
def test_nothing_jumps_where_speech_begins_and_ends(seed, before):
    motion = Motion(seed, FPS)
    stress = stress_track(line(*SENTENCE, stressed="ai"), FPS)
    pieces = [motion.take(before), motion.take(len(stress), stress), motion.take(50)]
    pose = np.concatenate([piece[0] for piece in pieces])
    rows = np.concatenate([piece[1] for piece in pieces])
    assert np.abs(np.diff(pose[:, :3], axis=0)).max() < 0.025
    assert np.abs(np.diff(pose[:, 3:5], axis=0)).max() < 0.006
    assert np.abs(np.diff(pose[:, :3], n=2, axis=0)).max() < 0.012
    for name in ("browInnerUp", "browOuterUpLeft", "mouthSmileLeft"):
        assert np.abs(np.diff(rows[:, INDEX[name]])).max() < 0.13


def test_the_head_nods_and_the_brows_rise_where_speech_is_stressed():
    spoken, silent = Motion(5, FPS), Motion(5, FPS)
    stress = np.zeros(100, np.float32)
    stress[30:38] = 1
    pose, rows = spoken.take(100, stress)
    still_pose, still_rows = silent.take(100, np.zeros(100, np.float32))
    nod = pose[:, 1] - still_pose[:, 1]
    raised = rows[:, INDEX["browInnerUp"]] - still_rows[:, INDEX["browInnerUp"]]
    assert 0.01 < nod.max() < 0.1
    assert 31 <= int(np.argmax(nod)) <= 42
    assert raised.max() > 0.1
    assert np.diff(nod)[29] < 0.7 * np.diff(nod).max()
    assert np.abs(nod[:30]).max() == 0
    assert np.abs(nod[-20:]).max() < 0.005


def test_zeros_are_the_same_as_no_speech():
    assert np.array_equal(Motion(9, FPS).take(100)[0], Motion(9, FPS).take(100, np.zeros(100, np.float32))[0])


def test_speaking_is_livelier_than_listening():
    idle = Motion(9, FPS).take(1500)[0]
    beats = np.zeros(1500, np.float32)
    beats[::25] = 0.01
    lively = Motion(9, FPS).take(1500, beats)[0]
    assert np.abs(np.diff(lively[:, 0])).mean() > 1.2 * np.abs(np.diff(idle[:, 0])).mean()


def test_the_eyes_stay_on_the_camera_while_the_head_turns():
    pose, rows = Motion(4, FPS).take(3000)
    to_left = rows[:, INDEX["eyeLookOutLeft"]] - rows[:, INDEX["eyeLookInLeft"]]
    assert np.corrcoef(to_left, pose[:, 0])[0, 1] < -0.5
    assert np.array_equal(rows[:, INDEX["eyeLookOutLeft"]], rows[:, INDEX["eyeLookInRight"]])
    assert to_left.max() < 0.4


def test_stress_for_other_frames_is_refused():
    with pytest.raises(ValueError, match="3 frames, 5 wanted"):
        Motion(0, FPS).take(5, np.zeros(3, np.float32))
    with pytest.raises(UsageError, match="--fps 23"):
        Motion(0, 23)


@given(
    sounds=st.lists(st.sampled_from("aeimnstp"), max_size=15), tail=st.floats(0, 0.5), fps=st.sampled_from((24, 25, 60))
)
@settings(max_examples=30, deadline=None)
def test_the_stress_track_has_a_value_a_frame(sounds, tail, fps):
    speech = line(*sounds, tail=tail, stressed="ae")
    for told in (speech, unheard(speech)):
        track = stress_track(told, fps)
        assert track.shape == (-(-len(speech.pcm) // samples_per_frame(fps)),)
        assert track.dtype == np.float32
        assert not len(track) or (track.min() >= 0 and track.max() <= 1)


def test_a_sentence_starts_with_stress_and_silence_has_none():
    track = stress_track(line(*"tasi", 0.6, *"tasi", lead=0.4), FPS)
    assert track[8:14].max() > 0.6
    assert track[33:39].max() > 0.6
    assert track[22:26].max() < 0.2
    assert not stress_track(Speech("", "en", "test", np.zeros(SAMPLE_RATE, np.float32)), FPS).any()


def test_loud_crests_are_stressed_where_no_phones_are_known():
    quiet, loud = hum(0.8, 0.08), hum(0.3, 0.8)
    pcm = np.concatenate([np.zeros(4800, np.float32), quiet, loud, quiet])
    track = stress_track(Speech("", "en", "test", pcm), FPS)
    assert 16 <= int(np.argmax(track)) <= 30
