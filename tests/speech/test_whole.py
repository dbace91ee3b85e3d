"""Whether sound can be all of a text."""

from __future__ import annotations

import numpy as np
import pytest

from avatar.speech.espeak import EspeakVoice
from avatar.speech.faults import Fault
from avatar.speech.roster import TIMBRES
from avatar.speech.spoken import spoken
from avatar.speech.whole import check_whole, usual_seconds
from avatar.types import SAMPLE_RATE, Samples

LINES = [
    ("zh", "这款保温杯采用双层真空设计，保温十二个小时，只要九十九元。"),
    ("zh", "好的！"),
    ("zh", "客服电话4008001234，欢迎来电。"),
    ("en", "This mug keeps your coffee warm for twelve hours and costs only $19.99."),
    ("en", "Yes!"),
    ("de", "Diese Tasse hält den Tee zwölf Stunden warm und kostet nur 19,90 Euro."),
    ("ja", "みなさん、こんにちは。きょうは よい マグカップを ごしょうかいします。"),
]


def check(text: str, language: str, pcm: Samples, speed: float = 1.0, pace: float | None = None) -> None:
    said = spoken(text, language).text
    check_whole(said, pcm, usual_seconds(said, language), "it", speed, pace)


def said(text: str, language: str, tone: int = 0) -> Samples:
    return EspeakVoice(TIMBRES[tone]).speak(text, language).pcm


@pytest.mark.parametrize(("language", "text"), LINES)
@pytest.mark.parametrize("tone", range(len(TIMBRES)))
@pytest.mark.parametrize("pace", [None, 0.9, 1.1])
def test_whole_lines_are_taken(language: str, text: str, tone: int, pace: float | None) -> None:
    check(text, language, said(text, language, tone), pace=pace)


@pytest.mark.parametrize(("language", "text"), [line for line in LINES if len(line[1]) > 15])
@pytest.mark.parametrize("share", [0.25, 0.5])
def test_lines_that_break_off_are_not(language: str, text: str, share: float) -> None:
    pcm = said(text, language)
    with pytest.raises(Fault, match="only a part") as caught:
        check(text, language, pcm[: int(len(pcm) * share)])
    assert caught.value.retryable


def test_of_a_voice_whose_pace_is_known_less_is_missed() -> None:
    language, text = LINES[3]
    pcm = said(text, language)
    loud = next(at for at in range(int(len(pcm) * 0.75), len(pcm), 480) if np.abs(pcm[at - 960 : at]).max() > 0.2)
    check(text, language, pcm[:loud])
    with pytest.raises(Fault, match="only a part"):
        check(text, language, pcm[:loud], pace=1.0)


def test_a_line_asked_for_faster_may_be_shorter() -> None:
    language, text = LINES[0]
    pcm = said(text, language)[::2]
    check(text, language, pcm, speed=2.0)
    with pytest.raises(Fault, match="only a part"):
        check(text, language, pcm)


def test_what_is_no_speech_is_not_taken() -> None:
    language, text = LINES[3]
    pcm = said(text, language)
    half = len(pcm) // 2
    noise = np.random.default_rng(0).normal(0, 0.2, len(pcm)).astype(np.float32)
    hole = np.concatenate([pcm[:half], np.zeros(4 * SAMPLE_RATE, np.float32), pcm[half:]])
    for wrong, why in (
        (np.zeros(0, np.float32), "no sound"),
        (np.zeros_like(pcm), "no sound"),
        (noise, "noise"),
        (hole, "fell silent"),
        (np.tile(pcm, 12), "far more sound"),
    ):
        with pytest.raises(Fault, match=why):
            check(text, language, wrong)
