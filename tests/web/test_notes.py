"""What the page tells: in its own language, without the server's folders, with nothing of the command line."""

from __future__ import annotations

import logging
import tempfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from avatar.catalog.product import read_catalog
from avatar.config import ModelSettings
from avatar.errors import ModelError, PictureError, SheetError, VoiceError
from avatar.face.presenter import load_presenter
from avatar.speech.chain import Chain
from avatar.speech.voice import open_voice
from avatar.types import Speech
from avatar.words.llm import Model
from web.notes import note, progress_bar, reason, told, verdict
from web.texts import Texts

ZH, EN = Texts("zh"), Texts("en")


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("{id: a, name: A, price: 99元起}", "不是价格；请只写数字"),
        ("{id: a, name: A, price: -1}", "小于零；请写 0 或以上"),
        ("{id: a, name: A, price: 1, stock: -2}", "小于零；请写 0 或以上，不清楚就留空"),
        ("{id: a, price: 1}", "缺少名称"),
        ("{id: a, name: A}", "缺少售价"),
        ("{id: a, name: A, price: 1}\n- {id: a, name: B, price: 2}", "重复；请改掉一个"),
        ("{id: a, name: A, price: 1, images: [none.png]}", "请把图片和商品表一起上传"),
        ("{id: a, name: A, price: 1, prise: 2}", "不认识的项目"),
        ("{id: a, name: A, price: 9, list_price: 3}", "低于售价"),
    ],
)
def test_mistakes_in_a_sheet_are_said_in_chinese(tmp_path: Path, row: str, words: str) -> None:
    sheet = tmp_path / "店.yaml"
    sheet.write_text(f"products:\n- {row}\n", "utf-8")
    with pytest.raises(SheetError) as caught:
        read_catalog(sheet)
    assert words in reason(ZH, caught.value)


def test_a_file_is_named_without_the_servers_folders() -> None:
    with tempfile.TemporaryDirectory() as folder:
        deep = Path(folder, "a b", "my photo.png")
        deep.parent.mkdir()
        Image.fromarray(np.full((80, 80, 3), 90, np.uint8)).save(deep)
        with pytest.raises(PictureError) as caught:
            load_presenter(str(deep))
    assert reason(ZH, caught.value).startswith("my photo.png: 没有找到人脸；")
    assert reason(EN, caught.value).startswith("my photo.png: no face found; ")


@pytest.mark.parametrize(
    ("message", "words"),
    [
        (
            "2 faces found; crop the photo to one person (--face N, with talk or presenter new, takes one: 1 at x 9)",
            "2 张人脸",
        ),
        ("the head is not upright; turn the photo so that the chin is down", "下巴朝下"),
        ("is animated (3 frames); its first frame is used", "动图（3 帧）"),
        ("12000×9000 is scaled down to 3840×2880", "12000×9000 已缩小到 3840×2880"),
        ("the eyes seem closed and will stay so; a photo with open eyes convinces more", "眼睛好像闭着"),
        (
            "something seems to cover the mouth and will move with it; use a photo that shows the whole face",
            "嘴好像被挡住了",
        ),
    ],
)
def test_what_is_said_of_a_photo_is_said_in_chinese(message: str, words: str) -> None:
    said = told(ZH, f"me.jpg: {message}")
    assert words in said
    assert "--" not in said


def test_a_server_that_is_not_there_is_said_in_chinese() -> None:
    with pytest.raises(ModelError) as caught:
        Model(ModelSettings("http://127.0.0.1:9/v1", "some-model", "sk-key")).check()
    assert reason(ZH, caught.value).startswith("连不上 ")


def test_the_missing_natural_voice_is_a_soft_note() -> None:
    class Nobody:
        name, languages = "edge", None

        def speak(self, text: str, language: str) -> Speech:
            raise VoiceError("the speech service answered 503")

    warnings: list[str] = []
    embedded = open_voice("espeak", "zh", None, warnings.append)
    Chain("auto", [Nobody(), embedded], embedded.can, warnings.append).speak("你好", "zh")
    assert note(ZH, warnings * 2) == "<p class='note'>声音 edge 现在不可用，已改由 espeak:+warm 来说。</p>"
    assert "--" not in note(EN, warnings)
    assert note(EN, warnings).startswith("<p class='note'>The voice edge ")
    assert note(ZH, []) == ""


def test_a_fault_of_ours_is_logged_and_not_shown(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR)
    said = reason(EN, ValueError("inner secret"))
    assert "inner secret" not in said
    assert "inner secret" in caplog.text


def test_what_people_typed_cannot_become_html() -> None:
    for shown in (note(EN, ["<b>x"]), verdict(False, "<b>x"), progress_bar(0.5, "<b>x")):
        assert "<b>x" not in shown
        assert "&lt;b&gt;x" in shown


def test_a_message_without_a_translation_stays_as_it_is() -> None:
    assert told(ZH, "shop.yaml: something new; mend it") == "shop.yaml: something new; mend it"
