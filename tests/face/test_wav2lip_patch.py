"""A generated mouth is laid into the picture so that nobody sees where: no seam, the picture's own colours."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from avatar.face import wav2lip_patch
from avatar.face.arkit import INDEX, NAMES
from avatar.face.picture import TalkingPicture
from avatar.face.presenter import Presenter
from avatar.face.wav2lip_face import SIDE, FaceBox, network_faces
from avatar.face.wav2lip_patch import MouthPatch
from avatar.types import Floats, Pixels

AHEAD = np.zeros(5, np.float32)


@pytest.fixture(scope="module")
def picture(mei: Presenter) -> TalkingPicture:
    return TalkingPicture(mei)


@pytest.fixture(scope="module")
def still(picture: TalkingPicture) -> Pixels:
    return drawn(picture, {}, AHEAD)


@pytest.fixture(scope="module")
def patch(still: Pixels, mei: Presenter) -> MouthPatch:
    return MouthPatch(still, mei.landmarks)


def drawn(picture: TalkingPicture, values: dict[str, float], turns: Floats) -> Pixels:
    row = np.zeros(len(NAMES), np.float32)
    for name, value in values.items():
        row[INDEX[name]] = value
    return picture.draw(row, np.append(turns, 0).astype(np.float32)).copy()


def open_mouth(picture: TalkingPicture, patch: MouthPatch) -> Floats:
    """What a perfect generator would make of an open mouth."""
    return patch.box.square(drawn(picture, {"jawOpen": 0.5}, AHEAD))[patch.window.part]


def laid(patch: MouthPatch, mouth: Floats, onto: Pixels, turns: Floats = AHEAD, share: float = 1) -> Pixels:
    result = onto.copy()
    patch.lay(mouth.astype(np.float32), turns.astype(np.float32), share, result)
    return result


def differs(one: Pixels, other: Pixels) -> Floats:
    return np.abs(one.astype(np.float32) - other).max(-1)


def test_the_box_holds_the_face_and_stays_in_the_picture(mei: Presenter) -> None:
    height, width = mei.picture.shape[:2]
    box = FaceBox.around(mei.landmarks, (width, height))
    (left, top), (right, bottom) = mei.landmarks.min(0), mei.landmarks.max(0)
    assert (box.left, box.top) == (int(left), int(top))
    assert right <= box.right < right + 2
    assert bottom + 0.03 * (bottom - top) < box.bottom < bottom + 0.08 * (bottom - top)
    cut = FaceBox.around(mei.landmarks, (int(right) - 20, int(bottom) - 20))
    assert (cut.right, cut.bottom) == (int(right) - 20, int(bottom) - 20)


def test_square_and_picture_share_one_scale(mei: Presenter, still: Pixels) -> None:
    box = FaceBox.around(mei.landmarks, (still.shape[1], still.shape[0]))
    corners = np.array([[box.left - 0.5, box.top - 0.5], [box.right - 0.5, box.bottom - 0.5]], np.float32)
    assert np.allclose(box.in_square(corners), [[-0.5, -0.5], [SIDE - 0.5, SIDE - 0.5]])
    assert np.allclose(box.in_picture(box.in_square(mei.landmarks)), mei.landmarks, atol=1e-3)


def test_the_network_sees_the_face_without_its_lower_half_and_whole(patch: MouthPatch) -> None:
    faces = network_faces(patch.square)
    assert faces.shape == (1, 6, SIDE, SIDE)
    assert faces.dtype == np.float32
    assert not faces[0, :3, SIDE // 2 :].any()
    assert np.array_equal(faces[0, :3, : SIDE // 2], faces[0, 3:, : SIDE // 2])
    assert np.array_equal(faces[0, 3:], patch.square.transpose(2, 0, 1))
    assert 0 <= faces.min() < faces.max() <= 1


def test_a_mouth_that_changes_nothing_leaves_every_bit(patch: MouthPatch, still: Pixels) -> None:
    assert np.array_equal(laid(patch, patch.square[patch.window.part], still), still)


def test_with_no_share_nothing_is_shown_and_with_half_of_it_half(patch: MouthPatch, still: Pixels) -> None:
    mouth = np.zeros_like(patch.square[patch.window.part])
    assert np.array_equal(laid(patch, mouth, still, share=0), still)
    whole, half = (differs(laid(patch, mouth, still, share=share), still).mean() for share in (1, 0.5))
    assert half == pytest.approx(whole / 2, rel=0.05)


def test_even_a_mad_mouth_shows_no_edge(patch: MouthPatch, still: Pixels) -> None:
    """Pixels at the mask's rim are the portrait's, and the change grows softly from there."""
    mouth = np.random.default_rng(1).uniform(0, 1, patch.square[patch.window.part].shape)
    change = differs(laid(patch, mouth, still), still)
    touched = (change > 0).astype(np.uint8)
    assert touched.any()
    depth = cv2.distanceTransform(cv2.morphologyEx(touched, cv2.MORPH_CLOSE, np.ones((9, 9))), cv2.DIST_L2, 5)
    assert change[(depth > 0) & (depth < 2)].max() <= 10
    steps = [change[(depth >= low) & (depth < low + 4)].mean() for low in (0, 4, 8, 12)]
    assert steps == sorted(steps)


def test_what_lies_outside_the_lower_face_is_never_touched(patch: MouthPatch, still: Pixels, mei: Presenter) -> None:
    mouth = np.ones_like(patch.square[patch.window.part])
    rows, columns = np.nonzero(differs(laid(patch, mouth, still), still))
    nose_tip, chin = mei.landmarks[1], mei.landmarks[152]
    tall = np.ptp(mei.landmarks[:, 1])
    assert rows.min() > nose_tip[1] - 0.08 * tall
    assert rows.max() < chin[1] + 0.06 * tall
    assert columns.min() > mei.landmarks[:, 0].min()
    assert columns.max() < mei.landmarks[:, 0].max()


def test_colours_of_a_tinted_mouth_become_the_portraits(
    patch: MouthPatch, picture: TalkingPicture, still: Pixels
) -> None:
    mouth = open_mouth(picture, patch)
    tint = np.array([0.82, 0.9, 0.96])
    fair, tinted = laid(patch, mouth, still), laid(patch, mouth * tint, still)
    assert differs(fair, tinted).max() <= 12
    assert differs(fair, tinted).mean() < 0.1


def test_an_open_mouth_is_shown_open_and_skin_keeps_its_detail(
    patch: MouthPatch,
    picture: TalkingPicture,
    still: Pixels,
    mei: Presenter,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wanted = drawn(picture, {"jawOpen": 0.5}, AHEAD)
    made = laid(patch, open_mouth(picture, patch), still)
    x, y = mei.landmarks[[13, 14]].mean(0).astype(int)
    mouth = (slice(y + 10, y + 40), slice(x - 25, x + 25))
    assert differs(made[mouth], wanted[mouth]).mean() < 0.3 * differs(still[mouth], wanted[mouth]).mean()
    cheek = (slice(y - 10, y + 30), slice(x - 105, x - 70))
    assert sharpness(made[cheek]) > 0.85 * sharpness(still[cheek])
    lips = (slice(y - 40, y + 70), slice(x - 80, x + 80))
    monkeypatch.setattr(wav2lip_patch, "_CRISP", 0)
    assert sharpness(made[lips]) > 1.1 * sharpness(laid(patch, open_mouth(picture, patch), still)[lips])


def sharpness(picture: Pixels) -> float:
    """Variance of the Laplacian."""
    return float(cv2.Laplacian(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), cv2.CV_32F).var())


@pytest.mark.parametrize(
    "turns", [(0.08, 0, 0, 0, 0), (0, 0.1, 0, 0, 0), (0, 0, -0.07, 0, 0), (-0.05, 0.06, 0.05, -0.06, 0.03)]
)
def test_a_mouth_goes_along_with_the_head(patch: MouthPatch, picture: TalkingPicture, turns: tuple[float, ...]) -> None:
    """Laid on the turned head it shows what the turned head with that mouth shows."""
    way = np.array(turns, np.float32)
    head, wanted = drawn(picture, {}, way), drawn(picture, {"jawOpen": 0.5}, way)
    mouth = open_mouth(picture, patch)
    carried, left_behind = laid(patch, mouth, head, way), laid(patch, mouth, head)
    at_rest = differs(laid(patch, mouth, drawn(picture, {}, AHEAD)), drawn(picture, {"jawOpen": 0.5}, AHEAD)).sum()
    assert differs(carried, wanted).sum() < 1.15 * at_rest
    assert differs(carried, wanted).sum() < 0.65 * differs(left_behind, wanted).sum()


def test_however_the_head_turns_the_whole_mouth_is_shown(
    patch: MouthPatch, still: Pixels, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the part of the picture that the mouth is in is drawn: it holds all that is to be seen."""
    mouth = np.zeros_like(patch.square[patch.window.part])
    for turns in np.random.default_rng(2).normal(0, (0.05, 0.05, 0.05, 0.04, 0.02), (20, 5)).astype(np.float32):
        made = laid(patch, mouth, still, turns)
        with monkeypatch.context() as patched:
            patched.setattr(wav2lip_patch, "_SLACK", 40)
            assert np.array_equal(made, laid(patch, mouth, still, turns))
