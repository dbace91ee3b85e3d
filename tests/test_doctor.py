"""What the doctor finds: everything that is ready, and for everything missing a mend; no finding hides another."""

from __future__ import annotations

import re
import socket
import tomllib
from pathlib import Path

import pytest

from avatar import doctor
from avatar.errors import UsageError

ROOT = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def _offline(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_arguments: object, **_named: object) -> None:
        raise OSError("Network is unreachable")

    monkeypatch.setattr(socket, "create_connection", refused)


def found() -> dict[str, doctor.Finding]:
    return {one.part: one for one in doctor.examine()}


def test_all_a_first_video_needs_is_ready_and_what_is_missing_has_a_mend() -> None:
    findings = found()
    assert all(one.ready for one in findings.values() if one.needed)
    assert "x264" in findings["ffmpeg"].state
    assert findings["presenters"].state == "kai, mei"
    for part in ("natural voices", "language model"):
        assert findings[part].mark == "--  "
        assert findings[part].mend


def test_one_broken_part_is_told_and_hides_no_other(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("[modle]\n")
    monkeypatch.setenv("AVATAR_CONFIG", str(tmp_path / "config.toml"))
    monkeypatch.setattr("avatar.stage.text.find_font", _no_font)
    monkeypatch.setattr("imageio_ffmpeg.get_ffmpeg_exe", lambda: 1 / 0)
    findings = found()
    assert [findings[part].mark for part in ("settings", "font", "ffmpeg", "presenters")] == ["MISS"] * 3 + ["ok  "]
    assert "modle" in findings["settings"].state
    assert findings["font"].state == "no font; install one"
    assert findings["ffmpeg"].mend


def test_an_ffmpeg_without_x264_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("imageio_ffmpeg.get_ffmpeg_exe", lambda: "/bin/true")
    ffmpeg = found()["ffmpeg"]
    assert not ffmpeg.ready
    assert "libx264" in ffmpeg.state
    assert "imageio-ffmpeg" in ffmpeg.mend


def test_every_part_the_package_asks_for_has_its_licence_told() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["neural"]]
    names = {re.split(r"[<>=]", requirement)[0] for requirement in asked}
    told = {part.name: part for part in doctor.licences()}
    assert names <= told.keys()
    assert all(part.licence for part in told.values())
    assert all(re.match(r"\d", told[name].version) for name in names - {"torch"})


def _no_font() -> None:
    raise UsageError("no font; install one")


def test_a_damaged_presenter_of_ones_own_stops_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    folder = tmp_path / "avatar" / "presenters" / "anna"
    folder.mkdir(parents=True)
    (folder / "presenter.json").write_text("{", "utf-8")
    told = found()["presenters"]
    assert told.mark == "ok  "
    assert told.state.startswith("kai, mei, anna (yours; cannot be used")
