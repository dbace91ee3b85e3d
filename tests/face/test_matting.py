import cv2
import numpy as np

from avatar.face.matting import clean_colours, cut_out
from avatar.face.presenter import Presenter
from tests.face.conftest import before_wall


def test_the_cut_follows_the_person(mei: Presenter) -> None:
    height = 900
    figure = cut_out(before_wall(mei, height))
    truth = cv2.resize(mei.picture[..., 3], figure.shape[1::-1], interpolation=cv2.INTER_AREA)
    assert figure.shape == (*truth.shape, 4)
    wrong = np.abs(figure[..., 3].astype(int) - truth) > 90
    assert wrong.mean() < 0.03


def test_the_wall_is_gone_from_the_colours_of_the_edge() -> None:
    matte = np.tile(np.clip((np.arange(240) - 112) / 16, 0, 1).astype(np.float32), (120, 1))
    person, wall = np.array([40, 60, 200], np.float32), np.array([60, 220, 60], np.float32)
    picture = np.rint(person * matte[..., None] + wall * (1 - matte[..., None])).astype(np.uint8)
    colours = clean_colours(picture, matte)
    half = np.abs(matte - 0.5) < 0.1
    before, after = (np.abs(image[half] - person).mean() for image in (picture.astype(float), colours.astype(float)))
    assert after < 0.45 * before
