"""`avatar write`: scripts, one line anew, and shows on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from avatar.catalog.product import example_sheet
from avatar.cli import run
from avatar.words.script import script_from_json

ZH = str(example_sheet("zh"))


def printed(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out


def test_a_show_is_json_of_segments_with_their_starts(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["write", ZH, "--show", "mist-mug,foldmoon-lamp", "--minutes", "4", "--seconds", "60", "--json"]) == 0
    show = json.loads(printed(capsys))
    segments = show["segments"]
    assert [segment["product_id"] for segment in segments[:3]] == ["mist-mug", "foldmoon-lamp", "mist-mug"]
    assert [segment["start"] for segment in segments] == sorted(segment["start"] for segment in segments)
    assert 240 <= show["seconds"] < 320
    assert segments[1]["lines"][0]["kind"] == "transition"
    script_from_json(json.dumps(segments[1]))  # a segment is a script that may be rendered


def test_a_line_is_written_anew_and_the_rest_stays(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["write", ZH, "--product", "mist-mug", "--json"]) == 0
    text = printed(capsys)
    (tmp_path / "script.json").write_text(text, "utf-8")
    old = script_from_json(text)
    for number, line in enumerate(old.lines, 1):
        assert run(["write", ZH, "--script", str(tmp_path / "script.json"), "--line", str(number)]) == 0
        new = script_from_json(printed(capsys))
        assert new.lines[number - 1].kind == line.kind
        assert new.lines[number - 1].text not in [each.text for each in old.lines]
        assert new.lines[: number - 1] + new.lines[number:] == old.lines[: number - 1] + old.lines[number:]


@pytest.mark.parametrize("seconds", [10, 15])
def test_short_scripts_name_the_product_and_its_price(seconds: int, capsys: pytest.CaptureFixture[str]) -> None:
    for language in ("zh", "en"):
        sheet = str(example_sheet(language))
        assert run(["write", sheet, "--product", "cloudweft-scarf", "--seconds", str(seconds)]) == 0
        said = printed(capsys)
        assert "云缕" in said or "Cloudweft" in said
        assert "198" in said or "38.50" in said


@pytest.mark.parametrize(
    ("arguments", "mend"),
    [
        (["--script", "x.json"], "--line N go together"),
        (["--line", "2"], "--line N go together"),
        (["--minutes", "5"], "--show all"),
        (["--show", "all", "--product", "mist-mug"], "leave --product"),
        (["--show", "mist-mgu"], "mist-mug"),
        (["--platform", "douyinn"], "douyin"),
        (["--language", "tlh"], "ja, ko, es, de, fr"),
    ],
)
def test_what_cannot_be_written_is_one_line(
    arguments: list[str], mend: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["write", ZH, *arguments]) == 2
    said = [line for line in capsys.readouterr().err.splitlines() if not line.startswith("note: ")]
    assert len(said) == 1
    assert mend in said[0]


def test_a_sheet_with_little_to_say_makes_a_shorter_show_and_says_so(
    sheet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["write", str(sheet), "--show", "all", "--minutes", "60"]) == 0
    streams = capsys.readouterr()
    assert "nothing new to say" in streams.err
    lines = [line.split(maxsplit=1)[1] for line in streams.out.splitlines() if line and not line.startswith("#")]
    assert len(set(lines)) == len(lines)


def test_a_platforms_own_rules_hold(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shop = tmp_path / "shop.yaml"
    shop.write_text(
        "language: zh\nproducts:\n- {id: a, name: 木梳, price: 19, selling_points: [手工打磨, 淘宝同款木料]}\n", "utf-8"
    )
    for options, told in ((["--platform", "douyin"], False), ([], True)):
        assert run(["write", str(shop), "--style", "plain", *options]) == 0
        streams = capsys.readouterr()
        assert ("淘宝" in streams.out) is told
        assert ("selling point 2" in streams.err) is not told
