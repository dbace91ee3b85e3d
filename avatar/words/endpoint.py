"""An HTTP endpoint of the shop's as a tool: where it is, what is sent, and which part of its answer may be quoted."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from avatar.errors import UsageError
from avatar.words.toolresult import UnquotableError

if TYPE_CHECKING:
    import httpx

_MOST_BYTES = 256 * 1024
_MOST_REDIRECTS = 3
_SLOT = re.compile(r"\{(\w+)\}")
_STEP = re.compile(r"[^.\[\]]+")


@dataclass(frozen=True)
class Endpoint:
    """Called with its arguments, gives the value to quote.

    `url` and the texts of `body` hold arguments as `{name}`; `path` leads to the part of a
    JSON answer that may be quoted (`data.items[0].count`), `say` puts it into words (`{value}
    left`). Only http and https, no redirect to another host, at most 256 KB, in `deadline` seconds.
    """

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: Any = None
    path: str = ""
    say: str = "{value}"
    deadline: float = 3.0

    def __post_init__(self) -> None:
        try:
            parts = urlsplit(self.url)
            host = parts.hostname
        except ValueError:
            parts, host = urlsplit(""), None
        if parts.scheme not in ("http", "https") or not host or _SLOT.search(parts.netloc):
            raise UsageError(f"{self.url[:80]!r} is no address; write https://host/path, arguments after the host")
        if "{value}" not in self.say:
            raise UsageError(f"say: {self.say[:80]!r} must hold {{value}}, where the answer's part goes")

    @property
    def slots(self) -> tuple[str, ...]:
        """The names of the arguments that the address and the body hold."""
        return tuple(dict.fromkeys(_SLOT.findall(self.url) + _SLOT.findall(json.dumps(self.body))))

    def __call__(self, **arguments: object) -> str:
        """Ask; raises UnquotableError where there is nothing to quote."""
        import httpx

        url = _SLOT.sub(lambda slot: _in_url(arguments[slot[1]]), self.url)
        body = None if self.body is None else _filled(self.body, arguments)
        end = time.monotonic() + self.deadline
        with httpx.Client(timeout=self.deadline, headers=dict(self.headers)) as client:
            try:
                return self._quoted(*self._asked(client, url, body, end))
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                trouble = type(error).__name__
        raise UnquotableError(f"cannot be asked ({trouble})")

    def _asked(self, client: httpx.Client, url: str, body: object, end: float) -> tuple[str, bytes]:
        """The content type and the bytes of the answer."""
        method = self.method
        for _ in range(_MOST_REDIRECTS + 1):
            with client.stream(method, url, json=body) as response:
                onward = response.next_request
                if onward is None:
                    if response.status_code >= 400:
                        raise UnquotableError(f"answered {response.status_code}")
                    return response.headers.get("content-type", ""), _content(response, end)
                if (onward.url.scheme, onward.url.netloc) != (response.url.scheme, response.url.netloc):
                    raise UnquotableError("sends us on to another host")
                if onward.method != method:  # "see other" (RFC 9110, 15.4.4): what was posted is not posted twice
                    method, body = onward.method, None
                url = str(onward.url)
        raise UnquotableError("sends us round in circles")

    def _quoted(self, content_type: str, content: bytes) -> str:
        if "html" in content_type:
            raise UnquotableError("answered with a web page")
        try:
            if self.path or "json" in content_type:
                value = _part(json.loads(content), self.path)
            else:
                value = content.decode("utf-8-sig")
        except (ValueError, RecursionError):
            raise UnquotableError("answered what is neither JSON nor UTF-8 text") from None
        if value is None or isinstance(value, bool) or value in ("", [], {}):
            raise UnquotableError("answered nothing that can be quoted")
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        return self.say.replace("{value}", text)


def _content(response: httpx.Response, end: float) -> bytes:
    content = bytearray()
    for block in response.iter_bytes():
        content += block
        if len(content) > _MOST_BYTES:
            raise UnquotableError(f"answered more than {_MOST_BYTES >> 10} KB")
        if time.monotonic() > end:
            raise UnquotableError("was not done in time")
    return bytes(content)


def _part(value: Any, path: str) -> Any:
    for step in _STEP.findall(path.removeprefix("$")):
        if isinstance(value, dict) and step in value:
            value = value[step]
        elif isinstance(value, list) and step.isdecimal() and int(step) < len(value):
            value = value[int(step)]
        else:
            raise UnquotableError(f"answered without {path!r}")
    return value


def _in_url(value: object) -> str:
    """An argument that cannot leave its place in the address."""
    text = quote(str(value), safe="")
    return text.replace(".", "%2E") if set(text) == {"."} else text


def _filled(body: Any, arguments: Mapping[str, object]) -> Any:
    if isinstance(body, dict):
        return {name: _filled(value, arguments) for name, value in body.items()}
    if isinstance(body, list):
        return [_filled(value, arguments) for value in body]
    if isinstance(body, str):
        whole = _SLOT.fullmatch(body)
        return arguments[whole[1]] if whole else _SLOT.sub(lambda slot: str(arguments[slot[1]]), body)
    return body
