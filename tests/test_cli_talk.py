"""`avatar talk` and `avatar presenter` as a person meets them."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import cv2
import numpy as np
import pytest

from avatar.cli import run
from avatar.face.presenter import load_presenter, own_folder
from avatar.render import RenderJob, RenderResult
from avatar.speech.wav import write_wav
from avatar.talk import TalkJob, TalkResult
from avatar.types import SAMPLE_RATE, Script
from tests.face.conftest import before_wall
from tests.test_cli import one_line

CONSENT = "of: Anna; by: herself; on: 2026-03-01; for: our shop"


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "anna.png"
    cv2.imwrite(str(path), before_wall(load_presenter("mei"), 500))
    return path


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    write_wav(tmp_path / "hello.wav", np.zeros(SAMPLE_RATE // 2, np.float32))
    return tmp_path / "hello.wav"


@pytest.fixture
def kept(tmp_path: Path, photo: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """The folder of a presenter `anna`."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert run(["presenter", "new", "anna", "--photo", str(photo), "--consent", CONSENT, "--title", "Anna A."]) == 0
    capsys.readouterr()
    return own_folder() / "anna"


@pytest.fixture
def talked(monkeypatch: pytest.MonkeyPatch) -> list[TalkJob]:
    """The jobs that the command would have done."""
    jobs: list[TalkJob] = []

    class Noting:
        def __init__(self, settings: object) -> None: ...

        def talk(self, job: TalkJob, out: Path, **_told: object) -> TalkResult:
            jobs.append(job)
            return TalkResult(out, 0.52, 13, (450, 600))

    monkeypatch.setattr("avatar.talk.TalkStudio", Noting)
    return jobs


def test_every_presenter_verb_teaches_with_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    for verb in ("new", "list", "show", "remove"):
        assert run(["presenter", verb, "--help"]) == 0
        assert f"avatar presenter {verb}" in capsys.readouterr().out.split("Example", 1)[1]


def test_every_option_of_talk_reaches_the_job(
    tmp_path: Path, talked: list[TalkJob], capsys: pytest.CaptureFixture[str]
) -> None:
    told = ["--engine", "wav2lip", "--weights", "w.pth", "--fps", "30", "--face", "2", "--still", "--language", "zh"]
    base = ["talk", "--portrait", "mei", "--audio", "a.mp3", "--out", str(tmp_path / "x.mp4")]
    assert run([*base, *told, "--json"]) == 0
    assert talked == [TalkJob("mei", Path("a.mp3"), "wav2lip", Path("w.pth"), 30, 2, True, "zh")]
    assert json.loads(capsys.readouterr().out)["frames"] == 13


@pytest.mark.parametrize(
    ("system", "language"), [({"LANG": "zh_CN.UTF-8"}, "zh"), ({"LC_ALL": "C", "LANG": "zh_CN"}, "en"), ({}, "en")]
)
def test_the_label_speaks_the_language_of_the_system(
    talked: list[TalkJob], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, system: dict[str, str], language: str
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in system.items():
        monkeypatch.setenv(name, value)
    assert run(["talk", "--portrait", "mei", "--audio", "a.mp3", "--out", str(tmp_path / "x.mp4")]) == 0
    assert talked[0].language == language


def test_a_bare_picture_is_told_whose_duty_consent_is_once(
    tmp_path: Path, talked: list[TalkJob], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["talk", "--portrait", "me.jpg", "--audio", "a.mp3", "--out", str(tmp_path / "x.mp4")]) == 0
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 1
    assert said[0].startswith("note: me.jpg: no consent is on record")
    assert not (tmp_path / "x.consent.json").exists()
    assert run(["talk", "--portrait", "mei", "--audio", "a.mp3", "--out", str(tmp_path / "x.mp4")]) == 0
    assert capsys.readouterr().err == ""


def test_a_consent_is_noted_beside_the_video(
    tmp_path: Path, talked: list[TalkJob], capsys: pytest.CaptureFixture[str]
) -> None:
    out = str(tmp_path / "x.mp4")
    assert run(["talk", "--portrait", "me.jpg", "--audio", "a.mp3", "--out", out, "--consent", CONSENT]) == 0
    assert capsys.readouterr().err == ""
    assert json.loads((tmp_path / "x.consent.json").read_text("utf-8"))["by"] == "herself"
    assert run(["talk", "--portrait", "mei", "--audio", "a.mp3", "--out", out, "--consent", CONSENT]) == 0
    assert "a kept presenter has its own record" in capsys.readouterr().err
    assert run(["talk", "--portrait", "me.jpg", "--audio", "a.mp3", "--out", out, "--consent", " "]) == 2
    assert "--consent drawn" in one_line(capsys)


def test_render_says_the_same_of_consent(
    sheet: Path, tmp_path: Path, two_lines: Script, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Rendering:
        def __init__(self, settings: object) -> None: ...

        def render(self, job: RenderJob, out: Path, **_told: object) -> RenderResult:
            return RenderResult(out, out.with_suffix(".srt"), out.with_suffix(".png"), two_lines, 2.0, 50, ("espeak",))

    monkeypatch.setattr("avatar.render.Renderer", Rendering)
    base = ["render", str(sheet), "--product", "mug", "--out", str(tmp_path / "x.mp4"), "--presenter", "me.jpg"]
    assert run(base) == 0
    assert "me.jpg: no consent is on record" in capsys.readouterr().err
    assert run([*base, "--consent", "drawn"]) == 0
    assert capsys.readouterr().err == ""
    assert json.loads((tmp_path / "x.consent.json").read_text("utf-8"))["kind"] == "drawn"


def test_batch_says_it_once_for_all_and_notes_it_once(
    sheet: Path, tmp_path: Path, photo: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    jobs = tmp_path / "jobs.yaml"
    jobs.write_text(f"sheets: {{en: {sheet.name}}}\npresenters: [mei, {photo.name}]\n", "utf-8")
    monkeypatch.setattr("avatar.batch.run_batch", lambda *_arguments, **_named: ())
    monkeypatch.setattr("avatar.cli._print_table", lambda *_arguments: None)
    assert run(["batch", str(jobs), "--out", str(tmp_path / "b")]) == 0
    said = [line for line in capsys.readouterr().err.splitlines() if "consent" in line]
    assert len(said) == 1
    assert photo.name in said[0]
    assert "mei" not in said[0]
    assert run(["batch", str(jobs), "--out", str(tmp_path / "b"), "--consent", CONSENT]) == 0
    assert json.loads((tmp_path / "b" / "consent.json").read_text("utf-8"))["of"] == "Anna"


def test_a_presenter_is_kept_listed_shown_and_removed(kept: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["presenter", "list"]) == 0
    listed = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in listed] == ["kai", "mei", "anna"]
    assert "Anna A." in listed[2]
    assert "your own, with consent" in listed[2]
    assert run(["presenter", "show", "anna"]) == 0
    shown = capsys.readouterr().out
    for words in ("Anna A.", str(kept), CONSENT, "herself", "2026-03-01", "our shop"):
        assert words in shown
    assert run(["presenter", "show", "anna", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["consent"]["of"] == "Anna"
    assert run(["presenter", "remove", "anna"]) == 0
    assert not kept.exists()


def test_a_kept_presenter_talks_and_its_videos_go_with_it(
    kept: Path, sound: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "x.mp4"
    assert run(["talk", "--portrait", "anna", "--audio", str(sound), "--out", str(out)]) == 0
    said = capsys.readouterr()
    assert f"{out}  0.5 s, 374×500" in said.out
    assert said.err == ""
    assert run(["presenter", "remove", "anna"]) == 0
    assert capsys.readouterr().out.splitlines() == [f"removed {out}", "anna  removed, and 1 file made from it"]
    assert not out.exists()


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["presenter", "new", "bea", "--photo", "{photo}"], "--consent"),
        (["presenter", "new", "mei", "--photo", "{photo}", "--consent", "drawn"], "mei"),
        (["presenter", "new", "a/b", "--photo", "{photo}", "--consent", "drawn"], "a/b"),
        (["presenter", "new", "bea", "--photo", "none.jpg", "--consent", "drawn"], "none.jpg"),
        (["presenter", "new", "bea", "--photo", "{sound}", "--consent", "drawn"], "hello.wav"),
        (["presenter", "new", "bea", "--photo", "{photo}", "--consent", "drawn", "--face", "3"], "no face 3"),
        (["presenter", "show", "mie"], "mei"),
        (["presenter", "remove", "mei"], "belongs to the studio"),
        (["presenter", "remove", ".."], ".."),
        (["talk", "--portrait", "{photo}", "--audio", "{photo}", "--out", "{tmp}/x.mp4"], "anna.png: not a sound"),
        (["talk", "--portrait", "{sound}", "--audio", "{sound}", "--out", "{tmp}/x.mp4"], "hello.wav: not a picture"),
        (["talk", "--portrait", "mei", "--audio", "{sound}", "--out", "{tmp}/x.mov"], ".mp4"),
        (["talk", "--portrait", "mei", "--audio", "{sound}"], "--out"),
    ],
)
def test_a_mistake_gets_one_line_and_leaves_nothing(
    arguments: list[str],
    named: str,
    photo: Path,
    sound: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    (tmp_path / "data" / "avatar" / "presenters").mkdir(parents=True)
    before = sorted(tmp_path.rglob("*"))
    assert run([argument.format(photo=photo, sound=sound, tmp=tmp_path) for argument in arguments]) == 2
    assert named in one_line(capsys)
    assert sorted(tmp_path.rglob("*")) == before


def test_several_faces_are_listed_and_one_is_chosen(
    tmp_path: Path, sound: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pair = np.hstack([before_wall(load_presenter(name), 500) for name in ("mei", "kai")])
    cv2.imwrite(str(tmp_path / "pair.png"), pair)
    command = [
        "talk",
        "--portrait",
        str(tmp_path / "pair.png"),
        "--audio",
        str(sound),
        "--out",
        str(tmp_path / "x.mp4"),
    ]
    assert run(command) == 2
    said = one_line(capsys)
    assert "pair.png: 2 faces found" in said
    assert "--face N" in said
    assert "1 at x 1" in said
    assert "2 at x 5" in said
    assert run([*command, "--face", "2"]) == 0


@pytest.mark.parametrize("blow", [signal.SIGINT, signal.SIGTERM])
def test_what_is_stopped_leaves_nothing(blow: signal.Signals, tmp_path: Path) -> None:
    write_wav(tmp_path / "long.wav", np.zeros(120 * SAMPLE_RATE, np.float32))
    folder = tmp_path / "out"
    command = [sys.executable, "-m", "avatar", "talk", "--portrait", "mei", "--audio", str(tmp_path / "long.wav")]
    process = subprocess.Popen([*command, "--out", str(folder / "x.mp4")], stderr=subprocess.PIPE, text=True)
    try:
        end = time.monotonic() + 60
        while not list(folder.glob(".avatar-*")) and time.monotonic() < end:
            time.sleep(0.05)
        time.sleep(0.5)
        process.send_signal(blow)
        _, said = process.communicate(timeout=30)
    finally:
        process.kill()
    assert process.returncode == 130
    assert said.splitlines()[-1] == "avatar: stopped; nothing half-written was kept"
    assert list(folder.iterdir()) == []
