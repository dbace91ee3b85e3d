"""Sound as services send it."""

from __future__ import annotations

import numpy as np
import pytest

from avatar.speech.decoding import decoded, from_pcm, kind_of
from avatar.speech.faults import Fault
from avatar.types import SAMPLE_RATE
from tests.speech.faulty import wav_bytes

TONE = (8000 * np.sin(np.arange(24_000) / 20)).astype(np.int16)


def test_a_wav_comes_out_on_the_studios_clock() -> None:
    pcm = decoded(wav_bytes(TONE, 24_000), "it", "wav")
    assert len(pcm) == pytest.approx(SAMPLE_RATE, abs=2)
    assert np.abs(pcm).max() == pytest.approx(8000 / 32768, rel=0.02)


@pytest.mark.parametrize("missing", [100, 2400])
def test_a_wav_that_lacks_some_of_what_it_promises_is_not_taken(missing: int) -> None:
    with pytest.raises(Fault, match="only a part"):
        decoded(wav_bytes(TONE, 24_000)[:-missing], "it", "wav")


@pytest.mark.parametrize("kind", ["wav", "mp3", "flac", "ogg", "aac"])
def test_what_is_no_sound_is_not_taken(kind: str) -> None:
    for data in (b"", b"RIFF", bytes(range(256)) * 20):
        with pytest.raises(Fault, match="sound"):
            decoded(data, "it", kind)


def test_bare_samples_need_not_come_in_pairs_of_bytes() -> None:
    assert len(from_pcm(TONE.tobytes() + b"\x01", 24_000)) == pytest.approx(SAMPLE_RATE, abs=2)
    assert len(from_pcm(b"", 24_000)) <= 1


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"RIFF....", "wav"),
        (b"fLaC", "flac"),
        (b"OggS", "ogg"),
        (b"ID3\x04", "mp3"),
        (b"\xff\xfb\x90", "mp3"),
        (b"\xff\xf1\x50", "aac"),
        (b"<html>", None),
        (b"", None),
    ],
)
def test_a_sound_is_known_by_its_first_bytes(data: bytes, kind: str | None) -> None:
    assert kind_of(data) == kind
