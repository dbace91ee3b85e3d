from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from scripts.contact_sheet import SHAPES, VISEMES, coefficients, main


def test_the_sheet_holds_every_portrait_in_every_shape_and_a_strip(tmp_path: Path) -> None:
    out = tmp_path / "sheet.png"
    main(["mei", "kai", "--out", str(out), "--cell", "48", "--crop", "mouth", "--shapes", "p b m,ah"])
    sheet = cv2.imread(str(out))
    assert sheet is not None
    assert sheet.shape[0] == (2 + 5) * (48 + 3)
    cell = sheet.shape[1] // 10
    closed, open_mouth = sheet[:48, : cell - 3].astype(int), sheet[:48, cell : 2 * cell - 3].astype(int)
    assert np.abs(closed - open_mouth).max() > 80


def test_nine_visemes_and_a_blink_are_shown() -> None:
    assert len(VISEMES) == 10
    assert "blink" in VISEMES
    assert all(coefficients(shape).any() for name, shape in SHAPES.items() if name != "rest")


def test_an_unknown_shape_is_named() -> None:
    with pytest.raises(SystemExit, match="grin"):
        main(["mei", "--shapes", "rest,grin"])
