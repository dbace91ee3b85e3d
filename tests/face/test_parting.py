import numpy as np
import pytest

from avatar.face.arkit import INDEX, NAMES
from avatar.face.geometry import Face, measure
from avatar.face.parting import lids, lips
from avatar.face.presenter import Presenter
from avatar.face.warp import Grid


@pytest.fixture(scope="module")
def face(mei: Presenter) -> Face:
    return measure(mei.landmarks, mei.picture)


@pytest.fixture(scope="module")
def grid(mei: Presenter) -> Grid:
    height, width = mei.picture.shape[:2]
    return Grid.over(0, 0, width, height, 8)


def named(name: str) -> np.ndarray:
    row = np.zeros(len(NAMES), np.float32)
    row[INDEX[name]] = 0.5
    return row


def test_each_opens_under_its_own_coefficients_only(face: Face, grid: Grid) -> None:
    mouth, left = lips(face, grid), lids(face, "Left", grid)
    assert mouth.moves(named("jawOpen"))
    assert left.moves(named("eyeBlinkLeft"))
    assert not mouth.moves(named("eyeBlinkLeft"))
    assert not left.moves(named("eyeBlinkRight"))
    assert not mouth.moves(np.zeros(len(NAMES), np.float32))


def test_a_place_is_inside_the_lip_it_lies_in(face: Face, grid: Grid) -> None:
    mouth = lips(face, grid)
    x, seam = face.lips.middle, face.lips.upper.at(face.lips.middle)
    spots = face.axes.picture(np.array([[(x, seam - 0.03), (x, seam + 0.03)]], np.float32))
    upper, lower = mouth.in_front(spots)[0], mouth.in_back(spots)[0]
    assert upper[0] > 0 > upper[1]
    assert lower[0] < 0 < lower[1]
    assert upper[0] == pytest.approx(0.03 * face.axes.unit, abs=1.5)


def test_an_eyeball_lies_behind_its_lid(face: Face, grid: Grid) -> None:
    eye = face.eyes["Right"]
    parting = lids(face, "Right", grid)
    above = np.array([eye.iris[0], eye.upper.at(float(eye.iris[0])) - 0.04], np.float32)
    spots = face.axes.picture(np.stack([above, eye.iris])[None])
    inside = parting.in_front(spots)[0]
    assert inside[0] > 0 > inside[1]
