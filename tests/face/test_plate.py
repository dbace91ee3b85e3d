from __future__ import annotations

import cv2
import numpy as np
from hypothesis import given, settings
from hypothesis.extra.numpy import arrays

from avatar.face.plate import lifted, plate_behind, shining_through
from avatar.types import Pixels


def disc(side: int, radius: int) -> Pixels:
    return np.asarray(cv2.circle(np.zeros((side, side), np.uint8), (side // 2, side // 2), radius, 255, -1), np.uint8)


def test_what_is_away_from_the_person_stays_as_it_is() -> None:
    photo = np.random.default_rng(0).integers(0, 255, (120, 120, 3), dtype=np.uint8)
    matte = disc(120, 30)
    plate = plate_behind(photo, matte, 6, 20)
    far = cv2.dilate(matte, np.ones((15, 15), np.uint8)) == 0
    assert np.array_equal(plate[far], photo[far])


def test_the_person_is_gone_and_the_wall_goes_on() -> None:
    x = np.linspace(60, 180, 120)
    wall = np.repeat(np.broadcast_to(x, (120, 120))[..., None], 3, -1).astype(np.uint8)
    matte = disc(120, 30)
    photo = np.where(matte[..., None] > 0, np.uint8(10), wall)
    plate = plate_behind(photo, matte, 4, 20).astype(int)
    assert np.abs(plate - wall).max() < 40
    near = (cv2.erode(matte, np.ones((13, 13), np.uint8)) == 0) & (matte > 0)
    assert np.abs(plate - wall)[near].mean() < 10


def test_a_picture_full_of_person_stays_as_it_is() -> None:
    photo = np.random.default_rng(0).integers(0, 255, (40, 40, 3), dtype=np.uint8)
    assert np.array_equal(plate_behind(photo, np.full((40, 40), 255, np.uint8), 3, 9), photo)


@given(
    arrays(np.uint8, (6, 6, 3)),
    arrays(np.uint8, (6, 6, 3)),
    arrays(np.uint8, (6, 6)),
)
@settings(max_examples=200, deadline=None)
def test_laid_back_it_is_the_photograph(photo: Pixels, plate: Pixels, matte: Pixels) -> None:
    person = lifted(photo, matte, plate)
    again = cv2.add(np.ascontiguousarray(person[..., :3]), shining_through(plate, np.ascontiguousarray(person[..., 3])))
    assert np.array_equal(again, photo)
    assert (person[..., 3] >= matte).all()


def test_a_hair_the_matte_missed_goes_with_the_person() -> None:
    plate = np.full((20, 20, 3), 200, np.uint8)
    photo = plate.copy()
    photo[:, 10] = 40
    person = lifted(photo, np.zeros((20, 20), np.uint8), plate)
    assert (person[:, 10, 3] > 180).all()
    assert (person[:, :9, 3] == 0).all()
