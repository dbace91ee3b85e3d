"""German, French and Spanish numbers to digits, by text2num; halves, dozens and doubles besides.

A text is read in these languages where it is said to be in them, or where a word of its own gives it away.
"""

from __future__ import annotations

import re

_SIGNS = {
    language: re.compile(rf"(?<!\w)(?:{'|'.join(words.split())})(?!\w)", re.IGNORECASE)
    for language, words in {
        "de": r"der die das und nur heute noch stück für mit kostet preis sie ist wir ein eine euro stunden? "
        r"anderthalb eineinhalb prozent hälfte "
        r"\w*(?:zwanzig|drei(?:ß|ss)ig|vierzig|fünfzig|sechzig|siebzig|achtzig|neunzig|hundert|tausend)\w*",
        "fr": r"le la les des une est pour avec seulement aujourd'hui il elle prix moitié un\seuro douzaine "
        r"quatre vingts? trente quarante cinquante soixante",
        "es": r"el los las una por con sólo solo hoy cuesta precio quedan unidades mitad docena veinte veinti\w+ "
        r"treinta cuarenta cincuenta sesenta setenta ochenta noventa \w+cient[oa]s dieci\w+ quince",
    }.items()
}
_ENGLISH = re.compile(r"\b(?:the|is|are|and|you|with|it's|of|this|that|for)\b", re.IGNORECASE)
_HALVES = {
    "de": (
        (r"\b(?:zum |der |den )?halbe[nr]? preis\b", "5折"),
        (r"\b(?:anderthalb|eineinhalb)\b", "1.5"),
        (r"\b(?:die )?hälfte\b", "0.5"),
        (r"\bhalbe[ns]?\b", "0.5"),
        (r"\bdoppelt\w*\b|\bverdoppelt\b", "2 times"),
        (r"\bdutzend\b", "12"),
        (r"\bprozent\b", "%"),
        (r"\bstunden?\b", "hours"), (r"\bmonate?\b", "months"),
        (r"\bjahre?n?\b", "years"), (r"\btagen?\b|\btage\b", "days"),
    ),
    "fr": (
        (r"\bà moitié prix\b|\bdemi-tarif\b", "5折"),
        (r"\b(?:la )?moitié\b", "0.5"),
        (r"\bet demie?\b", ".5"),
        (r"\b(?:un )?demi(?:e|s)?\b", "0.5"),
        (r"\ble double\b|\bdeux fois\b", "2 times"),
        (r"\b(?:une )?douzaine\b", "12"),
        (r"\b(?:une )?centaines?\b", "100"),
        (r"\bun quart\b", "0.25"),
        (r"\bpour cent\b", "%"),
        (r"\bheures?\b", "hours"), (r"\bmois\b", "months"), (r"\bans?\b", "years"), (r"\bjours?\b", "days"),
    ),
    "es": (
        (r"\ba mitad de precio\b", "5折"),
        (r"\b(?:la )?mitad\b", "0.5"),
        (r"\by medi[oa]\b", ".5"),
        (r"\bmedi[oa]\b", "0.5"),
        (r"\bel doble\b|\bdos veces\b", "2 times"),
        (r"\b(?:una )?docena\b", "12"),
        (r"\bcentenar(?:es)?\b", "100"),
        (r"\bun cuarto\b", "0.25"),
        (r"\bpor ciento\b", "%"),
        (r"\bhoras?\b", "hours"), (r"\bmes(?:es)?\b", "months"), (r"\baños?\b", "years"), (r"\bdías?\b", "days"),
    ),
}  # fmt: skip
_ONES = {
    "de": r"\beine?[mnr]? (?=euro|cent|prozent|jahr|monat|stunde)",
    "fr": r"\bune? (?=euro|cent\b|an\b|mois|heure)",
    "es": r"\buna? (?=euro|céntimo|año|mes\b|hora)",
}
"""Articles that count: the last to be read, for they may end a longer number."""
_THRESHOLD = 1.5
"""Lone numbers from here on are figures; `ein`, `un` and `uno` are articles."""


def to_digits(text: str, language: str | None = None) -> str:
    """The text with German, French and Spanish numbers in digits."""
    for tag in [language] if language in _SIGNS else _guessed(text):
        text = _read(text, tag)
    return text


def _guessed(text: str) -> list[str]:
    if _ENGLISH.search(text):
        return []
    return [tag for tag, signs in _SIGNS.items() if signs.search(text)]


def _read(text: str, language: str) -> str:
    from text_to_num import alpha2digit

    for pattern, meant in _HALVES[language]:
        text = re.sub(pattern, meant, text, flags=re.IGNORECASE)
    read: str = alpha2digit(text, language, _THRESHOLD)
    read = re.sub(_ONES[language], "1 ", read, flags=re.IGNORECASE)
    return re.sub(r"(?<=\d)\s+(?=\.5)", "", read)
