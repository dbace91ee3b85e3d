"""Whether a sentence is in the language it was asked for in: by its letters, and by its small words."""

from __future__ import annotations

import re
from collections import Counter

from avatar.language import script_of
from avatar.types import Language

_WORD = re.compile(r"[^\W\d_]+")
_LATIN = frozenset(("en", "es", "de", "fr"))
_MOST_HAN = 8  # a Japanese line may be short and all kanji, a longer one never is
_SMALL_WORDS = {
    "en": "the a an and or of to in on with for from is are it its this that you your we has have can not by as at "
    "be if what how there so but our one",
    "es": "el la los las un una y o de del en al con sin pero para por es son este esta esto que usted tu su se "
    "lo más hay no como cuesta si les nuestro nuestra tiene puede le",
    "de": "der die das den dem ein eine einen und oder von zu im in mit für aus ist sind es dies dieser diese sie ihr "
    "wir hat haben kann nicht auf als bei sich auch wie was zum zur",
    "fr": "le la les un une des et ou de du en dans avec pour par est sont ce cette ces que vous votre nous il elle se "
    "son sa ses on au aux plus pas ne qui sur si notre peut elle elles ils se comme à sans mais",
}
_WORDS = {language: frozenset(words.split()) for language, words in _SMALL_WORDS.items()}


def speaks(text: str, language: Language, name: str = "") -> bool:
    """Whether `text` may be a sentence of `language` (zh, en, ja, ko, es, de, fr); `name`, the product's, says nothing.

    Lenient where little can be told: a short line without a small word passes in any
    language of its letters.
    """
    text = re.sub(re.escape(name), " ", text, flags=re.IGNORECASE) if name else text
    letters = Counter(script_of(letter) for letter in text)
    han, kana, hangul = letters["CJK"], letters["HIRAGANA"] + letters["KATAKANA"], letters["HANGUL"]
    if not letters.keys() - {None}:
        return bool(name)
    if language in _LATIN:
        return letters["LATIN"] > han + kana + hangul and _words_agree(text, language)
    return {"zh": han > kana + hangul, "ja": kana > 0 or 0 < han <= _MOST_HAN, "ko": hangul > han + kana}[language]


def _words_agree(text: str, language: Language) -> bool:
    said = [word.casefold() for word in _WORD.findall(text)]
    hits = {other: sum(word in words for word in said) for other, words in _WORDS.items()}
    own = hits.pop(language)
    strange = max(hits.values())
    return own >= strange
