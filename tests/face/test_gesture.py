"""Arms that greet and show: when they move, that they never jump, and what of the figure they leave alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from avatar.face.gesture import Gestures, Moment
from avatar.face.gesture_arm import Arms, GesturingPortrait
from avatar.face.gesture_clips import Clip, Cutout, load_clips
from avatar.face.portrait import Portrait
from avatar.face.presenter import Presenter, load_presenter
from avatar.types import Figure, Pixels
from tests.face.conftest import Photo, before_wall

RATES = st.sampled_from([24, 25, 30, 50, 60])
STILL = np.zeros(52, np.float32), np.zeros(6, np.float32)
LONGEST = 5.0  # seconds of a whole gesture
BACK = 0.6  # … of the way down after an interruption


def clip(rise: int, sway: tuple[int, ...]) -> Clip:
    dot = Cutout(0, 0, np.full((2, 2, 4), 255, np.uint8))
    return Clip(Cutout(0, 0, np.zeros((2, 2), np.uint8)), rise, sway, lambda: (dot,) * (rise + len(sway)))


CLIPS = {
    "greet": clip(14, (14, 15, 16, 17, 13, 18)),
    "present-right": clip(14, (13, 14, 15, 16, 17)),
    "present-below": clip(8, (7, 8, 9)),
}


def places(moments: list[Moment | None]) -> list[float]:
    """How far along each moment is: pictures up, then steps of the sway beyond."""
    found = []
    for moment in moments:
        if moment is None:
            found.append(0.0)
            continue
        held = CLIPS[moment.clip]
        ends = []
        for picture in (moment.first, moment.second):
            step = held.sway.index(picture) - held.rest if picture in held.sway else None
            ends.append(picture + 1.0 if step is None else held.rise + step)
        found.append(ends[0] + (ends[1] - ends[0]) * moment.share)
    return found


@given(RATES, st.sampled_from(["greet", "present"]))
def test_a_gesture_rises_lives_and_ends_by_itself(fps: int, name: str) -> None:
    gestures = Gestures(CLIPS, fps, "right")
    assert gestures.take() is None
    gestures.start(name)
    moments = [gestures.take() for _ in range(round(LONGEST * fps))]
    shown = [moment for moment in moments if moment]
    assert moments[0] is not None
    assert moments[-1] is None
    assert not gestures.busy
    assert all(moments[: len(shown)]), "no gap"
    assert len({(moment.first, moment.share) for moment in shown[len(shown) // 3 : -len(shown) // 3]}) > 4, "it lives"


@settings(max_examples=80)
@given(RATES, st.sampled_from(["greet", "present"]), st.integers(0, 200))
def test_the_arm_never_jumps_even_when_interrupted(fps: int, name: str, until: int) -> None:
    gestures = Gestures(CLIPS, fps, "below")
    gestures.start(name)
    moments = [gestures.take() for _ in range(until)]
    gestures.clear()
    moments += [gestures.take() for _ in range(round(BACK * fps) + 1)]
    assert moments[-1] is None, "it is down quickly"
    far = np.abs(np.diff([0.0, *places(moments)]))
    assert far.max(initial=0) <= 2.6 * 25 / fps + 1
    cover = np.array([0.0, *(moment.cover if moment else 0.0 for moment in moments)])
    assert np.abs(np.diff(cover)).max(initial=0) <= 1.05


def test_two_gestures_never_overlap() -> None:
    gestures = Gestures(CLIPS, 25, "right")
    gestures.start("greet")
    clips = set()
    for _ in range(40):
        gestures.start("present")
        moment = gestures.take()
        assert moment
        clips.add(moment.clip)
    assert clips == {"greet"}


@pytest.mark.parametrize(("card", "shown"), [("right", "present-right"), ("below", "present-below"), (None, None)])
def test_the_hand_shows_where_the_card_is(card: str | None, shown: str | None) -> None:
    gestures = Gestures(CLIPS, 25, card)  # type: ignore[arg-type]
    gestures.start("present")
    moment = gestures.take()
    assert (moment.clip if moment else None) == shown


def test_what_a_presenter_cannot_do_is_left_out() -> None:
    for clips, name in ((CLIPS, "dance"), ({}, "greet"), (CLIPS, "present-right")):
        gestures = Gestures(clips, 25, "left")
        gestures.start(name)
        assert gestures.take() is None


def test_a_photograph_keeps_its_hands_down(mei: Presenter, photo: Photo) -> None:
    assert load_clips(load_presenter(str(photo(before_wall(mei))))) is None


@pytest.fixture(params=["mei", "kai"])
def presenter(request: pytest.FixtureRequest) -> Presenter:
    found: Presenter = request.getfixturevalue(request.param)
    return found


def acted(presenter: Presenter, name: str, card: str) -> tuple[list[Figure], Figure]:
    """Every frame of a gesture, and the figure without one."""
    clips = load_clips(presenter)
    assert clips
    portrait = Portrait(presenter, 320)
    rest = portrait.draw(*STILL)
    rest = Figure(rest.picture.copy(), rest.matte.copy())
    gestures = Gestures(clips.clips, 25, card)  # type: ignore[arg-type]
    drawer = GesturingPortrait(portrait, Arms(clips, portrait.size, lambda picture: picture), gestures)
    gestures.start(name)
    frames = []
    while True:
        drawn = drawer.draw(*STILL)
        frames.append(Figure(drawn.picture.copy(), drawn.matte.copy()))
        if not gestures.busy:
            return frames, rest


def on_grey(figure: Figure) -> Pixels:
    cover = figure.matte[..., None].astype(np.float32) / 255
    return np.rint(figure.picture * cover + 90 * (1 - cover)).astype(np.uint8)


def looks_and_speaks(presenter: Presenter) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of brows, eyes and mouth."""
    brows, corners, lower_lip = presenter.landmarks[[105, 334]], presenter.landmarks[[33, 263]], presenter.landmarks[17]
    return float(corners[0, 0]), float(brows[:, 1].min()), float(corners[1, 0]), float(lower_lip[1])


@pytest.mark.parametrize(("name", "card"), [("greet", "right"), ("present", "right"), ("present", "below")])
def test_the_arm_moves_smoothly_and_leaves_the_face_alone(presenter: Presenter, name: str, card: str) -> None:
    frames, rest = acted(presenter, name, card)
    before = on_grey(rest)
    scale = 320 / presenter.picture.shape[0]
    left, top, right, bottom = (round(float(edge) * scale) for edge in looks_and_speaks(presenter))
    face = np.s_[top:bottom, left:right]
    middles, raised = [], 0
    for figure in frames:
        drawn = on_grey(figure)
        np.testing.assert_array_equal(drawn[face], before[face])
        changed = np.abs(drawn.astype(int) - before).max(axis=2) > 24
        if changed.sum() > 60:
            rows, columns = np.nonzero(changed)
            middles.append((rows.mean(), columns.mean()))
        raised = max(raised, int(changed[: round(320 * 0.58)].sum()))
    assert raised > 500, "the hand is seen well above where captions stand"
    assert np.abs(np.diff(middles, axis=0)).max() < 40, "of 320 rows: from hanging to raised at once are 75"
    np.testing.assert_array_equal(on_grey(frames[-1]), before)


@pytest.mark.parametrize(("card", "half"), [("right", 1), ("left", 0)])
def test_the_shown_hand_is_on_the_side_of_the_card(mei: Presenter, card: str, half: int) -> None:
    frames, rest = acted(mei, "present", card)
    changed = np.abs(on_grey(frames[len(frames) // 2]).astype(int) - on_grey(rest)).sum(axis=2)
    sides = changed[:, : changed.shape[1] // 2].sum(), changed[:, changed.shape[1] // 2 :].sum()
    assert sides[half] > 5 * sides[1 - half]
