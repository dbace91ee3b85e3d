"""The page in a real browser: five clicks to a video, at a desk and on a phone, in both languages."""

from __future__ import annotations

import logging
import re
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image

from avatar.config import ModelSettings, Settings
from avatar.face.presenter import load_presenter
from avatar.face.shelf import keep_presenter
from avatar.output.provenance import read_record
from tests.face.conftest import before_wall

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--autoplay-policy=no-user-gesture-required",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: the page is not tested"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning:gradio"),
]
SECRET = "sk-nobody-may-see-this"
WAIT = 40_000
DRAFT = "360x640"
_LEFT_BEHIND = re.compile("AbortError|Connection errored out")  # what was open when a page was reloaded


@pytest.fixture(scope="module")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., str]]:
    """Starts a server of the pages; `local` as `Desk` has it."""
    import uvicorn

    from web.app import create_app
    from web.desk import Desk

    running: list[tuple[Any, threading.Thread]] = []

    def start(*, local: bool = True) -> str:
        path = tmp_path_factory.mktemp("settings") / "config.toml"
        model = ModelSettings("http://127.0.0.1:9/v1", "some-model", SECRET)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        app = create_app(Desk(Settings(model, voice="espeak", path=path), local=local))
        server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        running.append((server, thread))
        while not server.started:
            time.sleep(0.05)
        return f"http://127.0.0.1:{port}"

    yield start
    for server, _ in running:
        server.should_exit = True
    for _, thread in running:
        thread.join(10)


@pytest.fixture(scope="module")
def site(serve: Callable[..., str]) -> str:
    return serve()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Any) -> Iterator[Callable[..., Any]]:
    """Opens a page and waits for its still; what the browser complains of fails the test at its end."""
    pages: list[Any] = []
    complaints: list[str] = []

    def open_one(url: str, width: int = 1280, height: int = 900, watch: Callable[[Any], None] | None = None) -> Any:
        page = browser.new_page(viewport={"width": width, "height": height})
        page.set_default_timeout(WAIT)
        page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        if watch:
            watch(page)
        page.goto(url)
        page.wait_for_selector("#preview img")
        pages.append(page)
        return page

    yield open_one
    for page in pages:
        page.close()
    assert [line for line in complaints if not _LEFT_BEHIND.search(line)] == []


def test_five_clicks_make_a_video_that_plays(site: str, open_page: Callable[..., Any], tmp_path: Path) -> None:
    page = open_page(f"{site}/en/")
    page.locator(f"#format input[value='{DRAFT}']").check()  # the sixth click: tests are in a hurry
    page.locator("#seconds input[type=number]").fill("15")
    page.locator("#product label").nth(1).click()
    page.locator("#write").click()
    page.wait_for_function("document.querySelectorAll('#lines [role=row].virtual-row').length >= 3")
    page.wait_for_selector("#write:enabled")
    page.locator("#presenters button").nth(1).click()
    page.locator("#scenes button").nth(1).click()
    page.locator("#make").click()
    page.wait_for_selector("#cancel")
    assert page.locator("#make").is_disabled()
    page.wait_for_selector("#video video", timeout=2 * WAIT)
    page.wait_for_function("document.querySelector('#video video').currentTime > 0.2")
    assert page.locator("#preview img").count() == 0
    with page.expect_download() as download:
        page.locator("#download").click()
    assert download.value.suggested_filename == "foldmoon-lamp.mp4"
    download.value.save_as(tmp_path / "got.mp4")
    assert read_record(tmp_path / "got.mp4")["Label"] == "1"
    page.locator("#scenes button").nth(0).click()  # another wish: the still is back
    page.wait_for_selector("#preview img")
    assert page.locator("#video video").count() == 0


def test_a_render_can_be_stopped_and_a_reload_leaves_the_page_ready(site: str, open_page: Callable[..., Any]) -> None:
    page = open_page(f"{site}/en/")
    page.locator("#make").click()
    page.wait_for_selector("#progress [role=progressbar]")
    page.reload()
    page.wait_for_selector("#preview img")
    page.locator("#make").click()
    page.wait_for_function("document.querySelector('#progress').innerText.includes('drawing')")
    page.locator("#cancel").click()
    page.wait_for_function("document.querySelector('#progress').innerText.includes('Stopped')")
    page.wait_for_selector("#make:enabled")
    assert page.locator("#cancel").count() == 0


def test_the_script_language_brings_the_example_shop_along(site: str, open_page: Callable[..., Any]) -> None:
    page = open_page(f"{site}/zh/")
    page.locator("#product label").nth(1).click()
    page.locator("#write").click()
    page.wait_for_selector("#lines [role=row].virtual-row")
    page.wait_for_selector("#write:enabled")
    page.locator("#language label").nth(1).click()
    page.wait_for_function("document.querySelector('#product .selected')?.innerText.includes('Foldmoon')")
    page.wait_for_selector("#no-script")
    assert page.locator("#lines").count() == 0


@pytest.mark.parametrize(
    ("language", "question", "fact", "source"),
    [("en", "How much is it?", "$24.90", "From: price"), ("zh", "多少钱？", "¥129", "依据：售价")],
)
def test_a_question_is_answered_from_the_facts(
    site: str, open_page: Callable[..., Any], language: str, question: str, fact: str, source: str
) -> None:
    page = open_page(f"{site}/{language}/")
    page.locator("button[role=tab]").nth(1).click()
    assert page.locator("#clip").is_disabled()
    page.locator("#question textarea, #question input").first.fill(question)
    page.keyboard.press("Enter")
    for part in (fact, source):
        page.wait_for_function("part => document.querySelector('#chat').innerText.includes(part)", arg=part)
    page.wait_for_selector("#clip:enabled")


def test_one_line_of_a_script_is_worded_anew(site: str, open_page: Callable[..., Any]) -> None:
    page = open_page(f"{site}/en/")
    page.locator("#write").click()
    page.wait_for_function("document.querySelector('#write').innerText === 'Write the script'")
    first, second = (page.locator("#lines").get_by_test_id(f"cell-{row}-1") for row in (0, 1))
    before, other = first.inner_text(), second.inner_text()
    first.click()
    page.locator("#anew", has_text="Word line 1 anew").click()
    page.wait_for_function(
        "old => document.querySelector('#lines [data-testid=cell-0-1]').innerText.trim() !== old.trim()", arg=before
    )
    assert second.inner_text() == other


def test_a_document_is_learned_answers_and_is_forgotten(
    site: str, open_page: Callable[..., Any], tmp_path: Path
) -> None:
    document = tmp_path / "returns.md"
    document.write_text("# Returns\n\nYou can return it within 21 days.\n", "utf-8")
    page = open_page(f"{site}/en/")
    page.locator("button[role=tab]").nth(2).click()
    page.locator("#documents input[type=file]").set_input_files(str(document))
    page.locator("#learned .good", has_text="returns.md: 1 passages added").wait_for()
    page.locator("button[role=tab]").nth(1).click()
    page.locator("#question textarea, #question input").first.fill("Can I return it?")
    page.keyboard.press("Enter")
    for part in ("within 21 days", "From: document returns.md: Returns"):
        page.wait_for_function("part => document.querySelector('#chat').innerText.includes(part)", arg=part)
    page.locator("button[role=tab]").nth(2).click()
    page.locator("#forget").click()
    page.locator("#learned .good", has_text="returns.md was removed").wait_for()


def test_what_nobody_knows_waits_for_a_person(site: str, open_page: Callable[..., Any]) -> None:
    page = open_page(f"{site}/en/")
    page.locator("button[role=tab]").nth(1).click()
    page.locator("#question textarea, #question input").first.fill("Who designed the logo on it?")
    page.keyboard.press("Enter")
    page.locator("#chat").get_by_text("let me check that", exact=False).wait_for()
    page.locator("button[role=tab]").nth(2).click()
    page.locator("#waiting", has_text="Who designed the logo on it?").wait_for()
    page.locator("#question-done").click()
    page.locator("#waiting").wait_for(state="hidden")


def test_an_answer_becomes_a_clip(site: str, open_page: Callable[..., Any]) -> None:
    page = open_page(f"{site}/en/")
    page.locator(f"#format input[value='{DRAFT}']").check()
    page.locator("button[role=tab]").nth(1).click()
    page.locator("#chat button", has_text="How much is it?").click()
    page.locator("#clip:enabled").click()
    page.wait_for_selector("#clip-video video", timeout=2 * WAIT)


def test_an_edited_fact_is_on_the_card_and_a_wrong_one_is_said(site: str, open_page: Callable[..., Any]) -> None:
    page = open_page(f"{site}/zh/")
    page.locator("#facts button").first.click()
    before = page.locator("#preview img").get_attribute("src")
    _type_into(page, page.get_by_test_id("cell-1-1"), "23.50")
    page.wait_for_function("old => document.querySelector('#preview img').src !== old", arg=before)
    _type_into(page, page.get_by_test_id("cell-1-1"), "99元起")
    said = page.locator("#facts-said .bad")
    said.wait_for()
    assert '售价: "99元起" 不是价格；请只写数字' in said.inner_text()


def test_an_uploaded_sheet_takes_the_place_of_the_example(
    site: str, open_page: Callable[..., Any], sheet: Path, tmp_path: Path
) -> None:
    page = open_page(f"{site}/en/")
    page.get_by_text("Use your own sheet").click()
    page.locator("#sheet input[type=file]").set_input_files(str(sheet))
    page.wait_for_function("document.querySelector('#product').innerText.includes('Harbour Mug')")
    bad = tmp_path / "bad.yaml"
    bad.write_text("products:\n- {id: a, name: A, price: 99元起}\n", "utf-8")
    page.get_by_label("Clear").first.click()
    page.locator("#sheet input[type=file]").set_input_files(str(bad))
    said = page.get_by_test_id("toast-body")
    said.wait_for()
    assert re.search(r"^bad\.yaml: line 2: price: .99元起. is not a price", said.inner_text(), re.M)


def test_a_photo_that_cannot_be_used_says_why_and_the_presenter_stays(
    site: str, open_page: Callable[..., Any], tmp_path: Path
) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (300, 300, 3), np.uint8)
    Image.fromarray(noise).save(tmp_path / "wall.png")
    page = open_page(f"{site}/zh/")
    before = page.locator("#preview img").get_attribute("src")
    page.locator("#own-photo button").first.click()
    page.locator("#photo input[type=file]").set_input_files(str(tmp_path / "wall.png"))
    said = page.get_by_test_id("toast-body")
    said.wait_for()
    assert "wall.png: 没有找到人脸；请换一张" in said.inner_text()
    page.wait_for_function("!document.querySelector('#photo img')")  # free for another
    assert page.locator("#preview img").get_attribute("src") == before
    page.locator("#product label").nth(1).click()  # the earlier presenter shows the next product
    page.wait_for_function("old => document.querySelector('#preview img').src !== old", arg=before)


def test_a_presenter_kept_meanwhile_is_there_and_takes_the_stage(
    site: str, open_page: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    cv2.imwrite(str(tmp_path / "anna.png"), before_wall(load_presenter("mei"), 500))
    keep_presenter("anna", tmp_path / "anna.png", "drawn", title="Anna A.")
    page = open_page(f"{site}/en/")
    page.wait_for_function("document.querySelectorAll('#presenters button').length === 3")
    assert "Anna A." in page.locator("#presenters").inner_text()
    before = page.locator("#preview img").get_attribute("src")
    page.locator("#presenters button").nth(2).click()
    page.wait_for_function("old => document.querySelector('#preview img').src !== old", arg=before)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("width", "height"), [(1280, 900), (390, 844)])
def test_nothing_sticks_out_and_nothing_comes_from_elsewhere(
    site: str, open_page: Callable[..., Any], language: str, width: int, height: int
) -> None:
    asked: list[str] = []
    page = open_page(
        f"{site}/{language}/", width, height, lambda page: page.on("request", lambda one: asked.append(one.url))
    )
    for tab in range(4):
        page.locator("button[role=tab]").nth(tab).click()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert [url for url in asked if not url.startswith((site, "data:", "blob:"))] == []


@pytest.mark.parametrize(("width", "height"), [(1280, 900), (390, 844)])
def test_the_make_button_stays_in_sight(site: str, open_page: Callable[..., Any], width: int, height: int) -> None:
    page = open_page(f"{site}/zh/", width, height)
    page.locator("#facts button").first.click()
    page.get_by_test_id("cell-1-1").wait_for()
    for depth in (0, 0.5, 1):
        page.evaluate("depth => scrollTo(0, depth * document.documentElement.scrollHeight)", depth)
        page.wait_for_timeout(100)
        box = page.locator("#make").bounding_box()
        assert 0 <= box["y"] <= height - box["height"]


def test_the_key_never_reaches_the_page_nor_the_log(
    site: str, open_page: Callable[..., Any], caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    seen: list[str] = []
    page = open_page(
        f"{site}/en/", watch=lambda page: page.on("response", lambda response: seen.append(_text_of(response)))
    )
    page.locator("button[role=tab]").nth(3).click()
    page.locator("#test-model").click()
    page.locator("#model-said .bad").wait_for()
    assert "is the server running" in page.locator("#model-said").inner_text()
    page.locator("#save").click()
    page.locator("#saved .good").wait_for()
    assert page.locator("#api-key input").get_attribute("placeholder") == "a key is kept; leave empty to keep it"
    assert SECRET not in page.content()
    assert not any(SECRET in text for text in (*seen, caplog.text, *capfd.readouterr()))


def test_settings_are_locked_where_other_machines_reach_the_page(
    serve: Callable[..., str], open_page: Callable[..., Any]
) -> None:
    page = open_page(f"{serve(local=False)}/zh/")
    page.locator("button[role=tab]").nth(3).click()
    page.get_by_text("设置已锁定").wait_for()
    assert page.locator("#api-key, #save").count() == 0
    page.locator("button[role=tab]").nth(2).click()
    page.get_by_text("资料只能在本机添加").wait_for()
    assert page.locator("#documents").count() == 0


def test_files_outside_are_not_served(site: str) -> None:
    import httpx

    for path in ("/etc/passwd", "../../pyproject.toml", "%2e%2e/%2e%2e/pyproject.toml", "//etc/passwd"):
        assert httpx.get(f"{site}/en/gradio_api/file={path}").status_code in (403, 404)


def test_an_upload_cannot_choose_its_folder(site: str) -> None:
    import httpx

    answer = httpx.post(f"{site}/en/gradio_api/upload", files={"files": ("../../../climbed.csv", b"id,name,price\n")})
    kept = Path(answer.json()[0])
    assert ".." not in kept.parts
    assert "gradio" in kept.parts


def test_an_upload_over_the_limit_is_refused(site: str) -> None:
    import httpx

    body = b"x" * (51 * 1024 * 1024)
    answer = httpx.post(f"{site}/en/gradio_api/upload", files={"files": ("big.csv", body)}, timeout=60)
    assert answer.status_code in (400, 413)


def _type_into(page: Any, cell: Any, text: str) -> None:
    cell.dblclick()
    editor = page.locator("textarea:focus, input:focus, [contenteditable]:focus").first
    editor.fill(text)  # in one go: typed keys can come before the old text is selected
    editor.press("Enter")


def _text_of(response: Any) -> str:
    from playwright.sync_api import Error

    try:
        return str(response.text()) if "image" not in response.headers.get("content-type", "") else ""
    except (Error, UnicodeDecodeError):
        return ""
