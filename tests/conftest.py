"""What every test may ask for."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from decimal import Decimal
from pathlib import Path

import pytest

from avatar.types import Line, Product, Script

os.environ["AVATAR_CONFIG"] = os.devnull  # nobody's own settings reach a test …
os.environ["XDG_DATA_HOME"] = tempfile.mkdtemp(prefix="avatar-tests-")  # … nor presenters
os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp(prefix="avatar-tests-")  # … nor speech
for _kind in ("DATA", "CACHE"):
    atexit.register(shutil.rmtree, os.environ[f"XDG_{_kind}_HOME"], ignore_errors=True)
for _name in (
    *("OPENAI_BASE_URL", "OPENAI_API_KEY", "OPENAI_MODEL", "AVATAR_VOICE", "AVATAR_PRODUCER"),
    *("AVATAR_SPEECH_URL", "AVATAR_SPEECH_KEY"),
    *(f"OPENAI_{kind}_{what}" for kind in ("EMBEDDING", "VISION") for what in ("MODEL", "BASE_URL", "API_KEY")),
):
    os.environ.pop(_name, None)


@pytest.fixture
def mug() -> Product:
    return Product(
        id="mug",
        name="Harbour Mug",
        price=Decimal("19.90"),
        list_price=Decimal("25"),
        currency="USD",
        stock=40,
        selling_points=("Keeps coffee warm for two hours",),
        specs={"capacity": "350 ml"},
    )


@pytest.fixture
def two_lines() -> Script:
    return Script("mug", "en", (Line("opening", "Hello there."), Line("offer", "It is $19.90 today.")), "test")


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "shop.yaml"
    path.write_text(
        "language: en\ncurrency: USD\nproducts:\n"
        "- {id: mug, name: Harbour Mug, price: 19.90, selling_points: [Keeps coffee warm]}\n"
        "- {id: lamp, name: Desk Lamp, price: 35, selling_points: [Three levels of light]}\n",
        "utf-8",
    )
    return path
