"""Other rooms, microphones and throats for the same speech: changes to its spectra, no two alike.

All work on log10 of power, float32 [batch, n, BANDS]. Speech comes out with its loudest band
near `_PEAK`, louder or softer as recordings are.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

from avatar.face.features import BANDS, FAINTEST, MELS, hertz_of, mel_of

_PEAK, _LOUDER = -1.5, 0.6  # log10 of the loudest band's power; its deviation
_THROAT = 0.1  # deviation of the log of formants' shift
_THROATS = (0.78, 1.28)
_COLOUR, _TILT = 0.32, 0.5  # deviations, powers of ten
_WAVES = (0.5, 1.0, 1.5, 2.0, 3.0, 4.0)  # bends of a smooth curve over all bands
_ROOMS = 0.5  # share of speech in a room …
_REVERB = (0.1, 0.6)  # … and how long that sounds, seconds for 60 dB
_TELEPHONES = 0.15  # share that loses its upper bands
_CLEAN = 0.35  # share without noise
_NOISE = (1.2, 5.0)  # powers of ten from speech down to noise
_COMPANY = 0.15  # share with another speaker behind
_RATE = 100  # spectra a second


def varied(spectra: Tensor) -> Tensor:
    """The same speech as somebody else's, elsewhere."""
    count = len(spectra)
    spectra = _other_throats(spectra, torch.exp(torch.randn(count) * _THROAT).clamp(*_THROATS))
    spectra = _in_rooms(spectra)
    spectra = spectra + _curves(count, _COLOUR) + torch.randn(count, 1, 1) * _TILT * torch.linspace(-1, 1, BANDS)
    cut = torch.where(torch.rand(count) < _TELEPHONES, 55 + 20 * torch.rand(count), torch.full((count,), 2.0 * BANDS))
    spectra = spectra - 0.4 * (torch.arange(BANDS) - cut[:, None]).clamp(0, 12)[:, None]
    gain = _PEAK + torch.randn(count, 1, 1) * _LOUDER
    return _with_noise(spectra - spectra.amax((1, 2), keepdim=True) + gain, gain)


def _other_throats(spectra: Tensor, shift: Tensor) -> Tensor:
    """Formants at other heights: bands read from `shift` times their frequency (vocal tract length)."""
    centres = torch.from_numpy(MELS).float()
    wanted = torch.from_numpy(mel_of(hertz_of(MELS) * shift[:, None].numpy())).float()
    place = ((wanted - centres[0]) / (centres[1] - centres[0])).clamp(0, BANDS - 1.001)
    below = place.floor().long()[:, None].expand(spectra.shape)
    share = (place - place.floor())[:, None]
    return torch.gather(spectra, 2, below) * (1 - share) + torch.gather(spectra, 2, below + 1) * share


def _in_rooms(spectra: Tensor) -> Tensor:
    """Some of them with the decaying sound of a room."""
    count = len(spectra)
    power, wet = 10**spectra, torch.empty_like(spectra)
    seconds = _REVERB[0] + (_REVERB[1] - _REVERB[0]) * torch.rand(count, 1)
    decay = 10 ** (-6 / (seconds * _RATE))
    share = (torch.rand(count, 1) < _ROOMS) * 10 ** (-(0.3 + 1.2 * torch.rand(count, 1)))
    tail = torch.zeros(count, BANDS)
    for moment in range(power.shape[1]):
        wet[:, moment] = power[:, moment] + share * tail
        tail = decay * tail + 0.6 * power[:, moment]
    return torch.log10(wet + FAINTEST)


def _with_noise(spectra: Tensor, level: Tensor) -> Tensor:
    """Noise of some colour, and sometimes another of the batch talking behind."""
    count = len(spectra)
    down = _NOISE[0] + (_NOISE[1] - _NOISE[0]) * torch.rand(count, 1, 1)
    down = torch.where(torch.rand(count, 1, 1) < _CLEAN, torch.full_like(down, 9.0), down)
    colour = _curves(count, 0.5) - 0.75 * torch.rand(count, 1, 1) * torch.linspace(-1, 1, BANDS)
    noise = 10 ** (colour - colour.amax(2, keepdim=True) + level - down)
    flutter = 0.5 * torch.empty(2, *spectra.shape).exponential_().sum(0)  # as narrow bands of noise have it
    power = 10**spectra + noise * flutter
    behind = (torch.rand(count, 1, 1) < _COMPANY) * 10 ** (-(1.0 + 1.5 * torch.rand(count, 1, 1)))
    return torch.log10(power + behind * power[torch.randperm(count)] + FAINTEST)


def _curves(count: int, size: float) -> Tensor:
    """Smooth curves over the bands, [count, 1, BANDS], in powers of ten."""
    across = torch.linspace(0, 1, BANDS)
    bends = [
        torch.randn(count, 1) * size / (1 + wave / 2) * torch.cos(2 * math.pi * (wave * across + torch.rand(count, 1)))
        for wave in _WAVES
    ]
    return torch.stack(bends).sum(0)[:, None]
