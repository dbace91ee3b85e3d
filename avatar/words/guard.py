"""The last gate before anything is spoken: only what the facts found may pass, whoever wrote the sentence.

Tried in this order: what gives a captured model away, figures, promises, for an answer whether
its sentences rest on the facts at all, and what advertising law and the platforms' rules forbid.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from avatar.words.captured import betrayal, gives_orders
from avatar.words.figures import strange_figures
from avatar.words.polarity import contrary, statements
from avatar.words.promises import unmade_promise
from avatar.words.review import Kind, Rules, review
from avatar.words.support import meaning_words, share_stated

_SENTENCE_END = re.compile(r"(?<=[。！？!?；;])|(?<=\.)\s+")
_CLAUSE_END = re.compile(r"[，、：。！？；,!?;:]+\s*|\.\s+")
_ENOUGH = 0.5
"""The share of an answer's words of meaning, sentence by sentence, that the facts must hold."""
_MILD = re.compile(
    r"方便|实用|轻松|贴心|漂亮|不错|很棒|handy|convenient|eas(?:y|ily)|nice|lovely|happy|great|good", re.IGNORECASE
)
# on these only the shop's own words are said: a slip could hurt somebody
_DELICATE = re.compile(
    r"过敏|孕|哺乳|婴|宝宝|儿童|孩子|小孩|患者|病|服药|用药|误吞|中毒|"
    r"allerg|pregnan|breastfe|\bbab(?:y|ies)\b|infant|toddler|\bchild|\bkids?\b|\bnuts?\b|latex|gluten|medic|disease|illness|"
    r"poison|choking",
    re.IGNORECASE,
)
_COURTESY = re.compile(
    r"(?:您好|你好|大家好|好的呢?|感谢.{0,6}|谢谢.{0,6}|这个问题问得好|问得好|好问题|希望.{0,4}帮到.{0,3}|"
    r"hi|hello|hi there|good question|great question|thanks(?: for (?:asking|your question))?|thank you.{0,18}|"
    r"sure|of course|happy to help)[呀啦哦~～。！!.,，\s]*",
    re.IGNORECASE,
)


def unfounded(
    text: str,
    facts: Iterable[str],
    language: str | None = None,
    *,
    comment: str | None = None,
    rules: Rules | None = None,
) -> str | None:
    """Why `text` may not be said, given the facts there are, in a few words; `None` if it may.

    `language` is the primary tag that was asked for. `comment`: the viewer's own words, for an
    answer; then every sentence must rest on the facts. `rules`: the shop's own besides the shipped ones.
    """
    facts = tuple(fact for fact in facts if not gives_orders(fact))
    return (
        betrayal(text, facts, language)
        or _strange(text, facts, language)
        or _promised(text, facts)
        or (_afloat(text, facts) or _echo(text, facts, comment) if comment is not None else None)
        or _forbidden(text, facts, "line" if comment is None else "answer", rules)
    )


def _forbidden(text: str, facts: Sequence[str], kind: Kind, rules: Rules | None) -> str | None:
    found = next(iter(review(text, kind, facts=facts, rules=rules, language="en")), None)
    return f"says {found.found!r}: {found.reason}" if found else None


def _strange(text: str, facts: Sequence[str], language: str | None) -> str | None:
    strange = strange_figures(text, facts, language)
    return f"states {strange[0]!r}, which is not on the sheet" if strange else None


def _promised(text: str, facts: Sequence[str]) -> str | None:
    promise = unmade_promise(text, facts)
    return f"promises {promise!r}, which is not on the sheet" if promise else None


def _afloat(text: str, facts: Sequence[str]) -> str | None:
    """The first sentence, or clause of one, that rests on none of the facts or turns one round."""
    told = [clause for fact in facts for clause in statements(fact)]
    letters = [_letters(fact) for fact in facts]
    for sentence in _parts(_SENTENCE_END, text):
        if _COURTESY.fullmatch(sentence) or any(_letters(sentence) in fact for fact in letters):
            continue
        if not meaning_words(sentence) or share_stated(sentence, told) < _ENOUGH or _DELICATE.search(sentence):
            return f"says {sentence[:40]!r}, which rests on no fact"
        clause = _loose(sentence, told) or contrary(sentence, facts)
        if clause:
            return f"says {clause[:40]!r}, which rests on no fact"
    return None


def _loose(sentence: str, told: Sequence[str]) -> str | None:
    """The first clause that shares no word of meaning with the facts."""
    clauses = (clause for clause in _parts(_CLAUSE_END, sentence) if not share_stated(_MILD.sub("", clause), told))
    return next(clauses, None)


def _echo(text: str, facts: Sequence[str], comment: str) -> str | None:
    """The first sentence that only says the viewer's words back, as if they were true."""
    asked, told = _letters(comment), [_letters(fact) for fact in facts]
    for sentence in _parts(_SENTENCE_END, text):
        said = _letters(sentence)
        if said in asked and not any(said in fact for fact in told):
            return f"says back {sentence[:40]!r}"
    return None


def _letters(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKC", text).casefold() if letter.isalnum())


def _parts(ends: re.Pattern[str], text: str) -> list[str]:
    return [part.strip() for part in ends.split(text) if part.strip()]
