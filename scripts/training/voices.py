"""The voices that training speech is made with, each with its licence and where it comes from.

Only voices whose licence lets what they speak be used commercially are here. Left out,
and why: mbrola's voices (non-commercial), festival's rab and el diphones (their lexica,
OALD among them, are non-commercial), festvox-kallpc8k and kdlpc8k (the same people as
the 16 kHz ones, with less sound), festvox-te-nsk and festvox-mr-nsk (the same recordings
as festvox-hi-nsk).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Protocol

from scripts.training.borrowed import Borrowed
from scripts.training.clip import Clip
from scripts.training.espeak import Espeak
from scripts.training.festival import Festival
from scripts.training.flite import Flite
from scripts.training.jtalk import Jtalk


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
_GPL, _GPL3 = "GPL-2.0-or-later", "GPL-3.0-or-later"
_LGPL2, _LGPL21 = "LGPL-2.0-or-later", "LGPL-2.1-or-later"


def _flite(speaker: str) -> Voice:
    return Voice(f"flite-{speaker}", "en", True, _FLITE, "flite", lambda: Flite(speaker))


def _festival(
    name: str, voice: str, language: str, phone_set: str, licence: str, packages: str, encoding: str = "utf-8"
) -> Voice:
    maker = Festival(name, voice, language, phone_set, encoding, initial=language == "cs")
    return Voice(name, language, True, licence, f"festival {packages}", lambda: maker)


def _mandarin(name: str, voice: str, phone_set: str, pitch: float, licence: str, package: str) -> Voice:
    maker = Borrowed(f"mandarin-{name}", voice, phone_set, pitch)
    packages = f"festival {package}; espeakng-loader (PyPI) for the tones"
    return Voice(maker.name, "zh", True, f"{licence} (times and tones: GPL-3.0-or-later)", packages, lambda: maker)


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
    _festival("festival-ona", "upc_ca_ona_hts", "ca", "upc_catalan-central", _LGPL21, "festvox-ca-ona-hts festival-ca"),
    _festival("festival-lp", "lp_diphone", "it", "italian", _GPL, "festvox-italp16k", "latin-1"),
    _festival("festival-pc", "pc_diphone", "it", "italian", _GPL, "festvox-itapc16k", "latin-1"),
    _festival("festival-dita", "czech_dita", "cs", "czech", _GPL3, "festvox-czech-dita", "iso8859-2"),
    _festival("festival-krb", "czech_krb", "cs", "czech", _GPL3, "festvox-czech-krb", "iso8859-2"),
    _festival("festival-machac", "czech_machac", "cs", "czech", _GPL3, "festvox-czech-machac", "iso8859-2"),
    _festival("festival-ph", "czech_ph", "cs", "czech", _GPL, "festvox-czech-ph", "iso8859-2"),
    _festival("festival-lj", "suo_fi_lj_diphone", "fi", "finnish", _LGPL2, "festvox-suopuhe-lj", "latin-1"),
    _festival("festival-mv", "hy_fi_mv_diphone", "fi", "finnish", _LGPL2, "festvox-suopuhe-mv", "latin-1"),
    _festival("festival-nsk", "hindi_NSK_diphone", "hi", "hindi", _GPL, "festvox-hi-nsk festival-hi"),
    Voice(
        "jtalk-mei",
        "ja",
        True,
        "CC BY 3.0, Nagoya Institute of Technology, MMDAgent Project Team",
        "open-jtalk open-jtalk-mecab-naist-jdic; pyopenjtalk-plus (PyPI, for the voice)",
        lambda: Jtalk("jtalk-mei"),
    ),
    _mandarin("dita", "czech_dita", "czech", 190, _GPL3, "festvox-czech-dita"),
    _mandarin("krb", "czech_krb", "czech", 220, _GPL3, "festvox-czech-krb"),
    _mandarin("machac", "czech_machac", "czech", 110, _GPL3, "festvox-czech-machac"),
    _mandarin("ph", "czech_ph", "czech", 110, _GPL, "festvox-czech-ph"),
    _mandarin("lj", "suo_fi_lj_diphone", "finnish", 180, _LGPL2, "festvox-suopuhe-lj"),
    _mandarin("lp", "lp_diphone", "italian", 180, _GPL, "festvox-italp16k"),
    _mandarin("pc", "pc_diphone", "italian", 110, _GPL, "festvox-itapc16k"),
    _mandarin("kal", "kal_diphone", "radio", 110, _EDINBURGH, f"festvox-kallpc16k {_ENGLISH}"),
    _espeak("zh"),
    _espeak("en"),
)
"""The order is that of their making."""
