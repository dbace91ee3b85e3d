"""`avatar ask`: a viewer's question, answered from what the shop states."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from avatar.commands.common import JSON, print_json, tell, warn
from avatar.errors import UsageError

if TYPE_CHECKING:
    from avatar.catalog.knowledge import Knowledge
    from avatar.config import Settings
    from avatar.words.answer import Answerer
    from avatar.words.unanswered import Unanswered


@click.command()
@click.argument("sheet", type=click.Path(path_type=Path))
@click.argument("question", required=False)
@click.option("--product", metavar="ID", help="Which product is meant; found out from the question if left out.")
@click.option("--language", metavar="zh|en", help="Language of the answer; the question's own if left out.")
@click.option("--viewer", metavar="ID", help="Who asks: what this viewer asked before is understood.")
@click.option("--open", "list_open", is_flag=True, help="List the questions nobody could answer yet, and stop.")
@click.option("--done", type=int, metavar="N", help="Take question N off that list, and stop.")
@JSON
def ask(
    sheet: Path,
    question: str | None,
    product: str | None,
    language: str | None,
    viewer: str | None,
    list_open: bool,
    done: int | None,
    as_json: bool,
) -> None:
    """Answer a viewer's question from what the shop states and nothing else.

    The sheet's facts go first, then its questions and answers, then documents that
    `avatar learn` added. What none of them says is not answered but put on a list.

    \b
    Example:
      avatar ask shop.yaml "How much is the lamp?"
      avatar ask shop.yaml "那蓝色的呢" --viewer anna --json
      avatar ask shop.yaml --open
    """
    from avatar.words.shopfile import ShopFile
    from avatar.words.unanswered import Unanswered

    unanswered = Unanswered(ShopFile(sheet))
    if list_open or done is not None:
        if not sheet.is_file():
            raise UsageError(f"{sheet}: there is no such sheet; name the shop's own")
        _tell_open(unanswered, done, as_json)
        return
    if question is None:
        raise UsageError('ask something: avatar ask shop.yaml "How much is it?"')
    answerer = _answerer(sheet, viewer, unanswered)
    answer = answerer.answer(question, product, language, viewer=viewer, warn=warn)
    if as_json:
        print_json(asdict(answer))
    else:
        tell(answer.text)
    answerer.usage.tell(warn)


def _answerer(sheet: Path, viewer: str | None, unanswered: Unanswered) -> Answerer:
    from avatar.catalog.product import read_catalog
    from avatar.config import load_settings
    from avatar.words.answer import Answerer
    from avatar.words.conversation import OnDisk
    from avatar.words.shopfile import ShopFile
    from avatar.words.toolfile import find_tools
    from avatar.words.wordlists import shop_rules

    catalog, settings = read_catalog(sheet, warn=warn), load_settings()
    return Answerer(
        catalog,
        settings,
        knowledge=_knowledge(sheet, settings),
        tools=find_tools(sheet, warn),
        memory=OnDisk(ShopFile(sheet)) if viewer is not None else None,
        unanswered=unanswered,
        rules=shop_rules(sheet),
    )


def _knowledge(sheet: Path, settings: Settings) -> Knowledge | None:
    # what reads documents is slow to import, and most sheets have none
    if not sheet.with_name(f"{sheet.stem}.knowledge.sqlite").exists():
        return None
    from avatar.words.learned import open_knowledge

    return open_knowledge(sheet, settings, warn)


def _tell_open(unanswered: Unanswered, done: int | None, as_json: bool) -> None:
    if done is not None:
        tell(f"done: {unanswered.done(done).question}")
        return
    listed = unanswered.all()
    if as_json:
        print_json([asdict(each) for each in listed])
    for each in () if as_json else listed:
        when = datetime.fromtimestamp(each.last).isoformat(" ", "minutes")
        tell(f"{each.number:4}  {each.times}×  {when}  {each.product}  {each.question}")
    if not listed and not as_json:
        tell("no open questions")
