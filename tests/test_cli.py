"""The command line as a person meets it: help that teaches, one clear line for a mistake, nothing left behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import wave
from pathlib import Path

import pytest

from avatar.cli import run
from avatar.render import RenderJob, RenderResult
from avatar.types import Script
from avatar.words.script import script_from_json
from tests.fakes import chat_server, fails

VERBS = ("render", "batch", "talk", "presenter", "write", "say", "web", "doctor")


def test_every_verb_teaches_with_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    told = capsys.readouterr().out
    for verb in VERBS:
        assert verb in told
        assert run([verb, "--help"]) == 0
        assert f"avatar {verb}" in capsys.readouterr().out.split("Example", 1)[1]


def one_line(capsys: pytest.CaptureFixture[str]) -> str:
    """What was said on stderr, which must be one line and no traceback."""
    said = [line for line in capsys.readouterr().err.splitlines() if not line.startswith("note: ")]
    assert len(said) == 1, said
    return said[0]


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["render", "missing.yaml", "--out", "x.mp4"], "missing.yaml"),
        (["render", "{sheet}", "--out", "{tmp}/x.mp4", "--presenter", "mie"], "mei"),
        (["render", "{sheet}", "--out", "{tmp}/x.mp4", "--scene", "studo"], "studio"),
        (["render", "{sheet}", "--out", "{tmp}/x.mp4", "--voice", "espeek"], "espeak"),
        (["render", "{sheet}", "--out", "{tmp}/x.mp4", "--product", "mgu"], "mug"),
        (["render", "{sheet}", "--out", "{tmp}/x.mp4", "--size", "721x1280"], "722x1280"),
        (["render", "{sheet}", "--out", "{tmp}/x.mp4", "--fps", "29"], "--fps 29"),
        (["render", "{sheet}", "--out", "{tmp}/x.mp4", "--style", "shouting"], "lively"),
        (["render", "{sheet}", "--out", "{tmp}/x.mp4", "--presenter", "{sheet}"], "shop.yaml"),
        (["render", "{sheet}", "--out", "{tmp}/x.avi"], ".mp4"),
        (["render", "{sheet}", "--out", "/proc/none/x.mp4", "--size", "240x426"], "/proc/none"),
        (["render", "{sheet}"], "--out"),
        (["batch", "{sheet}", "--out", "{tmp}/b"], "products"),
        (["write", "{sheet}", "--language", "tlh"], "tlh"),
        (["say", "hello"], "--out"),
        (["say", "😀", "--out", "{tmp}/x.wav", "--voice", "espeak"], "😀"),
        (["say", "สวัสดี", "--out", "{tmp}/x.wav", "--voice", "espeak", "--language", "en"], "en"),
        (["rendr"], "rendr"),
    ],
)
def test_a_mistake_gets_one_line_and_leaves_nothing(
    arguments: list[str], named: str, sheet: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(tmp_path.iterdir())
    code = run([argument.format(sheet=sheet, tmp=tmp_path) for argument in arguments])
    said = one_line(capsys)
    assert code == (1 if "/proc" in " ".join(arguments) else 2), said
    assert named in said
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("products:\n- {id: a, price: 3}\n", "name"),
        ("products:\n- {id: a, name: A, price: 99元起}\n", "99元起"),
        ("products:\n- {id: a, name: A, price: 3, stock: -1}\n", "stock"),
        ("products:\n- {id: a, name: A, price: 3}\n- {id: a, name: B, price: 4}\n", "'a'"),
        ("products:\n- {id: a, name: A, price: 3, prise: 4}\n", "prise"),
        ("a: &a [x,x]\nb: &b [*a,*a]\nproducts: *b\n", "references"),
    ],
)
def test_a_bad_sheet_is_named_with_the_place(
    content: str, named: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(content, "utf-8")
    assert run(["write", str(path)]) == 2
    said = one_line(capsys)
    assert "bad.yaml" in said
    assert named in said


def test_write_prints_lines_and_json_that_render_takes_back(sheet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["write", str(sheet), "--product", "lamp"]) == 0
    assert "$35" in capsys.readouterr().out
    assert run(["write", str(sheet), "--product", "lamp", "--json"]) == 0
    script = json.loads(capsys.readouterr().out)
    assert script["product_id"] == "lamp"
    assert {line["kind"] for line in script["lines"]} >= {"opening", "offer", "call"}


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch, two_lines: Script) -> list[RenderJob]:
    """The jobs that a command would have rendered."""
    jobs: list[RenderJob] = []

    class Noting:
        def __init__(self, settings: object) -> None: ...

        def render(self, job: RenderJob, out: Path, **_told: object) -> RenderResult:
            jobs.append(job)
            script = job.script or two_lines
            return RenderResult(out, out.with_suffix(".srt"), out.with_suffix(".png"), script, 2.0, 50, ("espeak",))

    monkeypatch.setattr("avatar.render.Renderer", Noting)
    return jobs


def test_the_voice_of_the_settings_speaks_where_none_is_named(
    sheet: Path, tmp_path: Path, rendered: list[RenderJob], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AVATAR_VOICE", "espeak:en-us+m3")
    assert run(["render", str(sheet), "--out", str(tmp_path / "x.mp4")]) == 0
    assert run(["render", str(sheet), "--out", str(tmp_path / "x.mp4"), "--voice", "espeak"]) == 0
    assert [job.voice for job in rendered] == ["espeak:en-us+m3", "espeak"]


@pytest.mark.parametrize(
    ("told", "named"),
    [
        (["--product", "mug"], "its product is 'lamp', not 'mug'; leave --product out"),
        (["--language", "zh"], "its language is 'en', not 'zh'; leave --language out"),
    ],
)
def test_a_script_for_something_else_is_not_spoken(
    told: list[str],
    named: str,
    sheet: Path,
    tmp_path: Path,
    rendered: list[RenderJob],
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["write", str(sheet), "--product", "lamp", "--json"]) == 0
    script = tmp_path / "script.json"
    script.write_text(capsys.readouterr().out, "utf-8")
    spoken = ["render", str(sheet), "--out", str(tmp_path / "x.mp4"), "--script", str(script)]
    assert run(spoken) == 0
    assert [job.product.id for job in rendered] == ["lamp"], "the product that the script speaks of is shown"
    capsys.readouterr()
    assert run([*spoken, *told]) == 2
    assert named in one_line(capsys)


def test_voices_are_told_to_programs_and_a_language_without_any_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["say", "--voices", "--language", "zh", "--json"]) == 0
    assert "edge:zh-CN-XiaoxiaoNeural" in [voice["name"] for voice in json.loads(capsys.readouterr().out)]
    assert run(["say", "--voices", "--language", "xx"]) == 2
    assert "xx" in one_line(capsys)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_result_that_nothing_can_take_is_one_line(sheet: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "avatar", "write", str(sheet), "--product", "mug", "--seconds", "15"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr.splitlines() == ["avatar: the result cannot be printed: No space left on device"]


def test_every_option_of_render_reaches_the_job(
    sheet: Path, tmp_path: Path, rendered: list[RenderJob], capsys: pytest.CaptureFixture[str]
) -> None:
    told = ["--product", "lamp", "--presenter", "kai", "--voice", "espeak", "--scene", "home", "--size", "1280x720"]
    told += ["--fps", "30", "--style", "story", "--seconds", "20", "--language", "zh", "--no-music", "--json"]
    told += ["--platform", "douyin"]
    assert run(["render", str(sheet), "--out", str(tmp_path / "x.mp4"), *told]) == 0
    assert json.loads(capsys.readouterr().out)["seconds"] == 2.0
    (job,) = rendered
    assert job == RenderJob(
        *(job.product, "kai", "espeak", "home", "zh", (1280, 720), 30, "story", 20),
        music=False,
        sheet=sheet,
        platform="douyin",
    )
    assert job.product.id == "lamp"


def test_a_script_from_a_file_is_said_in_its_own_language(
    sheet: Path, tmp_path: Path, rendered: list[RenderJob], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["write", str(sheet), "--product", "mug", "--language", "zh", "--json"]) == 0
    script = tmp_path / "script.json"
    script.write_text(capsys.readouterr().out, "utf-8")
    assert run(["render", str(sheet), "--out", str(tmp_path / "x.mp4"), "--script", str(script)]) == 0
    assert rendered[0].script == script_from_json(script.read_text("utf-8"))
    assert (rendered[0].product.id, rendered[0].language) == ("mug", "zh")


def test_the_first_product_is_taken_and_that_is_said(
    sheet: Path, tmp_path: Path, rendered: list[RenderJob], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["render", str(sheet), "--out", str(tmp_path / "x.mp4")]) == 0
    assert (rendered[0].product.id, rendered[0].music) == ("mug", True)
    assert "taking the first of 2 products, 'mug'" in capsys.readouterr().err


@pytest.mark.parametrize(("name", "language"), [("Harbour Mug", "en"), ("港湾马克杯", "zh")])
def test_a_sheet_without_a_language_is_judged_by_its_letters(
    name: str, language: str, tmp_path: Path, rendered: list[RenderJob]
) -> None:
    sheet = tmp_path / "one.yaml"
    sheet.write_text(f"products:\n- {{id: mug, name: {name}, price: 19}}\n", "utf-8")
    assert run(["render", str(sheet), "--out", str(tmp_path / "x.mp4")]) == 0
    assert rendered[0].language == language


def test_a_fault_of_ours_is_told_with_its_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("avatar.doctor.examine", lambda: 1 / 0)
    assert run(["doctor"]) == 1
    said = capsys.readouterr().err
    assert "ZeroDivisionError" in said
    assert said.splitlines()[-1] == "avatar: this is a fault of ours: please report the lines above"


def test_a_model_that_refuses_the_key_is_told_and_the_template_writes(
    sheet: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with chat_server(fails(401)) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.setenv("OPENAI_MODEL", "test-model")
        monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret")
        assert run(["write", str(sheet), "--product", "mug"]) == 0
    said = capsys.readouterr()
    assert "$19.90" in said.out
    assert "401" in said.err or "key" in said.err
    assert "very-secret" not in said.err


def test_say_writes_a_wav_with_the_times_of_words_and_phones(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "hello.wav"
    assert run(["say", "这款杯子只要¥99。", "--voice", "espeak", "--out", str(out), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["language"] == "zh"
    assert "¥99" in "".join(word["text"] for word in told["words"])
    assert told["phones"]
    with wave.open(str(out)) as sound:
        assert (sound.getframerate(), sound.getnchannels()) == (48_000, 1)
        assert sound.getnframes() > 48_000


@pytest.mark.parametrize("blow", [signal.SIGINT, signal.SIGTERM])
def test_a_render_that_is_stopped_leaves_no_file_and_no_ffmpeg(
    blow: signal.Signals, sheet: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    command = [sys.executable, "-m", "avatar", "render", str(sheet), "--voice", "espeak", "--seconds", "120"]
    process = subprocess.Popen([*command, "--out", str(folder / "x.mp4")], stderr=subprocess.PIPE, text=True)
    try:
        _wait_for(lambda: bool(_children(process.pid)))
        time.sleep(0.3)
        ffmpeg = _children(process.pid)
        process.send_signal(blow)
        _, said = process.communicate(timeout=20)
    finally:
        process.kill()
    assert process.returncode == 130
    assert "Traceback" not in said
    assert list(folder.iterdir()) == []
    assert not any(_alive(pid) for pid in ffmpeg)


def test_doctor_names_what_is_missing_with_its_mend(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refused(*_arguments: object, **_named: object) -> None:
        raise OSError("Network is unreachable")

    monkeypatch.setattr("socket.create_connection", refused)
    assert run(["doctor", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    found = {one["part"]: one for one in told["findings"]}
    assert found["ffmpeg"]["ready"]
    assert not found["language model"]["ready"]
    assert "OPENAI_BASE_URL" in found["language model"]["mend"]
    assert any("GPL-3.0" in part["licence"] for part in told["licences"])


def test_the_way_to_a_video_imports_neither_torch_nor_gradio_nor_mediapipe(sheet: Path, tmp_path: Path) -> None:
    code = (
        "import sys; from avatar.cli import run; "
        f"assert run(['render', {str(sheet)!r}, '--voice', 'espeak', '--seconds', '10', '--size', '240x426', "
        f"'--out', {str(tmp_path / 'x.mp4')!r}]) == 0; "
        "sys.exit(str([m for m in ('torch', 'gradio', 'mediapipe', 'openai', 'matplotlib') if m in sys.modules]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr.splitlines()[-1] == "[]", done.stderr


def _children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in listed.read_text().split()] if listed.exists() else []


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"


def _wait_for(happened: object, seconds: float = 60) -> None:
    assert callable(happened)
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def test_a_language_may_name_its_country(sheet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["write", str(sheet), "--product", "mug", "--language", "en-GB"]) == 0
    assert "$19.90" in capsys.readouterr().out
