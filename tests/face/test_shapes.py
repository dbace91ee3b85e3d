import numpy as np
import pytest

from avatar.face.arkit import INDEX, NAMES
from avatar.face.driving import DRIVEN, JAW
from avatar.face.geometry import Face, measure
from avatar.face.moves import BACK, FRONT
from avatar.face.presenter import Presenter
from avatar.face.shapes import basis


@pytest.fixture(scope="module")
def face(mei: Presenter) -> Face:
    return measure(mei.landmarks, mei.picture)


def moved(face: Face, name: str, layer: int, x: float, y: float) -> np.ndarray:
    return basis(face, np.array([[[x, y]]], np.float32))[INDEX[name], layer, 0, 0]


def test_every_coefficient_moves_the_face_but_the_tongue(face: Face) -> None:
    x, y = np.meshgrid(np.linspace(-0.9, 0.9, 61), np.linspace(-0.9, 1.6, 81))
    most = np.abs(basis(face, np.dstack([x, y]).astype(np.float32))).max((1, 2, 3, 4))
    still = {name for name, reach in zip(DRIVEN, most, strict=True) if reach < 0.005}
    assert still == {"tongueOut"}
    assert most.max() < 0.3


def test_the_jaw_drops_the_lower_lip_most_the_corner_a_quarter_the_nose_not(face: Face) -> None:
    lips = face.lips
    seam = lips.upper.at(lips.middle)
    assert moved(face, "jawOpen", BACK, lips.middle, seam + 0.005)[1] == pytest.approx(JAW, rel=0.03)
    corner = moved(face, "jawOpen", BACK, lips.right, lips.upper.at(lips.right) + 0.001)
    assert corner[1] == pytest.approx(JAW / 4, rel=0.1)
    chin = moved(face, "jawOpen", BACK, float(face.chin[0]), float(face.chin[1]))[1]
    assert 0.4 * JAW < chin < 0.7 * JAW
    assert np.abs(moved(face, "jawOpen", FRONT, *face.nose_tip.tolist())).max() < 1e-3
    assert moved(face, "jawOpen", FRONT, lips.middle, seam - 0.005)[1] < 0


def test_the_lower_lip_falls_in_a_curve_and_not_in_a_v(face: Face) -> None:
    lips = face.lips
    half = (lips.middle + lips.right) / 2
    middle, aside = (moved(face, "jawOpen", BACK, x, lips.upper.at(x) + 0.005)[1] for x in (lips.middle, half))
    assert aside > 0.7 * middle


def test_a_pucker_narrows_by_no_more_than_makes_a_beak(face: Face) -> None:
    lips = face.lips
    ends = [moved(face, "mouthPucker", FRONT, x, lips.upper.at(x))[0] for x in (lips.left, lips.right)]
    assert ends[0] > 0 > ends[1]
    assert (ends[0] - ends[1]) / (lips.right - lips.left) == pytest.approx(0.28, abs=0.02)


@pytest.mark.parametrize("name", NAMES)
def test_layers_agree_on_skin_away_from_lips_and_lids(face: Face, name: str) -> None:
    """Where they differ beside an opening the skin would tear."""
    lips = face.lips
    cheeks = [(x, y) for x in (lips.left - 0.03, lips.right + 0.03) for y in np.linspace(0.5, 1.4, 25)]
    forehead = [(x, -0.4) for x in np.linspace(-0.7, 0.7, 15)]
    points = np.array([[*cheeks, *forehead]], np.float32)
    front, back = basis(face, points)[INDEX[name]]
    assert np.abs(front - back).max() < 2e-3


def test_sides_are_moved_by_their_own_coefficient(face: Face) -> None:
    lips = face.lips
    right = moved(face, "mouthSmileLeft", FRONT, lips.right, lips.upper.at(lips.right))
    left = moved(face, "mouthSmileLeft", FRONT, lips.left, lips.upper.at(lips.left))
    assert right[0] > 0.02
    assert right[1] < -0.03
    assert np.abs(left).max() < 0.01


# lips are brought together only over an open jaw
ALONE = [(name,) for name in NAMES if name != "mouthClose"]


@pytest.mark.parametrize("names", [*ALONE, ("jawOpen", "mouthClose"), ("jawOpen", "mouthFunnel")], ids="+".join)
def test_no_layer_folds_over_itself(face: Face, names: tuple[str, ...]) -> None:
    """Two places that land on one would show a part of the face twice."""
    x, y = np.meshgrid(np.linspace(-0.9, 0.9, 61), np.linspace(-0.9, 1.6, 501))
    moves = basis(face, np.dstack([x, y]).astype(np.float32))[[INDEX[name] for name in names]].sum(0)
    stretch = 1 + np.diff(moves[..., 1], axis=1) / (2.5 / 500)
    assert stretch.min() > 0.05
