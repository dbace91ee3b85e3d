"""`avatar presenter`: the people you keep."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from avatar.commands.common import JSON, print_json, tell, warn
from avatar.errors import UsageError

if TYPE_CHECKING:
    from avatar.face.shelf import Entry

_NAME = click.argument("name")
_PARTS = {"likeness of": "of", "given by": "by", "on": "on", "for": "purpose", "recorded": "recorded"}


@click.group()
def presenter() -> None:
    """Keep people to be presenters: new, list, show, remove.

    \b
    Example:
      avatar presenter new anna --photo anna.jpg --consent "of: Anna; by: herself; on: 2026-03-01; for: our shop"
      avatar talk --portrait anna --audio hello.wav --out hello.mp4
    """


@presenter.command()
@_NAME
@click.option(
    "--photo", required=True, type=click.Path(path_type=Path), metavar="IMG", help="One face, from the front."
)
@click.option(
    "--consent", metavar="TEXT", help="Whose likeness, who agreed, when and what for; or: drawn, generated. Needed."
)
@click.option("--face", type=click.IntRange(1), metavar="N", help="Which of several faces, counted from the left.")
@click.option("--title", metavar="TEXT", help="What people are shown instead of NAME.")
@click.option("--gender", type=click.Choice(["woman", "man"]), help="Which voices fit.")
@JSON
def new(
    name: str,
    photo: Path,
    consent: str | None,
    face: int | None,
    title: str | None,
    gender: str | None,
    as_json: bool,
) -> None:
    """Keep the person in a photo as the presenter NAME, for talk, render, batch and the page.

    TEXT is kept beside the photo. Write it freely, or name its parts; where nobody is shown,
    say so: drawn, or generated.

    \b
    Example:
      avatar presenter new anna --photo anna.jpg --consent "of: Anna; by: herself; on: 2026-03-01; for: our shop"
      avatar presenter new fox --photo fox.png --consent "drawn by our studio"
    """
    from avatar.face.shelf import entry, keep_presenter

    keep_presenter(name, photo, consent, face=face, title=title, gender=gender, warn=warn)
    if as_json:
        print_json(asdict(entry(name)))
    else:
        tell(f"{name}  kept in {entry(name).folder}")


@presenter.command("list")
@JSON
def list_presenters(as_json: bool) -> None:
    """List the presenters there are, the studio's and your own.

    \b
    Example:
      avatar presenter list
    """
    from avatar.face.presenter import kept_presenters
    from avatar.face.shelf import entry

    entries = []
    for name in kept_presenters():
        try:
            entries.append(entry(name))
        except UsageError as error:
            warn(str(error))
    if as_json:
        print_json([asdict(one) for one in entries])
        return
    for one in entries:
        tell(f"{one.name:16} {one.title['en']:20} {_whose(one)}")


@presenter.command()
@_NAME
@JSON
def show(name: str, as_json: bool) -> None:
    """Tell what is kept of a presenter: its folder, its size, its consent.

    \b
    Example:
      avatar presenter show anna
    """
    from avatar.face.shelf import entry

    one = entry(name)
    if as_json:
        print_json(asdict(one))
        return
    tell(f"{one.name}  {one.title['en']}, {one.size[0]}×{one.size[1]}, {_whose(one)}")
    tell(f"folder       {one.folder}")
    if one.consent:
        tell(f"statement    {one.consent.statement}")
        for part, field in _PARTS.items():
            if words := getattr(one.consent, field):
                tell(f"{part:12} {words}")


@presenter.command()
@_NAME
def remove(name: str) -> None:
    """Remove a presenter of your own and everything made from it on this machine.

    Copies that were given away, and videos moved or cut since, are yours to find.

    \b
    Example:
      avatar presenter remove anna
    """
    from avatar.makings import unmake

    removed = unmake(name)
    for path in removed:
        tell(f"removed {path}")
    tell(f"{name}  removed, and {len(removed)} file{'' if len(removed) == 1 else 's'} made from it")


def _whose(one: Entry) -> str:
    """Whose presenter this is, and by what right it is shown."""
    if not one.consent:
        return "of the studio, drawn"
    return "your own, " + {"consent": "with consent"}.get(one.consent.kind, one.consent.kind)
