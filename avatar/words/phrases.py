"""The template writer's phrase banks: data files, unfolded and picked from.

A phrase holds alternatives in square brackets and slots in braces; unfolding
`"[来|嗨]，{name}！"` gives every sentence it stands for.
"""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources

import yaml

Facts = Mapping[str, str]

_PIECES = re.compile(r"\[([^\]]*)\]")
SLOT = re.compile(r"\{(\w+)\}")


class Phrases:
    """What one language and style says at each slot (`hook`, `first`, `price`, …)."""

    def __init__(self, slots: Mapping[str, Sequence[str]], edition: int = 0) -> None:
        """`edition` deals the phrases out anew: another number, another phrase for each product."""
        self._edition = edition
        self._slots = {slot: [unfold(phrase) for phrase in phrases] for slot, phrases in slots.items()}

    def all(self) -> Iterator[str]:
        """Every sentence of every slot."""
        for phrases in self._slots.values():
            for sentences in phrases:
                yield from sentences

    def __contains__(self, slot: str) -> bool:
        return slot in self._slots

    def variants(self, slot: str, seed: str) -> tuple[str, ...]:
        """Every sentence of a slot, in an order that `seed` settles (the same anywhere).

        Sentences of different phrases take turns, so that neighbours differ in build and
        not in a word alone.
        """
        dice = random.Random(f"{self._edition}:{slot}:{seed}")
        phrases = [dice.sample(sentences, len(sentences)) for sentences in self._slots[slot]]
        dice.shuffle(phrases)
        rounds = itertools.zip_longest(*phrases)
        return tuple(sentence for turn in rounds for sentence in turn if sentence is not None)


@cache
def load_phrases(language: str, style: str, *, show: bool = False) -> Phrases:
    """The phrases of a shipped language and style; `show` adds what only a show of several products says.

    A language without that style has one plain manner for all.
    """
    text = resources.files("avatar.words").joinpath("phrases", f"{language}.yaml").read_text("utf-8")
    bank = yaml.safe_load(text)
    slots = {**bank["shared"], **bank.get(style, {})}
    edition = slots.pop("edition", 0)
    for slot, phrases in bank.get("show", {}).items() if show else ():
        slots[slot] = [*slots.get(slot, ()), *phrases]
    return Phrases(slots, edition)


def unfold(phrase: str) -> Sequence[str]:
    """Every sentence a phrase with `[a|b]` alternatives stands for, in order."""
    pieces = _PIECES.split(phrase)
    choices = [piece.split("|") if index % 2 else [piece] for index, piece in enumerate(pieces)]
    return ["".join(chosen) for chosen in itertools.product(*choices)]


def fill(phrase: str, facts: Facts) -> str:
    """The phrase with its slots filled from `facts`; a fact that holds braces is left as it is."""
    return SLOT.sub(lambda slot: facts[slot[1]], phrase)
