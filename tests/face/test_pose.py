import numpy as np
import pytest

from avatar.face.geometry import Face, measure
from avatar.face.pose import TURNS, Chest, head_box, head_turns
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


@pytest.mark.parametrize("units", [0.3, 0.8, 2.5])
def test_a_breath_lifts_only_what_is_below_the_chin_and_above_the_lower_edge(
    face: Face, mei: Presenter, units: float
) -> None:
    figure = mei.picture[: just_below(face, units)]
    breathing = figure.copy()
    chest = Chest(face, figure)
    assert chest.breathe(1.0, breathing)
    assert np.array_equal(breathing[: chest.top], figure[: chest.top])
    assert np.array_equal(breathing[-1], figure[-1])
    assert (breathing != figure).any()


def test_breathing_out_gives_the_figure_back(face: Face, mei: Presenter) -> None:
    breathing = mei.picture.copy()
    chest = Chest(face, mei.picture)
    chest.breathe(0.7, breathing)
    assert chest.breathe(0.0, breathing)
    assert np.array_equal(breathing, mei.picture)
    assert not chest.breathe(0.0, breathing)
