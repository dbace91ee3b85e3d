"""Any server that speaks OpenAI's `/v1/audio/speech`: CosyVoice, GPT-SoVITS, Kokoro and the like."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from importlib import import_module
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from avatar.errors import TextError, UsageError
from avatar.speech.asked import Answer, AskedVoice
from avatar.speech.cache import SpeechCache
from avatar.speech.capabilities import SERVER, Delivery
from avatar.speech.collecting import collect, look_up
from avatar.speech.decoding import decoded, from_pcm, kind_of
from avatar.speech.faults import Fault, Refused, Unreachable, reason, status_fault
from avatar.speech.lexicon import NO_LEXICON, Lexicon
from avatar.speech.patience import Limits, Watch, watched
from avatar.speech.spoken import shortened
from avatar.types import Language, Samples

if TYPE_CHECKING:
    from aiohttp import ClientResponse

FORMATS = ("wav", "mp3", "flac", "opus", "aac", "pcm")
"""What a server can be asked to send; `pcm` is bare 16-bit mono."""
LONGEST = 400
"""Characters asked for at once: such models lose their thread in longer texts."""
_PATH = "/audio/speech"
_MOST_BYTES = 64 << 20
_MOST_ERROR = 4000
_CHECK_KEY = "check its key: api_key in the settings, or the environment"
_CHECK_URL = "check its address in the settings: it should end in /v1"
_MENDS = {401: _CHECK_KEY, 403: _CHECK_KEY, 404: f"{_CHECK_URL}, and the names of model and voice"}


@dataclass(frozen=True)
class Server:
    """Where a server is and how it is asked; `kind` is one of `FORMATS`, `rate` that of `pcm`.

    Raises UsageError for an address or a kind that cannot be.
    """

    url: str
    key: str | None = field(default=None, repr=False)
    model: str = "tts-1"
    kind: str = "wav"
    rate: int = 24_000

    def __post_init__(self) -> None:
        if not _is_address(self.url):
            raise UsageError(f"speech server {self.url!r}: write its address such as http://localhost:8880/v1")
        if self.kind not in FORMATS:
            raise UsageError(f"speech server {self.url}: cannot send {self.kind!r}; choose one of {', '.join(FORMATS)}")

    @property
    def endpoint(self) -> str:
        """The address that is asked."""
        return self.url.rstrip("/").removesuffix(_PATH) + _PATH

    @property
    def address(self) -> str:
        """Host and port as one word."""
        return "{}:{}".format(*self.host)

    @property
    def host(self) -> tuple[str, int]:
        """Host and port."""
        parts = urlsplit(self.url)
        return parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)


class ServerVoice(AskedVoice):
    """One voice of a server. `languages` None: any may be tried."""

    def __init__(
        self,
        name: str,
        voice: str,
        server: Server,
        *,
        languages: frozenset[Language] | None = None,
        longest: int = LONGEST,
        delivery: Delivery | None = None,
        limits: Limits | None = None,
        cache: SpeechCache | None = None,
        lexicon: Lexicon = NO_LEXICON,
    ) -> None:
        super().__init__(limits, delivery, cache, lexicon)
        self.name = name
        self.who = f"the server {server.address}"
        self.can = replace(SERVER, languages=languages)
        self._voice = voice
        self._server = server
        self._longest = longest

    def speaker(self, language: Language, text: str) -> str:
        if self.languages is not None and language not in self.languages:
            raise TextError(
                f"{shortened(text)} is to be said in {language!r}, but voice {self.name} speaks "
                f"{', '.join(sorted(self.languages))}: choose another --voice"
            )
        return self.name

    def identity(self, language: Language) -> tuple[str, ...]:
        del language  # the text tells it
        server = self._server
        return ("server", server.endpoint, server.model, server.kind, str(server.rate), self._voice)

    def fits(self, text: str) -> bool:
        return len(text) <= self._longest

    def ask(self, text: str, language: Language, until: float | None) -> Answer:
        del language  # such servers judge it by the text
        import_module("aiohttp")  # now: what loading takes is no delay of the server's
        asking = _Asking(self._server, self._body(text), self.who)
        watched(asking.work, self.who, self._server.address, self.limits, until)
        return Answer(asking.sound())

    def _body(self, text: str) -> dict[str, Any]:
        """What is sent; what is as usual is left out, for not every server knows every key."""
        server, delivery = self._server, self.delivery
        body: dict[str, Any] = {
            "model": server.model,
            "input": text,
            "voice": self._voice,
            "response_format": server.kind,
        }
        if delivery.speed != 1.0:
            body["speed"] = delivery.speed
        if delivery.style:
            body["instructions"] = delivery.style
        return body


class _Asking:
    """One request and what came of it."""

    def __init__(self, server: Server, body: dict[str, Any], who: str) -> None:
        self._server = server
        self._body = body
        self._who = who
        self._data = bytearray()
        self._type = ""
        self._rate = server.rate

    def work(self, watch: Watch) -> None:
        """Ask, and take the answer; raises Fault."""
        host, port = self._server.host
        try:
            look_up(host, port)
            collect(self._parts, self._take, watch, self._who)
        except Fault:
            raise
        except Exception as error:
            raise self._told(error, self._server.address) from error

    def sound(self) -> Samples:
        """The answer decoded; raises Fault."""
        data = bytes(self._data)
        if not data:
            raise Fault(f"{self._who} sent no sound")
        kind = kind_of(data)
        bare = self._server.kind == "pcm" or self._type in ("audio/pcm", "audio/l16")
        if bare and kind != "wav":
            return from_pcm(data, self._rate)
        if kind is None:
            raise Fault(f"{self._who} sent sound that cannot be decoded")
        return decoded(data, self._who, kind)

    def _take(self, part: bytes) -> bool:
        self._data += part
        if len(self._data) > _MOST_BYTES:
            raise Refused(f"{self._who} sends without end")
        return bool(part)

    async def _parts(self) -> AsyncIterator[bytes]:
        from aiohttp import ClientSession, ClientTimeout

        key = self._server.key
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        # the time is watched from outside; redirected, the key would go to somebody else
        async with (
            ClientSession(timeout=ClientTimeout(total=None), trust_env=True) as session,
            session.post(self._server.endpoint, json=self._body, headers=headers, allow_redirects=False) as response,
        ):
            await self._check(response)
            async for part in response.content.iter_any():
                yield part

    async def _check(self, response: ClientResponse) -> None:
        """Raise Fault for an answer that is no sound."""
        self._type = response.content_type.lower()
        if response.status != 200:
            raise status_fault(
                response.status,
                self._who,
                wait=_seconds(response.headers.get("Retry-After")),
                mend=_MENDS.get(response.status, _CHECK_URL),
                said=await self._said(response),
            )
        if not self._type.startswith("audio/") and self._type not in ("application/octet-stream", "application/ogg"):
            said = await self._said(response)
            raise Refused(f"{self._who} sent {self._type} instead of sound{f' ({said})' if said else ''}", _CHECK_URL)
        # RFC 2586: audio/L16;rate=16000
        for parameter in response.headers.get("Content-Type", "").split(";"):
            name, _, value = parameter.strip().partition("=")
            if name.lower() == "rate" and value.isdigit() and 8_000 <= int(value) <= 192_000:
                self._rate = int(value)

    async def _said(self, response: ClientResponse) -> str:
        """What a server says of its error, in one short line, without the key it may repeat."""
        text = (await response.content.read(_MOST_ERROR)).decode("utf-8", "replace")
        try:
            table = json.loads(text)
        except ValueError:
            return ""
        for name in ("error", "message", "detail"):
            table = table.get(name, table) if isinstance(table, dict) else table
        if not isinstance(table, str):
            return ""
        if self._server.key:
            table = table.replace(self._server.key, "…")
        return " ".join(table.split())[:120]

    def _told(self, error: Exception, address: str) -> Fault:
        """An error of aiohttp or the network as one of ours."""
        from aiohttp import ClientConnectorCertificateError, ClientError

        if isinstance(error, ClientConnectorCertificateError):
            return Refused(f"{self._who}: the certificate of {address} cannot be trusted", _CHECK_URL)
        if isinstance(error, OSError) and not self._data:
            return Unreachable(f"cannot reach {address} ({reason(error)})", mend="start it, or " + _CHECK_URL)
        if isinstance(error, (ClientError, OSError)):
            return Fault(f"{self._who} broke off ({reason(error)})")
        return Refused(f"{self._who} failed ({type(error).__name__}: {error})")


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # no port, or no IPv6 address
        return False


def _seconds(header: str | None) -> float:
    """A `Retry-After` in seconds; 0 where there is none or it is a date."""
    return float(header) if header and header.isascii() and header.isdigit() else 0.0
