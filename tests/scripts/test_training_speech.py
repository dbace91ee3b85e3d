"""Training speech: what synthesisers tell is read right, every phone has a mouth, and what is kept comes back."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from random import Random

import numpy as np
import pytest

from avatar.errors import UsageError, VoiceError
from avatar.face.sounds import Posture, postures
from scripts import training_speech
from scripts.training import borrowed, festival, jtalk, phones, texts
from scripts.training.clip import CLIP_RATE, Clip, Timed, keep, kept
from scripts.training.sounds import at_clip_rate
from scripts.training.voices import VOICES, Voice

UNKNOWN: tuple[Posture, ...] = postures("?")


def clip(seconds: float, text: str = "hello") -> Clip:
    pcm = np.arange(round(seconds * CLIP_RATE)).astype(np.int16)
    return Clip(pcm, (Timed("h", 0.1, 0.2, False, "hh"), Timed("oʊ", 0.2, 0.4, True, "ow")), text, "en", "fake")


class Fake:
    """Says every text in a second; after `last` texts it dies."""

    def __init__(self, last: int = 1000) -> None:
        self._last = last

    def clips(self, texts: Iterable[str], chance: Random) -> Iterator[Clip]:
        for number, text in enumerate(texts):
            if number == self._last:
                raise VoiceError("it is not installed")
            yield clip(1.0, text)


def fake_voice(name: str, last: int = 1000) -> Voice:
    return Voice(name, "en", True, "a licence", "a package", lambda: Fake(last))


@pytest.mark.parametrize("name", phones.PHONE_SETS)
def test_every_phone_of_every_set_has_a_mouth(name: str) -> None:
    table = phones.PHONE_SETS[name]
    strange = {own: ipa for own, ipa in table.items() if ipa and postures(ipa.removeprefix("ˈ")) == UNKNOWN}
    assert strange == {}
    assert any(ipa == "" for ipa in table.values()), "some name must be silence"


def test_segments_become_phones_with_stress_on_vowels_alone() -> None:
    segments = [("pau", 0.2, False), ("k", 0.3, True), ("aa", 0.5, True), ("t", 0.6, True), ("pau", 0.9, False)]
    assert phones.timed(segments, "radio") == (
        Timed("k", 0.2, 0.3, False, "k"),
        Timed("ɑ", 0.3, 0.5, True, "aa"),
        Timed("t", 0.5, 0.6, False, "t"),
    )


def test_a_set_may_tell_stress_in_the_name_itself() -> None:
    stressed = [phone.stressed for phone in phones.timed([("a", 0.1, False), ("a1", 0.2, False)], "italian")]
    assert stressed == [False, True]


def test_a_phone_that_is_in_no_table_is_named() -> None:
    with pytest.raises(UsageError, match=r"'qq'.*'czech'"):
        phones.timed([("qq", 0.1, False)], "czech")


def test_festivals_segments_are_read() -> None:
    assert festival.told("pau 0.220000 0 0\nk 0.300000 1 _3\n") == [("pau", 0.22, False), ("k", 0.3, True)]


def test_where_words_are_stressed_in_front_their_first_vowel_is() -> None:
    written = "# 0.1 0 0\nm 0.2 0 _1\no 0.3 0 _1\na 0.4 0 _1\na 0.5 0 _2\ni 0.6 0 _2\n# 0.7 0 0\n"
    heard = phones.timed(festival.told(written, phones.vowels("czech")), "czech")
    assert [phone.stressed for phone in heard] == [False, True, False, True, False]


def test_open_jtalks_closures_go_to_their_stop_and_nasals_close_the_lips_before_lips() -> None:
    trace = (
        "[Text analysis result]\nx\n[Output label]\n"
        "0 2000000 xx^xx-sil+s=a/A:x\n2000000 3000000 xx^sil-a+cl=p/A:x\n3000000 4000000 x^x-cl+p=a/A:x\n"
        "4000000 4500000 x^x-p+a=N/A:x\n4500000 5000000 x^x-N+b=a/A:x\n5000000 5500000 x^x-b+N=k/A:x\n"
        "5500000 6000000 x^x-N+k=a/A:x\n6000000 6500000 x^x-k+sil=xx/A:x\n"
        "\n[Global parameter]\nSampring frequency -> 48000\n"
    )
    heard = phones.timed(jtalk.told(trace), "jtalk")
    assert [(phone.symbol, phone.start, phone.end) for phone in heard] == [
        ("a", 0.2, 0.3), ("p", 0.3, 0.45), ("m", 0.45, 0.5), ("b", 0.5, 0.55), ("ɴ", 0.55, 0.6), ("k", 0.6, 0.65),
    ]  # fmt: skip


@pytest.mark.parametrize("name", borrowed.NEAREST)
def test_borrowed_mandarin_uses_phones_that_the_lender_has(name: str) -> None:
    lent = {own for owns in borrowed.NEAREST[name].values() for own in owns}
    assert lent <= set(phones.PHONE_SETS[name])
    assert set(borrowed.NEAREST[name]) == set(borrowed.NEAREST["czech"]), "the same sounds of Mandarin in each"


def test_lips_shut_in_mandarin_whoever_lends_the_voice() -> None:
    for name, table in borrowed.NEAREST.items():
        for sound in "pmf":
            (own,) = table[sound]
            assert phones.PHONE_SETS[name][own] == sound


@pytest.mark.parametrize("language", texts.languages())
def test_sentences_are_many_and_never_the_same(language: str) -> None:
    some = list(islice(texts.sentences(language, Random(7)), 400))
    assert len(set(some)) == 400
    assert not [sentence for sentence in some if re.search(r"[{}_\"\\]|  ", sentence)]
    assert some == list(islice(texts.sentences(language, Random(7)), 400)), "a seed tells the same ones again"


def test_english_has_thousands_of_sentences() -> None:
    assert len(list(islice(texts.sentences("en", Random(1)), 3000))) == 3000


def test_a_word_list_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(UsageError, match=r"'xx'.*en.*zh"):
        texts.word_list("xx")


def test_every_voice_has_its_licence_its_source_and_a_word_list() -> None:
    assert len({voice.name for voice in VOICES}) == len(VOICES)
    for voice in VOICES:
        assert voice.licence
        assert voice.packages
        assert voice.language in texts.languages()


def test_clips_come_back_as_they_were_kept(tmp_path: Path) -> None:
    given = [clip(0.5, "one"), clip(0.3, "two – 二")]
    assert list(keep(given, tmp_path / "fake")) == given
    for before, after in zip(given, kept(tmp_path / "fake"), strict=True):
        assert np.array_equal(before.pcm, after.pcm)
        assert (after.phones, after.text, after.language, after.voice) == (
            before.phones,
            before.text,
            before.language,
            before.voice,
        )


def test_sound_keeps_its_length_and_level_at_the_clips_rate() -> None:
    tone = np.sin(np.arange(24_000) / 24_000 * 2 * np.pi * 440).astype(np.float32) * 0.5
    pcm = at_clip_rate(tone, 24_000)
    assert abs(len(pcm) - CLIP_RATE) <= 1
    assert abs(int(np.abs(pcm).max()) - 16384) < 200


def run(arguments: list[str], monkeypatch: pytest.MonkeyPatch, voices: list[Voice]) -> int:
    monkeypatch.setattr("sys.argv", ["training_speech", *arguments])
    monkeypatch.setattr(training_speech, "VOICES", tuple(voices))
    return training_speech.main()


def test_voices_are_made_to_length_and_one_that_cannot_be_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    voices = [fake_voice("good"), fake_voice("dies", last=3)]
    assert run(["--out", str(tmp_path), "--hours", "0.005"], monkeypatch, voices) == 1
    manifest = json.loads((tmp_path / "manifest.json").read_text("utf-8"))
    assert list(manifest) == ["good"]
    assert manifest["good"]["hours"] == 0.005
    assert manifest["good"]["licence"] == "a licence"
    assert len(list(kept(tmp_path / "good"))) == 18
    assert sorted(path.name for path in tmp_path.iterdir()) == ["good", "manifest.json"]
    assert "dies: left out, it is not installed; it comes from a package" in capsys.readouterr().err


def test_an_unknown_voice_is_told_with_the_nearest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--out", str(tmp_path), "--voices", "goof"], monkeypatch, [fake_voice("good")]) == 2
    assert "unknown voice 'goof'; did you mean 'good'?" in capsys.readouterr().err
