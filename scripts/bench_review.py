"""How well the review finds what it lists: every word in every disguise, false alarms on clean lines, time a line.

python -m scripts.bench_review            # all words in all disguises: a few minutes
python -m scripts.bench_review --words 200
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import click
import yaml
from tqdm import tqdm

from avatar.words.review import Kind, review
from avatar.words.wordlists import Group, shipped_rules
from tests.words.disguises import disguises

CLEAN = Path(__file__).parent.parent / "tests" / "words" / "clean_lines.yaml"
FRAMES = {"zh": ("看看，", "，就是它"), "en": ("look: ", " , indeed")}


@click.command()
@click.option("--words", type=click.IntRange(1), help="Only so many of the listed words, drawn by lot.")
def main(words: int | None) -> None:
    """Print the share found, the share of false alarms, and milliseconds a line; exit 1 where a word goes unseen."""
    listed = [(group, word) for group in shipped_rules().groups for word in group.words]
    if words:
        listed = random.Random(0).sample(listed, min(words, len(listed)))
    tried, unseen = 0, []
    for group, word in tqdm(listed, unit="word", file=sys.stderr, disable=None):
        for how, written in disguises(word, group.language):
            tried += 1
            if not _is_found(group, written):
                unseen.append(f"{word} as {written!r} ({how})")
    click.echo(f"found      {100 * (tried - len(unseen)) / tried:.3f} % of {tried} ({len(listed)} words in disguise)")
    for line in unseen[:20]:
        click.echo(f"  unseen   {line}")
    clean = list(_clean_lines())
    alarms = [text for text, kind in clean if review(text, kind)]
    click.echo(f"alarms     {100 * len(alarms) / len(clean):.2f} % of {len(clean)} clean lines")
    for text in alarms:
        click.echo(f"  alarm    {text}")
    times = sorted(min(_seconds(text, kind) for _ in range(3)) * 1000 for text, kind in clean)
    click.echo(
        f"time       median {statistics.median(times):.2f} ms a line, 99 % in {times[len(times) * 99 // 100]:.2f} ms"
    )
    sys.exit(1 if unseen else 0)


def _is_found(group: Group, written: str) -> bool:
    before, after = FRAMES[group.language]
    kind: Kind = "line" if "line" in group.kinds else "comment"
    findings = review(before + written + after, kind, platform=group.platform)
    return any(one.start < len(before) + len(written) and one.stop > len(before) for one in findings)


def _clean_lines() -> Iterator[tuple[str, Kind]]:
    for kinds in yaml.safe_load(CLEAN.read_text("utf-8")).values():
        for kind, texts in kinds.items():
            for text in texts:
                yield text, kind


def _seconds(text: str, kind: Kind) -> float:
    began = time.perf_counter()
    review(text, kind)
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
