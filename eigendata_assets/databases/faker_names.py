"""Faker as this project uses it: one locale, seeded, providers called by name."""

from __future__ import annotations

from collections.abc import Mapping

from faker import Faker

from eigendata_assets.artifacts.frozen import Json

_NOT_VALUES = frozenset("seed_instance add_provider get_formatter set_formatter parse format provider".split())
_KNOWN = Faker("en_US", use_weighting=False)


def known_provider(name: str) -> bool:
    """Whether Faker makes values by this name."""
    return not name.startswith("_") and name not in _NOT_VALUES and callable(getattr(_KNOWN, name, None))


class Pool:
    """Values of one provider, in an order that the seed decides."""

    def __init__(self, provider: str, arguments: Mapping[str, Json], seed: int) -> None:
        faker = Faker("en_US", use_weighting=False)
        faker.seed_instance(seed)
        self._make = getattr(faker, provider)
        self._arguments = dict(arguments)

    def values(self, count: int) -> list[Json]:
        """So many more values, with repetitions as they come; what is not text or a number becomes text."""
        made = (self._make(**self._arguments) for _ in range(count))
        return [each if isinstance(each, str | int | float | bool) else str(each) for each in made]

    def distinct(self, count: int) -> list[Json]:
        """So many different values; where the provider runs out of them, texts are numbered (before an `@`)."""
        found: dict[Json, None] = {}
        for _ in range(20):
            found.update(dict.fromkeys(self.values(max(100, 2 * (count - len(found))))))
            if len(found) >= count:
                return list(found)[:count]
        originals, number = list(found), 2
        while len(found) < count and all(isinstance(each, str) for each in originals):
            found.update((_numbered(each, number), None) for each in originals)
            number += 1
        return list(found)[:count]


def _numbered(text: str, number: int) -> str:
    name, at, rest = text.partition("@")
    return f"{name}{number}@{rest}" if at else f"{text} {number}"
