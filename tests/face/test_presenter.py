import json
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from avatar.errors import PictureError, UsageError
from avatar.face import photo as module
from avatar.face.portrait import Portrait
from avatar.face.presenter import (
    Presenter,
    kept_presenters,
    load_presenter,
    presenter_card,
    read_presenter,
    save_presenter,
    thumbnail,
)
from tests.face.conftest import Photo, before_wall


def test_mei_and_kai_are_kept() -> None:
    assert {"mei", "kai"} <= set(kept_presenters())


@pytest.mark.parametrize("name", ["mei", "kai"])
def test_a_kept_presenter_is_complete(name: str, request: pytest.FixtureRequest) -> None:
    found: Presenter = request.getfixturevalue(name)
    height, width = found.picture.shape[:2]
    assert (found.id, found.kind) == (name, "drawn")
    assert width >= 1080
    assert height >= 1440
    assert found.landmarks.shape == (478, 2)
    assert {"zh", "en"} <= set(found.title)
    assert {"zh", "en"} <= set(found.voices)
    assert found.gender == {"mei": "woman", "kai": "man"}[name]  # as voices have it
    assert found.licence
    assert thumbnail(name).is_file()
    assert presenter_card(name)["title"] == found.title


def test_kept_presenters_need_no_mediapipe() -> None:
    load = "import sys; from avatar.face.presenter import load_presenter; load_presenter('mei')"
    code = f"{load}; print('mediapipe' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize(("typed", "meant"), [("mai", "mei"), ("Kay", "kai"), ("MEI", "mei")])
def test_an_unknown_name_gets_the_nearest(typed: str, meant: str) -> None:
    with pytest.raises(UsageError, match=rf"did you mean '{meant}'.*kai, mei"):
        load_presenter(typed)


def test_a_name_like_nothing_lists_those_there_are() -> None:
    with pytest.raises(UsageError, match=r"kept are: .*mei"):
        load_presenter("zzzzzzzz")


def test_a_presenter_is_kept_and_read_again(tmp_path: Path, mei: Presenter) -> None:
    save_presenter(mei, tmp_path / "mei")
    again = read_presenter(tmp_path / "mei")
    assert np.array_equal(again.picture, mei.picture)
    assert np.abs(again.landmarks - mei.landmarks).max() < 0.1
    assert (again.title, again.voices, again.gender, again.licence) == (mei.title, mei.voices, mei.gender, mei.licence)
    assert kept_presenters(tmp_path) == ("mei",)
    assert json.loads((tmp_path / "mei" / "presenter.json").read_text("utf-8"))["title"] == dict(mei.title)


def test_a_photo_becomes_a_presenter_cut_out_of_its_background(photo: Photo, mei: Presenter) -> None:
    found = load_presenter(str(photo(before_wall(mei))))
    height, width = found.picture.shape[:2]
    assert (found.kind, found.id, found.gender) == ("photo", "photo", None)
    assert width / height == pytest.approx(0.75, abs=0.01)
    matte = found.picture[..., 3]
    assert matte[: height // 20].max() < 30
    nose = found.landmarks[1].round().astype(int)
    assert matte[nose[1], nose[0]] == 255
    assert abs(nose[0] - width / 2) < 0.1 * width


def test_a_photo_can_speak(photo: Photo, kai: Presenter) -> None:
    portrait = Portrait(load_presenter(str(photo(before_wall(kai)))), 400)
    values = np.zeros(52, np.float32)
    before = portrait.draw(values, np.zeros(6, np.float32)).picture.copy()
    values[17] = 0.6
    assert (portrait.draw(values, np.zeros(6, np.float32)).picture != before).any()


def test_a_picture_that_comes_cut_out_keeps_its_matte(tmp_path: Path, mei: Presenter) -> None:
    small = np.asarray(cv2.resize(mei.picture, (675, 900), interpolation=cv2.INTER_AREA), np.uint8)
    cv2.imwrite(str(tmp_path / "cut.png"), small)
    found = load_presenter(str(tmp_path / "cut.png"))
    assert (found.picture[..., 3] > 127).mean() == pytest.approx((small[..., 3] > 127).mean(), abs=0.15)
    assert found.picture[0].max() == 0 or found.picture[0, :, 3].max() < 5


def test_a_close_up_gets_room_above(photo: Photo, mei: Presenter) -> None:
    wall = before_wall(mei, 1440)
    face = mei.landmarks * np.float32(1440 / mei.picture.shape[0])
    low, high = face.min(0), face.max(0)
    tall = high[1] - low[1]
    top, bottom = int(low[1] - 0.3 * tall), int(high[1] + 0.35 * tall)
    left, right = int(low[0] - 0.3 * tall), int(high[0] + 0.3 * tall)
    found = load_presenter(str(photo(wall[max(0, top) : bottom, left:right])))
    assert found.picture.shape[1] / found.picture.shape[0] == pytest.approx(0.75, abs=0.01)
    assert found.landmarks[:, 1].min() > 0.5 * tall


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "no such picture"),
        (b"", "empty"),
        (b"This is a letter, not a portrait.\n" * 9, "not a picture"),
    ],
)
def test_files_that_are_no_pictures(tmp_path: Path, content: bytes | None, message: str) -> None:
    path = tmp_path / "me.jpg"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(PictureError, match=message) as caught:
        load_presenter(str(path))
    assert "me.jpg" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_corrupt_photo(photo: Photo, mei: Presenter) -> None:
    path = photo(before_wall(mei))
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(PictureError, match="damaged"):
        load_presenter(str(path))


def test_a_photo_of_too_many_pixels(tmp_path: Path) -> None:
    Image.new("1", (13_000, 12_000)).save(tmp_path / "huge.png")
    with pytest.raises(PictureError, match="megapixels; scale it down"):
        load_presenter(str(tmp_path / "huge.png"))


@pytest.mark.parametrize("size", [(1, 1), (300, 400)])
def test_a_picture_without_a_face(photo: Photo, size: tuple[int, int]) -> None:
    with pytest.raises(PictureError, match="no face found; use"):
        load_presenter(str(photo(np.full((*size, 3), 140, np.uint8))))


def test_two_people(photo: Photo, mei: Presenter, kai: Presenter) -> None:
    with pytest.raises(PictureError, match="2 faces found; crop"):
        load_presenter(str(photo(before_wall(mei), before_wall(kai))))


def test_a_face_too_small_to_speak(photo: Photo, mei: Presenter) -> None:
    with pytest.raises(PictureError, match=r"face is \d+ pixels high; use a larger photo"):
        load_presenter(str(photo(before_wall(mei, 300))))


def test_a_face_in_profile(photo: Photo, mei: Presenter, monkeypatch: pytest.MonkeyPatch) -> None:
    face = mei.landmarks * np.float32(900 / mei.picture.shape[0])
    face[1, 0] = face[454, 0] + 5  # the nose beyond the far cheek
    monkeypatch.setattr(module, "find_faces", lambda _picture: [face])
    with pytest.raises(PictureError, match="turned away"):
        load_presenter(str(photo(before_wall(mei))))


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_photograph_on_its_side_or_its_head(photo: Photo, mei: Presenter, turns: int) -> None:
    with pytest.raises(PictureError, match="not upright; turn the photo"):
        load_presenter(str(photo(np.ascontiguousarray(np.rot90(before_wall(mei), turns)))))


def test_a_face_cut_off_by_the_edge(photo: Photo, mei: Presenter, monkeypatch: pytest.MonkeyPatch) -> None:
    face = mei.landmarks * np.float32(900 / mei.picture.shape[0])
    picture = before_wall(mei)[: int(face[152, 1] - 20)]
    monkeypatch.setattr(module, "find_faces", lambda _picture: [face])
    with pytest.raises(PictureError, match="cut off"):
        load_presenter(str(photo(picture)))
