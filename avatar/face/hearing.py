"""A mouth that follows sound alone, for voices that tell no phones.

An open mouth lets out what lies above 700 Hz; closed lips and the nose leave the hum of
the voice. So the opening follows how far the upper bands stand above the hum, and the
width the balance between the resonance that spread lips raise (1.9 to 3.5 kHz) and the
two that rounded lips keep (around 350 Hz and 1.2 kHz).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from avatar.face.timeline import Timeline, Track
from avatar.types import SAMPLE_RATE, Samples

_Levels = npt.NDArray[np.float64]

_EDGES = (60, 250, 450, 700, 1000, 1400, 1900, 2600, 3500, 5000)  # Hz between the bands
_HUM = slice(0, 2)
_UPPER = slice(3, 9)
_WIDE = np.array([0, -0.4, 0, 0, -0.8, 0, 0.8, 0.5, 0]) / 1.2  # weights of the bands
_WINDOW = 1200  # samples whose spectrum is taken
_BLOCK = 1024  # points whose spectra are taken at once
_LOUDEST = 98  # percentile that counts as the loudest of a band
_DEPTH = 35.0  # decibels below it at which a band counts as silent
_FAINT = -50.0  # decibels: a recording that never gets louder holds no speech
_STEADY, _LIVELY = 7.0, 16.0  # decibels between loud and quiet: a hum or a hiss, speech
_EARLY = 0.01  # seconds by which lips lead the sound
_OPENING = 0.037  # of jawOpen's range, a decibel
_OPENEST = 0.9
_SPREADING = 0.06  # of the corners' range, a decibel


def heard(pcm: Samples, timeline: Timeline) -> dict[str, Track]:
    """The tracks of a mouth that moves to this sound (`articulation.py` names them); a still closed one in silence."""
    part, wide = _opening(pcm, timeline)
    still = np.zeros(timeline.points)
    return {
        "jaw": part * 0.92,
        "part": part,
        "spread": np.clip(wide, 0, 1),
        "pucker": 0.8 * np.clip(-wide, 0, 1),
        "funnel": 0.25 * np.clip(-wide, 0, 1),
        "tongue": still,
        "tuck": still,
        "seal": still,
    }


def _opening(pcm: Samples, timeline: Timeline) -> tuple[Track, Track]:
    """Opening 0 … 1 and width -1 … 1 at each point."""
    levels = _bands(pcm, timeline)
    loudest = np.percentile(levels, _LOUDEST, axis=0)
    above = np.clip(levels - loudest + _DEPTH, 0, None)
    above = np.stack([timeline.smooth(band, 0.035) for band in above.T], axis=1)
    upper, hum = above[:, _UPPER].mean(axis=1), above[:, _HUM].mean(axis=1)
    trust = _liveliness(timeline.loudness(pcm)[timeline.centres])
    part = np.clip(_OPENING * (upper - hum / 3), 0, _OPENEST)
    sounding = np.clip(above.mean(axis=1) / 12, 0, 1)
    balance = above @ _WIDE
    middle = float((balance * sounding).sum() / max(sounding.sum(), 1e-9))
    wide = timeline.smooth(np.clip(_SPREADING * (balance - middle) * sounding, -1, 1), 0.05)
    early = -round(_EARLY * SAMPLE_RATE / timeline.step)
    return trust * np.roll(timeline.smooth(part, 0.02), early), trust * np.roll(wide, early)


def _bands(pcm: Samples, timeline: Timeline) -> _Levels:
    """Decibels of each band at each point, [points, bands]."""
    margin = timeline.margin * timeline.step + _WINDOW // 2
    padded = np.zeros(timeline.points * timeline.step + _WINDOW, np.float32)
    padded[margin : margin + len(pcm)] = pcm
    windows = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[:: timeline.step][: timeline.points]
    shape = np.hanning(_WINDOW).astype(np.float32)
    cuts = np.searchsorted(np.fft.rfftfreq(_WINDOW, 1 / SAMPLE_RATE), _EDGES)
    power = []
    for first in range(0, timeline.points, _BLOCK):
        spectrum = np.abs(np.fft.rfft(windows[first : first + _BLOCK] * shape, axis=1)) ** 2
        power.append(np.add.reduceat(spectrum, cuts, axis=1)[:, :-1] / np.diff(cuts))
    decibels: _Levels = 10 * np.log10(np.concatenate(power) + 1e-9)
    return decibels


def _liveliness(level: Track) -> float:
    """1 for speech, 0 for silence, steady noise and hum: how far the sound is worth following."""
    loud, quiet = np.percentile(level, (95, 10))
    if loud < _FAINT:
        return 0.0
    return float(np.clip((loud - quiet - _STEADY) / (_LIVELY - _STEADY), 0, 1))
