"""Presenters the user keeps: checked, prepared once, with the consent beside them; and how they go again."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from avatar.consent import Consent, parse_consent, read_consent, write_consent
from avatar.errors import UsageError
from avatar.face.consent import EXAMPLE, MEND
from avatar.face.photo import Warn
from avatar.face.presenter import (
    Presenter,
    kept_presenters,
    own_folder,
    picture_size,
    presenter_card,
    presenter_folder,
    save_presenter,
    unknown,
    whole_presenter,
)
from avatar.types import Language
from avatar.workplace import Workplace, not_written

CONSENT = "consent.json"
GENDERS = ("woman", "man")
_NAME = re.compile(r"\w[\w-]{0,39}")


@dataclass(frozen=True)
class Entry:
    """What is told of a kept presenter.

    `title` by language; `own`: kept by the user, not come with the studio; `size` of its
    picture, width and height; `consent` None for those of the studio, who are drawn.
    """

    name: str
    title: Mapping[Language, str]
    own: bool
    folder: Path
    size: tuple[int, int]
    gender: str | None
    consent: Consent | None


def keep_presenter(
    name: str,
    photo: Path,
    consent: str | None,
    *,
    face: int | None = None,
    title: str | None = None,
    gender: str | None = None,
    warn: Warn | None = None,
) -> Presenter:
    """Check a photograph and keep it as the presenter `name`, prepared so that it is ready at once.

    `consent` is a statement as `parse_consent` reads it. Raises UsageError for a missing
    consent or a name that cannot be, PictureError for the picture, OutputError where it
    cannot be written; then nothing is kept.
    """
    _check_name(name)
    if consent is None:
        raise UsageError(
            f"presenter {name}: not kept: a face may be shown only with its owner's consent, and nobody's is given; "
            f"say whose likeness, who agreed, when and what for: {EXAMPLE}; where nobody is shown: --consent drawn"
        )
    record = parse_consent(consent, MEND)
    shown = title or name
    presenter = replace(whole_presenter(photo, face, warn), id=name, title={"zh": shown, "en": shown}, gender=gender)
    folder = own_folder() / name
    try:
        with Workplace(own_folder()) as work:
            save_presenter(presenter, work / name)
            write_consent(replace(record, picture=_fingerprint(photo)), work / name / CONSENT)
            os.rename(work / name, folder)
    except OSError as error:
        raise not_written(folder, error) from error
    return presenter


def entry(name: str) -> Entry:
    """What is told of a kept presenter; raises UsageError for a name that is none, or a damaged one."""
    if name not in kept_presenters():
        raise UsageError(unknown(name))
    folder = presenter_folder(name)
    card, own = presenter_card(name), folder.parent == own_folder()
    consent = read_consent(folder / CONSENT) if own else None
    return Entry(name, card["title"], own, folder, picture_size(folder), card.get("gender"), consent)


def removable(name: str) -> Path:
    """The folder of a presenter of the user's own, damaged or not; raises UsageError for a name that is none."""
    # looked for in the list, so that no name can lead out of it
    if own_folder().is_dir():
        for folder in own_folder().iterdir():
            if folder.name == name and folder.is_dir() and not name.startswith("."):
                return folder
    own = kept_presenters(own_folder())
    house = " (it belongs to the studio)" if name in kept_presenters() else ""
    raise UsageError(f"no presenter {name!r} of your own{house}; there are: {', '.join(own) or 'none'}")


def remove_presenter(name: str) -> None:
    """Remove a presenter of the user's own with all that was computed from it.

    Raises UsageError as `removable` does, OutputError where it cannot be removed.
    """
    folder = removable(name)
    try:
        shutil.rmtree(folder)
    except OSError as error:
        raise not_written(folder, error) from error


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise UsageError(f"{name!r} cannot be a presenter's name; use up to 40 letters, digits, '-' and '_'")
    if name in kept_presenters() or (own_folder() / name).exists():
        raise UsageError(f"presenter {name}: there is one already; choose another name, or remove that one first")


def _fingerprint(photo: Path) -> str:
    """What tells that a consent was given for this very picture."""
    return hashlib.sha256(photo.read_bytes()).hexdigest()
