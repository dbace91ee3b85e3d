import numpy as np

from avatar.face.landmarks import find_faces, person_mask
from avatar.face.presenter import Presenter
from tests.face.conftest import before_wall


def test_the_kept_landmarks_are_those_found_in_the_picture(mei: Presenter) -> None:
    found = find_faces(before_wall(mei, mei.picture.shape[0]))
    assert len(found) == 1
    assert found[0].shape == (478, 2)
    width = np.ptp(mei.landmarks[:, 0])
    assert np.abs(found[0] - mei.landmarks).mean() < 0.02 * width


def test_the_largest_face_comes_first(mei: Presenter, kai: Presenter) -> None:
    large, small = before_wall(mei, 900), before_wall(kai, 600)
    wall = np.full((300, small.shape[1], 3), small[0, 0], np.uint8)
    found = find_faces(np.hstack([np.vstack([wall, small]), large]))
    assert len(found) == 2
    assert found[0][:, 0].mean() > small.shape[1] > found[1][:, 0].mean()


def test_an_empty_room_holds_nobody() -> None:
    assert find_faces(np.full((200, 300, 3), 90, np.uint8)) == []


def test_the_libraries_say_nothing(mei: Presenter, capfd: object) -> None:
    find_faces(before_wall(mei, 400))
    person_mask(before_wall(mei, 400))
    assert capfd.readouterr() == ("", "")  # type: ignore[attr-defined]


def test_a_person_is_told_from_the_wall(mei: Presenter) -> None:
    picture = before_wall(mei, 600)
    mask = person_mask(picture)
    assert mask.shape == picture.shape[:2]
    nose = (mei.landmarks[1] * 600 / mei.picture.shape[0]).round().astype(int)
    assert mask[nose[1], nose[0]] > 0.9
    assert mask[10, 10] < 0.1
