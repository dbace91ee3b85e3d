import numpy as np
import pytest

from avatar.face.framing import ASPECT, Box, framed, window


@pytest.mark.parametrize(
    ("width", "height", "face"),
    [
        (1920, 1080, (860, 200, 1060, 440)),
        (1000, 1000, (250, 150, 750, 800)),
        (600, 2400, (250, 200, 350, 330)),
        (800, 900, (20, 100, 220, 350)),
    ],
)
def test_any_photo_becomes_an_upright_figure_standing_on_the_lower_edge(width: int, height: int, face: Box) -> None:
    part = window(width, height, face)
    left, top, right, bottom = part
    assert 0 <= left < right <= width
    assert 0 <= top < bottom <= height
    person = np.full((bottom - top, right - left, 4), 255, np.uint8)
    inside = (face[0] - left, face[1] - top, face[2] - left, face[3] - top)
    canvas, shift = framed(person, inside)
    assert canvas.shape[1] / canvas.shape[0] == pytest.approx(ASPECT, abs=0.01)
    assert canvas[-1, :, 3].any()
    middle = (inside[0] + inside[2]) / 2 + shift[0]
    assert middle == pytest.approx(canvas.shape[1] / 2, abs=1)
    assert inside[1] + shift[1] > 0.4 * (face[3] - face[1])
    seen = (canvas[..., 3] > 0).sum()
    assert seen > 0.5 * person.shape[0] * person.shape[1]


def test_a_person_cut_off_at_the_side_fades_out_there() -> None:
    person = np.zeros((900, 600, 4), np.uint8)
    person[200:, 100:] = 255
    canvas, (x, y) = framed(person, (250, 250, 450, 500))
    row = canvas[int(y) + 600, :, 3].astype(int)
    cut, free = int(x) + 600, int(x) + 100
    assert row[free] == 255
    assert row[cut - 1] < 20
    assert (np.diff(row[free:cut]) <= 0).all()
    assert canvas[int(y) + 200, int(x) + 300, 3] == 255
