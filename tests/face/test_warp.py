import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from avatar.face.warp import Grid, doubled, looked_up, moved_back, pixel_positions, spread


def bump(height: int, width: int, drop: float) -> np.ndarray:
    """Displacements down by at most `drop` nodes, none at the edge."""
    y = np.sin(np.linspace(0, np.pi, height)) ** 2
    x = np.sin(np.linspace(0, np.pi, width)) ** 2
    field = np.zeros((height, width, 2), np.float32)
    field[..., 1] = drop * y[:, None] * x[None]
    return field


@settings(max_examples=25, deadline=None)
@given(st.floats(-6, 6))
def test_what_moved_is_found_where_it_came_from(drop: float) -> None:
    grid = Grid(0, 0, 30, 40, 4)
    moves = bump(40, 30, drop)
    came = moved_back(moves, grid.index)
    assert np.abs(came + looked_up(moves, came) - grid.index).max() < 0.1


def test_no_movement_is_exactly_no_movement() -> None:
    grid = Grid(0, 0, 9, 7, 4)
    assert np.array_equal(moved_back(np.zeros((7, 9, 2), np.float32), grid.index), grid.index)


def test_nodes_lie_in_the_middle_of_their_cells() -> None:
    grid = Grid.over(10.4, 20.0, 30.0, 41.0, 4)
    assert (grid.left, grid.top, grid.columns, grid.rows) == (10, 20, 5, 6)
    assert grid.nodes[0, 0].tolist() == [11.5, 21.5]
    assert grid.pixels[3, 2].tolist() == [12.0, 23.0]


@pytest.mark.parametrize(
    ("box", "rows", "columns"),
    [((10, 20, 18, 28), (0, 2), (0, 2)), ((-50, -50, 500, 500), (0, 6), (0, 5)), ((11, 21, 13, 23), (0, 1), (0, 1))],
)
def test_a_box_gives_the_cells_it_touches(
    box: tuple[int, ...], rows: tuple[int, int], columns: tuple[int, int]
) -> None:
    part = Grid.over(10, 20, 30, 41, 4).slices(np.array(box, np.float32))
    assert part == (slice(*rows), slice(*columns))


def noise(side: int) -> np.ndarray:
    return np.random.default_rng(0).integers(40, 200, (side, side, 3), dtype=np.uint8)


def test_a_doubled_picture_keeps_its_own_pixels() -> None:
    picture = noise(20)
    assert np.array_equal(doubled(picture)[::2, ::2], picture)


def test_between_pixels_a_doubled_picture_goes_on_smoothly() -> None:
    x = np.arange(40)
    wave = np.repeat(np.repeat(128 + 90 * np.sin(x / 3)[None, :, None], 12, 0), 3, -1).astype(np.uint8)
    fine = doubled(wave)[6, 8:-8:1, 0].astype(int)
    assert np.abs(fine - (128 + 90 * np.sin((8 + np.arange(len(fine))) / 6))).max() < 6


@pytest.mark.parametrize("shift", [0.25, 0.5, 0.75])
def test_a_doubled_picture_stays_sharp_between_its_pixels(shift: float) -> None:
    picture = cv2.GaussianBlur(noise(96), (0, 0), 0.7)
    where = pixel_positions(8, 8, 80, 80) + np.float32(shift)
    plain, crisp = looked_up(picture, where), looked_up(doubled(picture), where * np.float32(2))
    detail = [cv2.Laplacian(image, cv2.CV_32F).var() for image in (picture[8:88, 8:88], plain, crisp)]
    assert detail[2] > 0.75 * detail[0]
    assert detail[2] > 1.5 * detail[1]


def test_positions_spread_to_every_pixel_go_on_straight() -> None:
    grid = Grid(10, 20, 5, 4, 6)
    assert spread(grid.nodes, 6) == pytest.approx(grid.pixels, abs=1e-3)
    buffer = np.empty((36, 42, 2), np.float32)
    assert np.array_equal(spread(grid.nodes, 6, out=buffer), spread(grid.nodes, 6))
