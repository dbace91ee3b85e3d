"""Text put so that espeak-ng reads it: what it lacks or takes for something else is spelled another way."""

from __future__ import annotations

import re

from avatar.language import script_of
from avatar.speech.mapped import Mapped
from avatar.types import Language

# it says "Chinese letter" for each
_UNREADABLE = {"ja": "CJK"}
# before another letter it takes the A for the article
_LETTER_A = re.compile(r"(?<![A-Za-z])A(?= [A-Z](?![A-Za-z]))")
# Mandarin it spells out in English letters: a word drawn together with 儿, and syllables it lacks, said in two it has
_DRAWN_R = re.compile(r"([点会这那哪玩边事份味空劲活块样头面])儿(?![童子女歌科])")
_LACKED = {"兄凶匈汹胸": "希拥", "熊雄": "习拥", "穷琼穹": "其拥", "窘炯迥": "几永"}
_RESPELLED = {letter: said for letters, said in _LACKED.items() for letter in letters}
_LACKED_LETTER = re.compile(f"[{''.join(_RESPELLED)}]")


def readable(said: Mapped, language: Language) -> Mapped:
    """Spoken text respelled where espeak-ng would misread it; what stands for what is kept."""
    said = said.replaced(_LETTER_A, lambda _: "eh")
    if language == "zh":
        said = said.replaced(_DRAWN_R, lambda match: match[1])
        said = said.replaced(_LACKED_LETTER, lambda match: _RESPELLED[match[0]])
    return said


def is_readable(text: str, language: Language) -> bool:
    """Whether espeak-ng knows the script: it reads Japanese in kana alone."""
    return not any(script_of(letter) == _UNREADABLE.get(language, "") for letter in text)
