"""`avatar facts`: what pictures say about products, as a draft of a sheet."""

from __future__ import annotations

from pathlib import Path

import click

from avatar.commands.common import JSON, print_json, tell, warn
from avatar.errors import UsageError


@click.command()
@click.argument("pictures", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The draft to write, FILE.yaml.")
@JSON
def facts(pictures: tuple[Path, ...], out: Path, as_json: bool) -> None:
    """Read product facts from pictures of a product or of a leaflet.

    A model that sees (OPENAI_VISION_MODEL) reads them. The result is a draft: above each fact
    stands what the picture says, and nothing is used before you have checked it and deleted
    the line 'draft: true'.

    \b
    Example:
      avatar facts front.jpg leaflet.png --out draft.yaml
    """
    from avatar.config import load_settings
    from avatar.words.draftsheet import draft_sheet
    from avatar.words.leaflet import open_seeing, read_leaflet
    from avatar.workplace import written_whole

    if out.suffix.lower() not in (".yaml", ".yml"):
        raise UsageError(f"--out {out}: the name must end in .yaml")
    if out.exists():
        raise UsageError(f"--out {out}: is there already, and may have been checked; choose another name")
    model = open_seeing(load_settings())
    drafts = read_leaflet(pictures, model, warn)
    with written_whole(out) as part:
        part.write_text(draft_sheet(drafts, model.name), "utf-8")
    count = sum(len(draft.seen) for draft in drafts)
    if as_json:
        products = [{"values": draft.values, "seen": draft.seen} for draft in drafts]
        print_json({"draft": out, "products": products, "requests": model.usage.requests})
    else:
        tell(f"{out}  {len(drafts)} product(s), {count} facts to check; then delete the line 'draft: true'")
