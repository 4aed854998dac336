"""Dialogues much like an earlier one: MinHash finds candidates, the exact Jaccard similarity of their words decides.

A dialogue is the set of its runs of three words. Candidates share a band of their signatures, so that the work grows
with the dialogues and not with their pairs; what is counted is exact, and the same every time.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

SIMILAR = 0.8
"""From here on, two dialogues are near duplicates."""

_RUN, _BANDS, _ROWS = 3, 24, 4
_MOST_COMPARED = 64
"""With so many earlier dialogues of one band a dialogue is compared at most."""

Hashes = npt.NDArray[np.uint64]
_RANDOM = np.random.Generator(np.random.PCG64(20240607))
_FACTORS = _RANDOM.integers(1, 2**63, _BANDS * _ROWS, dtype=np.uint64)[:, None] | np.uint64(1)
_OFFSETS = _RANDOM.integers(0, 2**63, _BANDS * _ROWS, dtype=np.uint64)[:, None]


@dataclass(frozen=True, slots=True)
class Like:
    """An earlier dialogue (by its number, from 0) and how much a dialogue is like it, from 0 to 1."""

    number: int
    similarity: float


@dataclass(slots=True)
class NearDuplicates:
    """The dialogues seen so far, as hashes; takes some hundred bytes to some thousand for each."""

    threshold: float = SIMILAR
    _seen: list[Hashes] = field(default_factory=list)
    _same: dict[bytes, int] = field(default_factory=dict)
    _bands: list[dict[bytes, list[int]]] = field(default_factory=lambda: [{} for _ in range(_BANDS)])

    def add(self, words: Sequence[str]) -> Like | None:
        """The earlier dialogue that this one is most like, where it is a near duplicate of any."""
        hashes, number = runs_of(words), len(self._seen)
        self._seen.append(hashes)
        same = self._same.setdefault(hashes.tobytes(), number)
        if same != number:
            return Like(same, 1.0)
        likeliest = max(
            (Like(each, jaccard(hashes, self._seen[each])) for each in self._candidates(hashes, number)),
            key=lambda like: (like.similarity, -like.number),
            default=None,
        )
        return likeliest if likeliest and likeliest.similarity >= self.threshold else None

    def _candidates(self, hashes: Hashes, number: int) -> set[int]:
        """Earlier dialogues that share a band; the dialogue is among them for later ones."""
        found: set[int] = set()
        for band, values in zip(self._bands, _signature(hashes), strict=True):
            others = band.setdefault(values.tobytes(), [])
            found.update(others[:_MOST_COMPARED])
            others.append(number)
        return found


def runs_of(words: Sequence[str]) -> Hashes:
    """The runs of three words as sorted hashes, each once; of fewer words, they are one run."""
    runs = range(max(1, len(words) - _RUN + 1))
    hashes = {zlib.crc32(" ".join(words[start : start + _RUN]).encode()) for start in runs}
    return np.array(sorted(hashes), dtype=np.uint64)


def jaccard(left: Hashes, right: Hashes) -> float:
    """How many runs both have among those that either has."""
    both = np.intersect1d(left, right, assume_unique=True).size
    return float(both / (left.size + right.size - both))


def _signature(hashes: Hashes) -> Hashes:
    """For each band, the least of the hashes under each of its functions."""
    mixed = (_FACTORS * hashes[None, :] + _OFFSETS) >> np.uint64(32)
    smallest: Hashes = mixed.min(axis=1).reshape(_BANDS, _ROWS)
    return smallest
