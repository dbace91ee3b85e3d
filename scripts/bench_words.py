"""Ask a shop questions, with and without a language model that lies, and count what comes back.

    python -m scripts.bench_words                         # the two shops of the tests, every personality of the liar
    python -m scripts.bench_words --offline               # without any model
    python -m scripts.bench_words --shop my.yaml --documents returns.pdf care.docx --questions mine.yaml --wrong

A questions file is YAML, one list of questions for each language tag:

    en:
      - {product: mug, ask: how much is it, has: ["$24.90"]}       # has: all must be heard; "a|b": one of them
      - {product: mug, ask: who designed it, unknown: true}        # right is only "let me check that for you"
      - {product: mug, ask: and in blue?, after: [which colours], has: [blue]}   # after: asked before by this viewer

With several languages, `--shop` names the sheet of each as `en=shop.en.yaml zh=shop.zh.yaml`. Told are, for
every model: numbers heard that no source of that answer states (counted by this program's own plain reading
of digits and number words, not by the studio's), unknown questions that were left to a person, answers that
hold what they should, and how long an answer took.
"""

from __future__ import annotations

import argparse
import re
import shutil
import statistics
import tempfile
import time
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path

import yaml

from avatar.catalog.knowledge import Knowledge
from avatar.catalog.product import read_catalog
from avatar.types import Catalog
from avatar.words.answer import Answer, Answerer
from avatar.words.phrasing import Writes

MARKET = Path(__file__).parent.parent / "tests" / "words" / "market"
QUESTIONS = MARKET.parent / "questions.yaml"


@dataclass(frozen=True)
class Question:
    """One question, and what is right to answer: all of `has` (each any of its ways), or nothing (`unknown`)."""

    text: str
    product: str
    language: str
    has: tuple[tuple[str, ...], ...] = ()
    unknown: bool = False
    after: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shop:
    """A sheet, its products and what its documents say."""

    catalog: Catalog
    knowledge: Knowledge


@dataclass
class Tally:
    """What came of a list of questions; `seconds` each answer took, the rest by what was said."""

    known: int = 0
    unknown: int = 0
    wrong: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    @property
    def right(self) -> float:
        """The share of questions with an answer that were answered right."""
        return 1 - len(self.wrong) / self.known if self.known else 1.0

    @property
    def left(self) -> float:
        """The share of questions without an answer that were left to a person."""
        return 1 - len(self.told) / self.unknown if self.unknown else 1.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shop", nargs="+", metavar="[TAG=]SHEET", help="the sheet, or one for each language")
    parser.add_argument("--documents", nargs="*", type=Path, default=[], help="documents of the shop (one --shop only)")
    parser.add_argument("--questions", type=Path, default=QUESTIONS)
    parser.add_argument("--offline", action="store_true", help="without a model")
    parser.add_argument("--model", nargs="+", help="only these personalities of the liar")
    parser.add_argument("--wrong", action="store_true", help="print every answer that was not right")
    args = parser.parse_args()
    questions = read_questions(args.questions)
    with tempfile.TemporaryDirectory() as folder:
        shops = _shops(args.shop, args.documents, list(questions), Path(folder))
        for name in ["offline", *([] if args.offline else args.model or _personalities())]:
            tally = Tally()
            for language, asked in questions.items():
                examine(shops[language], answerer(shops[language], name), asked, tally)
            _print(name, tally, every=args.wrong)


def read_questions(path: Path) -> dict[str, list[Question]]:
    """The questions of a file by language."""
    return {
        language: [
            Question(
                row["ask"],
                row["product"],
                language,
                tuple(tuple(str(ways).split("|")) for ways in row.get("has", ())),
                bool(row.get("unknown")),
                tuple(row.get("after", ())),
            )
            for row in rows
        ]
        for language, rows in yaml.safe_load(path.read_text("utf-8")).items()
    }


def open_shop(sheet: Path, documents: Sequence[Path], folder: Path) -> Shop:
    """A sheet with its documents learnt in a copy of it inside `folder`, so that nothing is left behind."""
    folder.mkdir(parents=True, exist_ok=True)
    copy = folder / sheet.name
    shutil.copy(sheet, copy)
    knowledge = Knowledge(copy)
    for document in documents:
        knowledge.add(document)
    return Shop(read_catalog(copy), knowledge)


def market(language: str, folder: Path) -> Shop:
    """The tests' own shop of that language."""
    home = MARKET / language
    return open_shop(home / "shop.yaml", sorted(set(home.iterdir()) - {home / "shop.yaml"}), folder / language)


def answerer(shop: Shop, model: str | Writes = "offline") -> Answerer:
    """What answers for a shop; `model`: `offline`, a personality of the liar, or one at hand."""
    if model == "offline":
        return Answerer(shop.catalog, knowledge=shop.knowledge)
    if isinstance(model, str):
        from tests.adversary import Adversary

        model = Adversary(model)
    return Answerer(shop.catalog, model=model, knowledge=shop.knowledge)


def examine(shop: Shop, answers: Answerer, questions: Sequence[Question], tally: Tally) -> None:
    """Ask every question as a viewer of its own and count what comes back."""
    for number, question in enumerate(questions):
        viewer = f"viewer {number}"
        for before in question.after:
            answers.answer(before, question.product, question.language, viewer=viewer)
        started = time.perf_counter()
        answer = answers.answer(question.text, question.product, question.language, viewer=viewer)
        tally.seconds.append(time.perf_counter() - started)
        shown = f"[{question.product}] {question.text} → {answer.text} ({', '.join(answer.sources)})"
        strange = numbers_not_in(answer, shop.catalog.product(answer.product or question.product).name)
        if strange:
            tally.strange.append(f"{', '.join(sorted(strange))}: {shown}")
        if question.unknown:
            tally.unknown += 1
            if not answer.fallback:
                tally.told.append(shown)
        else:
            tally.known += 1
            if answer.fallback or not holds(answer.text, question.has):
                tally.wrong.append(shown)


def holds(text: str, wanted: Sequence[Sequence[str]]) -> bool:
    """Whether all of `wanted`, each in one of its ways, is heard."""
    heard = _folded(text)
    return all(any(_folded(way) in heard for way in ways) for ways in wanted)


def numbers_not_in(answer: Answer, name: str = "") -> set[str]:
    """The numbers of an answer that neither its own sources nor the product's name state."""
    stated = numbers_heard("\n".join([name, *(fact.text for fact in answer.facts)]))
    return numbers_heard(answer.text) - stated


_HAN = "零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟廿"
_COUNTED = "元块折倍成年月天日号时分秒克斤升件个只瓶盒米度次%毫厘公小"
_PLACES = {1000: "千", 100: "百", 10: "十", 1: ""}
_HAN_RUN = re.compile(rf"[{_HAN}]+")
_HAN_SIGNS = re.compile("一半|半价|对折|翻倍|加倍|双倍|半(?=[个小斤年天升价])|[几数上][十百千万]")
_SIGNS = re.compile(r"\b(?:half|twice|double[ds]?|triple[ds]?|dozens?|quarters?|thirds?|fifths?|hundreds|thousands)\b")
_WORDS = re.compile("[a-z]+")


def numbers_heard(text: str) -> set[str]:
    """The numbers of a Chinese or English text, digits and words alike, read as plainly as can be."""
    text = unicodedata.normalize("NFKC", text).lower()
    text = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    text = re.sub(r"(?<=\d),(?=\d{3})", "", text)
    heard = {f"{Decimal(found).normalize():f}" for found in re.findall(r"\d+(?:\.\d+)?", text)}
    heard |= set(_HAN_SIGNS.findall(text)) | set(_SIGNS.findall(text))
    return heard | set(_han_numbers(text)) | set(_english_numbers(text))


def _han_numbers(text: str) -> Iterator[str]:
    for found in _HAN_RUN.finditer(text):
        run, after = found[0], text[found.end() : found.end() + 1]
        counted = bool(after) and after in ("元块折倍" if run == "一" else _COUNTED)
        if len(run) > 1 or (counted and run not in "万千百十"):
            yield _spelt_in_chinese().get(run, run)


def _english_numbers(text: str) -> Iterator[str]:
    words = [word for word in _WORDS.findall(text) if word != "and"]
    spelt, at = _spelt_in_english(), 0
    while at < len(words):
        many = next((size for size in (5, 4, 3, 2, 1) if tuple(words[at : at + size]) in spelt), 0)
        if many and words[at : at + many] != ["one"]:
            yield spelt[tuple(words[at : at + many])]
        at += many or 1


@cache
def _spelt_in_english() -> Mapping[tuple[str, ...], str]:
    from num2words import num2words

    return {
        tuple(word for word in _WORDS.findall(num2words(number)) if word != "and"): str(number)
        for number in range(2000)
    }


@cache
def _spelt_in_chinese() -> Mapping[str, str]:
    spelt = {}
    for number in range(10_000):
        told = ""
        for place, digit in zip((1000, 100, 10, 1), f"{number:04d}", strict=True):
            told += "零" if digit == "0" else "零一二三四五六七八九"[int(digit)] + _PLACES[place]
        told = re.sub("零+", "零", told).strip("零") or "零"
        for way in (told, re.sub("^一十", "十", told), re.sub("二(?=[百千])", "两", told)):
            spelt[way] = str(number)
    return spelt


def _folded(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()


def _personalities() -> Sequence[str]:
    from tests.adversary import PERSONALITIES

    return PERSONALITIES


def _shops(
    named: Sequence[str] | None, documents: Sequence[Path], languages: Sequence[str], folder: Path
) -> dict[str, Shop]:
    if not named:
        return {language: market(language, folder) for language in languages}
    tagged = (name.partition("=") for name in named)
    sheets = {tag if sheet else languages[0]: sheet or tag for tag, _, sheet in tagged}
    return {language: open_shop(Path(sheet), documents, folder / language) for language, sheet in sheets.items()}


def _print(name: str, tally: Tally, every: bool) -> None:
    fast = sorted(tally.seconds)
    print(
        f"{name:20} strange numbers {len(tally.strange)}   unknown left to a person {tally.left:.1%} of {tally.unknown}"
        f"   right {tally.right:.1%} of {tally.known}   p50 {statistics.median(fast) * 1000:.1f} ms"
        f"   p95 {fast[int(len(fast) * 0.95)] * 1000:.1f} ms"
    )
    for mark, rows in (("STRANGE", tally.strange), ("TOLD", tally.told), ("WRONG", tally.wrong if every else [])):
        for row in rows:
            print(f"  {mark} {row}")


if __name__ == "__main__":
    main()
