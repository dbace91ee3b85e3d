"""`avatar review` on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from avatar.cli import run
from avatar.types import Line, Script
from avatar.words.script import script_to_json

SHEET = """
products:
  - {id: cup, name: 保温杯, price: 99, stock: 12, selling_points: [库存仅剩 12 件]}
"""


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = run(["review", *arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    path = tmp_path / "lines.txt"
    path.write_text("大家好\n\n这款是国家级工艺\n今天聊杯子，加 微 信：abc12345\n", "utf-8")
    return path


def test_findings_are_told_by_line_and_column(lines: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = printed(capsys, str(lines))
    assert code == 1
    first, second = out.splitlines()
    assert first.startswith(f"{lines}:3:4: absolute-term: '国家级工艺'")
    assert "广告法" in first
    assert first.endswith("say '工艺'")
    assert second.startswith(f"{lines}:4:7: contact: ")
    assert second.endswith("leave it out")


def test_a_clean_text_is_passed_in_silence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "clean.txt"
    path.write_text("这款保温杯容量五百毫升。", "utf-8")
    assert printed(capsys, str(path))[:2] == (0, "")


def test_json_gives_places_and_rewordings(lines: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = printed(capsys, str(lines), "--json", "--language", "en")
    rows = json.loads(out)
    assert code == 1
    assert rows[0] | {"reason": ""} == {
        "line": 3, "column": 4, "end_line": 3, "end_column": 9, "rule": "absolute-term", "found": "国家级工艺",
        "reason": "", "instead": "工艺", "severity": "reword",
    }  # fmt: skip
    assert rows[0]["reason"].startswith("an absolute term")


def test_a_script_is_reviewed_where_it_stands_in_its_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script = Script("cup", "en", (Line("opening", "Hello."), Line("feature", 'Say "hi" to the best mug.')), "template")
    path = tmp_path / "script.json"
    path.write_text(script_to_json(script).replace("best", "\\u0062est"), "utf-8")
    code, out, _ = printed(capsys, str(path), "--json")
    (row,) = json.loads(out)
    assert code == 1
    text = path.read_text("utf-8").splitlines()
    assert text[row["line"] - 1][row["column"] - 1 :].startswith("the \\u0062est")


@pytest.mark.parametrize("suffix", [".srt", ".vtt"])
def test_subtitles_are_reviewed_cue_by_cue(tmp_path: Path, suffix: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / f"captions{suffix}"
    head = "WEBVTT\n\nNOTE the best\n\n" if suffix == ".vtt" else ""
    path.write_text(
        head + "1\n00:00:01,000 --> 00:00:02,000\n看，<i>最</i>\n佳的杯子\n\n2\n00:00:03.000 --> 00:00:04.000\n好\n"
    )
    code, out, _ = printed(capsys, str(path), "--json")
    (row,) = json.loads(out)
    assert code == 1
    assert (row["found"], row["line"], row["column"]) == ("最\n佳", 3 + head.count("\n"), 6)
    assert (row["end_line"], row["end_column"]) == (4 + head.count("\n"), 2)


def test_facts_of_a_sheet_and_own_lists_count(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "shop.yaml").write_text(SHEET, "utf-8")
    (tmp_path / "review.yaml").write_text(
        "groups: [{rule: ours, language: zh, source: 店规, kinds: [line], words: [宝子们]}]", "utf-8"
    )
    path = tmp_path / "lines.txt"
    path.write_text("宝子们，仅剩 12 件", "utf-8")
    assert "false-urgency" in printed(capsys, str(path))[1]
    code, out, _ = printed(capsys, str(path), "--facts", str(tmp_path / "shop.yaml"))
    assert code == 1
    assert [row.split(": ")[1] for row in out.splitlines()] == ["ours"]
    assert "ours" in printed(capsys, str(path), "--rules", str(tmp_path / "review.yaml"))[1]


def test_lines_are_mended_and_comments_masked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "text.txt"
    path.write_text("最好用的杯子\n你个白痴\nsend nudes\n", "utf-8")
    assert printed(capsys, str(path), "--mended")[1] == "很好用的杯子\n你个\n"
    assert printed(capsys, str(path), "--kind", "comment", "--mended")[1] == "最好用的杯子\n你个**\n"


@pytest.mark.parametrize(
    ("content", "arguments", "message"),
    [
        (None, (), "cannot be read"),
        (b"", (), "is empty"),
        (b"\x00\x01\x02", (), "not a text"),
        (b"a line\n" * 800_000, (), "larger than 5 MB"),
        (b'{"lines": 3}', (), "'product_id' must be text"),
        (b"ok", ("--platform", "doyin"), "did you mean 'douyin'"),
        (b"ok", ("--rules", "nowhere.yaml"), "there is no such file"),
        (b"ok", ("--kind", "poem"), "'poem'"),
    ],
)
def test_bad_input_is_told_in_one_line(
    tmp_path: Path, content: bytes | None, arguments: tuple[str, ...], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "lines.txt"
    if content is not None:
        path.write_bytes(content)
    code, out, err = printed(capsys, str(path), *arguments)
    assert (code, out) == (2, "")
    assert message in err
    assert len(err.splitlines()) == 1


def test_a_gb18030_file_is_read_with_a_note(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "lines.txt"
    path.write_bytes("这款是国家级工艺".encode("gb18030"))
    code, out, err = printed(capsys, str(path))
    assert code == 1
    assert ":1:4:" in out
    assert "GB18030" in err
