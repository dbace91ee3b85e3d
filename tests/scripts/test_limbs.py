"""Arms that bend: bones keep their length, elbows point where they are told, and a gesture ends where it should."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.presenters.gestures import GESTURES, RISE, hanging, reach_of
from scripts.presenters.limbs import joints

WHO = st.sampled_from(["mei", "kai"])


@given(WHO, st.sampled_from(sorted(GESTURES)))
def test_no_bone_grows_or_shrinks_on_the_way(who: str, name: str) -> None:
    gesture = GESTURES[name]
    reach = reach_of(who, gesture.side)
    for pose in [hanging(reach), *gesture.poses(reach)]:
        shoulder, elbow, wrist = joints(reach, pose)
        assert np.linalg.norm(elbow - shoulder) == pytest.approx(reach.upper, abs=1e-3)
        assert np.linalg.norm(wrist - elbow) == pytest.approx(reach.fore, abs=1e-3)


@pytest.mark.parametrize("who", ["mei", "kai"])
@pytest.mark.parametrize("name", sorted(GESTURES))
def test_a_gesture_lifts_the_hand_without_a_jump_and_sways_around_its_end(who: str, name: str) -> None:
    gesture = GESTURES[name]
    reach = reach_of(who, gesture.side)
    poses = gesture.poses(reach)
    wrists = np.array([joints(reach, pose)[2] for pose in poses])
    up = len(gesture.ups)
    steps = np.linalg.norm(np.diff(wrists[:up], axis=0), axis=1)
    assert wrists[up - 1, 2] > reach.shoulder[2] - 1.0
    assert steps.max() < 2.2
    sway = wrists[gesture.sway_pictures]
    assert np.linalg.norm(np.diff(sway, axis=0), axis=1).max() < 0.2
    assert gesture.sway_pictures[gesture.turns.index(0)] == up - 1
    assert sorted({*range(up), *gesture.sway_pictures}) == list(range(len(poses)))


def test_a_raised_elbow_points_down_and_out() -> None:
    reach = reach_of("mei", -1)
    _, elbow, _ = joints(reach, GESTURES["greet"].poses(reach)[RISE - 1])
    assert elbow[2] < reach.shoulder[2] - 1.5
    assert elbow[0] > reach.shoulder[0]
