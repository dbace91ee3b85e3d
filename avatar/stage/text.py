"""Letters on the stage: which font, what it can show, where a row may end, and its ink.

The font is Noto Sans CJK (SIL Open Font Licence), which draws Chinese, Japanese,
Korean, Latin, Greek and Cyrillic alike: the copy in the `mplfonts` package, else the
system's own. Characters it lacks (emoji, mostly) are left out, never drawn as boxes.

Where a row may end follows the rules that matter of Unicode Standard Annex 14 and of
JIS X 4051 (kinsoku): no closing punctuation at the start of a row, no opening
bracket at its end, no break within numbers, prices and Latin words.
"""

from __future__ import annotations

import shutil
import subprocess
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from itertools import accumulate
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from avatar.errors import UsageError
from avatar.types import Pixels

Measure = Callable[[str], float]
"""How wide a character is, as a share of the room one row has."""

FORBIDDEN = float("inf")
"""The cost of a row ending where none may."""
SENTENCE_END, CLAUSE_END, WORD_END, BETWEEN_IDEOGRAPHS, AT_DASH = 0.0, 1.0, 2.0, 3.0, 4.0
"""What it costs to end a row there: the better the place, the less."""

_STOPS = "。！？!?…；;."
_CLAUSES = "，、,：:—"
_SMALL_KANA = "ぁぃぅぇぉっゃゅょァィゥェォッャュョー々"
_CLOSING = set("、。，．・：；！？…—～·”’）」』】》〉〕］｝％‰℃°,.:;!?)]}%~" + _SMALL_KANA)
_OPENING = set("“‘（「『【《〈〔［｛([{¥￥$€£#＃@")
_ELLIPSIS = "…"
_INK = 128  # from this coverage on, a pixel counts as part of a glyph


@dataclass(frozen=True)
class Typeface:
    """One font of a font file."""

    path: Path
    index: int = 0

    def __str__(self) -> str:
        return f"{self.path.stem} ({self.path})"

    def shows(self, char: str) -> bool:
        """Whether the font can draw that character."""
        return ord(char) in _characters(self.path, self.index)

    def at(self, size: int) -> ImageFont.FreeTypeFont:
        """The font at `size` pixels to the em."""
        return _sized(self.path, self.index, size)


@lru_cache(maxsize=1)
def find_font() -> Typeface:
    """The font of everything the studio writes; raises UsageError with the mend when there is none."""
    face = _packaged_font() or _system_font()
    if face is None:
        raise UsageError(
            "no font with Chinese characters was found: pip install mplfonts, or apt install fonts-noto-cjk"
        )
    return face


def _packaged_font() -> Typeface | None:
    package = find_spec("mplfonts")
    for folder in package.submodule_search_locations or () if package else ():
        path = Path(folder) / "fonts" / "NotoSansCJKsc-Regular.otf"
        if path.is_file():
            return Typeface(path)
    return None


def _system_font() -> Typeface | None:
    lister = shutil.which("fc-list")
    if lister is None:
        return None
    command = [lister, "Noto Sans CJK SC:style=Regular", "file", "index"]
    try:
        listing = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    for row in sorted(listing.splitlines()):
        path, _, rest = row.partition(":")
        index = rest.rpartition("index=")[2].strip()
        if Path(path).is_file():
            return Typeface(Path(path), int(index) if index.isdigit() else 0)
    return None


@lru_cache(maxsize=4)
def _characters(path: Path, index: int) -> frozenset[int]:
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

    with TTFont(path, fontNumber=index, lazy=True) as font:
        return frozenset(font.getBestCmap())


@lru_cache(maxsize=64)
def _sized(path: Path, index: int, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(path), size, index=index, layout_engine=ImageFont.Layout.BASIC)


def visible(char: str, face: Typeface) -> str:
    """What is drawn for one character: itself, a plain relative of it (`b` for `𝐛`), or nothing."""
    if char.isspace():
        return " "
    if unicodedata.category(char)[0] == "C":
        return ""
    if face.shows(char):
        return char
    plain = unicodedata.normalize("NFKC", char)
    return plain if plain != char and all(face.shows(each) for each in plain) else ""


def showable(text: str, face: Typeface) -> str:
    """The text as the font can show it, on one line, runs of blanks made one."""
    drawn = "".join(visible(char, face) for char in unicodedata.normalize("NFC", text))
    return " ".join(drawn.split())


def offsets(text: str, face: Typeface, size: int) -> list[float]:
    """Where each character of `text` starts and the last ends, in pixels: len(text) + 1 numbers from 0."""
    return list(accumulate((_advance(char, face, size) for char in text), initial=0.0))


def width(text: str, face: Typeface, size: int) -> float:
    """The width of a row in pixels."""
    return offsets(text, face, size)[-1]


@lru_cache(maxsize=8192)
def _advance(char: str, face: Typeface, size: int) -> float:
    return float(face.at(size).getlength(visible(char, face)))


def break_costs(text: str) -> list[float]:
    """What it costs to end a row before each character of `text` and after its last: len(text) + 1 costs."""
    inner = [_break_cost(text, at) for at in range(1, len(text))]
    return [FORBIDDEN, *inner, SENTENCE_END] if text else [SENTENCE_END]


def _break_cost(text: str, at: int) -> float:
    before, after = text[at - 1], text[at]
    if after.isspace() or after in _CLOSING or before in _OPENING:
        return FORBIDDEN
    if before.isspace():
        return _cost_after(_last_mark(text, at), WORD_END)
    if _wide(before) and before in _CLOSING:
        return _cost_after(before, BETWEEN_IDEOGRAPHS)
    if before in "-/–" and after.isalpha():
        return AT_DASH
    if _wide_letter(before) or (_wide_letter(after) and not before.isdigit()):
        return BETWEEN_IDEOGRAPHS
    return FORBIDDEN


def _last_mark(text: str, at: int) -> str:
    while at > 0 and text[at - 1].isspace():
        at -= 1
    return text[at - 1] if at else " "


def _cost_after(mark: str, otherwise: float) -> float:
    if mark in _STOPS:
        return SENTENCE_END
    return CLAUSE_END if mark in _CLAUSES else otherwise


def _wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WFA" and ord(char) > 0xFF


def _wide_letter(char: str) -> bool:
    return char.isalpha() and _wide(char) and not unicodedata.name(char, "").startswith("HANGUL")


def wrap(text: str, measure: Measure, rows: int) -> tuple[str, ...]:
    """`text` in at most `rows` rows no wider than 1 by `measure`, the last ending in dots where it had to be cut."""
    costs = break_costs(text)
    found: list[str] = []
    start = 0
    while start < len(text) and len(found) < rows:
        stop = row_end(text, start, costs, measure)
        if stop < len(text) and len(found) == rows - 1:
            found.append(_cut(text[start:], measure))
            break
        found.append(text[start:stop].strip())
        start = stop
    return tuple(row for row in found if row)


def row_end(text: str, start: int, costs: Sequence[float], measure: Measure) -> int:
    """Where the fullest row beginning at `start` ends; within a word only if the word alone is too wide."""
    used, fits, good = 0.0, start, start
    for at in range(start, len(text)):
        if not text[at].isspace():
            used += measure(text[at])
        elif at > start:
            used += measure(" ")
        if used > 1.0 and not text[at].isspace():
            break
        fits = at + 1
        if costs[fits] != FORBIDDEN:
            good = fits
    return good if good > start else max(fits, start + 1)


def _cut(text: str, measure: Measure) -> str:
    # the font's … stands at mid-height, as Chinese wants it and Latin does not
    mark = _ELLIPSIS if any(map(_wide_letter, text)) else "..."
    room = 1.0 - sum(map(measure, mark))
    kept = sum(1 for total in accumulate(measure(char) for char in text) if total <= room)
    word_start = text.rfind(" ", 0, kept + 1)
    if text[kept - 1 : kept + 1].isalnum() and not _wide_letter(text[kept]) and word_start > kept // 2:
        kept = word_start
    return text[:kept].rstrip(" ，、,.。：:；;-—") + mark


def ink(text: str, face: Typeface, size: int, weight: float = 0.0) -> tuple[Pixels, int, int]:
    """The coverage of a row of text.

    Returns the matte, uint8 [height, width], and in it the x of the text's origin and
    the y of its baseline. `weight` thickens every stroke by that many pixels on both
    sides: the font has no bold cut.
    """
    drawn = "".join(visible(char, face) for char in text)
    margin = int(np.ceil(weight)) + 2
    ascent, descent = int(np.ceil(size * 1.16)), int(np.ceil(size * 0.32))
    room = int(np.ceil(width(text, face, size)))
    matte = Image.new("L", (room + 2 * margin, ascent + descent + 2 * margin))
    pen = ImageDraw.Draw(matte)
    pen.text((margin, margin + ascent), drawn, fill=255, font=face.at(size), anchor="ls", stroke_width=weight)
    return np.asarray(matte), margin, margin + ascent


def ink_rows(text: str, face: Typeface, size: int, weight: float = 0.0) -> tuple[int, int]:
    """The first row above and the first below the glyphs' ink, counted down from the baseline (so the first is < 0)."""
    matte, _, baseline = ink(text, face, size, weight)
    rows = np.flatnonzero((matte >= _INK).any(axis=1))
    if not len(rows):
        return 0, 0
    return int(rows[0]) - baseline, int(rows[-1]) + 1 - baseline


def size_for_ink(text: str, face: Typeface, height: int, weight: float = 0.0) -> int:
    """The smallest size at which the shortest letter of `text` is drawn at least `height` pixels tall."""
    letters = {char for char in text if char.isalnum()}

    def shortest(size: int) -> int:
        spans = (ink_rows(letter, face, size, weight) for letter in letters)
        return min(bottom - top for top, bottom in spans)

    size = height
    while shortest(size) < height:
        size += max(1, (height - shortest(size)) // 2)
    return size
