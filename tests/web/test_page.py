"""The page in a real browser: five clicks to a video, at a desk and on a phone, in both languages."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from avatar.config import ModelSettings, Settings
from avatar.output.provenance import read_record

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
]
SECRET = "sk-nobody-may-see-this"
WAIT = 90_000


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    import uvicorn

    from web.app import create_app
    from web.desk import Desk

    path = tmp_path_factory.mktemp("settings") / "config.toml"
    model = ModelSettings("http://127.0.0.1:9/v1", None, SECRET)
    app = create_app(Desk(Settings(model, voice="espeak", path=path)))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


def open_page(browser: Any, url: str, width: int = 1280, height: int = 900) -> Any:
    page = browser.new_page(viewport={"width": width, "height": height})
    page.set_default_timeout(WAIT)
    page.goto(url)
    page.wait_for_selector("#preview img")
    return page


def test_five_clicks_make_a_video_that_plays(site: str, browser: Any, tmp_path: Path) -> None:
    page = open_page(browser, f"{site}/en/")
    page.locator("#product label").nth(1).click()
    page.locator("#write").click()
    page.wait_for_function("document.querySelectorAll('#lines tbody tr').length >= 4")
    page.locator("#presenters button.thumbnail-item").nth(1).click()
    page.locator("#scenes button.thumbnail-item").nth(1).click()
    page.locator("#make").click()
    page.wait_for_selector("#video video", timeout=3 * WAIT)
    page.wait_for_function("document.querySelector('#video video').currentTime > 0.2")
    with page.expect_download() as download:
        page.locator("#download").click()
    download.value.save_as(tmp_path / "got.mp4")
    assert read_record(tmp_path / "got.mp4")["Label"] == "1"
    page.close()


def test_a_render_can_be_stopped_from_the_page(site: str, browser: Any) -> None:
    page = open_page(browser, f"{site}/en/")
    page.locator("#make").click()
    page.wait_for_selector("#progress .bar")
    page.locator("#cancel").click()
    page.wait_for_function("document.querySelector('#progress').innerText.includes('Stopped')")
    assert page.locator("#make").is_enabled()
    page.close()


@pytest.mark.parametrize(("language", "question", "fact"), [("en", "How much is it?", "$"), ("zh", "多少钱？", "¥129")])
def test_a_question_is_answered_from_the_facts(
    site: str, browser: Any, language: str, question: str, fact: str
) -> None:
    page = open_page(browser, f"{site}/{language}/")
    page.locator("button[role=tab]").nth(1).click()
    page.locator("#question textarea, #question input").first.fill(question)
    page.keyboard.press("Enter")
    page.wait_for_function("fact => document.querySelector('#chat').innerText.includes(fact)", arg=fact)
    page.close()


def test_an_edited_fact_is_on_the_card_and_a_wrong_one_is_said(site: str, browser: Any) -> None:
    page = open_page(browser, f"{site}/en/")
    page.locator("#facts button").first.click()
    cell = page.locator("#facts tbody tr").nth(1).locator("td").nth(1)
    before = page.locator("#preview img").get_attribute("src")
    _type_into(page, cell, "23.50")
    page.wait_for_function("old => document.querySelector('#preview img').src !== old", arg=before)
    _type_into(page, cell, "99元起")
    page.wait_for_selector("text=99元起 >> visible=true")
    page.wait_for_function("document.body.innerText.includes('price')")
    page.close()


def test_an_uploaded_sheet_takes_the_place_of_the_example(site: str, browser: Any, sheet: Path) -> None:
    page = open_page(browser, f"{site}/en/")
    page.get_by_text("Use your own sheet").click()
    page.locator("input[type=file]").first.set_input_files(str(sheet))
    page.wait_for_function("document.querySelector('#product').innerText.includes('Harbour Mug')")
    page.close()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("width", "height"), [(1280, 900), (390, 844)])
def test_nothing_sticks_out_and_nothing_comes_from_elsewhere(
    site: str, browser: Any, language: str, width: int, height: int
) -> None:
    asked: list[str] = []
    page = browser.new_page(viewport={"width": width, "height": height})
    page.set_default_timeout(WAIT)
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{site}/{language}/")
    page.wait_for_selector("#preview img")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert [url for url in asked if not url.startswith((site, "data:", "blob:"))] == []
    page.close()


def test_the_key_never_reaches_the_page(site: str, browser: Any) -> None:
    seen: list[str] = []
    page = browser.new_page()
    page.set_default_timeout(WAIT)
    page.on("response", lambda response: seen.append(_text_of(response)))
    page.goto(f"{site}/en/")
    page.wait_for_selector("#preview img")
    page.locator("button[role=tab]").nth(2).click()
    page.locator("#test-model").click()
    page.wait_for_function("document.body.innerText.toLowerCase().includes('model')")
    assert SECRET not in page.content()
    assert not any(SECRET in text for text in seen)
    page.close()


def test_files_outside_are_not_served(site: str) -> None:
    import httpx

    for path in ("/en/gradio_api/file=/etc/passwd", "/en/gradio_api/file=../../pyproject.toml"):
        assert httpx.get(site + path).status_code in (403, 404)


def test_an_upload_over_the_limit_is_refused(site: str) -> None:
    import httpx

    body = b"x" * (51 * 1024 * 1024)
    answer = httpx.post(f"{site}/en/gradio_api/upload", files={"files": ("big.csv", body)}, timeout=60)
    assert answer.status_code in (400, 413)


def _type_into(page: Any, cell: Any, text: str) -> None:
    cell.dblclick()
    page.keyboard.press("Control+A")
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def _text_of(response: Any) -> str:
    from playwright.sync_api import Error

    try:
        return str(response.text()) if "image" not in response.headers.get("content-type", "") else ""
    except (Error, UnicodeDecodeError):
        return ""
