"""The voices there are, by backend; a look-up, nothing is loaded and nobody is asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from avatar.errors import UsageError
from avatar.language import primary
from avatar.nearest import hint
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
    """A way for espeak-ng to sound, with what makes it bearable and lively for selling.

    `tone` holds lines of a voice file of our own; without them `variant` names one of
    the library's. (Its women f2 … f5 speak with an echo that fills the closures of
    stops, so that mouths would not shut.) `pitch` and `range` count 0 … 99 as the
    library does; `gains` are the equaliser's decibels at `EQUALISER_BANDS`, which bring
    the long-term spectrum towards that of recorded speakers (Byrne et al. 1994). `speed`
    is a factor.
    """

    variant: str
    gender: str
    pitch: int
    range: int
    gains: tuple[float, ...]
    tone: str = ""
    speed: float = 1.0

    def over(self, dialect: str) -> str:
        """The library's name of this timbre in a dialect."""
        return dialect if self.tone or not self.variant else f"{dialect}+{self.variant}"


EQUALISER_BANDS = (160, 250, 400, 630, 1000, 1600, 2500, 4000, 6300, 9000)
"""Centres in Hz."""

_WARM = """
gender female
pitch 150 235
roughness 0
flutter 3
formant 0 105 110 140
formant 1 112 100 120
formant 2 113 85 130
formant 3 114 75 140
formant 4 115 65 160
formant 5 115 65 130
formant 6 110 60 150
formant 7 110 60 120
formant 8 110 60 150
breath 0 2 3 3 3 3 2 3
consonants 110 110
"""
_BRIGHT = """
gender female
pitch 155 245
roughness 0
flutter 2
klatt 6
breath 45
voicing 130
consonants 85 85
formant 1 86 100 90 90
formant 2 99 100 75 180
formant 3 113 100 100 90
formant 4 113 100 90
formant 5 113 100 90
"""

TIMBRES = (
    Timbre("warm", "woman", 58, 62, (3, 2, 1, -1, -5, -4, -2, -2, 2, 3), _WARM),
    Timbre("bright", "woman", 55, 66, (0, 1, -1, -2, -3, -4, -1, 1, 3, 4), _BRIGHT),
    Timbre("belinda", "woman", 50, 66, (5, 1, 3, 0, -6, -6, 0, -3, 0, 3)),
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
    return UsageError(f"unknown voice {name!r}; {hint(name, names)}")


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
