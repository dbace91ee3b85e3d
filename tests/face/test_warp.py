import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from avatar.face.warp import Grid, looked_up, moved_back


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
