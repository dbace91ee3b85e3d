"""`avatar review`: what may not be said or shown, found in a file."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from avatar.commands.common import JSON, print_json, tell, warn
from avatar.errors import UsageError

if TYPE_CHECKING:
    from avatar.types import Catalog
    from avatar.words.manuscript import Manuscript
    from avatar.words.review import Finding, Kind

_FILE = click.Path(path_type=Path)


@click.command()
@click.argument("file", type=_FILE)
@click.option(
    "--kind",
    default="line",
    show_default=True,
    type=click.Choice(["line", "answer", "comment"]),
    help="What the text is: lines of a script, answers, or viewers' comments.",
)
@click.option(
    "--facts", "sheet", type=_FILE, metavar="SHEET", help="A product sheet: what it states is no empty claim."
)
@click.option("--platform", metavar="NAME", help="Add the rules of douyin, kuaishou, taobao, tiktok, youtube, …")
@click.option("--rules", "own", type=_FILE, metavar="FILE", help="Add word lists of your own (YAML).")
@click.option(
    "--mended", is_flag=True, help="Print the text itself: lines and answers reworded, comments as they may be shown."
)
@click.option("--language", metavar="zh|en", help="Language of the reasons; the text's own if left out.")
@JSON
def review(
    file: Path,
    kind: Kind,
    sheet: Path | None,
    platform: str | None,
    own: Path | None,
    mended: bool,
    language: str | None,
    as_json: bool,
) -> int:
    """Find what may not be said or shown: absolute terms, promises, claims without a source, insults, contacts.

    FILE is plain text, subtitles (SRT, VTT), a script from `avatar write --json`, or - for
    what is piped in. Each finding is printed as FILE:LINE:COLUMN with the rule, the words, the
    reason and a lawful rewording. The exit code is 0 where there is none, 1 where there are findings.

    Lists of your own are also taken from review.yaml beside SHEET and in the settings' folder.

    \b
    Example:
      avatar review lines.txt --platform douyin
      avatar write shop.yaml --json | avatar review - --facts shop.yaml
      avatar review comments.txt --kind comment --mended
    \b
    Example of a list of your own:
      groups:
        - rule: house-style
          language: zh
          source: 本店规定
          kinds: [line, answer]
          words: [亲爱的, 宝子们: 朋友们]
    """
    from avatar.catalog.product import read_catalog
    from avatar.words.manuscript import read_manuscript
    from avatar.words.review import review as found_in
    from avatar.words.wordlists import known_platform, read_rules, shop_rules

    rules = shop_rules(sheet)
    if own is not None:
        rules = read_rules(own, rules)
    if platform is not None:
        known_platform(platform, rules)
    manuscript = read_manuscript(file, _content(file), warn)
    facts = _facts(read_catalog(sheet, warn=warn), manuscript.product_id) if sheet else ()
    reviewed = [
        (piece, found_in(piece.text, kind, facts=facts, platform=platform, rules=rules, language=language))
        for piece in manuscript.pieces
    ]
    rows = [_row(manuscript, piece.places, finding) for piece, findings in reviewed for finding in findings]
    if as_json:
        print_json(rows)
    elif mended:
        for piece, findings in reviewed:
            _tell_mended(piece.text, kind, findings)
    else:
        for row in rows:
            tell(_told(file, row))
    return 1 if rows else 0


def _content(file: Path) -> bytes:
    from avatar.catalog.decode import MAX_BYTES, file_bytes

    if str(file) != "-":
        return file_bytes(file)
    data = sys.stdin.buffer.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise UsageError(f"more than {MAX_BYTES >> 20} MB came in; review it in parts")
    return data


def _facts(catalog: Catalog, product_id: str | None) -> tuple[str, ...]:
    """What the sheet states of a script's product, or of all its products."""
    from avatar.words.facts import product_facts

    products = [product for product in catalog.products if product_id in (None, product.id)] or catalog.products
    return tuple(
        fact.text for product in products for language in ("zh", "en") for fact in product_facts(product, language)
    )


def _tell_mended(text: str, kind: Kind, findings: tuple[Finding, ...]) -> None:
    from avatar.words.review import masked, reworded

    shown = masked(text, findings)
    if shown is not None:
        tell(shown if kind == "comment" else reworded(text, findings))


def _row(manuscript: Manuscript, places: tuple[int, ...], finding: Finding) -> dict[str, Any]:
    line, column = manuscript.line_and_column(places[finding.start])
    end_line, end_column = manuscript.line_and_column(places[finding.stop - 1])
    row = asdict(finding)
    del row["start"], row["stop"]
    return {"line": line, "column": column, "end_line": end_line, "end_column": end_column + 1, **row}


def _told(file: Path, row: dict[str, Any]) -> str:
    better = f"say {row['instead']!r}" if row["instead"] else "leave it out"
    if row["severity"] == "refuse":
        better = "leave the whole text out"
    return f"{file}:{row['line']}:{row['column']}: {row['rule']}: {row['found']!r}: {row['reason']}; {better}"
