import numpy as np
import pytest

from avatar.face.geometry import Face, measure
from avatar.face.pose import TURNS, head_box, head_turns, torso_moves, torso_rows
from avatar.face.presenter import Presenter


@pytest.fixture(scope="module")
def face(mei: Presenter) -> Face:
    return measure(mei.landmarks, mei.picture)


def just_below(face: Face, units: float) -> int:
    """A height that cuts the figure so far below its chin."""
    return int(face.axes.picture(face.chin + np.array([0, units], np.float32))[1])


@pytest.mark.parametrize("units", [0.3, 0.8, 2.5])
def test_nothing_turns_at_the_edges_of_the_head_box(face: Face, units: float) -> None:
    height = just_below(face, units)
    box = head_box(face, height)
    left, top, right, bottom = box
    assert bottom <= height
    y = np.linspace(top, bottom, 9)
    x = np.linspace(left, right, 9)
    rim = [*((left, at) for at in y), *((right, at) for at in y), *((at, top) for at in x), *((at, bottom) for at in x)]
    turns = head_turns(face, np.array([rim], np.float32), box)
    assert turns.shape == (TURNS, 1, len(rim), 2)
    assert np.abs(turns).max() * 0.1 < 0.05


def test_a_turn_moves_the_nose_more_than_the_cheek_and_the_cheek_more_than_the_ear(face: Face) -> None:
    places = face.axes.picture(np.array([[face.nose_tip, (0.45, 0.4), (0.8, 0.4)]], np.float32))
    yaw = head_turns(face, places, head_box(face, 10_000))[0, 0, :, 0]
    assert yaw[0] < yaw[1] < yaw[2] <= 0


@pytest.mark.parametrize("units", [0.3, 0.8, 2.5, 9.0])
def test_a_breath_lifts_only_what_is_below_the_chin_and_above_the_lower_edge(face: Face, units: float) -> None:
    height = just_below(face, units)
    top, bottom = torso_rows(face, height)
    assert bottom <= height
    down = np.stack([np.full(200, face.axes.origin[0]), np.linspace(0, height - 1, 200)], -1)[None].astype(np.float32)
    breath = torso_moves(face, down, head_box(face, height), height)[1, 0, :, 1]
    chin = float(face.axes.picture(face.chin)[1])
    y = down[0, :, 1]
    assert np.abs(breath[y < chin]).max() == 0
    assert np.abs(breath[(y < top) | (y >= bottom)]).max(initial=0) < 0.02
    assert abs(breath[-1]) < 0.02
    assert breath.max() > 0.2 * 0.024 * face.axes.unit
    assert (1 + np.diff(breath) / np.diff(y)).min() > 0.5


def test_the_torso_goes_along_from_the_waist_up_when_weight_is_shifted(face: Face) -> None:
    height = just_below(face, 4.5)
    box = head_box(face, height)
    chin = np.array([0.0, face.chin[1]], np.float32)
    places = face.axes.picture(chin + np.array([[(0, -0.5), (0, 0.5), (1.7, 0.7), (0, 1.2), (0, 2.6)]], np.float32))
    aside = -torso_moves(face, places, box, height)[0, 0, :, 0] / face.axes.unit
    assert aside[0] == pytest.approx(1, abs=0.01)
    assert aside[0] >= aside[1] > aside[3] > 0.1
    assert aside[2] > 0.5
    assert aside[4] == 0


def test_what_is_beside_a_head_stays_when_weight_is_shifted(face: Face) -> None:
    box = head_box(face, 10_000)
    beside = np.array([[(box[0], face.axes.origin[1]), (box[2], face.axes.origin[1])]], np.float32)
    assert np.abs(torso_moves(face, beside, box, 10_000)).max() == 0
