"""A defect planted in one domain: what kind, of which component, where, and the domain that has it."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from eigendata_assets.artifacts.findings import Component
from eigendata_assets.audits.generated import GeneratedDomain


@dataclass(frozen=True, slots=True)
class Planted:
    """A domain with one defect; `where` says what was changed."""

    kind: str
    component: Component
    where: str
    domain: GeneratedDomain


Places = Callable[[GeneratedDomain, random.Random], Iterator[tuple[str, GeneratedDomain]]]
"""Every place of a domain in which a kind of defect can be planted, in an order that the generator decides."""

Kinds = Mapping[str, Places]


def planted(
    component: Component, kinds: Kinds, domain: GeneratedDomain, chance: random.Random, each: int
) -> Iterator[Planted]:
    """At most `each` defects of every kind."""
    for kind, places in kinds.items():
        found = places(domain, chance)
        for _, (where, changed) in zip(range(each), found, strict=False):
            yield Planted(kind, component, where, changed)


def shuffled(things: list, chance: random.Random) -> list:  # type: ignore[type-arg]
    """The things in another order."""
    return chance.sample(things, len(things))


def with_module(domain: GeneratedDomain, text: str, folder: Path) -> GeneratedDomain:
    """The domain with another text of its one module, which lies in the folder."""
    module = domain.environment.toolkits[0].module
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{module}.py").write_text(text, encoding="utf-8")
    environment = replace(domain.environment, folder=folder)
    return replace(domain, files={f"{module}.py": text}, environment=environment)
