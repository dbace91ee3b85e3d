import numpy as np
import pytest

from avatar.face.geometry import Face, measure
from avatar.face.mouth import Mouth
from avatar.face.presenter import Presenter


@pytest.fixture(scope="module")
def face(mei: Presenter) -> Face:
    return measure(mei.landmarks, mei.picture)


@pytest.fixture(scope="module")
def mouth(face: Face, mei: Presenter) -> Mouth:
    return Mouth(face, mei.picture, mei.landmarks, 0.6)


def column(face: Face, mouth: Mouth, jaw: float, tongue: float = 0.0) -> np.ndarray:
    """What is seen down the middle of an opening all round, brightness by distance below the seam in units."""
    lips = face.lips
    y = lips.upper.at(lips.middle) + np.linspace(-0.05, 0.3, 200, dtype=np.float32)
    where = face.axes.picture(np.stack([np.full_like(y, lips.middle + 0.03), y], -1))[:, None]
    far = np.full((200, 1), 0.2 * face.axes.unit, np.float32)
    return mouth.draw(where, far, far, jaw, tongue)[:, 0].mean(-1)


def test_the_upper_teeth_stay_with_the_skull(face: Face, mouth: Mouth) -> None:
    high = slice(0, 30)
    assert np.array_equal(column(face, mouth, 0.0)[high], column(face, mouth, 1.0)[high])
    assert column(face, mouth, 1.0)[high].max() > 120


def test_the_tongue_and_lower_teeth_go_down_with_the_jaw(face: Face, mouth: Mouth) -> None:
    behind = slice(90, 130)
    assert column(face, mouth, 1.0)[behind].mean() < column(face, mouth, 0.2)[behind].mean()


def test_a_raised_tongue_fills_the_opening(face: Face, mouth: Mouth) -> None:
    opening = slice(60, 110)
    assert column(face, mouth, 0.5, 1.0)[opening].mean() > column(face, mouth, 0.5)[opening].mean() + 5


def test_what_is_just_below_the_lip_lies_in_its_shadow(face: Face, mouth: Mouth) -> None:
    lips = face.lips
    spot = face.axes.picture(np.array([[[lips.middle + 0.03, lips.upper.at(lips.middle)]]], np.float32))
    deep = np.full((1, 1), 0.2 * face.axes.unit, np.float32)
    shaded, lit = mouth.draw(spot, deep * 0, deep, 0.5, 0), mouth.draw(spot, deep, deep, 0.5, 0)
    assert shaded.mean() < 0.7 * lit.mean()


def test_teeth_take_the_light_of_the_face(face: Face, mei: Presenter) -> None:
    dim = (mei.picture * np.array([0.5, 0.4, 0.3, 1])).astype(np.uint8)
    dark = Mouth(face, dim, mei.landmarks, 0.6)
    bright = Mouth(face, mei.picture, mei.landmarks, 0.6)
    assert column(face, dark, 0.5)[:40].max() < 0.8 * column(face, bright, 0.5)[:40].max()
