"""What may not be said or shown: lists of words, each group with the rule it comes from.

The shipped lists are `rules/*.yaml`; a shop's own have the same form:

    groups:
      - rule: absolute-term            # named in every finding
        language: zh                   # zh or en: how its words are looked for
        source: 中华人民共和国广告法第九条第三项（2021 年修正）
        kinds: [line, answer]          # line, answer, comment
        severity: reword               # reword: the words must go; refuse: the whole text must
        reason: {zh: 绝对化用语, en: a superlative the law forbids}
        platform: douyin               # only for this platform; for all if left out
        unless_stated: false           # true: fine where the shop's facts say the same words
        instead: 优质                   # a lawful rewording; left out: none
        words:                         # `[a|b]` are alternatives; `word: rewording` has its own
          - 国家[级|级的]
          - 最好: 很好
        patterns: ['最(?!后|近)']        # regular expressions, for what no list can hold
        fine: ['最高\\d+流明']           # where a word stands inside a match of these, it is fine
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from pathlib import Path
from typing import Any, Literal, get_args

import yaml

from avatar.catalog.decode import file_bytes
from avatar.config import settings_path
from avatar.errors import UsageError
from avatar.nearest import hint
from avatar.words.chinesewords import ChineseMatcher
from avatar.words.englishwords import EnglishMatcher
from avatar.words.matching import Matcher
from avatar.words.phrases import unfold

Kind = Literal["line", "answer", "comment"]
"""What a text is: a line of a script, an answer to a viewer, or a viewer's comment."""
Severity = Literal["reword", "refuse"]
"""`reword`: the found words must go or be replaced; `refuse`: the whole text may not be said or shown."""

_Loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # written in C where there is one

OWN_LISTS = "review.yaml"
"""The name of a shop's own lists."""

KINDS: tuple[Kind, ...] = get_args(Kind)
_SEVERITIES: tuple[Severity, ...] = get_args(Severity)
_LANGUAGES = ("zh", "en")
_KEYS = (
    "rule",
    "language",
    "source",
    "kinds",
    "severity",
    "reason",
    "platform",
    "unless_stated",
    "instead",
    "words",
    "patterns",
    "fine",
)
_SHORTEST_WORD = 2  # letters or digits
_NEEDED = ("rule", "language", "source", "kinds")


@dataclass(frozen=True, eq=False)
class Group:
    """Words that one rule forbids. `words` maps each to its lawful rewording, None where there is none."""

    rule: str
    language: str
    source: str
    kinds: frozenset[str]
    words: Mapping[str, str | None]
    reason: Mapping[str, str]
    severity: Severity = "reword"
    platform: str | None = None
    unless_stated: bool = False
    instead: str | None = None
    patterns: tuple[re.Pattern[str], ...] = ()
    fine: tuple[re.Pattern[str], ...] = ()

    def why(self, language: str) -> str:
        """The reason in one line, in `zh` or English, with its source."""
        reason = self.reason.get("zh" if language == "zh" else "en") or next(iter(self.reason.values()), self.rule)
        return f"{reason}（{self.source}）" if language == "zh" else f"{reason} ({self.source})"


@dataclass(frozen=True, eq=False)
class Words:
    """The words of one language: `listed[key]` is the group and the rewording of the word a match calls `key`."""

    listed: tuple[tuple[Group, str | None], ...]
    matcher: Matcher

    @classmethod
    def of(cls, groups: Sequence[Group], language: str, matcher: Callable[[Sequence[str]], Matcher]) -> Words:
        rows = [
            (word, group, better)
            for group in groups
            if group.language == language
            for word, better in group.words.items()
        ]
        return cls(tuple((group, better) for _, group, better in rows), matcher([word for word, _, _ in rows]))

    def of_groups(self, groups: Collection[Group]) -> Callable[[int], bool]:
        """Tells whether a word belongs to one of the groups."""
        return lambda key: self.listed[key][0] in groups


@dataclass(frozen=True, eq=False)
class Rules:
    """Groups of words, the shipped ones or with a shop's own behind them."""

    groups: tuple[Group, ...]

    @cached_property
    def chinese(self) -> Words:
        """The Chinese words of all groups, and what finds them."""
        return Words.of(self.groups, "zh", ChineseMatcher)

    @cached_property
    def english(self) -> Words:
        """The English words of all groups, and what finds them."""
        return Words.of(self.groups, "en", EnglishMatcher)

    @property
    def platforms(self) -> tuple[str, ...]:
        """The platforms that have rules of their own, in their order."""
        return tuple(dict.fromkeys(group.platform for group in self.groups if group.platform))

    def applying(self, kind: str, platform: str | None) -> Iterator[Group]:
        """The groups for a kind of text on a platform."""
        return (group for group in self.groups if kind in group.kinds and group.platform in (None, platform))


@cache
def shipped_rules() -> Rules:
    """The lists that come with the studio."""
    folder = resources.files("avatar.words").joinpath("rules")
    files = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".yaml")), key=lambda file: file.name)
    return Rules(
        tuple(group for file in files for group in _groups(yaml.load(file.read_text("utf-8"), _Loader), file.name))
    )


def read_rules(path: Path, base: Rules | None = None) -> Rules:
    """A shop's own lists after those of `base` (the shipped ones if None).

    Raises UsageError naming the file, the group and the mend.
    """
    if not path.exists():
        raise UsageError(f"{path}: there is no such file")
    try:
        table = yaml.load(file_bytes(path).decode("utf-8-sig"), _Loader)
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: is not UTF-8 text; save it as UTF-8") from error
    except (yaml.YAMLError, RecursionError) as error:
        raise UsageError(f"{path}: not YAML: {error}") from error
    return Rules((base or shipped_rules()).groups + tuple(_groups(table, str(path))))


def shop_rules(sheet: Path | None = None) -> Rules:
    """The shipped lists, with those of `review.yaml` in the settings' folder and beside a sheet where there are any."""
    rules = shipped_rules()
    for folder in [settings_path().parent, *([sheet.parent] if sheet else [])]:
        if (folder / OWN_LISTS).is_file():
            rules = read_rules(folder / OWN_LISTS, rules)
    return rules


def known_platform(platform: str, rules: Rules | None = None) -> str:
    """The platform; raises UsageError naming the nearest if no group is for it."""
    platforms = (rules or shipped_rules()).platforms
    if platform not in platforms:
        raise UsageError(f"no rules for the platform {platform!r}; {hint(platform, platforms)}")
    return platform


def _groups(table: Any, place: str) -> Iterator[Group]:
    groups = table.get("groups") if isinstance(table, dict) else None
    if not isinstance(groups, list) or not groups:
        raise UsageError(f"{place}: needs 'groups:', a list with a rule and its words in each")
    for number, row in enumerate(groups, start=1):
        yield _group(row, f"{place}: group {number}")


def _group(row: Any, place: str) -> Group:
    if not isinstance(row, dict):
        raise UsageError(f"{place}: must have keys such as {', '.join(_NEEDED)} and words")
    for key in row:
        if key not in _KEYS:
            raise UsageError(f"{place}: unknown key {key!r}; {hint(str(key), _KEYS)}")
    for key in _NEEDED:
        if not row.get(key):
            raise UsageError(f"{place}: {key!r} is missing")
    place = f"{place} ({row['rule']})"
    for key in ("rule", "source", "platform", "instead"):
        if not isinstance(row.get(key, ""), str):
            raise UsageError(f"{place}: {key!r} must be text, not {row[key]!r}; put it in quotes")
    if not isinstance(row.get("unless_stated", False), bool):
        raise UsageError(f"{place}: 'unless_stated' must be true or false, not {row['unless_stated']!r}")
    words = _words(row.get("words", []), row.get("instead"), place)
    patterns = _patterns(row, "patterns", place)
    if not words and not patterns:
        raise UsageError(f"{place}: needs 'words', a list of what may not be said")
    return Group(
        rule=row["rule"],
        language=_one_of(row, "language", _LANGUAGES, place),
        source=row["source"],
        kinds=frozenset(_kinds(row["kinds"], place)),
        words=words,
        reason=_reason(row.get("reason"), place),
        severity=_one_of(row, "severity", _SEVERITIES, place) if "severity" in row else "reword",  # type: ignore[arg-type]
        platform=row.get("platform"),
        unless_stated=row.get("unless_stated", False),
        instead=row.get("instead"),
        patterns=patterns,
        fine=_patterns(row, "fine", place),
    )


def _one_of(row: Mapping[str, Any], key: str, known: tuple[str, ...], place: str) -> str:
    if row[key] not in known:
        raise UsageError(f"{place}: {key} {row[key]!r}; choose {' or '.join(known)}")
    return str(row[key])


def _kinds(kinds: Any, place: str) -> list[str]:
    listed = [kinds] if isinstance(kinds, str) else kinds
    if not isinstance(listed, list) or not set(map(str, listed)) <= set(KINDS):
        raise UsageError(f"{place}: kinds {kinds!r}; choose among {', '.join(KINDS)}")
    return listed


def _reason(reason: Any, place: str) -> Mapping[str, str]:
    if isinstance(reason, str):
        return {"zh": reason, "en": reason}
    if reason is None:
        return {}
    if not isinstance(reason, dict) or not all(isinstance(text, str) for text in reason.values()):
        raise UsageError(f"{place}: 'reason' must be text, or {{zh: …, en: …}}")
    return reason


def _words(words: Any, instead: str | None, place: str) -> Mapping[str, str | None]:
    if not isinstance(words, list):
        raise UsageError(f"{place}: 'words' must be a list, one word or phrase a line after a dash")
    found: dict[str, str | None] = {}
    for entry in words:
        pairs = entry.items() if isinstance(entry, dict) else [(entry, instead)]
        for phrase, better in pairs:
            if not isinstance(phrase, str) or not phrase.strip() or not isinstance(better, str | None):
                raise UsageError(f"{place}: the word {entry!r} must be text; put it in quotes")
            if sum(letter.isalnum() for letter in phrase) < _SHORTEST_WORD:
                raise UsageError(f"{place}: the word {phrase!r} is too short to look for; put a pattern instead")
            for word in unfold(phrase):
                found.setdefault(word.strip(), better)
    return found


def _patterns(row: Mapping[str, Any], key: str, place: str) -> tuple[re.Pattern[str], ...]:
    listed = row.get(key, [])
    if not isinstance(listed, list) or not all(isinstance(pattern, str) for pattern in listed):
        raise UsageError(f"{place}: {key!r} must be a list of regular expressions in quotes")
    try:
        return tuple(re.compile(pattern, re.IGNORECASE) for pattern in listed)
    except re.error as error:
        raise UsageError(f"{place}: {key!r}: {error.pattern!r} is no regular expression: {error.msg}") from error
