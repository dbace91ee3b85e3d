"""Scenes: where a presenter stands and what is laid around, as data.

A scene is one YAML file and the pictures beside it:

    title: {zh: 明亮演播室, en: Bright studio}
    colours:                      # all as "#rrggbb", all optional
      accent: "#e4393c"           # the price, and what stands out
      card: "#ffffff"             # the product card …
      ink: "#1d1d1f"              # … its name
      muted: "#76767c"            # … its smaller texts
      spoken: "#ffd54a"           # letters of the caption that have been said
    light: [1.0, 0.98, 0.95]      # red, green, blue gains that bring a presenter into this light
    shadow: 0.3                   # darkness of the presenter's soft shadow on the set, 0 … 1
    music: breeze                 # the loop that fits
    upright:                      # for frames taller than wide
      background: studio-upright.jpg
      front: studio-front.webp    # optional, with transparency: laid over the presenter
      figure: [0.0, 0.08, 1.0, 0.92]
      card: [0.05, 0.75, 0.9, 0.19]
      caption: [0.05, 0.62, 0.9, 0.11]
      label: [0.04, 0.025, 0.6, 0.06]
    landscape: …                  # the same keys, for frames at least as wide as tall

Boxes are [left, top, width, height] as shares of the frame. The figure stands on the
bottom of its box, centred; its box may reach below the frame and wider than it. The
label's box says where it starts and how wide it may be; its size is the law's.
"""

from __future__ import annotations

import re
import reprlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from avatar.errors import UsageError
from avatar.nearest import hint
from avatar.stage.paint import Colour
from avatar.types import Language

_HOME = Path(__file__).parent / "scenes"
_MAX_BYTES = 100_000

Pixelbox = tuple[int, int, int, int]
"""Left, top, width, height in pixels."""


@dataclass(frozen=True)
class Box:
    """A rectangle in shares of the frame."""

    left: float
    top: float
    width: float
    height: float

    def pixels(self, size: tuple[int, int]) -> Pixelbox:
        """The rectangle in a frame of that (width, height)."""
        wide, high = size
        left, top = round(self.left * wide), round(self.top * high)
        return left, top, round((self.left + self.width) * wide) - left, round((self.top + self.height) * high) - top


@dataclass(frozen=True)
class Layout:
    """Where things are in frames of one orientation."""

    background: Path
    front: Path | None
    figure: Box
    card: Box
    caption: Box
    label: Box


@dataclass(frozen=True)
class Palette:
    """The colours of what is drawn over the set."""

    accent: Colour = (60, 57, 228)
    card: Colour = (255, 255, 255)
    ink: Colour = (31, 29, 29)
    muted: Colour = (124, 118, 118)
    spoken: Colour = (74, 213, 255)


@dataclass(frozen=True)
class Scene:
    """One scene, checked: its pictures are known to exist. `light` is in OpenCV's order, blue first."""

    id: str
    title: Mapping[Language, str]
    colours: Palette
    light: tuple[float, float, float]
    shadow: float
    music: str | None
    upright: Layout
    landscape: Layout

    def layout(self, size: tuple[int, int]) -> Layout:
        """The layout for a frame of that (width, height)."""
        return self.upright if size[1] > size[0] else self.landscape


def scene_names() -> tuple[str, ...]:
    """The names of the scenes that come with the studio."""
    return tuple(sorted(path.stem for path in _HOME.glob("*.yaml")))


def load_scene(name: str | Path) -> Scene:
    """The scene of that name, or of that YAML file.

    Raises UsageError naming the file, the key and the mend; for an unknown name, the
    nearest known one.
    """
    if isinstance(name, Path) or name.endswith((".yaml", ".yml")) or "/" in name:
        return _read(Path(name))
    if name not in scene_names():
        raise UsageError(f"no scene {_shown(name)}; {hint(name, scene_names())}")
    return _read(_HOME / f"{name}.yaml")


def _read(path: Path) -> Scene:
    sheet = _Table(path, "", _parse(path))
    sheet.only(("title", "colours", "light", "shadow", "music", "upright", "landscape"))
    colours = _Table(path, "colours", sheet.take("colours", _table, {}))
    colours.only(tuple(Palette.__annotations__))
    return Scene(
        id=path.stem,
        title=sheet.take("title", _titles),
        colours=Palette(**{key: colours.take(key, _colour) for key in colours.values}),
        light=sheet.take("light", _light, (1.0, 1.0, 1.0)),
        shadow=sheet.take("shadow", _share, 0.0),
        music=sheet.take("music", _text, None),
        upright=_layout(_Table(path, "upright", sheet.take("upright", _table))),
        landscape=_layout(_Table(path, "landscape", sheet.take("landscape", _table))),
    )


def _parse(path: Path) -> Mapping[str, Any]:
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise UsageError(f"{path}: too large for a scene; at most {_MAX_BYTES:,} bytes")
        found = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(
            f"{path}: no scene can be read there ({error}); name one of {', '.join(scene_names())}"
        ) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise UsageError(f"{path}: not YAML: {error}") from error
    if not isinstance(found, dict) or not all(isinstance(key, str) for key in found):
        raise UsageError(f"{path}: a scene is a table of keys and values, such as title, upright and landscape")
    return found


_REQUIRED: Any = object()


@dataclass(frozen=True)
class _Table:
    """One table of the file and its place in it, for errors that name the place."""

    path: Path
    place: str
    values: Mapping[str, Any]

    def only(self, keys: tuple[str, ...]) -> None:
        for key in self.values:
            if key not in keys:
                raise UsageError(f"{self.path}: {self._at(key)} is not known; {hint(key, keys)}")

    def take(self, key: str, check: Callable[[Any], Any], default: Any = _REQUIRED) -> Any:
        """The checked value of a key; `check` raises ValueError saying what it wants."""
        if self.values.get(key) is None:
            if default is _REQUIRED:
                raise UsageError(f"{self.path}: {self._at(key)} is missing")
            return default
        try:
            return check(self.values[key])
        except ValueError as error:
            raise UsageError(f"{self.path}: {self._at(key)} must be {error}, not {_shown(self.values[key])}") from None

    def picture(self, key: str) -> Path | None:
        """The file named by a key, which must lie in the scene's own folder or below."""
        name = self.take(key, _text, None)
        if name is None:
            return None
        folder = self.path.parent.resolve()
        found: Path = (folder / name).resolve()
        if not found.is_relative_to(folder):
            raise UsageError(
                f"{self.path}: {self._at(key)} {_shown(name)} leads out of the scene's folder; move it there"
            )
        if not found.is_file():
            raise UsageError(f"{self.path}: {self._at(key)}: there is no picture {found}")
        return found

    def _at(self, key: str) -> str:
        return f"{self.place}.{key}" if self.place else _plain(key)


def _plain(key: str) -> str:
    return key if key.isidentifier() else _shown(key)


def _shown(value: object) -> str:
    text = reprlib.repr(value)
    return text if len(text) <= 80 else f"{text[:80]}…"


def _layout(table: _Table) -> Layout:
    table.only(tuple(Layout.__annotations__))
    background = table.picture("background")
    if background is None:
        raise UsageError(f"{table.path}: {table.place}.background is missing")
    return Layout(
        background=background,
        front=table.picture("front"),
        figure=table.take("figure", _loose_box),
        card=table.take("card", _box),
        caption=table.take("caption", _box),
        label=table.take("label", _box),
    )


def _table(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        raise ValueError("a table of keys and values")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip() or "\0" in value:
        raise ValueError("a name")
    return value


def _titles(value: Any) -> dict[str, str]:
    if (
        not isinstance(value, dict)
        or not value
        or not all(isinstance(each, str) for pair in value.items() for each in pair)
    ):
        raise ValueError("a title for each language, such as {zh: 演播室, en: Studio}")
    return value


def _colour(value: Any) -> Colour:
    if not isinstance(value, str) or not re.fullmatch("#[0-9a-fA-F]{6}", value):
        raise ValueError('a colour such as "#e4393c"')
    red, green, blue = bytes.fromhex(value[1:])
    return blue, green, red


def _numbers(value: Any, count: int, low: float, high: float) -> tuple[float, ...]:
    fit = isinstance(value, list) and len(value) == count
    if not fit or not all(isinstance(each, (int, float)) and low <= each <= high for each in value):
        raise ValueError(f"{count} numbers from {low:g} to {high:g} in brackets")
    return tuple(map(float, value))


def _light(value: Any) -> tuple[float, float, float]:
    red, green, blue = _numbers(value, 3, 0.3, 1.7)
    return blue, green, red


def _share(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1:
        raise ValueError("a number from 0 to 1")
    return float(value)


def _loose_box(value: Any) -> Box:
    box = Box(*_numbers(value, 4, -2.0, 3.0))
    if box.width <= 0 or box.height <= 0:
        raise ValueError("a box [left, top, width, height] of some size")
    return box


def _box(value: Any) -> Box:
    box = _loose_box(value)
    if min(box.left, box.top) < 0 or max(box.left + box.width, box.top + box.height) > 1.0001:
        raise ValueError("a box [left, top, width, height] within the frame, in shares of it")
    return box
