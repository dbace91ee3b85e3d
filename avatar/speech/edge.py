"""Natural voices of Microsoft's Edge service, with the service's word times and espeak-ng's phones within the words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from html import escape

from avatar.errors import TextError
from avatar.language import primary
from avatar.speech.asked import Answer, AskedVoice
from avatar.speech.cache import SpeechCache
from avatar.speech.capabilities import EDGE, Delivery
from avatar.speech.edge_service import WHO, EdgeService, Service, asked
from avatar.speech.lexicon import NO_LEXICON, Lexicon
from avatar.speech.patience import Limits
from avatar.speech.roster import edge_languages, edge_voice
from avatar.speech.spoken import shortened
from avatar.types import Language

_LONGEST_PIECE = 3000


class EdgeVoice(AskedVoice):
    """A voice of the service; without a `voice`, the one that suits the language and the gender.

    `preferred` names such a voice by language; `name` is what the choice is called.
    """

    def __init__(
        self,
        voice: str | None = None,
        gender: str | None = None,
        *,
        preferred: Mapping[Language, str] | None = None,
        name: str | None = None,
        delivery: Delivery | None = None,
        limits: Limits | None = None,
        cache: SpeechCache | None = None,
        lexicon: Lexicon = NO_LEXICON,
        service: Service | None = None,
    ) -> None:
        super().__init__(limits, delivery, cache, lexicon)
        self._voice = voice
        self._gender = gender
        self._service = service or EdgeService()
        self._preferred = preferred or {}
        self.name = name or (f"edge:{voice}" if voice else "edge")
        self.who = WHO
        self.can = replace(EDGE, languages=frozenset([primary(voice)]) if voice else edge_languages())

    def speaker(self, language: Language, text: str) -> str:
        return f"edge:{self._bearer(language, text)}"

    def identity(self, language: Language) -> tuple[str, ...]:
        return ("edge", self._bearer(language, ""))

    def fits(self, text: str) -> bool:
        return len(escape(text, quote=False).encode("utf-8")) <= _LONGEST_PIECE

    def ask(self, text: str, language: Language, until: float | None) -> Answer:
        return asked(self._service, text, self._bearer(language, text), self.delivery, self.limits, until)

    def _bearer(self, language: Language, text: str) -> str:
        """The service's name of the voice that speaks that language; raises TextError where this one does not."""
        voice = self._voice or self._preferred.get(language) or edge_voice(language, self._gender)
        if voice is None or primary(voice) != language:
            raise TextError(
                f"{shortened(text)} is to be said in {language!r}, but voice {self.name} speaks "
                f"{', '.join(sorted(self.languages or ()))}: choose another --voice"
            )
        return voice
