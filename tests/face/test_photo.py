"""Photographs as people have them: each gives the likeness it shows, and says what may disappoint."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from avatar.errors import PictureError
from avatar.face import photo as module
from avatar.face.arkit import INDEX
from avatar.face.photo import half_figure, read_likeness
from avatar.face.portrait import Portrait
from avatar.face.presenter import Presenter, whole_presenter
from avatar.types import Pixels
from tests.face.conftest import Photo, before_wall


def image(picture: Pixels) -> Image.Image:
    return Image.fromarray(np.ascontiguousarray(picture[..., ::-1]))


def test_a_photo_is_shown_as_it_is_at_its_own_size(photo: Photo, mei: Presenter) -> None:
    picture = before_wall(mei, 600)
    found = whole_presenter(photo(picture, name="me.png"))
    assert found.backdrop is not None
    assert np.array_equal(found.backdrop, picture)
    assert found.picture.shape == (600, 450, 4)
    truth = cv2.resize(mei.picture[..., 3], (450, 600), interpolation=cv2.INTER_AREA)
    assert (np.abs(found.picture[..., 3].astype(int) - truth) > 90).mean() < 0.04
    assert np.abs(found.landmarks - mei.landmarks * 600 / mei.picture.shape[0]).mean() < 4
    assert (found.id, found.kind) == ("me", "photo")


@pytest.mark.parametrize("size", [(451, 601), (450, 601), (451, 600)])
def test_odd_sides_lose_their_last_row_or_column(photo: Photo, mei: Presenter, size: tuple[int, int]) -> None:
    picture = np.asarray(cv2.resize(before_wall(mei, 700), size), np.uint8)
    found = whole_presenter(photo(picture, name="odd.png"))
    assert found.backdrop is not None
    assert np.array_equal(found.backdrop, picture[:600, :450])


KINDS = [
    ("cmyk.jpg", "CMYK", {}),
    ("grey.png", "L", {}),
    ("few colours.gif", "P", {}),
    ("clear.webp", "RGBA", {}),
    ("named-wrongly.png", "RGB", {"format": "JPEG"}),
    ("no suffix", "RGB", {"format": "TIFF"}),
]


@pytest.mark.parametrize(("name", "mode", "options"), KINDS, ids=[kind[0] for kind in KINDS])
def test_every_kind_of_picture_will_do(
    tmp_path: Path, mei: Presenter, name: str, mode: str, options: dict[str, str]
) -> None:
    image(before_wall(mei, 480)).convert(mode).save(tmp_path / name, **options)
    said: list[str] = []
    found = read_likeness(tmp_path / name, warn=said.append)
    assert found.picture.shape == (480, 360, 4)
    assert said == []


def test_a_photo_taken_sideways_is_turned(tmp_path: Path, mei: Presenter) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    image(before_wall(mei, 480)).rotate(90, expand=True).save(tmp_path / "side.jpg", exif=exif)
    assert read_likeness(tmp_path / "side.jpg").picture.shape == (480, 360, 4)


def test_a_picture_that_came_cut_out_has_no_backdrop(tmp_path: Path, mei: Presenter) -> None:
    small = np.asarray(cv2.resize(mei.picture, (450, 600), interpolation=cv2.INTER_AREA), np.uint8)
    cv2.imwrite(str(tmp_path / "cut.png"), small)
    found = read_likeness(tmp_path / "cut.png")
    assert found.backdrop is None
    assert np.array_equal(found.picture[..., 3], small[..., 3])


def test_of_an_animation_the_first_frame_is_used_and_that_is_said(tmp_path: Path, mei: Presenter) -> None:
    first = image(before_wall(mei, 480))
    first.save(tmp_path / "wave.gif", save_all=True, append_images=[Image.new("RGB", first.size)])
    said: list[str] = []
    assert read_likeness(tmp_path / "wave.gif", warn=said.append).picture.shape[:2] == (480, 360)
    assert said == [f"{tmp_path / 'wave.gif'}: is animated (2 frames); its first frame is used"]


def test_a_side_of_twelve_thousand_pixels_is_scaled_down_and_that_is_said(tmp_path: Path, mei: Presenter) -> None:
    wall = np.full((1800, 12_000, 3), (150, 170, 160), np.uint8)
    wall[:, 4000:5350] = before_wall(mei, 1800)
    cv2.imwrite(str(tmp_path / "wide.jpg"), wall)
    said: list[str] = []
    found = read_likeness(tmp_path / "wide.jpg", warn=said.append)
    assert found.picture.shape == (576, 3840, 4)
    assert said == [f"{tmp_path / 'wide.jpg'}: 12000×1800 is scaled down to 3840×576"]
    assert 4000 < found.landmarks[1, 0] / 0.32 < 5350


def test_no_picture_is_larger_than_a_video_that_plays(
    photo: Photo, mei: Presenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST", 450 * 600)
    said: list[str] = []
    assert read_likeness(photo(before_wall(mei, 800)), warn=said.append).picture.shape == (600, 450, 4)
    assert said[0].endswith("600×800 is scaled down to 450×600")


def test_one_of_several_faces_is_chosen_from_the_left(photo: Photo, mei: Presenter, kai: Presenter) -> None:
    path = photo(before_wall(mei, 600), before_wall(kai, 600))
    with pytest.raises(PictureError, match=r"2 faces found; crop .*\(--face N.*: 1 at x 2\d\d, y .*; 2 at x 6\d\d, y"):
        read_likeness(path)
    for number, (low, high) in ((1, (0, 450)), (2, (450, 900))):
        assert low < read_likeness(path, number).landmarks[1, 0] < high
    for number in (0, 3):
        with pytest.raises(PictureError, match=f"no face {number}, 2 faces found; --face N takes one: 1 at"):
            read_likeness(path, number)


def test_the_only_face_may_be_asked_for_by_its_number(photo: Photo, mei: Presenter) -> None:
    path = photo(before_wall(mei, 600))
    assert read_likeness(path, 1).picture.shape == (600, 450, 4)
    with pytest.raises(PictureError, match="no face 2, 1 face found"):
        read_likeness(path, 2)


def test_closed_eyes_are_remarked_and_open_ones_are_not(tmp_path: Path, kai: Presenter) -> None:
    portrait = Portrait(kai, 900)
    for closed, remarks in ((0.0, 0), (1.0, 1)):
        values = np.zeros(52, np.float32)
        values[[INDEX["eyeBlinkLeft"], INDEX["eyeBlinkRight"]]] = closed
        figure = portrait.draw(values, np.zeros(6, np.float32))
        cover = figure.matte[..., None] / np.float32(255)
        cv2.imwrite(str(tmp_path / "eyes.png"), np.rint(figure.picture * cover + 150 * (1 - cover)).astype(np.uint8))
        said: list[str] = []
        read_likeness(tmp_path / "eyes.png", warn=said.append)
        assert len(said) == remarks
        assert all("eyes.png: the eyes seem closed" in line for line in said)


def test_a_covered_mouth_is_remarked_and_used(photo: Photo, mei: Presenter) -> None:
    picture = before_wall(mei)
    face = mei.landmarks * np.float32(picture.shape[0] / mei.picture.shape[0])
    mouth, wide = face[[13, 14]].mean(0), float(np.ptp(face[[61, 291], 0]))
    cv2.circle(picture, mouth.astype(int).tolist(), round(0.6 * wide), (50, 50, 52), -1)
    said: list[str] = []
    read_likeness(photo(picture), warn=said.append)
    assert len(said) == 1
    assert "photo.jpg: something seems to cover the mouth" in said[0]


def test_a_half_figure_is_cut_out_of_the_whole(photo: Photo, mei: Presenter) -> None:
    whole = read_likeness(photo(before_wall(mei, 1200)))
    half = half_figure(whole)
    assert half.backdrop is None
    assert half.picture.shape[1] / half.picture.shape[0] == pytest.approx(0.75, abs=0.01)
    before, after = (np.ptp(likeness.landmarks, axis=0) for likeness in (whole, half))
    assert after[1] / after[0] == pytest.approx(before[1] / before[0], rel=0.01)
