"""The house stands as it was drawn: who may import whom, what loads at import, and a clean style."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# lowest floor first; a module may import from its own room and from any lower floor
FLOORS: list[set[str]] = [
    {"avatar.errors", "avatar.nearest", "avatar.daemons"},
    {"avatar.types", "avatar.workplace", "avatar.configkeys"},
    {"avatar.language", "avatar.terms", "avatar.consent"},
    {"avatar.catalog", "avatar.config"},
    {"avatar.keys"},
    {"avatar.words", "avatar.speech", "avatar.face", "avatar.stage", "avatar.output"},
    {"avatar.performance", "avatar.makings"},
    {"avatar.render", "avatar.talk", "avatar.doctor"},
    {"avatar.batch"},
    {"web", "scripts"},
    {"avatar.commands"},
    {"avatar.cli"},
    {"avatar.__main__"},
]
ROOMS = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
ALONE = {"mediapipe": "avatar/face/landmarks.py", "openai": "avatar/words/llm.py"}
HEAVY = (
    *("torch", "gradio", "mediapipe", "openai", "edge_tts", "matplotlib", "pandas", "aiohttp", "httpx", "keyring"),
    *("jieba", "pypinyin", "opencc", "spellchecker", "snowballstemmer", "wetext", "num2words"),
    *("pypdfium2", "docx", "lxml", "piper", "onnxruntime"),
)


def files() -> list[Path]:
    return sorted(path for top in ("avatar", "web", "scripts") for path in (ROOT / top).rglob("*.py"))


def imports(path: Path) -> set[str]:
    """Every module that a file imports outside `if TYPE_CHECKING`, wherever in the file."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def room_of(module: str) -> str | None:
    return next((room for room in ROOMS if module == room or module.startswith(f"{room}.")), None)


def test_a_file_imports_only_from_its_room_or_from_below() -> None:
    wrong = []
    for path in files():
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        own = room_of(module)
        for name in imports(path):
            other = room_of(name)
            if own and other and other != own and ROOMS[other] >= ROOMS[own]:
                wrong.append(f"{module} imports {name}")
    assert not wrong


def test_every_module_of_the_house_has_a_floor() -> None:
    modules = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in files()]
    assert [module for module in modules if room_of(module) is None] == ["avatar.__init__"]


@pytest.mark.parametrize(("package", "file"), ALONE.items())
def test_only_one_file_knows_the_package(package: str, file: str) -> None:
    users = [
        path.relative_to(ROOT).as_posix()
        for path in files()
        if any(name == package or name.startswith(f"{package}.") for name in imports(path))
    ]
    assert users == [file]


def test_the_core_imports_light() -> None:
    code = (
        "import sys, avatar.render, avatar.batch, avatar.doctor, avatar.cli\n"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("package", ["avatar", "web"])
def test_every_data_file_is_packed_with_its_package(package: str) -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    packed = {
        path for kept in settings["tool"]["setuptools"]["package-data"][package] for path in (ROOT / package).glob(kept)
    }
    there = {path for path in (ROOT / package).rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    assert [path for path in sorted(there - packed) if path.suffix != ".py"] == []


@pytest.mark.parametrize("command", [["ruff", "check", "."], ["ruff", "format", "--check", "."], ["mypy"]])
def test_the_style_is_clean(command: list[str]) -> None:
    done = subprocess.run([sys.executable, "-m", *command], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
