"""How the template puts things: which of a slot's sentences is said, with its facts filled in."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from avatar.types import Line, LineKind
from avatar.words.memory import NEARLY, Memory, bare, common
from avatar.words.phrases import SLOT, Facts, Phrases, fill, load_phrases
from avatar.words.request import Request
from avatar.words.review import review
from avatar.words.sentences import LONGEST_LINE, capital, closed

_WEIGHED = 24  # sentences of a slot held against what was said, of which the least like it is taken


class Wording:
    """Chooses among the sentences of one product's script, settled by `seed`: neighbours differ in build.

    Every slot knows the product's `name`. With a `memory` nothing is said that was said
    within the hour, and of what is left the sentence least like it.
    """

    def __init__(self, request: Request, seed: str, name: str, memory: Memory | None = None) -> None:
        self._request = request
        self._language = request.language
        self._longest = LONGEST_LINE[request.language]
        self._phrases: Phrases = load_phrases(request.language, request.style, show=memory is not None)
        self._seed = seed
        self._name = {"name": name}
        self._memory = memory
        self._used: Counter[str] = Counter()
        self._orders: dict[str, tuple[str, ...]] = {}
        self._chosen: dict[tuple[object, ...], tuple[str, ...]] = {}
        self._frames: list[str] = []  # the sentences used so far, their facts left out

    def restart(self) -> None:
        """Begin the script anew: the same wishes in the same order get the same sentences."""
        self._used.clear()

    def __contains__(self, slot: str) -> bool:
        return slot in self._phrases

    def say(self, kind: LineKind, slot: str, *, alone: str | None = None, **facts: str) -> list[Line]:
        """The lines of a slot; a fact too long for any phrase stands alone if `alone` names it.

        Empty where everything the slot can say was said within the hour.
        """
        turn = self._used[slot]
        self._used[slot] += 1
        key = (slot, turn, *facts.items())
        if key not in self._chosen:
            self._chosen[key] = self._choice(slot, turn, facts, alone)
        return [Line(kind, text) for text in self._chosen[key]]

    def plain(self, kind: LineKind, texts: Sequence[str]) -> list[Line]:
        """Sentences of the sheet as they are; in a show with a lead, for they come again."""
        if self._memory is not None:
            return [line for text in texts for line in self.say(kind, "more", alone="point", point=text)]
        return [Line(kind, self._whole(text)) for text in texts]

    def forms(self, slot: str, facts: Facts) -> Iterator[tuple[str, ...]]:
        """Every way of saying a slot, each as the lines it takes."""
        for sentence in self._order(slot):
            yield tuple(closed(part, self._language) for part in fill(sentence, self._name | dict(facts)).split("//"))

    def _choice(self, slot: str, turn: int, facts: Facts, alone: str | None) -> tuple[str, ...]:
        forms = dict(zip(self._order(slot), self.forms(slot, facts), strict=True))
        if not forms:
            return ()
        first = turn % len(forms)
        turned = [*list(forms.items())[first:], *list(forms.items())[:first]]
        fitting = {frame: form for frame, form in turned if max(map(len, form)) <= self._longest}
        if not fitting and alone:
            fitting = {"": (self._whole(facts[alone]),)}
        elif not fitting:
            fitting = dict(sorted(turned, key=lambda row: sum(map(len, row[1]))))
        if self._memory is None:
            return next(iter(fitting.values()))
        return self._fresh(fitting, self._memory, bool(facts))

    def _fresh(self, forms: Mapping[str, tuple[str, ...]], memory: Memory, tells: bool) -> tuple[str, ...]:
        """The form to take: not nearly said within the hour, then unlike its neighbours in build, then unlike all."""
        taken = {bare(text) for texts in self._chosen.values() for text in texts}
        fresh = (
            (frame, form)
            for frame, form in forms.items()
            if not any(memory.said(part) or bare(part) in taken or not bare(part) for part in form)
        )
        weighed: list[tuple[bool, float, float, int]] = []
        kept = list(itertools.islice(fresh, _WEIGHED))
        for place, (frame, form) in enumerate(kept):
            likeness = max(map(memory.likeness, form))
            weighed.append((likeness >= NEARLY, self._build_likeness(frame), likeness, place))
        if not weighed:
            return ()
        near, _, _, place = min(weighed)
        frame, form = kept[place]
        if near and not tells:
            return ()
        self._frames.append(SLOT.sub("", frame))
        return form

    def _allowed(self, frame: str) -> bool:
        """Whether the platform has nothing against the sentence; what every platform forbids no phrase says."""
        asked = self._request
        if asked.platform is None:
            return True
        return not review(SLOT.sub("", frame), "line", platform=asked.platform, rules=asked.rules)

    def _build_likeness(self, frame: str) -> float:
        """How like the likest sentence of this script, facts left out."""
        bones = SLOT.sub("", frame)
        return round(max((common(bones, used) for used in self._frames), default=0.0), 1)

    def _order(self, slot: str) -> tuple[str, ...]:
        if slot not in self._orders:
            every = self._phrases.variants(slot, self._seed) if slot in self._phrases else ()
            self._orders[slot] = tuple(filter(self._allowed, every))
        return self._orders[slot]

    def _whole(self, text: str) -> str:
        return closed(capital(text), self._language)
