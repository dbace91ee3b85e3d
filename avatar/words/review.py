"""What may not be said or shown: every script line, answer and displayed comment passes here first.

The rules are data (`rules/*.yaml`), each with its source; a finding names the rule, the
place in the text as written and, where there is one, a lawful rewording.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from avatar.language import guess_language
from avatar.words.disguise import Reading, open_reading, tight_reading
from avatar.words.wordlists import Group, Kind, Rules, Severity, known_platform, read_rules, shipped_rules

__all__ = ["Finding", "Kind", "Rules", "Severity", "displayed", "read_rules", "review", "reworded", "shipped_rules"]


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
    tight, opened = tight_reading(text), open_reading(text)
    told = "".join(tight_reading(fact).text for fact in facts)
    found: list[Finding] = []
    for group in rules.applying(kind, platform):
        reading = tight if group.language == "zh" else opened
        fine = [match.span() for pattern in group.fine for match in pattern.finditer(reading.text)]
        for start, stop, instead in _matches(group, reading):
            if any(left <= start and stop <= right for left, right in fine):
                continue
            if group.unless_stated and reading.text[start:stop].replace(" ", "") in told:
                continue
            first, last = reading.place(start, stop)
            found.append(
                Finding(group.rule, first, last, text[first:last], group.why(language), instead, group.severity)
            )
    return _widest(found)


def reworded(text: str, findings: Sequence[Finding]) -> str:
    """The text with what was found replaced by its lawful rewording, or left out."""
    for finding in sorted(findings, key=lambda finding: finding.start, reverse=True):
        text = text[: finding.start] + (finding.instead or "") + text[finding.stop :]
    return text


def displayed(comment: str, *, platform: str | None = None, rules: Rules | None = None) -> str | None:
    """A viewer's comment as it may be shown, the found words masked; None if it may not be shown at all."""
    findings = review(comment, "comment", platform=platform, rules=rules)
    if any(finding.severity == "refuse" for finding in findings):
        return None
    for finding in findings:
        comment = comment[: finding.start] + "*" * (finding.stop - finding.start) + comment[finding.stop :]
    return comment


def _matches(group: Group, reading: Reading) -> Iterator[tuple[int, int, str | None]]:
    for word, instead in group.words.items():
        sought = word.lower()
        start = reading.text.find(sought)
        while start >= 0:
            stop = start + len(sought)
            if group.language == "zh" or _stands_alone(reading.text, start, stop):
                yield start, stop, instead
            start = reading.text.find(sought, start + 1)
    for pattern in group.patterns:
        for match in pattern.finditer(reading.text):
            if match[0]:
                yield match.start(), match.end(), group.instead


def _stands_alone(text: str, start: int, stop: int) -> bool:
    before, after = text[start - 1 : start], text[stop : stop + 1]
    return not (before.isalnum() and text[start].isalnum()) and not (after.isalnum() and text[stop - 1].isalnum())


def _widest(findings: list[Finding]) -> tuple[Finding, ...]:
    """The findings in order, without those that overlap a wider or an earlier one."""
    kept: list[Finding] = []
    for finding in sorted(findings, key=lambda finding: (finding.start, -finding.stop)):
        if not kept or finding.start >= kept[-1].stop:
            kept.append(finding)
    return tuple(kept)
