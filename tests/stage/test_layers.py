"""The label the law asks for, measured on drawn pixels; sets cut to any frame."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from avatar.stage.layers import LABELS, background, label, relit
from avatar.stage.paint import lay_at
from avatar.stage.scene import load_scene, scene_names
from avatar.stage.text import find_font
from avatar.types import Pixels
from tests.stage.figures import contrast

SIZES = [(720, 1280), (1280, 720), (360, 640), (1080, 1920), (240, 240), (240, 3840), (3840, 240), (2160, 3840)]
FACE = find_font()


def drawn(language: str, size: tuple[int, int], behind: int) -> Pixels:
    """The label laid over a frame of one grey, cut out."""
    box = load_scene("studio").layout(size).label.pixels(size)
    layer = label(language, box, size, FACE)
    frame = np.full((size[1], size[0], 3), behind, np.uint8)
    lay_at(frame, layer)
    return frame[layer.y : layer.y + len(layer.matte), layer.x : layer.x + layer.matte.shape[1]]


def letter_heights(cut: Pixels) -> list[int]:
    """Heights of the bright connected shapes that are as tall as letters (a dot or a hyphen is none)."""
    light = (cut.min(axis=2) > 140).astype(np.uint8)
    # strokes of one ideograph are joined sideways, never across rows of text: there is one row
    columns = np.flatnonzero(light.any(axis=0))
    groups = np.split(columns, np.flatnonzero(np.diff(columns) > max(1, len(cut) // 30)) + 1)
    spans = [np.flatnonzero(light[:, group[0] : group[-1] + 1].any(axis=1)) for group in groups]
    heights = [int(span[-1] - span[0] + 1) for span in spans]
    return [height for height in heights if height > 0.3 * max(heights)]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["zh", "en", "fr"])
def test_every_letter_is_a_twentieth_of_the_shorter_side_tall(language: str, size: tuple[int, int]) -> None:
    heights = letter_heights(drawn(language, size, 90))
    assert len(heights) >= 4
    assert min(heights) >= 0.05 * min(size)
    assert max(heights) <= 0.09 * min(size) + 4


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("behind", [0, 128, 255])
def test_it_can_be_read_over_anything(language: str, size: tuple[int, int], behind: int) -> None:
    cut = drawn(language, size, behind)
    plate = cut[len(cut) // 2, 3]
    assert cut.max() >= 250
    assert contrast(np.full(3, 255, np.uint8), plate) >= 4.5


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_lies_within_the_frame(language: str, size: tuple[int, int]) -> None:
    layer = label(language, load_scene("home").layout(size).label.pixels(size), size, FACE)
    assert layer.x >= 0
    assert layer.x + layer.matte.shape[1] <= size[0]
    assert layer.y + layer.matte.shape[0] <= size[1]


def test_it_says_ai_and_generated() -> None:
    assert all("AI" in text and "生成" in text for text in LABELS["zh"])
    assert all("AI" in text and "generated" in text.lower() for text in LABELS["en"])


def test_the_longer_wording_is_taken_where_it_fits() -> None:
    narrow, wide = (label("zh", (0, 0, room, 100), (720, 1280), FACE).matte.shape[1] for room in (220, 700))
    assert narrow < wide


@pytest.mark.parametrize("size", [(240, 240), (1080, 1920), (2160, 3840), (3840, 2160), (1000, 242)])
@pytest.mark.parametrize("name", scene_names())
def test_sets_cover_frames_of_any_shape(name: str, size: tuple[int, int]) -> None:
    scene = load_scene(name)
    found = background(scene.layout(size).background, size)
    assert found.shape == (size[1], size[0], 3)
    assert found.std() > 4


def test_sets_keep_their_proportions(tmp_path: Path) -> None:
    picture = np.zeros((400, 400, 3), np.uint8)
    cv2.circle(picture, (200, 200), 90, (255, 255, 255), -1)
    path = tmp_path / "disc.png"
    cv2.imwrite(str(path), picture)
    found = background(path, (600, 300))[..., 0] > 128
    across, down = found.any(axis=0).sum(), found.any(axis=1).sum()
    assert across == pytest.approx(down, abs=2)


def test_a_presenter_is_brought_into_the_scenes_light() -> None:
    picture = np.full((4, 4, 4), 100, np.uint8)
    found = relit(picture, (0.5, 1.0, 3.0))
    assert found[0, 0].tolist() == [50, 100, 255, 100]
    assert picture.min() == picture.max() == 100
    assert np.array_equal(relit(picture[..., :3], (1.0, 1.0, 1.0)), picture[..., :3])
