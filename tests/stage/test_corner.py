import numpy as np
import pytest

from avatar.stage.corner import corner_label


@pytest.mark.parametrize("size", [(512, 512), (1080, 1920), (1920, 1080), (240, 400), (130, 128), (3840, 2160)])
@pytest.mark.parametrize("language", ["zh", "en", "xx"])
def test_the_label_is_wholly_in_any_picture(size: tuple[int, int], language: str) -> None:
    layer = corner_label(language, size, (0.3 * size[0], 0.2 * size[1], 0.7 * size[0], 0.7 * size[1]))
    high, wide = layer.matte.shape
    assert 0 <= layer.x <= size[0] - wide
    assert 0 <= layer.y <= size[1] - high
    assert high > 0.05 * min(size)


@pytest.mark.parametrize(
    ("face", "corner"),
    [
        ((600, 500, 800, 800), (0, 0)),
        ((50, 50, 400, 400), (0, 1)),
        ((50, 500, 900, 950), (0, 0)),
        ((100, 60, 950, 700), (0, 1)),
    ],
)
def test_the_label_keeps_off_the_face(face: tuple[float, float, float, float], corner: tuple[int, int]) -> None:
    layer = corner_label("en", (1000, 1000), face)
    assert (layer.x > 300, layer.y > 500) == tuple(map(bool, corner))
    canvas = np.zeros((1000, 1000), bool)
    high, wide = layer.matte.shape
    canvas[layer.y : layer.y + high, layer.x : layer.x + wide] = True
    left, top, right, bottom = map(int, face)
    assert not canvas[top:bottom, left:right].any()
