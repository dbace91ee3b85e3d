"""How often written text is said as a shop says it: the studio's reading, and the normaliser library's alone.

    python -m scripts.bench_spoken [--wrong]

The cases are those of `tests/speech/said.yaml`.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from pathlib import Path

import yaml

from avatar.errors import TextError
from avatar.speech.spoken import spoken

CASES = Path(__file__).parent.parent / "tests" / "speech" / "said.yaml"
_NOT_HEARD = re.compile(r"[\s,，、:：。.!！?()（）【】\-]|\band\b")
_ALIKE = {"两百": "二百", "两千": "二千", "两万": "二万"}


def cases() -> list[tuple[str, str, str, frozenset[str]]]:
    """(language, group, written, what is right to say) of every case."""
    table = yaml.load(CASES.read_text("utf-8"), Loader=yaml.BaseLoader)
    return [
        (language, group, written, frozenset(map(heard, said.split(" | "))))
        for language, groups in table.items()
        for group, pairs in groups.items()
        for written, said in pairs.items()
    ]


def heard(text: str) -> str:
    """Spoken text without what nobody hears, so that readings can be compared."""
    text = _NOT_HEARD.sub("", text.lower().replace("’", "'"))
    for one, other in _ALIKE.items():
        text = text.replace(one, other)
    return text


def ours(written: str, language: str) -> str:
    """What the studio says; nothing where it finds nothing to say."""
    try:
        return spoken(written, language).text
    except TextError:
        return ""


def main() -> None:
    """Print the shares, and with --wrong the studio's mistakes."""
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("--wrong", action="store_true", help="print what is read wrongly")
    asked = reader.parse_args()
    right: Counter[str] = Counter()
    for language, group, written, wanted in cases():
        said = ours(written, language)
        right[f"{language} {group}: cases"] += 1
        right[f"{language} {group}: studio"] += heard(said) in wanted
        right[f"{language} {group}: wetext"] += heard(_library(written, language)) in wanted
        if asked.wrong and heard(said) not in wanted:
            print(f"{language} {group}: {written} → {said}")
    for group in sorted({name.rpartition(":")[0] for name in right}):
        told = [f"{who} {right[f'{group}: {who}']}" for who in ("cases", "studio", "wetext")]
        print(f"{group:18} {'  '.join(told)}")
    totals = {who: sum(count for name, count in right.items() if name.endswith(who)) for who in ("studio", "wetext")}
    print(f"right of {len(cases())}: studio {totals['studio']}, wetext alone {totals['wetext']}")


def _library(written: str, language: str) -> str:
    from wetext import Normalizer

    try:
        return str(Normalizer(lang=language, operator="tn").normalize(written))
    except AssertionError:  # it fails on signs it does not know
        return ""


if __name__ == "__main__":
    main()
