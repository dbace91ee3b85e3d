"""What this process has learned about a model server; every `Model` of the same one shares it."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field

from avatar.words.breaker import Breaker

_THINKS_UNOPENED = re.compile(r"(?i)\br1\b|reasoner|thinking|\bqwq\b|deepseek-r1")


@dataclass
class Server:
    """`refused`: parameters it does not take. `unopened`: its texts begin inside a thought, so each is heard out."""

    breaker: Breaker = field(default_factory=Breaker)
    refused: set[str] = field(default_factory=set)
    unopened: bool = False


@functools.lru_cache(maxsize=64)
def known_server(base_url: str, name: str) -> Server:  # noqa: ARG001 - a part of the cache's key
    """What is known of the model at that URL. Models that are named as thinkers are heard out from the start."""
    return Server(unopened=_THINKS_UNOPENED.search(name) is not None)
