"""The voices that training speech is made with, each with its licence and where it comes from.

Only voices whose licence lets what they speak be used commercially are here. Left out,
and why: mbrola's voices (non-commercial), festival's rab and el diphones (their lexica,
OALD among them, are non-commercial), festvox-kallpc8k and kdlpc8k (the same people as
the 16 kHz ones, with less sound).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Protocol

from scripts.training.clip import Clip
from scripts.training.espeak import Espeak
from scripts.training.festival import Festival
from scripts.training.flite import Flite


class Synthesiser(Protocol):
    """What speaks sentences and knows when each phone sounds."""

    def clips(self, texts: Iterable[str], chance: Random) -> Iterator[Clip]:
        """Each text spoken; raises VoiceError where it is not installed."""


@dataclass(frozen=True)
class Voice:
    """`people`: whether it was made from recordings of a person. `packages`: Debian's, or PyPI's where it says so."""

    name: str
    language: str
    people: bool
    licence: str
    packages: str
    synthesiser: Callable[[], Synthesiser]


_FLITE = "CMU flite (permissive, any use)"
_EDINBURGH = "CMU/Edinburgh (permissive, any use)"
_GPL = "GPL-2.0-or-later"


def _flite(speaker: str) -> Voice:
    return Voice(f"flite-{speaker}", "en", True, _FLITE, "flite", lambda: Flite(speaker))


def _festival(name: str, voice: str, language: str, phone_set: str, licence: str, packages: str) -> Voice:
    maker = Festival(name, voice, language, phone_set)
    return Voice(name, language, True, licence, f"festival {packages}", lambda: maker)


def _espeak(language: str) -> Voice:
    name = f"espeak-{language}"
    return Voice(name, language, False, "GPL-3.0-or-later", "espeakng-loader (PyPI)", lambda: Espeak(name, language))


_ENGLISH = "festlex-cmu festlex-poslex"

VOICES: tuple[Voice, ...] = (
    *(_flite(speaker) for speaker in ("awb", "rms", "slt", "kal16")),
    _festival("festival-slt", "cmu_us_slt_arctic_hts", "en", "radio", _EDINBURGH, f"festvox-us-slt-hts {_ENGLISH}"),
    _festival("festival-kal", "kal_diphone", "en", "radio", _EDINBURGH, f"festvox-kallpc16k {_ENGLISH}"),
    _festival("festival-ked", "ked_diphone", "en", "radio", _EDINBURGH, f"festvox-kdlpc16k {_ENGLISH}"),
    _festival(
        "festival-nsh", "msu_ru_nsh_clunits", "ru", "msu_ru", "BSD-like, N. Shmyrev (permissive, any use)", "festvox-ru"
    ),
    _espeak("zh"),
    _espeak("en"),
)
"""The order is that of their making."""
