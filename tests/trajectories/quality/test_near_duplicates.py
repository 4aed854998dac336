"""Near duplicates: candidates are found by MinHash, and what is said of them is exact."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eigendata_assets.trajectories.quality.near_duplicates import Like, NearDuplicates, jaccard, runs_of

WORDS = st.lists(st.sampled_from("a b c d e f g h".split()), max_size=30)
STORY = [f"word{number}" for number in range(60)]


def share(left: list[str], right: list[str]) -> float:
    """The similarity as it is defined, by sets of runs."""
    first, second = (
        {tuple(words[start : start + 3]) for start in range(max(1, len(words) - 2))} for words in (left, right)
    )
    return len(first & second) / len(first | second)


def test_the_same_words_are_a_duplicate_of_the_first_that_had_them() -> None:
    near = NearDuplicates()
    assert [near.add(STORY), near.add(STORY[:30]), near.add(STORY)] == [None, None, Like(0, 1.0)]


def test_one_changed_word_in_sixty_is_a_near_duplicate_with_its_similarity() -> None:
    near = NearDuplicates()
    changed = [*STORY[:30], "another", *STORY[31:]]
    near.add(STORY)
    assert near.add(changed) == Like(0, 55 / 61)


def test_other_stories_are_none() -> None:
    near = NearDuplicates()
    assert [near.add([f"{name}{number}" for number in range(40)]) for name in "abcdefgh"] == [None] * 8


def test_the_threshold_is_kept() -> None:
    half = [*STORY[:40], *(f"new{number}" for number in range(20))]
    strict, lax = NearDuplicates(0.9), NearDuplicates(0.4)
    for near in (strict, lax):
        near.add(STORY)
    assert strict.add(half) is None
    assert lax.add(half) == Like(0, share(STORY, half))


@given(WORDS, WORDS)
def test_the_similarity_is_that_of_the_runs_of_three_words(left: list[str], right: list[str]) -> None:
    assert jaccard(runs_of(left), runs_of(right)) == pytest.approx(share(left, right))


@given(st.lists(WORDS, max_size=12))
def test_every_duplicate_that_is_named_is_one_and_no_copy_is_missed(dialogues: list[list[str]]) -> None:
    near = NearDuplicates()
    found = [near.add(words) for words in dialogues]
    for number, like in enumerate(found):
        if like is not None:
            assert like.number < number
            assert like.similarity == pytest.approx(share(dialogues[number], dialogues[like.number]))
            assert like.similarity >= near.threshold
    for earlier, later in combinations(range(len(dialogues)), 2):
        if dialogues[earlier] == dialogues[later]:
            assert found[later] is not None
