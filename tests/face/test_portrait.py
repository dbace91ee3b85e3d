import itertools

import cv2
import numpy as np
import pytest

from avatar.errors import UsageError
from avatar.face.arkit import INDEX, NAMES
from avatar.face.geometry import Face, measure
from avatar.face.landmarks import find_faces
from avatar.face.mouth import Mouth
from avatar.face.portrait import Portrait
from avatar.face.presenter import Presenter, load_presenter
from avatar.types import Figure, Pixels

HEIGHT = 640
STILL = np.zeros(6, np.float32)


def values(**shape: float) -> np.ndarray:
    row = np.zeros(len(NAMES), np.float32)
    for name, value in shape.items():
        for full in (name,) if name in INDEX else (f"{name}Left", f"{name}Right"):
            row[INDEX[full]] = value
    return row


def shown(figure: Figure) -> Pixels:
    """On grey; a copy, for the figure is valid until the next only."""
    cover = figure.matte[..., None] / 255
    return np.rint(figure.picture * cover + 127 * (1 - cover)).astype(np.uint8)


@pytest.fixture(scope="module", params=["mei", "kai"])
def presenter(request: pytest.FixtureRequest) -> Presenter:
    found: Presenter = request.getfixturevalue(request.param)
    return found


@pytest.fixture(scope="module")
def portrait(presenter: Presenter) -> Portrait:
    return Portrait(presenter, HEIGHT)


@pytest.fixture(scope="module")
def face(presenter: Presenter) -> Face:
    return measure(presenter.landmarks * np.float32(HEIGHT / presenter.picture.shape[0]), presenter_at(presenter))


def presenter_at(presenter: Presenter) -> Pixels:
    width = round(presenter.picture.shape[1] * HEIGHT / presenter.picture.shape[0])
    return np.asarray(cv2.resize(presenter.picture, (width, HEIGHT), interpolation=cv2.INTER_AREA), np.uint8)


def box(face: Face, left: float, top: float, right: float, bottom: float) -> tuple[slice, slice]:
    spots = face.axes.picture(np.array([(left, top), (right, bottom)], np.float32))
    (x0, y0), (x1, y1) = spots.round().astype(int).tolist()
    return slice(y0, y1), slice(x0, x1)


def test_the_figure_has_the_asked_height_and_the_presenters_shape(portrait: Portrait, presenter: Presenter) -> None:
    assert portrait.size == (round(presenter.picture.shape[1] * HEIGHT / presenter.picture.shape[0]), HEIGHT)
    figure = portrait.draw(values(), STILL)
    assert figure.picture.shape == (HEIGHT, portrait.size[0], 3)
    assert figure.matte.shape == (HEIGHT, portrait.size[0])


def test_at_rest_it_is_the_presenters_own_picture(portrait: Portrait, presenter: Presenter) -> None:
    figure = portrait.draw(values(), STILL)
    original = presenter_at(presenter)
    inside = figure.matte == 255
    assert np.abs(figure.picture.astype(int) - original[..., :3])[inside].max() <= 1
    assert np.abs(figure.matte.astype(int) - original[..., 3]).max() <= 1


def test_after_any_movement_rest_is_the_same_bit_by_bit(portrait: Portrait) -> None:
    before = shown(portrait.draw(values(), STILL))
    moved = values(jawOpen=0.7, eyeBlink=1.0, mouthSmile=0.4)
    portrait.draw(moved, np.array([0.1, 0.05, 0.04, 0.05, 0.02, 1.0], np.float32))
    assert np.array_equal(shown(portrait.draw(values(), STILL)), before)


def test_the_same_row_gives_the_same_picture_whatever_came_before(portrait: Portrait) -> None:
    row, pose = values(jawOpen=0.4, eyeBlink=0.3), np.array([0.03, 0, 0.01, 0, 0, 0.4], np.float32)
    first = shown(portrait.draw(row, pose))
    portrait.draw(values(jawOpen=1.0), np.array([-0.1, 0, 0, 0, 0, 1.0], np.float32))
    assert np.array_equal(shown(portrait.draw(row, pose)), first)


def test_speech_moves_nothing_but_the_face(portrait: Portrait, face: Face) -> None:
    before = shown(portrait.draw(values(), STILL))
    after = shown(portrait.draw(values(jawOpen=0.8, mouthSmile=1.0, mouthFunnel=0.5, browInnerUp=1.0), STILL))
    changed = (before != after).any(-1)
    assert changed.any()
    changed[box(face, -1.0, -1.0, 1.0, float(face.chin[1]) + 0.6)] = False
    assert not changed.any()


def test_speech_below_moves_nothing_above(portrait: Portrait, face: Face) -> None:
    before = shown(portrait.draw(values(), STILL))
    after = shown(portrait.draw(values(jawOpen=1.0, mouthPucker=0.5), STILL))
    eyes = box(face, -0.7, -0.4, 0.7, 0.12)
    assert np.array_equal(before[eyes], after[eyes])


def test_the_mouth_opens_as_far_as_the_jaw(portrait: Portrait) -> None:
    def gap(jaw: float) -> float:
        found = find_faces(shown(portrait.draw(values(jawOpen=jaw), STILL)))[0]
        return float(np.linalg.norm(found[14] - found[13]) / np.linalg.norm(found[263] - found[33]))

    gaps = [gap(jaw) for jaw in (0, 0.25, 0.5, 0.75)]
    assert gaps[0] < 0.03
    assert all(wider - gap > 0.02 for gap, wider in itertools.pairwise(gaps))
    assert 0.15 < gaps[3] < 0.32


def test_lips_seal_over_an_open_jaw(portrait: Portrait) -> None:
    found = find_faces(shown(portrait.draw(values(jawOpen=0.5, mouthClose=0.5), STILL)))[0]
    assert np.linalg.norm(found[14] - found[13]) < 0.03 * np.linalg.norm(found[263] - found[33])


@pytest.mark.parametrize("shape", ["mouthSmile", "mouthFrown", "mouthPress", "mouthPucker", "mouthStretch", "jawLeft"])
def test_closed_lips_show_nothing_of_the_inside(
    presenter: Presenter, shape: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    green = np.array([0, 255, 0], np.float32)
    monkeypatch.setattr(Mouth, "draw", lambda _mouth, where, *_rest: np.broadcast_to(green, (*where.shape[:2], 3)))
    figure = shown(Portrait(presenter, HEIGHT).draw(values(**{shape: 1.0}), STILL)).astype(int)
    assert not (figure[..., 1] > figure[..., 2] + 60).any()


def test_an_open_mouth_shows_teeth_above_and_dark_below_them(portrait: Portrait, face: Face) -> None:
    figure = shown(portrait.draw(values(jawOpen=0.7), STILL))
    grey = cv2.cvtColor(figure, cv2.COLOR_BGR2GRAY).astype(int)
    x, seam = face.lips.middle, face.lips.upper.at(face.lips.middle)
    teeth = grey[box(face, x - 0.04, seam, x + 0.04, seam + 0.02)].mean()
    cavity = grey[box(face, x - 0.04, seam + 0.05, x + 0.04, seam + 0.08)].mean()
    assert teeth > cavity + 40


def test_a_blink_hides_the_iris(portrait: Portrait, face: Face) -> None:
    eye = face.eyes["Left"]
    spot = face.axes.picture(eye.iris).round().astype(int)
    open_eye = shown(portrait.draw(values(), STILL))[spot[1], spot[0]].astype(int)
    shut = shown(portrait.draw(values(eyeBlinkLeft=1.0), STILL))
    lid = shut[spot[1], spot[0]].astype(int)
    assert lid.sum() > open_eye.sum() + 120
    other = face.axes.picture(face.eyes["Right"].iris).round().astype(int)
    assert shut[other[1], other[0]].sum() < lid.sum() - 120


def test_a_blink_leaves_no_mark_below_the_eye(portrait: Portrait, face: Face) -> None:
    """A layer that folds shows the eye twice."""
    before = shown(portrait.draw(values(), STILL)).astype(int)
    after = shown(portrait.draw(values(eyeBlink=1.0), STILL)).astype(int)
    eye = face.eyes["Left"]
    below = box(face, eye.left, float(eye.lower.y.max()) + 0.06, eye.right, float(eye.lower.y.max()) + 0.3)
    assert np.abs(before[below] - after[below]).max() < 40


def test_shoulders_stay_while_the_head_turns(portrait: Portrait) -> None:
    before = shown(portrait.draw(values(), STILL))
    turned = np.array([0.12, 0.05, 0.05, 0.05, 0.02, 0.0], np.float32)
    after = shown(portrait.draw(values(), turned))
    assert (before != after).any()
    low = HEIGHT * 3 // 4
    assert np.array_equal(before[low:], after[low:])
    assert np.array_equal(before[:, :4], after[:, :4])


@pytest.mark.parametrize(("column", "axis", "sign"), [(0, 0, 1), (1, 1, 1), (2, 0, 1), (3, 0, 1), (4, 1, 1)])
def test_the_head_goes_where_the_pose_says(portrait: Portrait, column: int, axis: int, sign: int) -> None:
    pose = STILL.copy()
    pose[column] = 0.1
    rest = find_faces(shown(portrait.draw(values(), STILL)))[0]
    turned = find_faces(shown(portrait.draw(values(), pose)))[0]
    nose = turned[1] - rest[1]
    assert sign * nose[axis] > 0.02 * np.linalg.norm(rest[263] - rest[33])
    assert abs(nose[axis]) > 2 * abs(nose[1 - axis])


def test_matte_moves_with_the_picture(portrait: Portrait) -> None:
    before = portrait.draw(values(), STILL).matte.copy()
    after = portrait.draw(values(), np.array([0, 0, 0, 0.15, 0, 0], np.float32)).matte
    row = HEIGHT // 4
    assert np.flatnonzero(after[row] > 127)[0] > np.flatnonzero(before[row] > 127)[0]


def test_a_breath_lifts_the_chest_and_not_the_face(portrait: Portrait, face: Face) -> None:
    before = shown(portrait.draw(values(), STILL))
    after = shown(portrait.draw(values(), np.array([0, 0, 0, 0, 0, 1.0], np.float32)))
    chin = int(face.axes.picture(face.chin)[1])
    assert np.array_equal(before[:chin], after[:chin])
    assert (before[chin:] != after[chin:]).any()
    assert np.array_equal(before[-1], after[-1])


def test_coefficients_out_of_range_do_no_harm(portrait: Portrait) -> None:
    wild = portrait.draw(values(jawOpen=3.0, eyeBlink=-1.0), STILL)
    picture = shown(wild)
    assert np.array_equal(picture, shown(portrait.draw(values(jawOpen=1.0), STILL)))


def test_wrong_shapes_are_refused(portrait: Portrait) -> None:
    with pytest.raises(UsageError, match="52"):
        portrait.draw(np.zeros(51, np.float32), STILL)
    with pytest.raises(UsageError, match="6"):
        portrait.draw(values(), np.zeros(5, np.float32))


def test_a_height_of_nothing_is_refused(presenter: Presenter) -> None:
    with pytest.raises(UsageError, match="pixels high"):
        Portrait(presenter, 0)


@pytest.mark.parametrize("height", [333, 640, 1007, 1280])
def test_the_head_and_the_torso_share_no_pixel(height):
    """They are drawn at the same time."""
    presenter = load_presenter("mei")
    portrait = Portrait(presenter, height)
    drawn = np.zeros(portrait.size[::-1], int)
    head = portrait._body.head
    width, tall = head._size
    drawn[head.top : head.top + tall, head.left : head.left + width] += 1
    for patch in portrait._body.torso._patches:
        tall, width = patch.drawn.shape[:2]
        drawn[patch.grid.top : patch.grid.top + tall, patch.grid.left : patch.grid.left + width] += 1
    assert drawn.max() == 1
