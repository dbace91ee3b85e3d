"""What can go wrong with a language-model server, each in one line with its mend and never a key."""

from __future__ import annotations

import re
import time
from base64 import b64encode
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from avatar.errors import ModelError

_LONGEST_QUOTE = 160
_SECRETS = re.compile(r"(?i)\b(?:bearer\s+|(?:sk|ak|pk|api)[-_])[\w.*-]{6,}")


class Fault(ModelError):
    """One failed request. `again`: asking once more at once may help; `wait`: how long the server asks to wait
    before, in seconds; `refused`: it did not take the request as it stands; `missing`: there is nothing there."""

    def __init__(
        self,
        message: str,
        *,
        retryable: bool = False,
        again: bool = False,
        wait: float | None = None,
        refused: bool = False,
        missing: bool = False,
    ) -> None:
        super().__init__(message, retryable=retryable)
        self.again = again
        self.wait = wait
        self.refused = refused
        self.missing = missing


class Faults:
    """Words for the faults of one server; `place` is the model and where it is."""

    def __init__(self, name: str, base_url: str, key: str | None) -> None:
        self._url = bare(base_url)
        self._key = key
        self.place = f"{name} at {self._url}"

    def of(self, openai: Any, error: Exception, begun: bool) -> Fault:
        """The fault that an error of the client library is."""
        if isinstance(error, Fault):
            return error
        if isinstance(error, openai.APIStatusError):
            return self._status(error)
        if isinstance(error, openai.APITimeoutError):
            return Fault(f"{self.place} cannot be reached in time; check the network", retryable=True)
        if isinstance(error, openai.APIConnectionError) and not begun:
            return Fault(f"no connection to {self._url}; is the server running there?", retryable=True, again=True)
        return self.lost(type(error).__name__)

    def lost(self, how: str) -> Fault:
        return Fault(f"{self.place} broke off ({how})", retryable=True, again=True)

    def wrong(self, what: str) -> Fault:
        """The server does what no chat server does."""
        return Fault(f"{self.place} {what}{'' if '?' in what else '; is this the base URL?'}", again=True)

    def said(self, message: str) -> Fault:
        """The server itself says in its stream what is wrong."""
        return Fault(f"{self.place} failed: {self.scrubbed(message)}", retryable=True, again=True)

    def late(self, patience: float | None, total: float) -> Fault:
        """Nothing for `patience` seconds, or not done at the end of the whole (None)."""
        if patience is None:
            return Fault(f"{self.place} was not done after {total:g} s", retryable=True)
        return Fault(f"{self.place} sent nothing for {patience:g} s; is it overloaded?", retryable=True)

    def missing(self, names: list[str] | None) -> Fault:
        """404: a wrong model name where the server lists its models (`names`), else a wrong URL."""
        if names is None:
            return Fault(f"{self.place}: not found (404); check the base URL (most end in /v1) and the model name")
        shown = ", ".join(names[:8]) + (", …" if len(names) > 8 else "")
        return Fault(f"{self._url} has no model {self.place.partition(' at ')[0]!r}; it has: {shown or 'none'}")

    def scrubbed(self, text: str) -> str:
        """What a server said, short and without the key."""
        if self._key:
            text = text.replace(self._key, "…")
        text = _SECRETS.sub("…", text)
        return text if len(text) <= _LONGEST_QUOTE else text[:_LONGEST_QUOTE] + "…"

    def _status(self, error: Any) -> Fault:
        code, wait = error.status_code, wanted_wait(error.response.headers)
        if code == 401:
            return Fault(f"{self.place} refuses the key (401); check the key")
        if code == 403:
            return Fault(f"{self.place} does not allow this (403); check the key's rights and the region")
        if code == 429:
            text = f"{self.place} is over its limit (429); wait a little, or check the quota"
            return Fault(text, retryable=True, again=True, wait=wait)
        if code >= 500 or code == 408:
            text = f"{self.place} has trouble of its own ({code}); try again later"
            return Fault(text, retryable=True, again=True, wait=wait)
        said = self.scrubbed(str(error.message))
        text = f"{self.place} refuses the request ({code}): {said}"
        # some say with 404 that no model of theirs takes tools
        refused = code in (400, 422) or (code == 404 and "tool" in said.lower())
        return Fault(text, refused=refused, missing=code == 404)


def wanted_wait(headers: Any) -> float | None:
    """The seconds of a Retry-After header (RFC 9110, 10.2.3: seconds, or a date), None without a sound one."""
    value = str(headers.get("retry-after") or "").strip()
    if re.fullmatch(r"\d{1,6}(\.\d+)?", value):
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def bare(url: str) -> str:
    """The URL without a user, a password or a query, which may be secrets."""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return url.rpartition("@")[2].partition("?")[0]
    return f"{parts.scheme}://{parts.hostname or ''}{port}{parts.path}" if parts.scheme else parts.path


def without_login(url: str) -> tuple[str, dict[str, str]]:
    """The URL without its user and password, and the header that says them (RFC 7617). Raises ValueError."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https"):
        raise ValueError("no address of a server")
    if parts.username is None:
        return url, {}
    login = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    host = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=host).geturl(), {"Authorization": f"Basic {b64encode(login.encode()).decode()}"}
