from __future__ import annotations

import numpy as np
import pytest

from avatar.face.geometry import Face, measure
from avatar.face.presenter import Presenter
from avatar.face.torso import Torso
from avatar.types import Floats, Pixels


@pytest.fixture(scope="module")
def face(mei: Presenter) -> Face:
    return measure(mei.landmarks, mei.picture)


@pytest.fixture
def torso(face: Face, mei: Presenter) -> Torso:
    return Torso(face, mei.picture)


def pose(x: float = 0.0, breath: float = 0.0) -> Floats:
    return np.array([0, 0, 0, x, 0, breath], np.float32)


def drawn(torso: Torso) -> list[Pixels]:
    return [part.copy() for part, _left, _top in torso.draw()]


def test_it_is_drawn_anew_only_when_it_has_moved(torso: Torso) -> None:
    assert not torso.follow(pose())
    assert torso.follow(pose(breath=0.5))
    assert not torso.follow(pose(breath=0.5))
    assert not torso.follow(pose(breath=0.503))
    assert torso.follow(pose(x=0.05, breath=0.5))


def test_at_rest_its_parts_are_the_figures_own(torso: Torso, mei: Presenter) -> None:
    torso.follow(pose(0.1, 1.0))
    torso.follow(pose())
    for part, left, top in torso.draw():
        assert np.array_equal(part, mei.picture[top : top + part.shape[0], left : left + part.shape[1]])


def test_a_breath_lifts_it(torso: Torso, mei: Presenter) -> None:
    torso.follow(pose(breath=1.0))
    below, left, top = list(torso.draw())[-1]
    rest = mei.picture[top : top + below.shape[0], left : left + below.shape[1]]
    row = below.shape[0] // 4
    lifted = [float(np.abs(rest[row + by].astype(int) - below[row]).mean()) for by in range(8)]
    assert 2 <= int(np.argmin(lifted)) <= 6


def test_it_goes_aside_with_the_weight_but_its_lower_edge_stays(torso: Torso) -> None:
    rest = drawn(torso)
    torso.follow(pose(x=0.1))
    moved = drawn(torso)
    assert any(not np.array_equal(one, other) for one, other in zip(rest, moved, strict=True))
    assert np.array_equal(rest[-1][-1], moved[-1][-1])


def test_how_it_got_there_does_not_matter(torso: Torso) -> None:
    torso.follow(pose(0.02, 0.3))
    first = drawn(torso)
    torso.follow(pose(-0.1, 1.0))
    torso.follow(pose(0.02, 0.3))
    assert all(np.array_equal(one, other) for one, other in zip(first, drawn(torso), strict=True))


def test_a_close_up_without_a_torso_has_nothing_to_draw(face: Face, mei: Presenter) -> None:
    chin = int(face.axes.picture(face.chin)[1])
    torso = Torso(face, np.ascontiguousarray(mei.picture[: chin + 4]))
    torso.follow(pose(0.1, 1.0))
    for part, _left, top in torso.draw():
        assert top + part.shape[0] <= chin + 4
