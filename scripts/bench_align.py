"""How exactly words are found in the sound of voices that do not tell their times (`avatar/speech/align.py`).

    python -m scripts.bench_align [--clips 60] [--seed 1]

Told for each voice: clips, words, the mean, median and 95th hundredth of how far word starts are off, and the share of
clips that are left untold. The voices: espeak-ng in other timbres and paces (its own times are the truth), and, where
Debian's flite and festival are installed, voices made from recordings of people with exact times. rms and both slt
were never heard when the network was trained (`scripts/train_hearing.py`). Then what must be refused: other words,
cut sounds, another language, noise, music. A wrong text that is believed is a false acceptance.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from random import Random

import numpy as np
import numpy.typing as npt

from avatar.errors import VoiceError
from avatar.speech.align import aligned
from avatar.speech.recital import recite
from avatar.speech.roster import TIMBRES, Timbre
from avatar.types import Language
from scripts.train_hearing import HELD_OUT
from scripts.training.clip import CLIP_RATE
from scripts.training.flite import Flite
from scripts.training.texts import sentences

Floats = npt.NDArray[np.float32]

_SELLING = {
    "en": (
        "Good evening everybody, and welcome back to the show!", "This bottle keeps tea hot for a whole day.",
        "Click the link below and it ships tomorrow.", "Only nineteen dollars and ninety nine cents.", "Hello.",
        "The fabric is soft, it washes well, and the colour never fades.", "Yes, it comes in blue, green and black.",
        "Let me check that for you.", "If you order two before midnight, we add a small gift, and delivery is free.",
        "Thank you for watching, see you next time.", "It weighs less than a phone and folds into your pocket.",
        "One button, three speeds, and no noise at all.",
    ),
    "zh": (
        "大家晚上好，欢迎来到我们的直播间！", "这款杯子保温十二个小时，装热茶也不烫手。", "今天下单，明天就发货。",
        "只要九十九元，还送一个小礼物。", "好。", "面料柔软，洗了也不变形，颜色不会褪。", "有蓝色、绿色和黑色可以选。",
        "这个问题我帮您问一下。", "七天无理由退货，请放心购买。", "谢谢大家的支持，我们下次再见。",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Take:
    """A spoken text: `pcm` at `rate`, and for some places in the text the second at which the word there begins."""

    text: str
    language: Language
    pcm: Floats
    rate: int
    starts: tuple[tuple[int, float], ...]


def main() -> None:
    """Print the table."""
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("--clips", type=int, default=60, help="of each voice (default 60)")
    reader.add_argument("--seed", type=int, default=1, help="the same seed chooses the same sentences")
    asked = reader.parse_args()
    people: list[Take] = []
    for name, takes in (*_espeak_voices(asked.seed), *_flite_voices(asked.seed)):
        try:
            heard = list(islice(takes, asked.clips))
        except VoiceError as error:
            print(f"{name}: left out, {error}", file=sys.stderr)
            continue
        unheard = name in HELD_OUT
        people += heard if unheard else []
        _print_voice(name + (" (never heard)" if unheard else ""), heard)
    for name, wrong in _wrong(people or heard).items():
        taken = sum(aligned(take.pcm, take.rate, take.text, take.language) is not None for take in wrong)
        print(f"{name:28} {len(wrong):4} clips, {taken} believed")


def _print_voice(name: str, takes: list[Take]) -> None:
    off: list[float] = []
    untold = 0
    began = time.perf_counter()
    for take in takes:
        found = aligned(take.pcm, take.rate, take.text, take.language)
        if found is None:
            untold += 1
            continue
        starts = {word.begin: word.start / take.rate for word in found.words}
        off += [abs(starts[place] - start) * 1000 for place, start in take.starts if place in starts]
    taken = time.perf_counter() - began
    seconds = sum(len(take.pcm) / take.rate for take in takes)
    print(
        f"{name:28} {len(takes):4} clips {len(off):5} words  mean {np.mean(off):4.0f}  median {np.median(off):4.0f}  "
        f"95% {np.percentile(off, 95):4.0f} ms  untold {untold / len(takes):.0%}  {seconds / taken:.0f}× real time",
        flush=True,
    )


def _texts(language: Language, seed: int) -> Iterator[str]:
    yield from _SELLING[language]
    yield from sentences(language, Random(seed))


def _espeak_voices(seed: int) -> Iterator[tuple[str, Iterator[Take]]]:
    for language in ("en", "zh"):
        for tone in (TIMBRES[1], TIMBRES[3], TIMBRES[5]):
            yield f"espeak {language} {tone.variant}", _espeak_takes(language, tone, seed)


def _espeak_takes(language: Language, tone: Timbre, seed: int) -> Iterator[Take]:
    chance = Random(seed)
    for text in _texts(language, seed):
        recital = recite(text, language, tone)
        pace = chance.uniform(0.85, 1.2)  # played at another rate: another pace and another throat
        rate = round(recital.rate * pace)
        starts = tuple((word.begin, word.start / rate) for word in recital.words)
        yield Take(text, language, recital.pcm.astype(np.float32) / np.float32(32768), rate, starts)


def _flite_voices(seed: int) -> Iterator[tuple[str, Iterator[Take]]]:
    for speaker in ("rms", "slt", "awb", "kal16"):
        yield f"flite-{speaker}", _flite_takes(speaker, seed)


def _flite_takes(speaker: str, seed: int) -> Iterator[Take]:
    flite = Flite(speaker)
    chance = Random(seed)
    for text in _texts("en", seed):
        pcm, words = flite.words(text, chance.uniform(0.8, 1.25))
        places = _places(text)
        if len(places) == len(words):
            starts = tuple(zip(places, words, strict=True))
            yield Take(text, "en", pcm.astype(np.float32) / np.float32(32768), CLIP_RATE, starts)


def _places(text: str) -> list[int]:
    """Where each word between spaces begins."""
    return [place for place in range(len(text)) if not text[place].isspace() and (not place or text[place - 1] == " ")]


def _wrong(takes: list[Take]) -> dict[str, list[Take]]:
    """Sounds with texts that they are not the sound of."""
    noise = np.random.default_rng(1)
    longer = [take for take in takes if take.text.count(" ") > 4]

    def each(of: list[Take], text: Callable[[Take], str], pcm: Callable[[Take], Floats]) -> list[Take]:
        return [Take(text(take), take.language, pcm(take), take.rate, ()) for take in of]

    return {
        "another text": [
            Take(other.text, take.language, take.pcm, take.rate, ())
            for take, other in zip(takes, takes[7:] + takes[:7], strict=True)
            if other.text != take.text
        ],
        "a text as long": each(takes, lambda take: _as_long(takes, take), lambda take: take.pcm),
        "its words turned round": each(longer, lambda take: " ".join(take.text.split()[::-1]), lambda take: take.pcm),
        "its last third unsaid": each(longer, lambda take: take.text, lambda take: take.pcm[: len(take.pcm) * 2 // 3]),
        "its last words unsaid": each(longer, lambda take: take.text, _without_end),
        "more said than written": each(longer, _two_thirds, lambda take: take.pcm),
        "another language": [
            Take(text, "en", take.pcm, take.rate, ())
            for take, text in zip(islice(_espeak_takes("zh", TIMBRES[3], 1), 60), _texts("en", 2), strict=False)
        ],
        "noise": each(takes, lambda take: take.text, lambda take: noise.normal(0, 0.1, len(take.pcm)).astype("f4")),
        "music": each(takes, lambda take: take.text, lambda take: _music(len(take.pcm), take.rate, noise)),
        "silence": each(takes[:10], lambda take: take.text, lambda take: np.zeros_like(take.pcm)),
    }


def _as_long(takes: list[Take], take: Take) -> str:
    texts = [other.text for other in takes if other.text != take.text]
    return min(texts, key=lambda text: abs(len(text) - len(take.text)))


def _without_end(take: Take) -> Floats:
    """The sound up to its last word but one."""
    return take.pcm[: round(take.starts[-2][1] * take.rate)]


def _two_thirds(take: Take) -> str:
    words = take.text.split()
    return " ".join(words[: len(words) * 2 // 3])


def _music(length: int, rate: int, chance: np.random.Generator) -> Floats:
    """Plucked tones, four a second."""
    sound = np.zeros(length, np.float32)
    for begin in range(0, length, rate // 4):
        clock = np.arange(min(rate // 2, length - begin)) / rate
        hertz = 220 * 2 ** (chance.integers(24) / 12)
        sound[begin : begin + len(clock)] += (
            0.15 * np.exp(-3 * clock) * sum(np.sin(2 * np.pi * hertz * over * clock) / over for over in range(1, 5))
        )
    return sound


if __name__ == "__main__":
    main()
