"""`avatar ask` as a person and a program meet it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from avatar.catalog.product import example_sheet
from avatar.cli import run
from tests.adversary import adversary


@pytest.fixture(autouse=True)
def own_folders(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for kind in ("DATA", "CONFIG", "CACHE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(tmp_path / kind))
    for name in ("OPENAI_BASE_URL", "OPENAI_API_KEY", "OPENAI_MODEL"):
        monkeypatch.delenv(name, raising=False)


def test_the_list_of_a_sheet_that_is_not_there_is_not_empty_but_a_mistake(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert run(["ask", str(tmp_path / "shpo.yaml"), "--open"]) == 2
    assert "shpo.yaml: there is no such sheet" in capsys.readouterr().err
    assert not (tmp_path / "DATA").exists()


def asked(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert run(["ask", str(example_sheet("en")), *arguments]) == 0
    return capsys.readouterr().out


def test_the_answer_as_text_and_as_data(capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(capsys, "how heavy is the lamp?") == "Weight: 780 g.\n"
    answer = json.loads(asked(capsys, "how heavy is the lamp?", "--json"))
    assert answer == {
        "text": "Weight: 780 g.",
        "sources": ["spec: Weight"],
        "fallback": False,
        "facts": [{"source": "spec: Weight", "text": "Weight: 780 g", "place": "shop.en.yaml: foldmoon-lamp"}],
        "product": "foldmoon-lamp",
    }


def test_two_processes_remember_a_viewer(capsys: pytest.CaptureFixture[str]) -> None:
    asked(capsys, "how heavy is the lamp?", "--viewer", "anna")
    assert asked(capsys, "and the scarf?", "--viewer", "anna") == "Weight: 160 g.\n"
    assert asked(capsys, "and the scarf?", "--viewer", "ben") != "Weight: 160 g.\n"


def test_what_nobody_could_answer_is_listed_and_taken_off(capsys: pytest.CaptureFixture[str]) -> None:
    assert json.loads(asked(capsys, "does the lamp have bluetooth?", "--json"))["fallback"]
    assert "does the lamp have bluetooth?" in asked(capsys, "--open")
    number = json.loads(asked(capsys, "--open", "--json"))[0]["number"]
    assert asked(capsys, "--done", str(number)) == "done: does the lamp have bluetooth?\n"
    assert asked(capsys, "--open") == "no open questions\n"


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ((), "How much is it?"),
        (("how much", "--product", "lamb"), "lamp"),
        (("how much", "--language", "tlh"), "zh or en"),
        (("--done", "7"), "--open"),
    ],
)
def test_a_mistake_is_one_line_with_its_mend(
    arguments: tuple[str, ...], named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["ask", str(example_sheet("en")), *arguments]) == 2
    said = capsys.readouterr().err.strip()
    assert named in said
    assert "\n" not in said


def test_what_a_model_took_is_told(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    with adversary("liar-in-digits") as model:
        monkeypatch.setenv("OPENAI_BASE_URL", model.url)
        monkeypatch.setenv("OPENAI_MODEL", "liar")
        assert run(["ask", str(example_sheet("en")), "how heavy is the lamp?"]) == 0
    told = capsys.readouterr()
    assert told.out == "Weight: 780 g.\n"
    assert re.search(r"note: the language model: [12] requests, (about )?[\d,]+ \+ [\d,]+ tokens", told.err)
