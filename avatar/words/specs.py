"""A product's specs as the template tells them: those no selling point has told, the short ones two by two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from avatar.types import Product
from avatar.words.sentences import capital, tidy


@dataclass(frozen=True)
class Spec:
    """One line of a product's specifications."""

    key: str
    value: str

    @property
    def fact(self) -> str:
        """The spec as a fact of the sheet, by which its turn is known."""
        return f"{self.key}: {self.value}"


def spec_facts(group: Sequence[Spec]) -> dict[str, str]:
    """What the slots `spec` and `specs` are filled with."""
    facts: dict[str, str] = {}
    for ordinal, spec in zip(("", "2"), group, strict=False):
        facts |= {f"key{ordinal}": _inside(spec.key), f"Key{ordinal}": capital(spec.key)}
        facts |= {f"value{ordinal}": spec.value, f"Value{ordinal}": capital(spec.value)}
    return facts


def _inside(key: str) -> str:
    """A spec's name inside an English sentence: `Battery life` → `battery life`, but `USB` stays."""
    return key[:1].lower() + key[1:] if key[1:2].islower() else key


def fresh_specs(product: Product) -> list[Spec]:
    """The specs whose value no selling point has told already."""
    told = " ".join(product.selling_points)
    specs = [Spec(tidy(key), tidy(value)) for key, value in product.specs.items()]
    return [spec for spec in specs if spec.key and spec.value and spec.value not in told]


def pairs(specs: list[Spec], short: int) -> list[tuple[Spec, ...]]:
    """Short specs two by two, a long one alone."""
    groups: list[tuple[Spec, ...]] = []
    for spec in specs:
        brief = len(spec.key + spec.value) <= short
        if brief and groups and len(groups[-1]) == 1 and len(groups[-1][0].key + groups[-1][0].value) <= short:
            groups[-1] = (*groups[-1], spec)
        else:
            groups.append((spec,))
    return groups
