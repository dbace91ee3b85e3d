"""Compose and play the background loop: eight bars at 96 beats a minute, electric piano, bass, bells, brushes.

    python -m scripts.make_music [--out FOLDER]

Every sound is computed here. Notes that ring over the last bar's end ring into the
first and the room's echo is circular, so the loop has no seam. The file holds
half a second of the loop's end before it and of its start after it, which the player
cuts off again: a lossy codec needs a run-up to be exact at the seam.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

from avatar.stage.music import LEAD
from avatar.types import SAMPLE_RATE, Samples

Wave = npt.NDArray[np.float64]

BEAT = SAMPLE_RATE * 60 // 96
BEATS = 32
LENGTH = BEAT * BEATS
_HOME = Path(__file__).resolve().parent.parent / "avatar" / "stage" / "music"

# one a bar, voiced closely around middle C (MIDI numbers), with the bass under it
_CHORDS = (
    (41, (57, 60, 64, 67)),  # F  major 9, no root above
    (40, (55, 59, 62, 67)),  # E  minor 7
    (38, (57, 60, 64, 65)),  # D  minor 9
    (36, (55, 59, 62, 64)),  # C  major 9
    (41, (57, 60, 64, 67)),
    (43, (57, 59, 62, 64)),  # G  6/9
    (45, (55, 60, 62, 64)),  # A  minor 11
    (43, (57, 60, 62, 65)),  # G  suspended, leads home
)
# beat, MIDI number, loudness: a few bells that answer the chords
_BELLS = (
    (2.5, 76, 0.7), (3.0, 79, 0.8), (3.5, 84, 0.6), (6.5, 83, 0.5), (7.0, 79, 0.6),
    (10.5, 77, 0.6), (11.0, 76, 0.7), (11.5, 72, 0.6), (14.5, 74, 0.6), (15.0, 76, 0.5),
    (18.5, 76, 0.7), (19.0, 79, 0.8), (19.5, 81, 0.7), (22.5, 83, 0.6), (23.0, 81, 0.6), (23.5, 79, 0.5),
    (26.0, 76, 0.6), (27.0, 79, 0.5), (30.0, 77, 0.5), (30.5, 76, 0.4), (31.0, 74, 0.5),
)  # fmt: skip


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("--out", type=Path, default=_HOME, help="folder to write into")
    folder: Path = reader.parse_args().out
    folder.mkdir(parents=True, exist_ok=True)
    write(folder / "breeze.ogg", breeze())


def breeze() -> Samples:
    """The loop, float32 [LENGTH], at about −21 LUFS (EBU R 128)."""
    dry, wet = np.zeros(LENGTH), np.zeros(LENGTH)
    for bar, (root, notes) in enumerate(_CHORDS):
        for at, hold, loud in ((0.0, 2.3, 1.0), (2.5, 1.3, 0.62)):
            for number, note in enumerate(notes):
                strum = bar * 4 + at + number * 0.018
                _place(wet, strum, piano(note, hold, loud) * 0.16)
        for at, step, hold, loud in ((0.0, 0, 1.4, 1.0), (1.5, 0, 0.4, 0.55), (2.0, 7, 0.9, 0.7), (3.5, 0, 0.45, 0.5)):
            _place(dry, bar * 4 + at, bass(root + step, hold, loud) * 0.17)
    for beat, note, loud in _BELLS:
        _place(wet, beat, bell(note, loud) * 0.1)
    _drums(dry, wet)
    mix = dry + wet + echo(wet) * 0.34 + echo(dry) * 0.04
    mix = _warmed(mix)
    loop: Samples = (mix / np.abs(mix).max() * 0.62).astype(np.float32)
    return loop


def _drums(dry: Wave, wet: Wave) -> None:
    dice = np.random.default_rng(96)
    for beat in range(BEATS):
        if beat % 4 in (0, 2):
            _place(dry, beat + (0.5 if beat % 8 == 6 else 0.0), kick() * 0.2)
        else:
            _place(wet, beat + 0.01, brush(dice, 0.16, 2200.0) * 0.11)
        for half in (0.0, 0.5, 0.75):
            late = 0.04 if half == 0.5 else 0.0
            loud = {0.0: 0.5, 0.5: 1.0, 0.75: 0.35}[half] * dice.uniform(0.8, 1.1)
            _place(dry, beat + half + late, brush(dice, 0.045, 7000.0) * 0.035 * loud)


def _place(track: Wave, beat: float, sound: Wave) -> None:
    """Add a sound at a beat; what lasts beyond the end comes in again at the start."""
    start = round(beat * BEAT)
    np.add.at(track, np.arange(start, start + len(sound)) % LENGTH, sound)


def _pitch(note: float) -> float:
    return float(440.0 * 2 ** ((note - 69) / 12))


def _seconds(length: float) -> Wave:
    return np.arange(int(length * SAMPLE_RATE)) / SAMPLE_RATE


def _let_go(t: Wave, hold: float, fade: float) -> Wave:
    fading: Wave = np.where(t < hold, 1.0, np.exp(-(t - hold) / fade)) * np.minimum(1.0, (t[-1] - t) / 0.02)
    return fading


def piano(note: int, beats: float, loud: float) -> Wave:
    """An electric piano by frequency modulation: a soft body, and a tine that pings and is gone."""
    hold = beats * BEAT / SAMPLE_RATE
    t = _seconds(hold + 0.6)
    turn = 2 * np.pi * _pitch(note) * t
    body = np.sin(turn + 0.9 * loud * np.exp(-t / 0.5) * np.sin(turn))
    tine = np.sin(turn + 0.5 * np.exp(-t / 0.06) * np.sin(14 * turn)) * np.exp(-t / 0.25)
    tremble = 1 + 0.06 * np.sin(2 * np.pi * 4.8 * t)
    return (
        loud
        * (0.8 * body * np.exp(-t / 1.6) + 0.25 * tine)
        * tremble
        * _let_go(t, hold, 0.12)
        * np.minimum(1, t / 0.004)
    )


def bass(note: int, beats: float, loud: float) -> Wave:
    """A round bass: a sine with a little of its octave."""
    hold = beats * BEAT / SAMPLE_RATE
    t = _seconds(hold + 0.2)
    turn = 2 * np.pi * _pitch(note) * t
    tone = np.sin(turn) + 0.4 * np.sin(2 * turn) * np.exp(-t / 0.3) + 0.1 * np.sin(3 * turn) * np.exp(-t / 0.12)
    return loud * tone * np.exp(-t / 1.2) * _let_go(t, hold, 0.05) * np.minimum(1, t / 0.008)


def bell(note: int, loud: float) -> Wave:
    """A wooden bell: its tone and a bright strike two octaves above."""
    t = _seconds(1.2)
    turn = 2 * np.pi * _pitch(note) * t
    tone = np.sin(turn) * np.exp(-t / 0.38) + 0.3 * np.sin(3.93 * turn) * np.exp(-t / 0.07)
    return loud * tone * np.minimum(1, t / 0.003) * np.minimum(1, (1.2 - t) / 0.05)


def kick() -> Wave:
    """A soft drum whose pitch falls."""
    t = _seconds(0.28)
    return (
        np.sin(2 * np.pi * (48 * t + 2.6 * (1 - np.exp(-t / 0.03))))
        * np.exp(-t / 0.09)
        * np.minimum(1, (0.28 - t) / 0.03)
    )


def brush(dice: np.random.Generator, length: float, above: float) -> Wave:
    """A stroke of a brush: noise above a frequency in Hz, quickly gone."""
    t = _seconds(length * 3)
    noise = np.fft.rfft(dice.normal(size=len(t)))
    hertz = np.fft.rfftfreq(len(t), 1 / SAMPLE_RATE)
    shaped = np.fft.irfft(
        noise * (hertz / above) ** 2 / (1 + (hertz / above) ** 2) / (1 + (hertz / 11000) ** 4), len(t)
    )
    return shaped * np.exp(-t / (length * 0.6)) * np.minimum(1, t / 0.002)


def echo(track: Wave) -> Wave:
    """The track in a small hall: a circular convolution with a fading noise."""
    dice = np.random.default_rng(5)
    t = _seconds(1.6)
    hall = np.zeros(LENGTH)
    hall[: len(t)] = dice.normal(size=len(t)) * np.exp(-t / 0.32) * np.minimum(1, t / 0.012)
    hertz = np.fft.rfftfreq(LENGTH, 1 / SAMPLE_RATE)
    room = np.fft.rfft(hall) / (1 + (hertz / 3200) ** 2) * (hertz > 180)
    sound: Wave = np.fft.irfft(np.fft.rfft(track) * room, LENGTH) / np.sqrt((hall**2).sum())
    return sound


def _warmed(track: Wave) -> Wave:
    """Highs eased off above 6 kHz, rumble below 35 Hz taken out."""
    hertz = np.fft.rfftfreq(LENGTH, 1 / SAMPLE_RATE)
    return np.fft.irfft(np.fft.rfft(track) * (hertz > 35) / (1 + (hertz / 6000) ** 2) ** 0.5, LENGTH)


def write(path: Path, loop: Samples) -> None:
    """Write the loop with its run-up and run-out, as Opus in Ogg."""
    whole = np.concatenate([loop[-LEAD:], loop, loop[:LEAD]])
    with av.open(str(path), "w", format="ogg") as file:
        stream = file.add_stream("libopus", rate=SAMPLE_RATE, layout="mono")
        stream.bit_rate = 112_000
        frame = av.AudioFrame.from_ndarray(whole[None], format="flt", layout="mono")
        frame.rate = SAMPLE_RATE
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            file.mux(packet)


if __name__ == "__main__":
    main()
