"""Voices by name: what a person writes after `--voice`, as voices ready to speak.

auto, espeak, edge                      what suits the language and the presenter
warm, bright, steady:man, …             by what they are like (templates.yaml)
edge:zh-CN-XiaoxiaoNeural, espeak:cmn+warm, piper:/path/anna.onnx, server:NAME
lin                                     one of the user's own
lin, warm, espeak                       an order: the next speaks where one fails
lin speed=1.1 pitch=+2 style=warm       how
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from avatar.config import NamedVoice, Settings
from avatar.errors import UsageError
from avatar.keys import key_for
from avatar.language import primary
from avatar.speech.cache import SpeechCache
from avatar.speech.capabilities import Capabilities, Delivery
from avatar.speech.chain import Spoken
from avatar.speech.edge import EdgeVoice
from avatar.speech.edge_service import Service
from avatar.speech.espeak import EspeakVoice
from avatar.speech.kept import ConsentedVoice, own_voices
from avatar.speech.lexicon import Lexicon
from avatar.speech.libespeak import voice_names
from avatar.speech.patience import Limits
from avatar.speech.piper import PiperFile, PiperVoice
from avatar.speech.roster import ESPEAK_LANGUAGES, TIMBRES, dialect_name, timbre, unknown_voice, voices
from avatar.speech.server import LONGEST, Server, ServerVoice
from avatar.speech.templates import templates
from avatar.types import Language

FASTEST, SLOWEST, HIGHEST = 2.0, 0.5, 12.0
"""Limits of speed as a factor, and of pitch in semitones up and down."""
_WORDS = re.compile(r"\s+(speed|pitch|style)=(\S+)$")
_EDGE_NAME = re.compile(r"[a-z]{2,3}(-[A-Za-z]+)+-[A-Za-z]+Neural")


@dataclass(frozen=True)
class Part:
    """One voice of an order, and how it is to speak where that was said."""

    name: str
    speed: float | None = None
    pitch: float | None = None
    style: str | None = None

    def over(self, usual: Delivery) -> Delivery:
        """How it speaks, where it would usually speak like that."""
        known = templates().get(self.style or "")
        style = known.manner(None).delivery if known else None
        base = style or usual
        return Delivery(
            base.speed if self.speed is None else self.speed,
            base.pitch if self.pitch is None else self.pitch,
            base.style if style or self.style is None else self.style,
        )


@dataclass(frozen=True)
class Cast:
    """A voice found by name: what it can do, and how it was asked to speak."""

    voice: Spoken
    can: Capabilities
    delivery: Delivery


def parts(text: str) -> tuple[Part, ...]:
    """The voices that a text names, in order; raises UsageError for one that cannot be read."""
    found = [_part(each.strip()) for each in text.split(",") if each.strip()]
    if not found:
        raise UsageError("--voice: name one, such as auto, warm or espeak (avatar voices lists them)")
    return tuple(found)


def checked(name: str, value: str) -> float:
    """A `speed` or a `pitch` as a number; raises UsageError where it cannot be."""
    try:
        number = float(value)
    except ValueError:
        number = float("nan")
    if name == "speed" and SLOWEST <= number <= FASTEST:
        return number
    if name == "pitch" and -HIGHEST <= number <= HIGHEST:
        return number
    mend = f"a factor from {SLOWEST:g} to {FASTEST:g}" if name == "speed" else f"semitones, up to ±{HIGHEST:g}"
    raise UsageError(f"{name} {value}: write {mend}, such as {'1.1' if name == 'speed' else '+2'}")


@dataclass(frozen=True)
class Casting:
    """What is known of a show when its voices are chosen. `own`: the presenter's Edge voice for `auto`."""

    language: Language
    gender: str | None
    settings: Settings
    cache: SpeechCache | None
    lexicon: Lexicon
    own: str | None = None
    service: Service | None = None

    def cast(self, part: Part) -> Cast:
        """The voice of that name; raises UsageError for a name nobody bears, with the nearest that somebody does."""
        backend, _, which = part.name.partition(":")
        named = own_voices(self.settings).get(part.name)
        if named is not None:
            return self._named(part, named)
        if backend in templates() and which in ("", "woman", "man"):
            return self._template(part, backend, which or None)
        if backend == "piper" and which:
            return self._piper(PiperFile.read(Path(which).expanduser()), None, part.over(Delivery()), None)
        if backend == "server" and which:
            return self._default_server(part, which)
        if part.name == "auto":
            return self._edge(self.own, part.over(Delivery()))
        if backend == "edge" and (not which or _is_edge(which)):
            return self._edge(which or None, part.over(Delivery()))
        if backend == "espeak" and _is_espeak(which):
            return self._espeak(which, part.over(Delivery()))
        others = [*templates(), *own_voices(self.settings), *(f"espeak:{name}" for name in sorted(voice_names()))]
        raise unknown_voice(part.name, self.language, others)

    def embedded(self, last: Part) -> EspeakVoice:
        """The voice that stands behind all others; it sounds like the last one named as far as it can."""
        name, _, which = last.name.partition(":")
        known = templates().get(name)
        manner = known.manner(which or self.gender) if known else None
        usual = manner.delivery if manner else Delivery()
        tone = timbre(manner.espeak if manner else None, self.gender)
        return EspeakVoice(tone, delivery=last.over(usual), lexicon=self.lexicon)

    def _template(self, part: Part, name: str, gender: str | None) -> Cast:
        gender = gender or self.gender
        manner = templates()[name].manner(gender)
        return self._edge(None, part.over(manner.delivery), name=part.name, preferred=manner.edge, gender=gender)

    def _named(self, part: Part, named: NamedVoice) -> Cast:
        name = part.name
        style = Part(name, named.speed, named.pitch, named.style).over(Delivery())
        delivery = part.over(style)
        if named.backend == "server":
            found = self._server(name, named, delivery)
        elif named.backend == "piper":
            found = self._piper(PiperFile.read(Path(named.voice or "").expanduser()), name, delivery, named.patience)
        elif named.backend == "edge":
            found = self._edge(named.voice, delivery, patience=named.patience)
        else:
            found = self._espeak(named.voice or "", delivery)
        if named.cloned:
            return replace(found, voice=ConsentedVoice(name, named, found.voice))
        return found

    def _server(self, name: str, named: NamedVoice, delivery: Delivery) -> Cast:
        speech = self.settings.speech
        url = named.server or speech.server
        if not url or not named.voice:
            raise UsageError(f"voice {name}: its settings need a server and a voice, such as server = ADDRESS/v1")
        key = named.api_key or (os.environ.get(named.key_env) if named.key_env else None)
        if key is None and url == speech.server:  # a key is never sent to a server that it is not for
            key = speech.api_key
        server = Server(
            url,
            key_for(url, key),
            named.model or speech.model or Server.model,
            named.format or Server.kind,
            named.rate or Server.rate,
        )
        languages = frozenset(primary(tag.strip()) for tag in named.language.split(",")) if named.language else None
        voice = ServerVoice(
            name,
            named.voice,
            server,
            languages=languages,
            longest=named.longest or LONGEST,
            delivery=delivery,
            limits=self._limits(named.patience),
            cache=self.cache,
            lexicon=self.lexicon,
        )
        return Cast(voice, voice.can, delivery)

    def _default_server(self, part: Part, which: str) -> Cast:
        if not self.settings.speech.server:
            raise UsageError(f"--voice {part.name}: no speech server is set; set AVATAR_SPEECH_URL, or [voice] server")
        return self._server(part.name, NamedVoice(backend="server", voice=which), part.over(Delivery()))

    def _piper(self, file: PiperFile, name: str | None, delivery: Delivery, patience: float | None) -> Cast:
        voice = PiperVoice(
            file, name, delivery=delivery, limits=self._limits(patience), cache=self.cache, lexicon=self.lexicon
        )
        return Cast(voice, voice.can, delivery)

    def _edge(
        self,
        which: str | None,
        delivery: Delivery,
        *,
        patience: float | None = None,
        name: str | None = None,
        preferred: Mapping[Language, str] | None = None,
        gender: str | None = None,
    ) -> Cast:
        voice = EdgeVoice(
            which,
            gender or self.gender,
            preferred=preferred,
            name=name,
            delivery=delivery,
            limits=self._limits(patience),
            cache=self.cache,
            lexicon=self.lexicon,
            service=self.service,
        )
        return Cast(voice, voice.can, delivery)

    def _espeak(self, which: str, delivery: Delivery) -> Cast:
        dialect, _, variant = which.partition("+")
        tone = timbre(variant or None, self.gender)
        voice = EspeakVoice(tone, dialect_name(dialect) or None, delivery=delivery, lexicon=self.lexicon)
        return Cast(voice, voice.can, delivery)

    def _limits(self, patience: float | None) -> Limits:
        return Limits.patient(patience or self.settings.speech.patience)


def _part(text: str) -> Part:
    told: dict[str, str] = {}
    while match := _WORDS.search(text):
        told.setdefault(match[1], match[2])
        text = text[: match.start()]
    return Part(
        text,
        checked("speed", told["speed"]) if "speed" in told else None,
        checked("pitch", told["pitch"]) if "pitch" in told else None,
        told.get("style"),
    )


def _is_espeak(which: str) -> bool:
    """Whether that is a voice on disk: `cmn+f2`, `zh`, `+Annie` or nothing."""
    dialect, _, variant = which.partition("+")
    known = voice_names()
    ours = any(tone.variant == variant for tone in TIMBRES)
    return (not dialect or dialect_name(dialect) in known) and (not variant or ours or f"+{variant}" in known)


def _is_edge(which: str) -> bool:
    """Whether the service may have that voice: one of the table, or one like them in a language we know.

    The service has hundreds; what differs by a letter or two from one of the table is a slip.
    """
    known = [voice.name.removeprefix("edge:") for voice in voices() if voice.backend == "edge"]
    if which in known:
        return True
    slip = difflib.get_close_matches(which, known, n=1, cutoff=0.94)
    return bool(_EDGE_NAME.fullmatch(which)) and primary(which) in ESPEAK_LANGUAGES and not slip
