"""What the pages share: uploads, renders that can be stopped, and what other machines may not do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest

from avatar.catalog.product import read_catalog
from avatar.config import Settings, load_settings
from avatar.errors import Cancelled, SheetError, UsageError
from avatar.render import RenderJob
from avatar.types import Line, Product, Script
from web.app import _check_free, _is_local, preferred_language
from web.desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(Settings(path=tmp_path / "config.toml"))


@pytest.fixture
def job(mug: Product, two_lines: Script) -> RenderJob:
    return RenderJob(mug, voice="espeak", language="en", size=(240, 426), script=two_lines)


def test_a_render_tells_how_far_it_is_and_ends_with_its_files(desk: Desk, job: RenderJob) -> None:
    steps = list(desk.make(job, "me", "mug"))
    shares = [step.share for step in steps]
    assert shares == sorted(shares)
    last = steps[-1]
    assert last.result is not None
    assert last.result.video.is_relative_to(desk.folder)
    assert last.result.video.name == "mug.mp4"
    assert {step.stage for step in steps} >= {"frames"}


def test_cancel_stops_only_ones_own_render(desk: Desk, job: RenderJob) -> None:
    long = replace(job, script=Script("mug", "en", (Line("feature", "On and on it goes. " * 40),), "test"))
    desk.cancel("somebody else")
    for step in desk.make(long, "me"):
        if step.stage == "frames" and step.error is None:
            desk.cancel("me")
    assert isinstance(step.error, Cancelled)
    assert not list(desk.folder.rglob("*.mp4"))


def test_a_mistake_comes_back_as_the_error_it_is(desk: Desk, job: RenderJob) -> None:
    *_, step = desk.make(replace(job, presenter="nobody"), "me")
    assert isinstance(step.error, UsageError)


def test_an_upload_is_one_sheet_and_its_pictures(desk: Desk, sheet: Path, tmp_path: Path) -> None:
    catalog, _ = desk.read_upload([str(sheet)])
    assert [product.id for product in catalog.products] == ["mug", "lamp"]
    program = tmp_path / "run.exe"
    program.write_bytes(b"MZ")
    for files in ([], [str(sheet), str(sheet)], [str(program)], [str(sheet), str(program)]):
        with pytest.raises(SheetError, match=r"sheet|run\.exe"):
            desk.read_upload(files)


def test_a_sheet_cannot_reach_out_of_its_folder(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(b"\x89PNG")
    folder = tmp_path / "up"
    folder.mkdir()
    sheet = folder / "shop.yaml"
    for image in ("../secret.png", str(tmp_path / "secret.png")):
        sheet.write_text(f"products:\n- {{id: a, name: A, price: 3, images: [{image}]}}\n", "utf-8")
        with pytest.raises(SheetError, match="outside the sheet") as caught:
            desk.read_upload([str(sheet)])
        assert str(caught.value).startswith("shop.yaml: ")


def test_settings_are_kept_and_in_force_at_once(desk: Desk) -> None:
    desk.keep(replace(desk.settings, voice="espeak"))
    assert desk.settings.voice == "espeak"
    assert desk.settings.path
    assert load_settings({"AVATAR_CONFIG": str(desk.settings.path)}).voice == "espeak"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-GB,en;q=0.9,zh;q=0.8", "en"),
        ("fr-FR,zh;q=0.3,en;q=0.2", "zh"),
        ("de", "en"),
        ("", "en"),
        (";;q=x,,", "en"),
    ],
)
def test_a_browser_gets_the_language_it_asks_for(header: str, language: str) -> None:
    assert preferred_language(header) == language


def test_only_this_machine_is_local() -> None:
    assert [_is_local(host) for host in ("127.0.0.1", "::1", "localhost", "0.0.0.0", "192.168.1.2")] == [
        True, True, True, False, False,
    ]  # fmt: skip


def test_a_port_in_use_is_said_with_another_to_try() -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=f"--port {port + 1}"):
            _check_free("127.0.0.1", port)


def test_who_waits_for_another_render_can_still_stop(desk: Desk, job: RenderJob) -> None:
    with desk._in_turn(Event()):
        steps = []
        for step in desk.make(job, "me"):
            steps.append(step)
            desk.cancel("me")
    assert [step.stage for step in steps[:-1]] == ["waiting"] * (len(steps) - 1)
    assert isinstance(steps[-1].error, Cancelled)


def test_only_the_untouched_example_shop_is_there_in_the_other_language(desk: Desk, sheet: Path) -> None:
    ours, own = desk.example("zh"), read_catalog(sheet)
    english = desk.translated(ours, ours.products[1], "en")
    assert english.language == "en"
    assert english.product(ours.products[1].id)
    assert desk.translated(ours, replace(ours.products[1], name="改过的"), "en") is ours
    assert desk.translated(ours, ours.products[1], "zh") is ours
    assert desk.translated(own, own.products[0], "zh") is own
