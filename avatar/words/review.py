"""What may not be said or shown: every script line, answer and displayed comment passes here first.

The rules are data (`rules/*.yaml`), each with its source; a finding names the rule, the
place in the text as written and, where there is one, a lawful rewording.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from avatar.language import guess_language
from avatar.words.disguise import Reading, clause_reading, letter_reading, open_reading, tight_reading
from avatar.words.sentences import capital
from avatar.words.wordlists import Group, Kind, Rules, Severity, known_platform, read_rules, shipped_rules

__all__ = [
    "Finding",
    "Kind",
    "Rules",
    "Severity",
    "displayed",
    "masked",
    "read_rules",
    "review",
    "reworded",
    "shipped_rules",
]


_ARTICLE = re.compile(r"\b(a)n? $", re.IGNORECASE)


@dataclass(frozen=True)
class Finding:
    """One thing that may not be said. `start`:`stop` is its place in the text as written, `found` what stands there.

    `reason` is one line with the law or rule; `instead` a lawful rewording of the found words,
    None where they can only be left out. `severity`: `reword`, the words must go or be replaced;
    `refuse`, the whole text may not be said or shown.
    """

    rule: str
    start: int
    stop: int
    found: str
    reason: str
    instead: str | None = None
    severity: Severity = "reword"


def review(
    text: str,
    kind: Kind,
    *,
    facts: Sequence[str] = (),
    platform: str | None = None,
    rules: Rules | None = None,
    language: str | None = None,
) -> tuple[Finding, ...]:
    """What may not be said in a text of this kind, in the order of its places, none inside another.

    `facts` are what the shop states: a source or a price it names itself is no empty claim.
    `platform` adds that platform's rules. Reasons are given in `language` (`zh`, otherwise
    English); in the text's own if None. Raises UsageError for a platform without rules.
    """
    rules = rules or shipped_rules()
    if platform is not None:
        known_platform(platform, rules)
    language = language or guess_language(text)
    told = _Told(text, facts)
    found = [
        Finding(
            hit.group.rule, hit.start, hit.stop, hit.found, hit.group.why(language), hit.instead, hit.group.severity
        )
        for hit in _hits(told, dict.fromkeys(rules.applying(kind, platform)), rules)
        if not told.excused(hit)
    ]
    return _merged(found, text)


def reworded(text: str, findings: Sequence[Finding]) -> str:
    """The text with what was found replaced by its lawful rewording, or left out."""
    for finding in sorted(findings, key=lambda finding: finding.start, reverse=True):
        better = finding.instead or ""
        before, after = text[: finding.start], text[finding.stop :]
        if better and finding.found[0].isupper():
            better = capital(better)
        if not better and before[-1:] in ("", " "):
            after = after.removeprefix(" ")
        article = _ARTICLE.search(before)
        if better and article:
            before = before[: article.end(1)] + ("n " if better[0] in "aeiou" else " ")
        text = before + better + after
    return text


def masked(text: str, findings: Sequence[Finding]) -> str | None:
    """The text with a star for every character of what was found; None if it may not be shown at all."""
    if any(finding.severity == "refuse" for finding in findings):
        return None
    for finding in findings:
        text = text[: finding.start] + "*" * (finding.stop - finding.start) + text[finding.stop :]
    return text


def displayed(comment: str, *, platform: str | None = None, rules: Rules | None = None) -> str | None:
    """A viewer's comment as it may be shown, what was found masked; None if it may not be shown at all."""
    return masked(comment, review(comment, "comment", platform=platform, rules=rules))


@dataclass(frozen=True)
class _Hit:
    group: Group
    start: int
    stop: int
    found: str
    instead: str | None


class _Told:
    """A text in its readings, and what excuses a word in it."""

    def __init__(self, text: str, facts: Sequence[str]) -> None:
        self._text = text
        self._facts = facts
        self.tight, self.letters = tight_reading(text), letter_reading(text)
        self.clauses, self.open = clause_reading(text), open_reading(text)

    def hit(self, group: Group, reading: Reading, start: int, stop: int, instead: str | None) -> _Hit:
        first, last = reading.place(start, stop)
        return _Hit(group, first, last, self._text[first:last], instead)

    def regular(self, group: Group) -> Reading:
        """What a group's regular expressions are matched against."""
        return self.clauses if group.language == "zh" else self.open

    def excused(self, hit: _Hit) -> bool:
        """Whether the words are fine where they stand, or stated by the shop itself."""
        reading = self.regular(hit.group)
        for pattern in hit.group.fine:
            for match in pattern.finditer(reading.text):
                if match[0]:
                    first, last = reading.place(*match.span())
                    if first <= hit.start and hit.stop <= last:
                        return True
        return hit.group.unless_stated and tight_reading(hit.found).text in self._stated

    @cached_property
    def _stated(self) -> str:
        return " ".join(tight_reading(fact).text for fact in self._facts)


def _hits(told: _Told, groups: Collection[Group], rules: Rules) -> Iterator[_Hit]:
    """Every listed word and pattern of the groups."""
    for words, reading in ((rules.chinese, told.tight), (rules.english, told.letters)):
        for start, stop, key in words.matcher.found(reading, words.of_groups(groups)):
            group, instead = words.listed[key]
            yield told.hit(group, reading, start, stop, instead)
    for group in groups:
        reading = told.regular(group)
        for pattern in group.patterns:
            for match in pattern.finditer(reading.text):
                if match[0]:
                    yield told.hit(group, reading, *match.span(), group.instead)


def _merged(findings: list[Finding], text: str) -> tuple[Finding, ...]:
    """The findings in order; of those that overlap the earlier and wider, drawn out over what is of the same rule."""
    kept: list[Finding] = []
    for finding in sorted(findings, key=lambda finding: (finding.start, -finding.stop)):
        last = kept[-1] if kept else None
        if last is None or finding.start >= last.stop:
            kept.append(finding)
        elif finding.rule == last.rule and finding.stop > last.stop:
            found = text[last.start : finding.stop]
            kept[-1] = replace(last, stop=finding.stop, found=found, instead=None)
    return tuple(kept)
