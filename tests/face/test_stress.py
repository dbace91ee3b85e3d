import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from avatar.face.stress import StressStream
from avatar.types import SAMPLE_RATE, Floats, Samples

FPS = 25


def syllables(*times: float, seconds: float = 4.0, level: float = 0.3) -> Samples:
    """Bursts of a voice-like tone, 0.16 s long, from those times on."""
    clock = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    loud = np.zeros(len(clock))
    for time in times:
        loud += np.where((clock >= time) & (clock < time + 0.16), 1.0, 0.0)
    return (level * loud * np.sin(2 * np.pi * 180 * clock)).astype(np.float32)


def stress(pcm: Samples, *cuts: int) -> Floats:
    stream = StressStream(FPS)
    parts = [stream.push(piece) for piece in np.split(pcm, sorted(cuts))]
    return np.concatenate([*parts, stream.flush()])


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 4 * SAMPLE_RATE), max_size=6), st.integers(0, 3 * SAMPLE_RATE))
def test_sound_in_pieces_gives_what_it_gives_at_once(cuts: list[int], missing: int) -> None:
    pcm = syllables(0.3, 1.2, 2.5)[: 4 * SAMPLE_RATE - missing]
    found = stress(pcm, *(min(cut, len(pcm)) for cut in cuts))
    assert np.array_equal(found, stress(pcm))
    assert len(found) == -(-len(pcm) // (SAMPLE_RATE // FPS))


def test_a_stress_is_there_when_its_syllable_sounds_and_gone_after_it() -> None:
    found = stress(syllables(0.5, 2.0))
    for time in (0.5, 2.0):
        assert found[round(time * FPS) + 1] > 0.7
        assert found[round((time - 0.3) * FPS)] == 0
        assert found[round((time + 0.6) * FPS)] == 0
    assert found.max() <= 1


def test_a_quiet_syllable_is_not_stressed() -> None:
    pcm = syllables(0.5) + syllables(1.4, level=0.05) + syllables(2.4)
    found = stress(pcm)
    assert found[round(1.4 * FPS) : round(1.8 * FPS)].max() == 0
    assert found[round(2.45 * FPS)] > 0.5


def test_fast_syllables_are_not_all_stressed() -> None:
    found = stress(syllables(*np.arange(0.3, 3.6, 0.25).tolist()))
    begins = np.flatnonzero((found[1:] > 0.2) & (found[:-1] <= 0.2))
    assert len(begins) <= 6


@pytest.mark.parametrize("level", [0.0, 0.003])
def test_silence_and_the_noise_of_a_room_hold_no_stress(level: float) -> None:
    noise = np.random.default_rng(0).normal(0, 1, 3 * SAMPLE_RATE) * level
    assert stress(noise.astype(np.float32)).max() == 0


def test_nothing_is_nothing() -> None:
    assert stress(np.zeros(0, np.float32)).shape == (0,)
    assert stress(np.zeros(2400, np.float32)).shape == (2,)
