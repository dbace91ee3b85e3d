"""What commands ask and say about the consent of who is shown."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from avatar.commands.common import warn

if TYPE_CHECKING:
    from avatar.consent import Consent

CONSENT = click.option(
    "--consent",
    metavar="TEXT",
    help="Who agreed to be shown, when and what for. It is noted beside the video in FILE.consent.json, "
    "for you and not for viewers: nothing of it is in the video.",
)


def consent_to_note(portraits: list[str], text: str | None) -> Consent | None:
    """The consent to note beside a video of these portraits, None where there is none to note.

    Says whose duty it is where bare pictures are shown without one. Raises UsageError for an empty text.
    """
    from avatar.consent import parse_consent
    from avatar.face.consent import DUTY, MEND
    from avatar.face.presenter import is_picture_path

    bare = [portrait for portrait in dict.fromkeys(portraits) if is_picture_path(portrait)]
    if text is not None:
        record = parse_consent(text, MEND)
        if not bare:
            warn("--consent is not noted: a kept presenter has its own record (avatar presenter show NAME)")
        return record if bare else None
    if bare:
        warn(DUTY.format(portrait=", ".join(bare)))
    return None


def note_consent(record: Consent | None, path: Path) -> None:
    """Write the record, if there is one. Raises OutputError."""
    from avatar.consent import write_consent

    if record:
        write_consent(record, path)
