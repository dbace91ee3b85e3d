"""Scenes: the three that come along, and what is wrong with others said in one line."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from PIL import Image

from avatar.errors import UsageError
from avatar.stage.music import music_names
from avatar.stage.scene import Box, load_scene, scene_names

Sheet = dict[str, Any]
LAYOUT = {
    "background": "set.png",
    "figure": [0, 0.1, 1, 0.9],
    "card": [0.05, 0.75, 0.9, 0.2],
    "caption": [0.05, 0.6, 0.9, 0.1],
    "label": [0.05, 0.02, 0.6, 0.06],
}


@pytest.fixture
def sheet(tmp_path: Path) -> Sheet:
    Image.new("RGB", (90, 160), "teal").save(tmp_path / "set.png")
    return {"title": {"zh": "我的", "en": "Mine"}, "upright": dict(LAYOUT), "landscape": dict(LAYOUT)}


def write(folder: Path, sheet: object) -> Path:
    path = folder / "mine.yaml"
    path.write_text(sheet if isinstance(sheet, str) else yaml.safe_dump(sheet, allow_unicode=True), "utf-8")
    return path


def test_three_scenes_come_along() -> None:
    assert {"studio", "home", "festival"} <= set(scene_names())


@pytest.mark.parametrize("name", scene_names())
def test_scenes_that_come_along_are_whole(name: str) -> None:
    scene = load_scene(name)
    assert scene.id == name
    assert scene.title["zh"]
    assert scene.title["en"]
    assert scene.music in music_names()
    for layout, wide in ((scene.upright, False), (scene.landscape, True)):
        with Image.open(layout.background) as picture:
            assert sorted(picture.size) == [1080, 1920]
            assert (picture.width > picture.height) == wide


@pytest.mark.parametrize("name", scene_names())
def test_nothing_lies_over_anything_else(name: str) -> None:
    scene = load_scene(name)
    for layout in (scene.upright, scene.landscape):
        boxes = (layout.card, layout.caption, layout.label)
        for one in boxes:
            for other in boxes:
                apart = (
                    one.left + one.width <= other.left
                    or other.left + other.width <= one.left
                    or one.top + one.height <= other.top
                    or other.top + other.height <= one.top
                )
                assert one is other or apart


def test_a_scene_of_ones_own_is_read(tmp_path: Path, sheet: Sheet) -> None:
    sheet["colours"] = {"accent": "#0102ff"}
    sheet["light"] = [1.1, 1, 0.9]
    scene = load_scene(write(tmp_path, sheet))
    assert scene.id == "mine"
    assert scene.colours.accent == (255, 2, 1)
    assert scene.light == (0.9, 1.0, 1.1)
    assert scene.music is None
    assert scene.layout((720, 1280)) is scene.upright
    assert scene.layout((1280, 720)) is scene.landscape
    assert scene.layout((600, 600)) is scene.landscape


def test_boxes_become_whole_pixels_without_gaps() -> None:
    box = Box(0.1, 0.2, 0.5, 0.25)
    assert box.pixels((720, 1280)) == (72, 256, 360, 320)
    assert Box(0, 0, 1 / 3, 1).pixels((100, 10))[2] == Box(1 / 3, 0, 1 / 3, 1).pixels((100, 10))[0]


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        ("studo", "did you mean 'studio'"),
        ("Festival!", "did you mean 'festival'"),
        ("xyz", "there are: festival, home"),
    ],
)
def test_an_unknown_name_suggests_the_nearest(wrong: str, hint: str) -> None:
    with pytest.raises(UsageError, match=hint):
        load_scene(wrong)


def test_a_missing_file_names_the_scenes_there_are(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"none\.yaml.*festival, home, studio"):
        load_scene(tmp_path / "none.yaml")


@pytest.mark.parametrize(
    ("place", "key", "value", "told"),
    [
        ("", "titel", "x", r"titel is not known; did you mean 'title'"),
        ("upright", "backgroud", "x", r"upright\.backgroud is not known; did you mean 'background'"),
        ("upright", "background", None, r"upright\.background is missing"),
        ("landscape", "figure", None, r"landscape\.figure is missing"),
        ("", "landscape", None, r"landscape is missing"),
        ("", "upright", [1, 2], r"upright must be a table"),
        ("", "title", "Mine", r"title must be a title for each language"),
        ("", "shadow", 3, r"shadow must be a number from 0 to 1, not 3"),
        ("", "shadow", "dark", r"shadow must be"),
        ("", "light", [1, 1], r"light must be 3 numbers"),
        ("", "colours", {"accent": "red"}, r"colours\.accent must be a colour such as"),
        ("", "colours", {"acent": "#ff0000"}, r"colours\.acent is not known; did you mean 'accent'"),
        ("upright", "card", [0.5, 0.5, 0.9, 0.2], r"upright\.card must be a box .* within the frame"),
        ("upright", "card", [0, 0, 0, 0.2], r"upright\.card must be a box"),
        ("upright", "card", "left", r"upright\.card must be 4 numbers"),
        ("upright", "card", [0, 0, 0.5, float("nan")], r"upright\.card must be 4 numbers"),
        ("upright", "background", "../set.png", r"leads out of the scene's folder"),
        ("upright", "background", "/etc/passwd", r"leads out of the scene's folder"),
        ("upright", "front", "gone.webp", r"upright\.front: there is no picture"),
        ("upright", "front", 5, r"upright\.front must be a name"),
    ],
)
def test_mistakes_are_told_by_place(
    tmp_path: Path, sheet: Sheet, place: str, key: str, value: object, told: str
) -> None:
    table = sheet[place] if place else sheet
    table[key] = value
    with pytest.raises(UsageError, match=told) as caught:
        load_scene(write(tmp_path, sheet))
    assert "mine.yaml" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path, sheet: Sheet) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    shutil.copy(tmp_path / "set.png", inner / "set.png")
    (inner / "link.png").symlink_to(tmp_path / "set.png")
    sheet["upright"]["background"] = "link.png"
    with pytest.raises(UsageError, match="leads out"):
        load_scene(write(inner, sheet))


@pytest.mark.parametrize("text", ["a: [", "- 1\n- 2", "", "just words", "1: 2", "a: \x00", "&a [*a, *a]"])
def test_what_is_no_scene_is_refused_in_one_line(tmp_path: Path, text: str) -> None:
    with pytest.raises(UsageError, match=r"mine\.yaml"):
        load_scene(write(tmp_path, text))


def test_a_yaml_bomb_is_refused_soon(tmp_path: Path) -> None:
    rows = ["a0: &a0 [lol,lol,lol,lol,lol,lol,lol,lol,lol]"]
    rows += [f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    with pytest.raises(UsageError, match="a0 is not known"):
        load_scene(write(tmp_path, "\n".join(rows)))
    nested = ", ".join(row.partition(": ")[2] for row in rows)
    with pytest.raises(UsageError, match="title must be") as caught:
        load_scene(write(tmp_path, f"title: [{nested}]"))
    assert len(str(caught.value)) < 600


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="too large"):
        load_scene(write(tmp_path, "# " + "x" * 200_000))
