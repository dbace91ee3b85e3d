"""What the drawing program promises without a renderer: clean edges, and a plain word when a step is missing."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from avatar.face.presenter import kept_presenters, load_presenter
from scripts import make_presenters
from scripts.presenters.developing import BLEED, developed


def negative(folder: Path) -> Path:
    """A rendered red disc as the renderer writes it: straight 16-bit RGBA, black where nothing is."""
    y, x = np.mgrid[:120, :90]
    alpha = np.clip(30.5 - np.hypot(x - 45, y - 60), 0, 1)
    picture = np.zeros((120, 90, 4), np.uint16)
    picture[..., :3][alpha > 0] = (6000, 6000, 50000)
    picture[..., 3] = alpha * 65535
    path = folder / "negative.png"
    cv2.imwrite(str(path), picture)
    return path


def test_no_dark_fringe_when_the_picture_is_scaled_or_moved(tmp_path: Path) -> None:
    picture = developed(negative(tmp_path)).astype(float)
    shrunk = cv2.resize(picture, (45, 60), interpolation=cv2.INTER_AREA)
    edge = (shrunk[..., 3] > 20) & (shrunk[..., 3] < 235)
    inside = picture[60, 45, :3]
    assert edge.any()
    assert np.abs(shrunk[edge][:, :3] - inside).max() < 8


def test_the_matte_is_solid_within_and_empty_beyond(tmp_path: Path) -> None:
    picture = developed(negative(tmp_path))
    assert picture[60, 45, 3] == 255
    assert picture[0, 0, 3] == 0
    assert not picture[60, 45 + 31 + BLEED + 2 :, :3].any()


def test_measuring_before_drawing_names_the_missing_picture(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="--step draw first"):
        make_presenters.main(["--who", "mei", "--step", "measure", "--out", str(tmp_path)])


def test_every_card_has_a_kept_presenter_with_its_face_measured() -> None:
    assert set(kept_presenters()) >= set(make_presenters.CARDS)
    for name, card in make_presenters.CARDS.items():
        kept = load_presenter(name)
        height, width = kept.picture.shape[:2]
        assert (width >= 1080, height >= 1440, kept.landmarks.shape) == (True, True, (478, 2))
        assert dict(kept.voices) == json.loads(json.dumps(card.voices))
        assert 0.2 < kept.landmarks[:, 1].mean() / height < 0.4
