"""How like two tools are, from 0 to 1, by the words of their names, descriptions and parameters."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from eigendata_assets.artifacts.tools import ToolSchema

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_OF_NAME, _OF_PARAMETER, _OF_TEXT = 3, 2, 1
"""What a word weighs by where it stands: a name says more of a tool than a sentence about it."""


@dataclass(frozen=True)
class Likeness:
    """The similarity of all pairs of some tools: the cosine of their words, rare words counting more.

    GenesisFunc (appendix A.1) has a model score each pair; words do it the same for everybody, and for nothing.
    """

    tools: Sequence[ToolSchema]

    def of(self, one: str, other: str) -> float:
        """How like two tools are, by their keys."""
        left, right = self._vectors[one], self._vectors[other]
        return min(1.0, sum(weight * right.get(word, 0.0) for word, weight in left.items()))

    def nearest(self, key: str) -> list[str]:
        """All other tools, the most like first; of equals the one that was published first."""
        others = [tool.key for tool in self.tools if tool.key != key]
        return sorted(others, key=lambda other: -self.of(key, other))

    @cached_property
    def _vectors(self) -> Mapping[str, Mapping[str, float]]:
        counted = {tool.key: Counter(dict(_weighted(tool))) for tool in self.tools}
        within = Counter(word for words in counted.values() for word in words)
        vectors = {}
        for key, words in counted.items():
            raw = {word: count * math.log(1 + len(counted) / within[word]) for word, count in words.items()}
            length = math.sqrt(sum(each * each for each in raw.values())) or 1.0
            vectors[key] = {word: each / length for word, each in raw.items()}
        return vectors


def words_of(text: str) -> list[str]:
    """The words of a name or a sentence in small letters, without a plural's s."""
    return [word.lower().removesuffix("s") for word in _WORD.findall(text)]


def _weighted(tool: ToolSchema) -> Iterator[tuple[str, int]]:
    parameters = tool.parameters.get("properties", {})
    parts = [(_OF_TEXT, tool.description), *((_OF_PARAMETER, name) for name in parameters), (_OF_NAME, tool.name)]
    total: Counter[str] = Counter()
    for weight, text in parts:
        for word in words_of(text):
            total[word] += weight
    yield from total.items()
