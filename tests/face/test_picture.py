"""What a viewer sees of a photograph that talks: a still backdrop, and a head that leaves no copy of itself."""

from __future__ import annotations

import itertools
from dataclasses import replace

import cv2
import numpy as np
import pytest

from avatar.errors import UsageError
from avatar.face.arkit import INDEX, NAMES
from avatar.face.geometry import Face, measure
from avatar.face.landmarks import find_faces
from avatar.face.picture import TalkingPicture
from avatar.face.pose import head_box
from avatar.face.presenter import Presenter
from avatar.types import Floats, Pixels

STILL = np.zeros(6, np.float32)
TURNED = np.array([0.1, 0.04, 0.05, 0.06, 0.0, 1.0], np.float32)
HEIGHT = 640


def values(**shape: float) -> Floats:
    row = np.zeros(len(NAMES), np.float32)
    for name, value in shape.items():
        for full in (name,) if name in INDEX else (f"{name}Left", f"{name}Right"):
            row[INDEX[full]] = value
    return row


def photographed(presenter: Presenter, wall: Pixels) -> Presenter:
    """The presenter before a wall, as a photograph of a kept presenter comes."""
    height, width = wall.shape[:2]
    scale = height / presenter.picture.shape[0]
    figure = np.asarray(cv2.resize(presenter.picture, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
    cover = figure[..., 3:].astype(np.float32) / 255
    photo = np.rint(figure[..., :3] * cover + wall * (1 - cover)).astype(np.uint8)
    return replace(presenter, picture=figure, landmarks=presenter.landmarks * np.float32(scale), backdrop=photo)


def wallpaper(height: int, width: int) -> Pixels:
    """A wall on which every movement shows."""
    y, x = np.mgrid[:height, :width]
    stripes = 120 + 50 * np.sin(x / 5) + 30 * np.sin(y / 9)
    return np.repeat(stripes[..., None], 3, -1).astype(np.uint8)


@pytest.fixture(scope="module", params=["mei", "kai"])
def presenter(request: pytest.FixtureRequest) -> Presenter:
    drawn: Presenter = request.getfixturevalue(request.param)
    return photographed(drawn, wallpaper(HEIGHT, HEIGHT * 3 // 4))


@pytest.fixture(scope="module")
def talking(presenter: Presenter) -> TalkingPicture:
    return TalkingPicture(presenter)


@pytest.fixture(scope="module")
def face(presenter: Presenter) -> Face:
    return measure(presenter.landmarks, presenter.picture)


def away_from(face: Face, shape: tuple[int, ...], left: float, top: float, right: float, bottom: float) -> Pixels:
    """1 outside a box of the face's coordinates."""
    outside = np.ones(shape[:2], np.uint8)
    (x0, y0), (x1, y1) = face.axes.picture(np.array([(left, top), (right, bottom)], np.float32)).round().astype(int)
    outside[max(0, y0) : y1, max(0, x0) : x1] = 0
    return outside


def test_at_rest_it_is_the_photograph_bit_by_bit(talking: TalkingPicture, presenter: Presenter) -> None:
    assert np.array_equal(talking.draw(values(), STILL), presenter.backdrop)


def test_rest_is_the_photograph_again_after_any_movement(talking: TalkingPicture, presenter: Presenter) -> None:
    talking.draw(values(jawOpen=1.0, eyeBlink=1.0), TURNED)
    assert np.array_equal(talking.draw(values(), STILL), presenter.backdrop)


@pytest.mark.parametrize("shape", [{"jawOpen": 1.0}, {"mouthPucker": 1.0, "jawOpen": 0.4}, {"eyeBlink": 1.0}])
def test_with_a_still_head_speech_changes_the_face_alone(
    talking: TalkingPicture, presenter: Presenter, face: Face, shape: dict[str, float]
) -> None:
    picture = talking.draw(values(**shape), STILL)
    changed = (picture != presenter.backdrop).any(-1)
    assert changed.any()
    around = away_from(face, changed.shape, -0.9, -0.6, 0.9, float(face.chin[1]) + 0.56)
    assert not (changed & (around > 0)).any()


def test_the_backdrop_stands_still_while_the_head_turns(
    talking: TalkingPicture, presenter: Presenter, face: Face
) -> None:
    picture = talking.draw(values(jawOpen=0.5), TURNED)
    reach = np.ones((round(0.5 * face.axes.unit),) * 2, np.uint8)
    wall = cv2.dilate(presenter.picture[..., 3], reach) == 0
    assert wall.mean() > 0.2
    assert np.array_equal(picture[wall], presenter.backdrop[wall])


def test_a_moved_head_leaves_no_copy_of_itself(presenter: Presenter) -> None:
    """Before a plain wall, what a head uncovers is wall."""
    grey = photographed(presenter, np.full((HEIGHT, HEIGHT * 3 // 4, 3), 200, np.uint8))
    picture = TalkingPicture(grey).draw(values(), np.array([0, 0, 0, 0.15, 0, 0], np.float32)).astype(int)
    face = measure(grey.landmarks, grey.picture)
    row = int(face.axes.picture(face.forehead)[1])
    edge = int(np.flatnonzero(grey.picture[row, :, 3] > 200)[0])
    shift = int(0.15 * face.axes.unit)
    uncovered = picture[row - 4 : row + 4, edge - shift : edge + shift // 2]
    assert np.abs(uncovered - 200).max() < 24


def test_without_a_backdrop_the_ground_is_plain_and_soft(mei: Presenter) -> None:
    talking = TalkingPicture(mei)
    picture = talking.draw(values(), STILL)
    ground = picture[mei.picture[..., 3] == 0].astype(int)
    assert np.ptp(ground, axis=0).max() < 60
    solid = mei.picture[..., 3] == 255
    assert np.array_equal(picture[solid], mei.picture[..., :3][solid])


def test_the_size_is_the_pictures(talking: TalkingPicture, presenter: Presenter) -> None:
    assert talking.size == (presenter.picture.shape[1], presenter.picture.shape[0])


def test_wrong_shapes_are_refused(talking: TalkingPicture) -> None:
    with pytest.raises(UsageError, match="52"):
        talking.draw(np.zeros(51, np.float32), STILL)


def drifting(talking: TalkingPicture, face: Face, frames: int = 17) -> list[Pixels]:
    """Frames in which the head drifts by two pixels in both directions and the chest breathes."""
    steps = np.linspace(0, 2 / face.axes.unit, frames)
    return [talking.draw(values(), np.array([0, 0, 0, s, s, s * 20], np.float32)).copy() for s in steps]


def detail(picture: Pixels, part: tuple[slice, slice]) -> float:
    return float(cv2.Laplacian(cv2.cvtColor(picture[part], cv2.COLOR_BGR2GRAY), cv2.CV_64F).var())


def mouth_of(face: Face) -> tuple[slice, slice]:
    spots = face.axes.picture(np.array([(-0.38, 0.5), (0.38, 1.15)], np.float32)).round().astype(int)
    return slice(spots[0, 1], spots[1, 1]), slice(spots[0, 0], spots[1, 0])


def test_a_drifting_head_does_not_flicker(talking: TalkingPicture, face: Face) -> None:
    """Neither its sharpness nor its light comes and goes with each pixel it has drifted."""
    frames = drifting(talking, face)
    details = np.array([detail(frame, mouth_of(face)) for frame in frames])
    assert details.min() > 0.75 * details[0]
    assert details.max() < 1.3 * details[0]
    steps = [np.abs(one.astype(int) - other).mean() for one, other in itertools.pairwise(frames)]
    assert max(steps) < 2.5 * np.median(steps)


def test_speech_stays_as_sharp_as_the_portrait(talking: TalkingPicture, face: Face) -> None:
    shapes = ({"jawOpen": 0.3}, {"mouthPucker": 0.6}, {"mouthStretch": 0.5}, {"mouthPress": 0.5}, {"jawOpen": 0.1})
    rest = detail(talking.draw(values(), STILL), mouth_of(face))
    pose = np.array([0.03, 0.02, 0.01, 0.01, 0.01, 0.5], np.float32)
    spoken = [detail(talking.draw(values(**shape), pose), mouth_of(face)) for shape in shapes]
    assert np.mean(spoken) > 0.8 * rest


@pytest.mark.parametrize("axis", [0, 1])
def test_nothing_is_torn_where_head_and_torso_meet(presenter: Presenter, face: Face, axis: int) -> None:
    """A slope across the seam stays one, however head and torso move."""
    left, _top, right, bottom = head_box(face, HEIGHT)
    steepness = 6
    rows, columns = np.mgrid[:HEIGHT, : presenter.picture.shape[1]]
    seams = [rows - bottom] if axis == 0 else [columns - left, columns - right]
    below_chin = rows > int(face.axes.picture(face.chin)[1])
    for away in seams:
        slope = np.repeat(np.clip(128 + steepness * away, 0, 255).astype(np.uint8)[..., None], 3, -1)
        figure = np.dstack([slope, np.full(slope.shape[:2], 255, np.uint8)])
        moved = TalkingPicture(replace(presenter, picture=figure, backdrop=slope)).draw(values(), TURNED)
        steps = np.abs(np.diff(moved[..., 0].astype(int), axis=axis, append=0))
        near = (np.abs(away) < 8) & below_chin & (rows < HEIGHT - 2) & (columns < columns.max())
        assert steps[near].max() <= 1.5 * steepness


def lips_apart(presenter: Presenter) -> Presenter:
    """The presenter photographed in the middle of a word, teeth shown."""
    picture = TalkingPicture(presenter).draw(values(jawOpen=0.35), STILL).copy()
    return replace(presenter, backdrop=picture, landmarks=find_faces(picture)[0])


def opening(picture: Pixels) -> float:
    found = find_faces(picture)[0]
    return float(np.linalg.norm(found[14] - found[13]) / np.linalg.norm(found[263] - found[33]))


def test_a_portrait_with_open_lips_can_close_them_and_talk(presenter: Presenter) -> None:
    apart = lips_apart(presenter)
    assert opening(apart.backdrop) > 0.06
    talking = TalkingPicture(apart)
    assert opening(talking.draw(values(), STILL)) < 0.03
    assert opening(talking.draw(values(jawOpen=0.4, mouthClose=0.4, mouthPress=0.4), STILL)) < 0.03
    assert opening(talking.draw(values(jawOpen=0.5), STILL)) > 0.1


def test_the_opening_seen_grows_straight_with_the_jaw(talking: TalkingPicture) -> None:
    jaws = np.array([0.1, 0.2, 0.35, 0.5, 0.7])
    seen = np.array([opening(talking.draw(values(jawOpen=jaw), STILL)) for jaw in jaws])
    assert np.corrcoef(jaws, seen)[0, 1] > 0.985
    assert np.polyfit(jaws, seen, 1)[0] == pytest.approx(0.31, abs=0.07)
