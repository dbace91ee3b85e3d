"""Consent to use a face or a voice: who gave it, for whose, when and what for; or that it is nobody's.

A face's is one and a voice's another: each is given, kept and withdrawn by itself. It is written
as a person writes it: freely, or with its parts named.

    of: Li Na; by: herself; on: 2026-03-01; for: our shop's videos
    肖像：李娜；同意人：本人；日期：2026-03-01；用途：店铺视频
    drawn                      (or: drawn by our studio; generated; generated with …)
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from avatar.errors import UsageError
from avatar.workplace import written_whole

_PARTS = {
    "of": "of", "by": "by", "on": "on", "for": "purpose",
    "肖像": "of", "声音": "of", "同意人": "by", "日期": "on", "用途": "purpose",
}  # fmt: skip
_NOBODY = {"drawn": "drawn", "generated": "generated", "绘制": "drawn", "手绘": "drawn", "生成": "generated"}


@dataclass(frozen=True)
class Consent:
    """The record kept beside a face or a voice. What was not told is None.

    `kind`: `consent` of a person, or `drawn` or `generated` where it is nobody's; `statement`
    is the text as given; `of` whose likeness or voice, `by` whom it was given, `on` when,
    `purpose` what for; `recorded` when it was written down (ISO 8601, UTC); `picture` the
    SHA-256 of a face's picture; `voice` which voice of which server it is.
    """

    kind: Literal["consent", "drawn", "generated"]
    statement: str
    recorded: str
    of: str | None = None
    by: str | None = None
    on: str | None = None
    purpose: str | None = None
    picture: str | None = None
    voice: str | None = None


def parse_consent(text: str, mend: str) -> Consent:
    """The consent that a text states; raises UsageError for an empty one, whose `mend` says what to write."""
    statement = " ".join(text.split())
    if not statement:
        raise UsageError(f"--consent: {mend}")
    now = datetime.now(UTC).isoformat(timespec="seconds")
    for word, kind in _NOBODY.items():
        if statement.casefold().startswith(word):
            return Consent("drawn" if kind == "drawn" else "generated", statement, now)
    return Consent("consent", statement, now, **_parts(statement))


def write_consent(consent: Consent, path: Path) -> None:
    """Write the record as JSON, readable by its owner alone: it names people. Raises OutputError."""
    with written_whole(path) as part:
        part.touch(0o600)
        part.write_text(json.dumps(asdict(consent), ensure_ascii=False, indent=1) + "\n", "utf-8")


def read_consent(path: Path) -> Consent:
    """The record in a file; raises UsageError if it is none."""
    try:
        return Consent(**json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise UsageError(f"{path}: no consent can be read there: {error}") from error


def _parts(statement: str) -> dict[str, str]:
    """The named parts of a statement; none where it is written freely."""
    found: dict[str, str] = {}
    for part in re.split("[;；]", statement):
        name, colon, words = re.sub("：", ":", part, count=1).partition(":")
        key = _PARTS.get(name.strip().casefold())
        if part.strip() and not (key and colon):
            return {}
        if key and words.strip():
            found[key] = words.strip()
    return found
