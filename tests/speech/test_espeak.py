"""The embedded voice: what is heard where its times say, in Chinese, English and mixed text."""

from __future__ import annotations

import time

import numpy as np
import pytest

from avatar.errors import TextError
from avatar.speech.espeak import EspeakVoice
from avatar.speech.roster import ESPEAK_LANGUAGES, TIMBRES, timbre
from avatar.types import SAMPLE_RATE, Phone, Speech

VOICE = EspeakVoice(timbre(None, None))


def level(speech: Speech, phone: Phone) -> float:
    """Loudness inside a phone, in decibels of full scale."""
    return 10 * float(np.log10(np.square(speech.pcm[phone.start : phone.end]).mean() + 1e-9))


def symbols(speech: Speech) -> str:
    return " ".join(phone.symbol for phone in speech.phones or ())


def test_chinese_is_said_a_character_a_word() -> None:
    speech = VOICE.speak("大家好，今天开播。", "zh")
    assert [word.text for word in speech.words or ()] == list("大家好今天开播")
    assert symbols(speech).startswith("t ɑ tɕ i ɑ χ ɑ u")


def test_english_words_in_chinese_are_said_in_english() -> None:
    speech = VOICE.speak("这款iPhone手机用USB充电", "zh")
    assert [word.text for word in speech.words or ()] == ["这", "款", "iPhone", "手", "机", "用", "USB", "充", "电"]
    assert "a ɪ f ə ʊ n" in symbols(speech)
    assert "j u ɛ s b i" in symbols(speech)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("兄弟", "ɕ i j o ŋ t i"),
        ("穷人", "tɕ i j o ŋ ʐ ə n"),
        ("有点儿贵", "j i o u t i ɛ n k u e i"),
        ("女儿", "n y ɚ"),
    ],
)
def test_no_chinese_word_is_spelled_out_in_english_letters(text: str, said: str) -> None:
    speech = VOICE.speak(text, "zh")
    assert symbols(speech) == said
    assert "".join(word.text for word in speech.words or ()) == text


def test_chinese_words_in_english_are_said_in_chinese() -> None:
    speech = VOICE.speak("The 茉莉 tea is great", "en")
    assert "茉莉" in "".join(word.text for word in speech.words or ())
    assert "m u ɔ l i" in symbols(speech) or "m o l i" in symbols(speech)


def test_every_letter_of_a_line_is_in_a_word() -> None:
    text = "这款保温杯真不错，价格¥99，X-200 Pro也有！Nice!"
    speech = VOICE.speak(text, "zh")
    shown = {place for word in speech.words or () for place in range(word.begin, word.stop)}
    assert {place for place, letter in enumerate(text) if letter.isalnum()} <= shown


@pytest.mark.parametrize(
    ("text", "language"), [("啪啪怕他爸爸打卡，克服", "zh"), ("A happy paper topic, take a cup", "en")]
)
def test_mouths_close_where_stops_say_and_open_where_vowels_say(text: str, language: str) -> None:
    speech = VOICE.speak(text, language)
    closures, vowels = [], []
    for phone in speech.phones or ():
        if phone.symbol in ("p", "t", "k"):
            closed = Phone(phone.symbol, phone.start + SAMPLE_RATE // 500, phone.start + SAMPLE_RATE // 100)
            closures.append(level(speech, closed))
        elif phone.symbol in ("a", "ɑ", "æ"):
            vowels.append(level(speech, phone))
    assert len(closures) > 4
    assert max(closures) < -40
    assert min(vowels) > -30


def test_words_follow_each_other_without_holes_but_for_pauses() -> None:
    speech = VOICE.speak("我们今天，不去公园。", "zh")
    assert speech.words
    gaps = [(b.start - a.end) / SAMPLE_RATE for a, b in zip(speech.words, speech.words[1:], strict=False)]
    assert sum(gap > 0.1 for gap in gaps) == 1
    assert max(gaps) == gaps[3]
    pause = speech.pcm[speech.words[3].end + 480 : speech.words[4].start - 480]
    assert np.abs(pause).max() < 0.01


def test_sound_begins_and_ends_with_the_words() -> None:
    speech = VOICE.speak("你好世界", "zh")
    assert speech.words
    assert speech.words[0].start == pytest.approx(0.07 * SAMPLE_RATE, abs=300)
    assert len(speech.pcm) - speech.words[-1].end == pytest.approx(0.15 * SAMPLE_RATE, abs=600)


def test_selling_speed() -> None:
    text = "大家好，欢迎来到我们的直播间！今天给大家带来一款双层真空保温杯，保温十二个小时，轻巧便携。"
    seconds = VOICE.speak(text, "zh").seconds
    assert 4 < sum(letter.isalpha() for letter in text) / seconds < 5
    text = "Hello everyone and welcome to our live show. Today we have a vacuum flask that keeps drinks hot all day."
    assert 140 < len(text.split()) / VOICE.speak(text, "en").seconds * 60 < 185


def test_women_speak_higher_than_men() -> None:
    def pitch(gender: str) -> float:
        pcm = EspeakVoice(timbre(None, gender)).speak("啊", "zh").pcm
        middle = pcm[len(pcm) // 2 - 2400 : len(pcm) // 2 + 2400]
        echo = np.correlate(middle, middle, "full")[len(middle) - 1 :]
        return float(SAMPLE_RATE / (120 + np.argmax(echo[120:700])))

    assert pitch("woman") > 1.3 * pitch("man")


def test_long_text_on_one_line_is_said_whole() -> None:
    text = "这款保温杯真不错" * 250
    began = time.process_time()
    speech = VOICE.speak(text, "zh")
    assert time.process_time() - began < speech.seconds / 20
    assert speech.words
    assert speech.words[-1].stop == len(text)
    assert {place for word in speech.words for place in range(word.begin, word.stop)} == set(range(len(text)))
    assert np.abs(np.diff(speech.pcm)).max() < 0.6


@pytest.mark.parametrize("language", sorted(ESPEAK_LANGUAGES))
def test_every_language_offered_is_there(language: str) -> None:
    assert VOICE.speak("1 2 3", language).phones


@pytest.mark.parametrize("tone", TIMBRES, ids=lambda tone: tone.variant)
def test_every_timbre_is_there(tone: object) -> None:
    assert isinstance(tone, type(TIMBRES[0]))
    assert VOICE.speak("你好", "zh").pcm.tobytes() != b""
    assert EspeakVoice(tone).speak("你好", "zh").voice == f"espeak:+{tone.variant}"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("こんにちは", "ja"),
        ("Добрый день", "ru"),
        ("안녕하세요", "ko"),
        ("Bonjour l'été", "fr"),
        ("¿Qué tal, señor?", "es"),
    ],
)
def test_other_languages_have_word_times_too(text: str, language: str) -> None:
    speech = VOICE.speak(text, language)
    assert speech.words
    assert all(phone.symbol.isalpha() for phone in speech.phones or ())


def test_chinese_characters_in_japanese_are_not_spelled_out() -> None:
    with pytest.raises(TextError, match="edge:ja-JP-NanamiNeural"):
        VOICE.speak("東京タワー", "ja")


def test_a_language_nobody_knows_is_told_with_those_known() -> None:
    with pytest.raises(TextError, match=r"'xx'.*zh"):
        VOICE.speak("hello", "xx")
