import cv2
import numpy as np
import pytest

from avatar.face.covered import is_covered
from avatar.face.presenter import Presenter
from avatar.types import Floats, Pixels
from tests.face.conftest import before_wall

_MASK = (234, 132, 172, 150, 148, 152, 377, 379, 397, 361, 454, 280, 4, 50)


def standing(presenter: Presenter, height: int = 900) -> tuple[Pixels, Floats]:
    return before_wall(presenter, height), presenter.landmarks * np.float32(height / presenter.picture.shape[0])


def grey(picture: Pixels) -> Pixels:
    return np.asarray(cv2.cvtColor(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR), np.uint8)


@pytest.mark.parametrize("name", ["mei", "kai"])
def test_a_free_mouth_is_free_in_colour_and_in_grey_small_and_large(name: str, request: pytest.FixtureRequest) -> None:
    for height in (450, 900, 1600):
        picture, face = standing(request.getfixturevalue(name), height)
        assert not is_covered(picture, face)
        assert not is_covered(grey(picture), face)


@pytest.mark.parametrize("colour", [(225, 205, 170), (40, 38, 40), (250, 250, 250)])
def test_a_mask_is_seen(mei: Presenter, colour: tuple[int, int, int]) -> None:
    picture, face = standing(mei)
    cv2.fillPoly(picture, [face[list(_MASK)].astype(np.int32)], colour)
    assert is_covered(picture, face)
    assert is_covered(grey(picture), face)


def test_a_hand_is_seen(mei: Presenter) -> None:
    picture, face = standing(mei)
    skin = picture[tuple(face[50].astype(int)[::-1])].astype(float)
    mouth, wide = face[[13, 14]].mean(0), float(np.ptp(face[[61, 291], 0]))
    for finger in range(4):
        middle = mouth + np.array([0, (finger - 1.5) * 0.28 * wide])
        shade = tuple((skin * (0.94 + 0.02 * finger)).tolist())
        cv2.ellipse(picture, middle.astype(int).tolist(), (round(wide), round(0.17 * wide)), 8, 0, 360, shade, -1)
    assert is_covered(picture, face)


def test_a_microphone_is_seen(kai: Presenter) -> None:
    picture, face = standing(kai)
    middle = face[[13, 14]].mean(0)
    cv2.circle(picture, middle.astype(int).tolist(), round(0.6 * float(np.ptp(face[[61, 291], 0]))), (50, 50, 52), -1)
    assert is_covered(picture, face)
