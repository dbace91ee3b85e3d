"""The voices there are, by backend; a look-up, nothing is loaded and nobody is asked."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from avatar.errors import UsageError
from avatar.speech.writing import primary
from avatar.types import Language


@dataclass(frozen=True)
class VoiceInfo:
    """A voice that can be chosen. `language` is a primary tag, `gender` `woman`, `man` or None, `title` for people."""

    name: str
    language: Language
    gender: str | None
    title: str
    backend: str


@dataclass(frozen=True)
class Timbre:
    """One of espeak-ng's voice variants, with what makes it bearable and lively for selling.

    `pitch` and `range` 0 … 99 as the library counts; `gains` the equaliser's decibels
    at `EQUALISER_BANDS`, which bring the variant's long-term spectrum towards that of
    recorded speakers (Byrne et al. 1994).
    """

    variant: str
    gender: str
    pitch: int
    range: int
    gains: tuple[float, ...]


EQUALISER_BANDS = (160, 250, 400, 630, 1000, 1600, 2500, 4000, 6300, 9000)
"""Centres in Hz."""

TIMBRES = (
    Timbre("f2", "woman", 60, 62, (3, 3, 0, 0, -5, -3, -2, -6, 0, 0)),
    Timbre("f5", "woman", 55, 62, (3, 4, 0, 0, -5, -3, -3, -6, -3, -1)),
    Timbre("Annie", "woman", 45, 50, (4, 2, 0, 0, -5, -6, -5, -6, 0, 0)),
    Timbre("Reed", "man", 55, 62, (2, 1, 0, 0, -2, 0, 2, 1, 2, 3)),
    Timbre("m3", "man", 58, 62, (3, 1, 0, 0, -5, -3, -6, -5, -1, 0)),
    Timbre("m7", "man", 55, 55, (1, 0, 0, 0, -5, -2, -4, 0, 0, 0)),
)
"""The first of each gender is that gender's default; the first of all is the default."""

_SAME_TAG = (
    "af am ar as az be bg bn bs ca cs cy da de el eo es et eu fa fi fr ga gu he hi hr hu hy id is it ja ka kk kn ko "
    "ku ky lb lt lv mk ml mr ms mt my nb ne nl or pa pl pt ro ru si sk sl sq sr sv sw ta te th tr tt ug uk ur uz vi"
)
ESPEAK_LANGUAGES: dict[Language, str] = {
    "zh": "cmn",
    "en": "en-us",
    "no": "nb",
    **{tag: tag for tag in _SAME_TAG.split()},
}
"""Primary language tag → the espeak-ng voice that speaks it."""

_DIALECTS = {"en-gb": "en-gb-x-rp", "zh-cn": "cmn", "pt-pt": "pt", "fr-fr": "fr", "es-es": "es", "de-de": "de"}

_ESPEAK_TITLES = {
    "zh": ("内置女声", "内置男声"), "en": ("Built-in woman", "Built-in man"), "ja": ("内蔵の女声", "内蔵の男声"),
    "ko": ("내장 여성", "내장 남성"), "es": ("Mujer incluida", "Hombre incluido"),
    "de": ("Eingebaute Frau", "Eingebauter Mann"),
    "fr": ("Femme intégrée", "Homme intégré"),
}  # fmt: skip

# language: (service name, gender, title), the default first
_EDGE: dict[Language, tuple[tuple[str, str, str], ...]] = {
    "zh": (
        ("zh-CN-XiaoxiaoNeural", "woman", "晓晓 · 温暖女声"),
        ("zh-CN-YunxiNeural", "man", "云希 · 阳光男声"),
        ("zh-CN-XiaoyiNeural", "woman", "晓伊 · 活泼女声"),
        ("zh-CN-YunjianNeural", "man", "云健 · 激情男声"),
        ("zh-CN-YunyangNeural", "man", "云扬 · 播音男声"),
        ("zh-CN-YunxiaNeural", "man", "云夏 · 少年"),
        ("zh-TW-HsiaoChenNeural", "woman", "曉臻 · 台灣女聲"),
    ),
    "en": (
        ("en-US-AriaNeural", "woman", "Aria · confident"),
        ("en-US-GuyNeural", "man", "Guy · warm"),
        ("en-US-JennyNeural", "woman", "Jenny · friendly"),
        ("en-US-ChristopherNeural", "man", "Christopher · steady"),
        ("en-GB-SoniaNeural", "woman", "Sonia · British"),
        ("en-GB-RyanNeural", "man", "Ryan · British"),
    ),
    "ja": (("ja-JP-NanamiNeural", "woman", "七海 · 女声"), ("ja-JP-KeitaNeural", "man", "圭太 · 男声")),
    "ko": (("ko-KR-SunHiNeural", "woman", "선희 · 여성"), ("ko-KR-InJoonNeural", "man", "인준 · 남성")),
    "es": (("es-ES-ElviraNeural", "woman", "Elvira"), ("es-ES-AlvaroNeural", "man", "Álvaro")),
    "de": (("de-DE-KatjaNeural", "woman", "Katja"), ("de-DE-ConradNeural", "man", "Conrad")),
    "fr": (("fr-FR-DeniseNeural", "woman", "Denise"), ("fr-FR-HenriNeural", "man", "Henri")),
}  # fmt: skip


def voices(language: str | None = None) -> tuple[VoiceInfo, ...]:
    """Every voice with a name of its own, of one language or of all, the embedded ones first."""
    languages = [primary(language)] if language else list(_EDGE)
    return tuple(voice for tag in languages for voice in (*_embedded(tag), *_edge(tag)))


def edge_languages() -> frozenset[Language]:
    """Primary tags of the languages whose Edge voices are in the table."""
    return frozenset(_EDGE)


def edge_voice(language: Language, gender: str | None) -> str | None:
    """The service's name of the voice for a language and, where there is one, a gender."""
    known = _EDGE.get(language, ())
    fitting = [name for name, its_gender, _ in known if gender in (None, its_gender)]
    return next(iter(fitting or [name for name, _, _ in known]), None)


def dialect_name(tag: str) -> str:
    """espeak-ng's name for a language or dialect tag: `zh` → `cmn`, `en-GB` → `en-gb-x-rp`; others as they are."""
    tag = tag.lower()
    return ESPEAK_LANGUAGES.get(tag) or _DIALECTS.get(tag, tag)


def timbre(variant: str | None, gender: str | None) -> Timbre:
    """The timbre of that variant, or of a gender's default voice; a variant without a record is taken as it is."""
    for known in TIMBRES:
        if known.variant == variant or (variant is None and gender in (None, known.gender)):
            return known
    return Timbre(variant, "", 50, 50, ()) if variant else TIMBRES[0]


def unknown_voice(name: str, language: str, others: Iterable[str] = ()) -> UsageError:
    """The error for a name nobody bears, with the nearest that somebody does (in the table or of `others`)."""
    names = ["auto", "espeak", "edge", *(voice.name for voice in (*voices(language), *voices())), *others]
    by_lower = {known.lower(): known for known in names}
    near = difflib.get_close_matches(name.lower(), by_lower, n=1, cutoff=0.5)
    mend = f"did you mean {by_lower[near[0]]!r}?" if near else f"there are: {', '.join(dict.fromkeys(names[:12]))}, …"
    return UsageError(f"unknown voice {name!r}; {mend}")


def _embedded(language: Language) -> tuple[VoiceInfo, ...]:
    speaks = ESPEAK_LANGUAGES.get(language)
    if speaks is None:
        return ()
    titles = dict(zip(("woman", "man"), _ESPEAK_TITLES.get(language, _ESPEAK_TITLES["en"]), strict=True))
    counts = {"woman": 0, "man": 0}
    result = []
    for known in TIMBRES:
        counts[known.gender] += 1
        title = f"{titles[known.gender]} {counts[known.gender]}"
        result.append(VoiceInfo(f"espeak:{speaks}+{known.variant}", language, known.gender, title, "espeak"))
    return tuple(result)


def _edge(language: Language) -> tuple[VoiceInfo, ...]:
    return tuple(
        VoiceInfo(f"edge:{name}", language, gender, title, "edge") for name, gender, title in _EDGE.get(language, ())
    )
