import cv2
import numpy as np
import pytest

from avatar.face.geometry import measure
from avatar.face.presenter import Presenter


def test_a_face_has_its_parts_in_order_from_top_to_bottom(mei: Presenter) -> None:
    face = measure(mei.landmarks, mei.picture)
    lips = face.lips
    levels = [
        face.forehead[1],
        face.eyes["Left"].brow.at(float(face.eyes["Left"].iris[0])),
        face.eyes["Left"].iris[1],
        face.nose_base[1],
        lips.top.at(lips.middle),
        lips.upper.at(lips.middle),
        lips.bottom.at(lips.middle),
        face.chin[1],
    ]
    assert levels == sorted(levels)


def test_left_is_the_persons_own(mei: Presenter) -> None:
    face = measure(mei.landmarks, mei.picture)
    assert face.eyes["Right"].right < 0 < face.eyes["Left"].left


@pytest.mark.parametrize("angle", [-20, 12])
def test_a_tilted_head_measures_the_same(mei: Presenter, angle: float) -> None:
    upright = measure(mei.landmarks, mei.picture)
    height, width = mei.picture.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    tilted = measure(
        (mei.landmarks @ turn[:, :2].T + turn[:, 2]).astype(np.float32),
        np.asarray(cv2.warpAffine(mei.picture, turn, (width, height)), np.uint8),
    )
    assert tilted.axes.unit == pytest.approx(upright.axes.unit, rel=1e-3)
    assert tilted.chin == pytest.approx(upright.chin, abs=1e-3)
    assert tilted.lips.upper.y == pytest.approx(upright.lips.upper.y, abs=0.02)


def test_places_go_to_the_face_and_back(mei: Presenter) -> None:
    axes = measure(mei.landmarks, mei.picture).axes
    assert axes.picture(axes.local(mei.landmarks)) == pytest.approx(mei.landmarks, abs=0.01)


def test_closed_lips_meet_on_the_dark_line_between_them(mei: Presenter) -> None:
    face = measure(mei.landmarks, mei.picture)
    grey = cv2.cvtColor(mei.picture[..., :3], cv2.COLOR_BGR2GRAY)
    x = np.linspace(face.lips.left * 0.5, face.lips.right * 0.5, 9, dtype=np.float32)

    def light(offset: float) -> float:
        spots = face.axes.picture(np.stack([x, face.lips.upper(x) + np.float32(offset)], -1))
        return float(np.mean([grey[round(float(y)), round(float(at))] for at, y in spots]))

    assert face.lips.closed
    assert light(0) < min(light(-0.03), light(0.03))


def test_open_lips_are_seen_as_two_edges(mei: Presenter) -> None:
    apart = mei.landmarks.copy()
    apart[[95, 88, 178, 87, 14, 317, 402, 318, 324]] += np.array([0, 0.1 * 250], np.float32)
    lips = measure(apart, mei.picture).lips
    assert not lips.closed
    assert lips.lower.at(lips.middle) - lips.upper.at(lips.middle) > 0.05
