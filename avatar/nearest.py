"""What somebody most likely meant by a name that nothing bears."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

_MOST_NAMED = 12


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known name most like `word`, whatever the case; None where none is much like it."""
    by_lower = {name.lower(): name for name in known}
    found = get_close_matches(word.lower(), by_lower, n=1, cutoff=0.5)
    return by_lower[found[0]] if found else None


def hint(word: str, known: Iterable[str]) -> str:
    """The end of an error: `did you mean 'studio'?`, or `there are: festival, home, …` where no name is near."""
    names = list(dict.fromkeys(known))
    near = nearest(word, names)
    if near is not None:
        return f"did you mean {near!r}?"
    more = ", …" if len(names) > _MOST_NAMED else ""
    return f"there are: {', '.join(names[:_MOST_NAMED])}{more}"
