"""A presenter who is removed takes along what was made from it, and nothing else."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from avatar.errors import UsageError
from avatar.face.presenter import own_folder
from avatar.makings import note_made, unmake
from avatar.output.provenance import Provenance, write_cover


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for what is made, and a presenter called anna."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    (own_folder() / "anna").mkdir(parents=True)
    (own_folder() / "anna" / "presenter.json").touch()
    return tmp_path


def picture(path: Path) -> Path:
    write_cover(np.zeros((8, 8, 3), np.uint8), path, Provenance("Test"))
    return path


def test_everything_made_from_a_presenter_goes_with_it(made: Path) -> None:
    first, second = picture(made / "one.png"), picture(made / "two 二.png")
    note_made("anna", first, second)
    note_made("anna", first)
    assert unmake("anna") == (first, second)
    assert not first.exists()
    assert not second.exists()
    assert not (own_folder() / "anna").exists()


def test_a_file_that_took_the_name_of_another_stays(made: Path) -> None:
    first, second, third = (picture(made / f"{name}.png") for name in ("one", "two", "three"))
    note_made("anna", first, second, third)
    picture(first)
    second.write_text("my diary")
    third.unlink()
    assert unmake("anna") == ()
    assert first.exists()
    assert second.read_text() == "my diary"


def test_a_damaged_list_does_not_keep_a_presenter(made: Path) -> None:
    first = picture(made / "one.png")
    note_made("anna", first)
    with (own_folder() / "anna" / "made.jsonl").open("ab") as file:
        file.write(b'[1]\n{"path": 5, "id": "x"}\n{"path": "/two \xe4')
    second = picture(made / "two.png")
    note_made("anna", second)
    assert unmake("anna") == (first, second)
    assert not (own_folder() / "anna").exists()


def test_what_shows_others_is_not_noted(made: Path) -> None:
    for name in ("mei", "photo.jpg", str(made / "photo.jpg"), "../presenters/anna"):
        note_made(name, picture(made / "one.png"))
    assert [path.name for path in own_folder().rglob("*")] == ["anna", "presenter.json"]


def test_only_ones_own_presenters_can_be_unmade(made: Path) -> None:
    with pytest.raises(UsageError, match=r"no presenter 'mei' of your own \(it belongs to the studio\)"):
        unmake("mei")
