"""Counts add up, and ranks compare models by what share of their entries is right."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eigendata_assets.artifacts.verdicts import Summary, Verdict
from eigendata_assets.evaluation.ranking import ALL, disagrees, summarize


def verdict(model: str, category: str, official: bool, config_match: bool, key_function: bool) -> Verdict:
    return Verdict(
        id="e",
        category=category,
        model=model,
        official=official,
        config_match=config_match,
        key_function=key_function,
        config_func=config_match and key_function,
    )


VERDICTS = st.lists(
    st.builds(verdict, st.sampled_from("abc"), st.sampled_from("xy"), st.booleans(), st.booleans(), st.booleans())
)


@given(VERDICTS)
def test_the_counts_of_a_group_are_those_of_its_verdicts(verdicts: list[Verdict]) -> None:
    rows = summarize(verdicts)
    for row in rows:
        group = [each for each in verdicts if each.model == row.model and row.category in (each.category, ALL)]
        assert row.entries == len(group) > 0
        for name in ("official", "config_match", "key_function", "config_func"):
            assert getattr(row, name) == sum(getattr(each, name) for each in group)
        assert row.disagreements == sum(each.official != each.config_func for each in group)
    pairs = {(each.model, each.category) for each in verdicts} | {(each.model, ALL) for each in verdicts}
    assert {(row.model, row.category) for row in rows} == pairs
    assert len(rows) == len(pairs)


@given(VERDICTS)
def test_a_better_share_is_a_better_rank_and_ties_share_one(verdicts: list[Verdict]) -> None:
    rows = summarize(verdicts)
    for one in rows:
        for other in (row for row in rows if row.category == one.category):
            for count, rank in (("official", "rank_official"), ("config_func", "rank_outcome")):
                shares = [getattr(row, count) * 10_000 // row.entries for row in (one, other)]
                ranks = [getattr(row, rank) for row in (one, other)]
                assert (ranks[0] < ranks[1]) == (shares[0] > shares[1])
        assert 1 <= one.rank_official <= sum(row.category == one.category for row in rows)


def test_models_and_categories_keep_their_order_and_all_comes_last() -> None:
    flags = (True, True, True)
    rows = summarize([verdict("b", "y", *flags), verdict("a", "x", *flags), verdict("b", "x", *flags)])
    assert [(row.category, row.model) for row in rows] == [
        ("y", "b"), ("x", "b"), ("x", "a"), (ALL, "b"), (ALL, "a"),
    ]  # fmt: skip


def test_nothing_is_summarized_as_nothing() -> None:
    assert summarize([]) == ()


def test_ranks_skip_after_a_tie() -> None:
    rows = summarize(
        [
            verdict("a", "x", True, True, True),
            verdict("b", "x", True, True, True),
            verdict("c", "x", False, True, False),
        ]
    )
    assert [(row.model, row.rank_official) for row in rows if row.category == "x"] == [("a", 1), ("b", 1), ("c", 3)]


@pytest.mark.parametrize(
    ("official", "config_match", "key_function", "disagree"),
    [(True, True, True, False), (True, True, False, True), (False, True, True, True), (False, True, False, False)],
)
def test_verdicts_disagree_when_official_and_outcome_do(
    official: bool, config_match: bool, key_function: bool, disagree: bool
) -> None:
    assert disagrees(verdict("m", "x", official, config_match, key_function)) == disagree


def test_a_row_of_counts_is_what_is_written_down() -> None:
    (row, _) = summarize([verdict("m", "x", False, True, True)])
    assert row == Summary(
        model="m",
        category="x",
        entries=1,
        official=0,
        config_match=1,
        key_function=1,
        config_func=1,
        disagreements=1,
        rank_official=1,
        rank_outcome=1,
    )
