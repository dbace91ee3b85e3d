"""Presenters to draw in the tests of the face."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from avatar.face.presenter import Presenter, load_presenter
from avatar.types import Pixels

Photo = Callable[..., Path]


@pytest.fixture(scope="session")
def mei() -> Presenter:
    return load_presenter("mei")


@pytest.fixture(scope="session")
def kai() -> Presenter:
    return load_presenter("kai")


def before_wall(presenter: Presenter, height: int = 900) -> Pixels:
    """The presenter before a plain wall: a photograph, as far as anybody can tell."""
    cover = presenter.picture[..., 3:].astype(np.float32) / 255
    wall = np.array([150, 170, 160], np.float32)
    picture = np.rint(presenter.picture[..., :3] * cover + wall * (1 - cover)).astype(np.uint8)
    width = round(picture.shape[1] * height / picture.shape[0])
    return np.asarray(cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


@pytest.fixture
def photo(tmp_path: Path) -> Photo:
    """Saves pictures as one photograph, side by side, and gives its path."""

    def save(*pictures: Pixels, name: str = "photo.jpg") -> Path:
        path = tmp_path / name
        assert cv2.imwrite(str(path), np.hstack(pictures))
        return path

    return save
