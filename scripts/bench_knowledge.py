"""How fast a shop's documents are learned, searched and answered from.

    python -m scripts.bench_knowledge [--passages 2000 50000]

Passages are made up of words dealt by a fixed seed, in Chinese and English; times are of this
machine, those of a search and of a whole answer without a model the median and the slowest of
a hundred different questions.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from avatar.catalog.knowledge import Knowledge
from avatar.catalog.product import example_sheet, read_catalog
from avatar.words.answer import Answerer

_HAN = (
    "快递发货地址包装退换七天签收发票会员积分尺码保养清洗水温机洗晾晒充电电池续航防水材质颜色容量重量"
    "安装说明书遥控按钮屏幕亮度声音开关模式"
)
_ENGLISH_TEXT = """
delivery parcel courier return refund receipt invoice member points size care wash water machine dry charge battery
hours proof fabric colour volume weight assemble manual remote button screen bright sound switch mode
"""
_ENGLISH = _ENGLISH_TEXT.split()
_IN_A_DOCUMENT = 5_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, nargs="+", default=[2_000, 50_000], help="how many, one run each")
    parser.add_argument("--questions", type=int, default=100)
    options = parser.parse_args()
    for count in options.passages:
        _measure(count, options.questions)


def _measure(count: int, questions: int) -> None:
    dice = random.Random(count)
    with tempfile.TemporaryDirectory() as folder:
        knowledge = Knowledge(Path(folder) / "shop.yaml")
        learned, built = 0, 0.0
        for first in range(0, count, _IN_A_DOCUMENT):
            document = Path(folder) / f"{first}.md"
            numbers = range(first, min(first + _IN_A_DOCUMENT, count))
            document.write_text("\n\n".join(_paragraph(dice, number) for number in numbers), "utf-8")
            begun = time.perf_counter()
            learned += knowledge.add(document).passages
            built += time.perf_counter() - begun
        asked = [_sentence(dice) for _ in range(questions)]
        answerer = Answerer(read_catalog(example_sheet("en")), knowledge=knowledge)
        for question in ("这件能退货吗？", "Can I return it?"):  # what is loaded once is loaded now
            answerer.answer(question)
        searches = _times(knowledge.search, asked)
        answers = _times(answerer.answer, asked)
        size = knowledge.path.stat().st_size / 2**20
    print(
        f"{learned:6} passages: learned in {built:5.1f} s, {size:.0f} MB; "
        f"a search takes {searches}, a whole answer {answers}"
    )


def _times(ask: Callable[[str], object], questions: list[str]) -> str:
    times = []
    for question in questions:
        begun = time.perf_counter()
        ask(question)
        times.append(1000 * (time.perf_counter() - begun))
    return f"{statistics.median(times):.1f} ms (at most {max(times):.1f} ms)"


def _paragraph(dice: random.Random, number: int) -> str:
    """A heading of its own keeps every paragraph a passage of its own."""
    return f"## {number} {_word(dice)}\n\n" + "".join(_sentence(dice) for _ in range(8))


def _sentence(dice: random.Random) -> str:
    if dice.random() < 0.5:
        return "".join(_word(dice) for _ in range(9)) + "。"
    return " ".join(dice.choice(_ENGLISH) for _ in range(9)) + ". "


def _word(dice: random.Random) -> str:
    return "".join(dice.choices(_HAN, k=2))


if __name__ == "__main__":
    main()
