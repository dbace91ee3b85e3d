"""The mouth that follows sound: the stream, what it never does, and what it does to speech."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("torch", reason="the network needs torch: make torch")

from avatar.errors import WeightsError
from avatar.face.arkit import INDEX
from avatar.face.articulation import Articulation
from avatar.face.expression import SoundExpression, open_listener
from avatar.speech.voice import open_voice
from avatar.types import SAMPLE_RATE, Speech, samples_per_frame

SENTENCES = (
    ("en", "My mother baked a big apple pie, and all of us enjoyed it."),
    ("zh", "大家好,这款保温杯今天特价。"),
)


@pytest.fixture(scope="module", params=SENTENCES, ids=lambda pair: pair[0])
def spoken(request) -> Speech:
    language, text = request.param
    return open_voice("espeak", language, None, lambda note: None).speak(text, language)


def listened(pcm, fps=25, pieces=None):
    listener = SoundExpression(fps)
    cuts = pieces if pieces is not None else [pcm]
    return np.concatenate([*(listener.push(piece) for piece in cuts), listener.flush()])


def opening(rows):
    return rows[:, INDEX["jawOpen"]] - rows[:, INDEX["mouthClose"]]


def test_sound_in_pieces_moves_the_mouth_as_at_once(spoken):
    pcm = spoken.pcm
    cuts = np.sort(np.random.default_rng(2).integers(0, len(pcm), 25))
    np.testing.assert_allclose(listened(pcm, pieces=np.split(pcm, cuts)), listened(pcm), rtol=0, atol=2e-4)


@pytest.mark.parametrize("fps", [24, 25, 30, 60])
@pytest.mark.parametrize("samples", [0, 1, 2400, 48_001])
def test_a_row_for_every_frame(fps, samples):
    rows = listened(np.zeros(samples, np.float32), fps)
    assert rows.shape == (-(-samples // samples_per_frame(fps)), 52)


def test_it_looks_less_than_a_fifth_of_a_second_ahead(spoken):
    listener, step = SoundExpression(25), samples_per_frame(25)
    pcm = spoken.pcm[: 2 * SAMPLE_RATE]
    rows = 0
    for begin in range(0, len(pcm), 480):
        rows += len(listener.push(pcm[begin : begin + 480]))
        heard = begin + 480
        assert rows >= (heard - 0.2 * SAMPLE_RATE) // step


def test_what_comes_later_than_that_changes_nothing(spoken):
    pcm = spoken.pcm[: 2 * SAMPLE_RATE]
    other = pcm.copy()
    other[SAMPLE_RATE:] = 0
    known = int((SAMPLE_RATE - 0.2 * SAMPLE_RATE) // samples_per_frame(25))
    np.testing.assert_allclose(listened(other)[:known], listened(pcm)[:known], rtol=0, atol=2e-4)


@pytest.mark.parametrize("level", [0.0, 0.003])
def test_silence_and_a_quiet_room_are_a_still_closed_mouth(level):
    sound = (level * np.random.default_rng(5).standard_normal(4 * SAMPLE_RATE)).astype(np.float32)
    rows = listened(sound)
    assert opening(rows).max() < 0.05
    assert np.ptp(rows, axis=0).max() < 0.08


def test_it_hears_what_the_phones_tell(spoken):
    heard, told = opening(listened(spoken.pcm)), opening(Articulation().expression(spoken, 25))
    assert np.corrcoef(heard, told)[0, 1] > 0.7


def test_lips_are_nearly_shut_where_they_must_be(spoken):
    heard = opening(listened(spoken.pcm, 50))
    usual = heard[heard > 0.05].mean()
    step = samples_per_frame(50)
    closed = [
        heard[phone.start // step : phone.end // step + 1].min()
        for phone in spoken.phones or ()
        if phone.symbol[0] in "pbm"
    ]
    assert closed
    assert np.median(closed) < 0.45 * usual


def test_a_quieter_recording_moves_the_mouth_nearly_as_far(spoken):
    pcm = np.tile(spoken.pcm, 3)
    last = -len(spoken.pcm) // samples_per_frame(25)
    assert opening(listened(pcm * 0.2))[last:].std() > 0.6 * opening(listened(pcm))[last:].std()


def test_forgotten_sound_leaves_no_trace(spoken):
    listener = SoundExpression(25)
    listener.push(spoken.pcm)
    listener.clear()
    rows = np.concatenate([listener.push(spoken.pcm), listener.flush()])
    np.testing.assert_allclose(rows, listened(spoken.pcm), rtol=0, atol=1e-6)


def test_damaged_weights_are_told_in_a_line(tmp_path):
    weights = tmp_path / "expression.pt"
    weights.write_bytes(b"not weights")
    with pytest.raises(WeightsError, match=r"expression\.pt"):
        SoundExpression(25, weights).push(np.zeros(4800, np.float32))


def test_without_torch_the_mouth_goes_by_ear(monkeypatch, spoken):
    monkeypatch.setitem(__import__("sys").modules, "torch", None)
    from avatar.face import expression

    expression.prepared.cache_clear()
    notes: list[str] = []
    listener = open_listener(25, notes.append)
    rows = np.concatenate([listener.push(spoken.pcm), listener.flush()])
    expression.prepared.cache_clear()
    assert len(notes) == 1
    assert "make torch" in notes[0]
    assert rows[:, INDEX["jawOpen"]].max() > 0.2
