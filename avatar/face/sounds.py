"""What the mouth does for each sound of speech: one posture a phone, of any language written in IPA.

A posture says where jaw, lips, corners and tongue would go if the sound were held, how
firmly the sound insists on that (`grip` on jaw and lips, `round_grip` on width and
rounding), and how far it reaches into its neighbours (`lead` before it, `trail` after).
Openings and widths follow what trackers see on speaking people: /æ a h/ widest, /ə ɔ w/
far narrower than textbooks draw them, /k ʃ/ half open, rounding seen long before it is heard.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

Contact = Literal["lips", "teeth"]


@dataclass(frozen=True)
class Posture:
    """Where one sound takes the mouth.

    `jaw` drop and `part` (opening between the inner lips) share ARKit's jawOpen scale, so
    lips part further than the jaw drops where `part` is larger and close over it where it
    is smaller. `spread` -1 … 1 (corners in … out); `pucker`, `funnel`, `tongue` 0 … 1.
    `lead` and `trail` in seconds. `contact`: what the lower lip touches, if anything.
    `share`: the part of a compound sound's time that is this one's.
    """

    jaw: float
    part: float
    spread: float = 0.0
    pucker: float = 0.0
    funnel: float = 0.0
    tongue: float = 0.0
    grip: float = 1.0
    round_grip: float = 0.5
    lead: float = 0.055
    trail: float = 0.045
    contact: Contact | None = None
    vowel: bool = False
    share: float = 1.0


def _vowel(jaw: float, part: float, spread: float = 0.0, pucker: float = 0.0, funnel: float = 0.0) -> Posture:
    rounded = pucker + funnel > 0.3
    return Posture(jaw, part, spread, pucker, funnel, round_grip=0.9 if rounded else 0.6, vowel=True)


REST = Posture(0.13, 0.19, grip=1.0, round_grip=0.6, lead=0.06, trail=0.06)
"""The mouth of someone who says nothing."""

_NEUTRAL = Posture(0.2, 0.26, grip=0.3, round_grip=0.1)
_LIPS = Posture(0.1, 0.0, -0.2, grip=0.5, round_grip=0.1, contact="lips")
_TEETH = Posture(0.1, 0.05, -0.2, grip=0.7, round_grip=0.15, contact="teeth")
_TONGUE_TIP = Posture(0.17, 0.28, 0.2, grip=0.35, round_grip=0.1)
_BETWEEN_TEETH = Posture(0.11, 0.11, tongue=0.3, grip=0.6, round_grip=0.15)
_HISS = Posture(0.11, 0.17, 0.02, grip=0.7, round_grip=0.25)
_HUSH = Posture(0.09, 0.14, -0.4, 0.25, 0.55, grip=0.7, round_grip=0.7, lead=0.085)
_SOFT_HUSH = Posture(0.15, 0.3, 0.25, grip=0.7, round_grip=0.3, lead=0.075)
_CURLED = Posture(0.14, 0.29, -0.05, 0.1, 0.3, grip=0.6, round_grip=0.4, lead=0.07)
_BACK = Posture(0.3, 0.45, grip=0.25, round_grip=0.05, lead=0.075)
_BREATH = Posture(0.4, 0.5, 0.2, grip=0.05, round_grip=0.02, lead=0.07)
_R = Posture(0.09, 0.02, -0.05, 0.3, 0.18, grip=0.6, round_grip=0.6, lead=0.07)
_GLIDE_W = Posture(0.1, 0.0, -0.2, 0.85, 0.1, grip=1.3, round_grip=1.4, lead=0.08, trail=0.05)
_GLIDE_J = Posture(0.18, 0.3, 0.12, grip=0.5, round_grip=0.4)

_GROUPS: tuple[tuple[str, Posture], ...] = (
    ("pbmɓʙ", _LIPS),
    ("fvɱⱱ", _TEETH),
    ("βɸʋ", Posture(0.12, 0.1, grip=0.7, round_grip=0.2)),
    ("θð", _BETWEEN_TEETH),
    ("tdnrɾɗʈɖɳ", _TONGUE_TIP),
    ("lɫɭɬɺɽ", replace(_TONGUE_TIP, tongue=0.1, grip=0.4)),
    ("sz", _HISS),
    ("ʃʒ", _HUSH),
    ("ɕʑ", _SOFT_HUSH),
    ("ʂʐ", _CURLED),
    ("kgɡŋxɣqɢχɴħʕ", _BACK),
    ("hɦʔ", _BREATH),
    ("ɹɻ", _R),
    ("ʀʁ", _BACK),
    ("wʍ", _GLIDE_W),
    ("ɥ", replace(_GLIDE_W, part=0.08, spread=-0.15, pucker=0.8)),
    ("jʝɲʎcɟ", _GLIDE_J),
    ("i", _vowel(0.22, 0.3, 0.23)),
    ("ɪᵻ", _vowel(0.24, 0.3, 0.2)),
    ("ɨ", _vowel(0.19, 0.29, 0.2)),
    ("ɿ", _vowel(0.17, 0.28, 0.35)),
    ("e", _vowel(0.27, 0.36, 0.24)),
    ("ɛ", _vowel(0.19, 0.21, 0.22)),
    ("æ", _vowel(0.4, 0.44, 0.45)),
    ("aɑ", _vowel(0.4, 0.39, 0.06)),
    ("ʌɐ", _vowel(0.2, 0.19, 0.0)),
    ("əɘ", _vowel(0.09, 0.08)),
    ("ɜɝ", _vowel(0.16, 0.13, -0.05, 0.15, 0.1)),
    ("ɚ", _vowel(0.11, 0.07, -0.1, 0.25, 0.12)),
    ("ɤ", _vowel(0.32, 0.36, 0.1)),
    ("ɯ", _vowel(0.16, 0.24, 0.1)),
    ("ɔ", _vowel(0.12, 0.03, -0.3, 0.28, 0.28)),
    ("ɒ", _vowel(0.26, 0.22, -0.25, 0.15, 0.4)),
    ("o", _vowel(0.12, 0.05, -0.1, 0.42, 0.08)),
    ("ʊᵿ", _vowel(0.12, 0.09, -0.05, 0.22, 0.08)),
    ("uʉ", _vowel(0.1, 0.05, -0.15, 0.6, 0.05)),
    ("yʏ", _vowel(0.15, 0.14, -0.2, 0.8, 0.1)),
    ("øœɵɶ", _vowel(0.3, 0.27, -0.2, 0.55, 0.25)),
)
_POSTURES = {symbol: posture for symbols, posture in reversed(_GROUPS) for symbol in symbols}
_HISSES = frozenset("szʃʒɕʑʂʐ")
# how some phonemisers write what IPA has a letter of its own for
_SPELLINGS = (("s.", "ʂ"), ("z.", "ʐ"), ("i.", "ɨ"), ("i[", "ɿ"), ("i\u032a", "ɿ"), ("o-", "ɤ"), ("ɚ", "ɚ"))
_VOWEL_SHARES = {2: (0.55, 0.45), 3: (0.25, 0.45, 0.3)}


@lru_cache(maxsize=1024)
def postures(symbol: str) -> tuple[Posture, ...]:
    """The postures a phone passes through, in order, their shares adding up to 1.

    A diphthong has two, an affricate a stop and a hiss. Marks of stress, length, tone and
    voicing do not move the mouth. A sound not known here gets a weak neutral mouth.
    """
    for written, letter in _SPELLINGS:
        symbol = symbol.replace(written, letter)
    letters = [letter for letter in unicodedata.normalize("NFD", symbol) if letter in _POSTURES]
    if len(letters) > 1 and letters[-1] == "h" and not _POSTURES[letters[-2]].vowel:
        del letters[-1]  # aspiration
    if not letters:
        return (_NEUTRAL,)
    found = [_POSTURES[letter] for letter in letters]
    return tuple(replace(posture, share=share) for posture, share in zip(found, _shares(letters, found), strict=True))


def _shares(letters: list[str], found: list[Posture]) -> tuple[float, ...]:
    count = len(found)
    if count == 2 and letters[1] in _HISSES:
        return 0.3, 0.7
    if all(posture.vowel for posture in found) and count in _VOWEL_SHARES:
        return _VOWEL_SHARES[count]
    return (1.0 / count,) * count
