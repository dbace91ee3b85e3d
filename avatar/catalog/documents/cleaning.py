"""Text without what nobody sees: a document's text is data, and shows all that it says."""

from __future__ import annotations

import re
import unicodedata

_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # controls
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"  # soft hyphens, joiners, fillers
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\uffa0"  # of no width, and those that turn the direction of writing
    "\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"  # annotations, no characters, tags
)
_LINES = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_LOOKALIKES = re.compile("[\u2e80-\u2fdf\uf900-\ufaff\ufb00-\ufb06]+")
_BLANKS = re.compile(r"[^\S\n]+")
_RADICALS = str.maketrans("⺟⻓⻔⻢⻋⻅⻉⻘⻝⻰⻚⻛⻜", "母长门马车见贝青食龙页风飞")


def clean(text: str) -> str:
    """The text in lines ended by a line feed, without unseen characters and doubled blanks.

    Radicals and ligatures, which PDF files put for the characters they look like, become
    those characters (Unicode's NFKC; the radicals that it leaves are mapped one by one).
    """
    text = _UNSEEN.sub("", _LINES.sub("\n", text))
    text = _LOOKALIKES.sub(lambda found: unicodedata.normalize("NFKC", found[0].translate(_RADICALS)), text)
    return "\n".join(line.strip() for line in _BLANKS.sub(" ", text).split("\n")).strip()


def one_line(text: str) -> str:
    """The text cleaned, its lines joined: between Chinese characters without a blank."""
    return joined(clean(text).split("\n"))


def joined(lines: list[str]) -> str:
    """Lines that were broken only for want of width, as one."""
    whole = ""
    for line in lines:
        if not line:
            continue
        whole += ("" if not whole or _closes_up(whole[-1], line[0]) else " ") + line
    return whole


def _closes_up(before: str, after: str) -> bool:
    return before == "-" or any(unicodedata.east_asian_width(each) in "WF" for each in (before, after))
