"""One field of a product at a time: what a sheet says in, a checked value out, or one line naming place and mend.

Sheets hand over text (numbers too, exactly as written: `19.90`, `007`), lists,
mappings or None; a text stands for a list where its parts are split by `|` or line
breaks, which is how tables write lists.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from math import isnan
from pathlib import Path

from avatar.catalog.money import CURRENCIES
from avatar.errors import SheetError
from avatar.language import primary
from avatar.nearest import nearest
from avatar.types import Coupon, Faq

MAX_TEXT = 2_000
MAX_ITEMS = 50
MAX_PRICE = Decimal(10) ** 9
_PRICE = re.compile(r"(\d+|\d{1,3}(,\d{3})+)(\.\d{1,4})?")
_COUNT = re.compile(r"(\d+|\d{1,3}(,\d{3})+)(\.0+)?")
_ID = re.compile(r"\w[\w.\-]{0,63}")
_LIST_SPLIT = re.compile(r"[|｜\r\n]+")
_PAIR_SPLIT = re.compile(r"\s*[:：]\s*")
_QUESTION = re.compile(r"(.+?[?？])\s*(.+)", re.DOTALL)
_INVISIBLE = dict.fromkeys(map(ord, "\ufeff\u200b\u2060"), " ")
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_WEB = re.compile(r"(?i)(https?:)?//")
_CURRENCY_WORDS = {
    "RMB": "CNY", "CNH": "CNY", "¥": "CNY", "￥": "CNY", "元": "CNY", "人民币": "CNY",
    "$": "USD", "US$": "USD", "美元": "USD", "€": "EUR", "欧元": "EUR", "£": "GBP", "英镑": "GBP",
    "港币": "HKD", "港元": "HKD", "HK$": "HKD", "新台币": "TWD", "NT$": "TWD", "日元": "JPY",
}  # fmt: skip


@dataclass(frozen=True)
class Place:
    """Where a product stands (`shop.yaml: line 12`), and where each of its fields does when that is known."""

    text: str
    fields: Mapping[str, str] = field(default_factory=dict)

    def of(self, name: str) -> str:
        """The place of a field, as an error begins: `shop.yaml: line 14: price`."""
        return f"{self.fields.get(name, self.text)}: {name}"


def guess(word: str, known: Iterable[str]) -> str:
    """` (did you mean 'price'?)`, or nothing where none is near."""
    near = nearest(word, known)
    return f" (did you mean {near!r}?)" if near else ""


def shown(value: object) -> str:
    """A value as an error quotes it, never longer than a line."""
    text = value if isinstance(value, str) else str(value)
    text = text if len(text) <= 40 else text[:39] + "…"
    return f'"{text}"' if isinstance(value, str) else text


def empty(value: object) -> bool:
    """Whether a sheet left the field open."""
    nothing = value is None or (isinstance(value, float) and isnan(value))
    return nothing or (isinstance(value, str) and not value.strip())


def text(value: object, place: str) -> str:
    """One line of text, blanks collapsed; raises SheetError: not text, empty, too long, control characters."""
    if not isinstance(value, (str, int, float, Decimal)) or isinstance(value, bool):
        raise SheetError(f"{place}: must be text, not {_kind(value)}")
    # files are read without floats; a table on a page may hold them, with 15 true digits
    written = f"{value:.15g}" if isinstance(value, float) else str(value)
    line = " ".join(written.translate(_INVISIBLE).split())
    if not line:
        raise SheetError(f"{place}: is empty; fill it in or leave it out")
    if len(line) > MAX_TEXT:
        raise SheetError(f"{place}: {len(line):,} characters is too long; use at most {MAX_TEXT:,}")
    for character in line:
        if unicodedata.category(character) in ("Cc", "Cs") or character in _BIDI:
            raise SheetError(f"{place}: holds the control character U+{ord(character):04X}; delete it")
    return line


def identity(value: object, place: str) -> str:
    """An id, fit to be part of a file name."""
    line = text(value, place)
    if not _ID.fullmatch(line):
        raise SheetError(f"{place}: {shown(line)} is no id; use up to 64 letters, digits, '-', '_' and '.', no blanks")
    return line


def price(value: object, place: str) -> Decimal:
    """A price in the digits it was written with."""
    line = unicodedata.normalize("NFKC", text(value, place))
    if line.startswith("-"):
        raise SheetError(f"{place}: {shown(line)} is below zero; write 0 or more")
    if not _PRICE.fullmatch(line):
        raise SheetError(
            f"{place}: {shown(line)} is not a price; write digits alone, at most 4 decimals, as in 99 or 19.90"
        )
    amount = Decimal(line.replace(",", ""))
    if amount >= MAX_PRICE:
        raise SheetError(f"{place}: {shown(line)} is not a believable price; write less than {MAX_PRICE:,}")
    return amount


def count(value: object, place: str) -> int:
    """A number of pieces."""
    line = unicodedata.normalize("NFKC", text(value, place))
    if line.startswith("-"):
        raise SheetError(f"{place}: {shown(line)} is below zero; write 0 or more, or leave it empty when unknown")
    if not _COUNT.fullmatch(line) or len(line) > 12:
        raise SheetError(f"{place}: {shown(line)} is not a number of pieces; write digits alone, as in 120")
    return int(Decimal(line.replace(",", "")))


def currency(value: object, place: str) -> str:
    """An ISO 4217 code; the everyday signs of common currencies are understood."""
    line = text(value, place).upper()
    code = _CURRENCY_WORDS.get(line, line)
    if code not in CURRENCIES:
        hint = guess(code, sorted(CURRENCIES))
        raise SheetError(f"{place}: {shown(line)} is no currency; write its three letters, as in CNY or USD{hint}")
    return code


def language(value: object, place: str) -> str:
    """The primary tag of a language: `zh-CN` gives `zh`."""
    tag = primary(text(value, place))
    if not re.fullmatch(r"[a-z]{2,3}", tag):
        raise SheetError(f"{place}: {shown(value)} is no language; write its short tag, as in zh or en")
    return tag


def texts(value: object, place: str) -> tuple[str, ...]:
    """A list of lines."""
    return tuple(text(item, _nth(place, number)) for number, item in enumerate(_items(value, place), 1))


def pairs(value: object, place: str) -> dict[str, str]:
    """Names and values: a mapping, or `name: value` items."""
    if isinstance(value, Mapping):
        entries = [(text(key, place), item) for key, item in value.items()]
    else:
        entries = [_pair(text(item, _nth(place, number)), place) for number, item in enumerate(_items(value, place), 1)]
    if len(entries) > MAX_ITEMS:
        raise SheetError(f"{place}: {len(entries)} entries are too many; use at most {MAX_ITEMS}")
    found: dict[str, str] = {}
    for key, item in entries:
        if key in found:
            raise SheetError(f"{place}: {shown(key)} is named twice; keep one")
        found[key] = text(item, f"{place}: {key}")
    return found


def questions(value: object, place: str) -> tuple[Faq, ...]:
    """Questions with answers: mappings, or `question? answer` items."""
    return tuple(_faq(item, _nth(place, number)) for number, item in enumerate(_items(value, place), 1))


def coupons(value: object, place: str) -> tuple[Coupon, ...]:
    """Offers in the shop's words: texts, or mappings of `text` and, if wanted, `until` (the last day)."""
    return tuple(_coupon(item, _nth(place, number)) for number, item in enumerate(_items(value, place), 1))


def day(value: object, place: str) -> date:
    """A day of the calendar, `2026-12-31`."""
    line = text(value, place)
    try:
        return date.fromisoformat(line.replace("/", "-"))
    except ValueError as error:
        raise SheetError(f"{place}: {shown(line)} is no day; write it as in 2026-12-31") from error


def pictures(value: object, place: str, folder: Path | None) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    """The picture files named, and the web addresses among them, which are not fetched.

    A file must exist and lie inside the sheet's folder, symbolic links followed:
    a sheet from elsewhere cannot reach into the rest of the disk.
    """
    files: list[Path] = []
    web: list[str] = []
    for name in texts(value, place):
        if _WEB.match(name):
            web.append(name)
        else:
            files.append(_picture(name, place, folder))
    return tuple(files), tuple(web)


def _picture(name: str, place: str, folder: Path | None) -> Path:
    if folder is None:
        raise SheetError(f"{place}: {shown(name)} cannot be found without the sheet's folder; add the picture itself")
    path = folder / name.replace("\\", "/")
    try:
        inside = path.resolve().is_relative_to(folder.resolve())
        exists = inside and path.is_file()
    except (OSError, ValueError, RuntimeError) as error:
        raise SheetError(f"{place}: {shown(name)} is not a file name") from error
    if not inside:
        raise SheetError(f"{place}: {shown(name)} is outside the sheet's folder; put the picture beside the sheet")
    if not exists:
        raise SheetError(f"{place}: {shown(name)} does not exist in {folder}; put it there or correct the name")
    return path


def _faq(item: object, place: str) -> Faq:
    if not isinstance(item, Mapping):
        line = text(item, place)
        match = _QUESTION.fullmatch(line)
        if not match:
            raise SheetError(f"{place}: {shown(line)} has no answer; write 'question? answer'")
        return Faq(match[1].strip(), match[2].strip())
    unknown = [str(key) for key in item if key not in ("question", "answer")]
    if unknown:
        raise SheetError(f"{place}: unknown key {unknown[0]!r}; write question: and answer:")
    for key in ("question", "answer"):
        if empty(item.get(key)):
            raise SheetError(f"{place}: has no {key}; write question: and answer:")
    return Faq(text(item["question"], f"{place}: question"), text(item["answer"], f"{place}: answer"))


def _coupon(item: object, place: str) -> Coupon:
    if not isinstance(item, Mapping):
        return Coupon(text(item, place))
    unknown = [str(key) for key in item if key not in ("text", "until")]
    if unknown or empty(item.get("text")):
        wrong = f"unknown key {unknown[0]!r}" if unknown else "has no text"
        raise SheetError(f"{place}: {wrong}; write text: and, if it ends, until:")
    until = None if empty(item.get("until")) else day(item["until"], f"{place}: until")
    return Coupon(text(item["text"], f"{place}: text"), until)


def _items(value: object, place: str) -> list[object]:
    if isinstance(value, str):
        items: list[object] = [part for part in _LIST_SPLIT.split(value) if part.strip()]
    elif isinstance(value, (list, tuple)):
        items = list(value)
    else:
        raise SheetError(f"{place}: must be a list, not {_kind(value)}")
    if len(items) > MAX_ITEMS:
        raise SheetError(f"{place}: {len(items)} entries are too many; use at most {MAX_ITEMS}")
    return items


def _pair(line: str, place: str) -> tuple[str, str]:
    parts = _PAIR_SPLIT.split(line, maxsplit=1)
    if len(parts) < 2 or not all(parts):
        raise SheetError(f"{place}: {shown(line)} is no pair; write 'name: value'")
    return parts[0], parts[1]


def _nth(place: str, number: int) -> str:
    return f"{place} {number}"


def _kind(value: object) -> str:
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, (list, tuple)):
        return "a list"
    if value is None or isinstance(value, bool):
        return {None: "nothing", True: "true", False: "false"}[value]
    return shown(value)
