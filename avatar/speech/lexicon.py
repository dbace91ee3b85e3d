"""A shop's own lexicon: how its names are said.

A file `lexicon.yaml` beside the sheet, or in the settings' folder; one block a language, `any` for all:

    zh:
      Lumora: 露魔拉                       # a brand, as it is spoken
      重庆路: {say: 虫庆路, pinyin: chong2 qing4 lu4}   # pinyin for voices that take it
    en:
      Xiaoyu: shao yoo
    any:
      ACM-9: A C M nine

The longest entry that fits wins. Latin letters and digits only match whole words, in any case, but an
entry in capitals (`US`) matches capitals alone. Captions go on showing what is written. TOML serves as well.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from avatar.catalog.tree import Block, yaml_tree
from avatar.config import settings_path
from avatar.errors import StudioError, UsageError
from avatar.language import primary
from avatar.nearest import hint
from avatar.speech.signs import SAME
from avatar.types import Language

Notation = Literal["pinyin", "ipa"]
"""How else than by spelling some voices can be told what to say."""

NAMES = ("lexicon.yaml", "lexicon.yml", "lexicon.toml")
_EVERYWHERE = "any"
_KEYS = ("say", "pinyin", "ipa")
_LARGEST, _LONGEST_ENTRY, _MOST_ENTRIES = 1_000_000, 200, 5000
_SYLLABLE = re.compile(r"[a-zü]{1,6}[1-5]", re.IGNORECASE)
_LATIN_EDGE = re.compile(r"[A-Za-z\d\u00c0-\u024f]")
_LATIN = "A-Za-z0-9\u00c0-\u024f"


@dataclass(frozen=True)
class Entry:
    """How one written form is said; `pinyin` (syllables with tone digits) and `ipa` where the shop gave them."""

    written: str
    say: str
    pinyin: str | None = None
    ipa: str | None = None

    def in_notation(self, notation: Notation | None) -> str | None:
        """What a voice that takes the notation is told; None where the shop told no such thing."""
        return {"pinyin": self.pinyin, "ipa": self.ipa}[notation] if notation else None


@dataclass(frozen=True)
class Lexicon:
    """Entries by language; `revision` changes with anything that changes what is said ("" where there are none)."""

    entries: Mapping[Language, tuple[Entry, ...]]
    revision: str = ""

    def pattern(self, language: Language) -> re.Pattern[str] | None:
        """What finds every written form of a language, the longest first; None where it has none."""
        known = self._of(language)
        return re.compile("|".join(map(_found, known))) if known else None

    def entry(self, language: Language, found: str) -> Entry:
        """The entry that a match of the pattern belongs to."""
        known = self._of(language)
        return next((entry for entry in known if entry.written == found), None) or next(
            entry for entry in known if re.fullmatch(_found(entry), found)
        )

    def _of(self, language: Language) -> list[Entry]:
        """The entries of a language before those of all, the longest first."""
        own, common = self.entries.get(language, ()), self.entries.get(_EVERYWHERE, ())
        return sorted((*own, *common), key=lambda entry: -len(entry.written))


NO_LEXICON = Lexicon({})


def find_lexicon(sheet: Path | None) -> Lexicon:
    """The lexicon beside a sheet, else the one in the settings' folder, else none; raises UsageError for a bad one."""
    folders = [*([sheet.parent] if sheet else []), settings_path().parent]
    for path in (folder / name for folder in folders for name in NAMES):
        if path.is_file():
            return read_lexicon(path)
    return NO_LEXICON


def read_lexicon(path: Path) -> Lexicon:
    """The lexicon in a YAML or TOML file; raises UsageError naming the file, the place and the mend."""
    content = _content(path)
    tree = _toml(content, path) if path.suffix.lower() == ".toml" else _yaml(content, path)
    if not isinstance(tree, dict):
        raise UsageError(
            f"{path}: write a block for each language, such as `zh:` with a line `Lumora: 露魔拉` under it"
        )
    entries: dict[Language, tuple[Entry, ...]] = {}
    for tag, block in tree.items():
        language = _language(tag, tree, path)
        entries[language] = (*entries.get(language, ()), *_entries(tag, block, path, tree))
    if sum(map(len, entries.values())) > _MOST_ENTRIES:
        raise UsageError(f"{path}: has more than {_MOST_ENTRIES} entries; leave out what is said as it is written")
    told = sorted(
        (tag, entry.written, entry.say, entry.pinyin, entry.ipa) for tag, of in entries.items() for entry in of
    )
    return Lexicon(entries, hashlib.sha256(repr(told).encode()).hexdigest()[:16] if told else "")


def _content(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
        if len(data) > _LARGEST:
            raise UsageError(f"{path}: is larger than {_LARGEST // 1_000_000} MB; a lexicon lists names alone")
        return data.decode("utf-8-sig")
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}; name a lexicon.yaml") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: is not text in UTF-8; save it again as UTF-8") from error
    except ValueError as error:
        raise UsageError(f"{str(path)!r}: not a file name") from error


def _yaml(content: str, path: Path) -> Any:
    try:
        return yaml_tree(content, path) or {}
    except StudioError as error:
        raise UsageError(str(error)) from error


def _toml(content: str, path: Path) -> Any:
    try:
        return tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{path}: not valid TOML: {error}") from error


def _language(tag: str, tree: dict[str, Any], path: Path) -> Language:
    language = primary(tag)
    if tag != _EVERYWHERE and not re.fullmatch(r"[a-z]{2,3}", language):
        raise UsageError(f"{_place(path, tree, tag)}: {tag!r} is no language; write zh, en, … or any")
    return language


def _entries(tag: str, block: Any, path: Path, tree: dict[str, Any]) -> Iterator[Entry]:
    if not isinstance(block, dict):
        raise UsageError(f"{_place(path, tree, tag)}: put a line a name under {tag!r}, such as `Lumora: 露魔拉`")
    for written, value in block.items():
        place = _place(path, block, written)
        if not any(letter.isalnum() for letter in written) or len(written) > _LONGEST_ENTRY:
            raise UsageError(f"{place}: {written[:40]!r} is no name; write the word as it stands in the texts")
        yield _entry(written, value if isinstance(value, dict) else {"say": value}, place)


def _entry(written: str, fields: dict[str, Any], place: str) -> Entry:
    for key, value in fields.items():
        if key not in _KEYS:
            raise UsageError(f"{place}: unknown key {key!r}; {hint(key, _KEYS)}")
        if not isinstance(value, str) or not value.strip() or len(value) > _LONGEST_ENTRY:
            raise UsageError(f"{place}: {written!r}: {key} must be a few words of text, not {str(value)[:40]!r}")
    if "say" not in fields or not any(letter.isalnum() for letter in fields["say"]):
        raise UsageError(f"{place}: {written!r} lacks how it is said: add `say: …` in words every voice can read")
    pinyin = fields.get("pinyin")
    if pinyin is not None and not all(_SYLLABLE.fullmatch(syllable) for syllable in pinyin.split()):
        raise UsageError(f"{place}: pinyin {pinyin!r}: write syllables with their tones, such as chong2 qing4")
    return Entry(written.translate(SAME), fields["say"].strip(), pinyin, fields.get("ipa"))


def _found(entry: Entry) -> str:
    """The regular expression of a written form."""
    form = re.escape(entry.written)
    if any(letter.islower() for letter in entry.written):
        form = f"(?i:{form})"
    before = f"(?<![{_LATIN}])" if _LATIN_EDGE.match(entry.written[0]) else ""
    after = f"(?![{_LATIN}])" if _LATIN_EDGE.match(entry.written[-1]) else ""
    return before + form + after


def _place(path: Path, block: dict[str, Any], key: str) -> str:
    line = block.lines.get(key) if isinstance(block, Block) else None
    return f"{path}: line {line}" if line else f"{path}: {key!r}"
