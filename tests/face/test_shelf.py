"""Presenters of one's own: kept with a consent or not at all, known by name everywhere, gone without a trace."""

from __future__ import annotations

import json
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from avatar.errors import PictureError, UsageError
from avatar.face.presenter import (
    Presenter,
    kept_presenters,
    load_presenter,
    load_whole,
    own_folder,
    presenter_card,
    thumbnail,
    whole_presenter,
)
from avatar.face.shelf import entry, keep_presenter, remove_presenter
from tests.face.conftest import Photo, before_wall

CONSENT = "of: Anna; by: herself; on: 2026-03-01; for: our shop"


@pytest.fixture(autouse=True)
def _shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture
def anna(photo: Photo, mei: Presenter) -> Path:
    return photo(before_wall(mei), name="anna.png")


def test_a_kept_presenter_is_the_photograph_it_was_made_of(anna: Path) -> None:
    keep_presenter("anna", anna, CONSENT, title="Anna", gender="woman")
    kept, bare = load_whole("anna"), whole_presenter(anna)
    assert bare.backdrop is not None
    assert kept.backdrop is not None
    assert np.array_equal(kept.backdrop, bare.backdrop)
    assert np.array_equal(kept.picture, bare.picture)
    assert np.abs(kept.landmarks - bare.landmarks).max() < 0.1
    assert (kept.id, kept.kind, kept.gender, kept.title) == ("anna", "photo", "woman", {"zh": "Anna", "en": "Anna"})


def test_on_a_stage_it_stands_cut_out_as_its_photograph_would(anna: Path) -> None:
    keep_presenter("anna", anna, CONSENT)
    kept, bare = load_presenter("anna"), load_presenter(str(anna))
    assert kept.picture.shape == bare.picture.shape
    assert kept.picture.shape[1] / kept.picture.shape[0] == pytest.approx(0.75, abs=0.01)
    assert kept.backdrop is None
    assert np.abs(kept.landmarks - bare.landmarks).max() < 0.2


def test_it_is_listed_with_the_others_and_shown_with_its_consent(anna: Path) -> None:
    keep_presenter("anna", anna, CONSENT, title="安娜")
    assert kept_presenters() == ("kai", "mei", "anna")
    assert thumbnail("anna").is_file()
    assert presenter_card("anna")["title"]["zh"] == "安娜"
    shown = entry("anna")
    assert shown.own
    assert shown.consent is not None
    assert (shown.consent.of, shown.consent.purpose) == ("Anna", "our shop")
    assert shown.consent.picture is not None
    assert len(shown.consent.picture) == 64
    with Image.open(anna) as picture:
        assert shown.size == (picture.width - picture.width % 2, picture.height - picture.height % 2)
    assert not entry("mei").own
    assert entry("mei").consent is None


def test_without_a_consent_nobody_is_kept(anna: Path) -> None:
    with pytest.raises(UsageError, match=r'not kept: .*consent.*--consent "of: .*--consent drawn'):
        keep_presenter("anna", anna, None)
    assert kept_presenters() == ("kai", "mei")


@pytest.mark.parametrize("name", ["", "../anna", "a b", "me.jpg", ".anna", "-x", "a" * 41, "a/b"])
def test_a_name_must_be_one(anna: Path, name: str) -> None:
    with pytest.raises(UsageError, match="cannot be a presenter's name"):
        keep_presenter(name, anna, CONSENT)


def test_names_are_had_once(anna: Path) -> None:
    keep_presenter("小美-2", anna, CONSENT)
    for name in ("mei", "小美-2"):
        with pytest.raises(UsageError, match=f"presenter {name}: there is one already"):
            keep_presenter(name, anna, CONSENT)


def test_a_photo_that_cannot_be_used_leaves_nothing(tmp_path: Path) -> None:
    Image.new("RGB", (300, 300)).save(tmp_path / "wall.png")
    with pytest.raises(PictureError, match="no face"):
        keep_presenter("wall", tmp_path / "wall.png", CONSENT)
    assert not own_folder().exists() or list(own_folder().iterdir()) == []


def test_a_removed_presenter_is_gone(anna: Path) -> None:
    keep_presenter("anna", anna, CONSENT)
    remove_presenter("anna")
    assert list(own_folder().iterdir()) == []
    with pytest.raises(UsageError, match="no presenter 'anna'"):
        load_whole("anna")


@pytest.mark.parametrize("name", ["mei", "nobody", "..", ".", "", "../presenters"])
def test_only_ones_own_can_be_removed(anna: Path, name: str) -> None:
    keep_presenter("anna", anna, CONSENT)
    with pytest.raises(UsageError, match=r"of your own.*there are: anna"):
        remove_presenter(name)
    assert kept_presenters() == ("kai", "mei", "anna")


def test_a_damaged_one_is_told_and_can_be_removed(anna: Path) -> None:
    keep_presenter("anna", anna, CONSENT)
    card = own_folder() / "anna" / "presenter.json"
    card.write_text(json.dumps({"title": {}, "landmarks": [[1, 2]]}))
    with pytest.raises(UsageError, match=r"anna: this presenter is damaged; remove it"):
        load_whole("anna")
    remove_presenter("anna")
    assert kept_presenters() == ("kai", "mei")


def test_a_portrait_is_kept_within_three_seconds(anna: Path) -> None:
    begun = time.monotonic()
    keep_presenter("anna", anna, CONSENT)
    assert time.monotonic() - begun < 9  # three on a machine that does nothing else
