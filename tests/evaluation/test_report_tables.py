"""Shares, ranks, activity and the listing of disagreements are what the verdicts say."""

import pytest

from eigendata_assets.artifacts.verdicts import Evaluation, StateChange
from eigendata_assets.evaluation import report
from eigendata_assets.evaluation.disputed import Listing, listings
from eigendata_assets.evaluation.report_tables import Table, disagreement_table, ranking_table
from eigendata_assets.evaluation.standings import Share, activities, panels, standings, uneven
from tests.evaluation.report_examples import HOSTILE, evaluation, everywhere, rejected, two_models, verdict


def column(table: Table, name: str) -> list[str]:
    """The cells under a name."""
    place = [each.name for each in table.columns].index(name)
    return [row[place] for row in table.rows]


def test_the_ranking_puts_the_best_outcome_first_and_the_official_rank_beside_it() -> None:
    table = ranking_table(two_models())
    assert column(table, "Model") == ["second", "first"]
    assert column(table, "Official") == ["25.0 %", "100.0 %"]
    assert column(table, "ConfigFunc") == ["100.0 %", "50.0 %"]
    assert column(table, "Rank official") == ["2", "1"]
    assert column(table, "Rank outcome") == ["1", "2"]
    assert column(table, "Rank change") == ["▲ 1", "▼ 1"]
    assert column(table, "Disagreements") == ["3", "2"]


def test_without_a_model_the_judge_columns_say_so() -> None:
    table = ranking_table(two_models())
    assert column(table, "LLM judge") == column(table, "All Three") == ["no model", "no model"]


def test_a_judge_that_has_seen_some_entries_says_how_many() -> None:
    judged = evaluation(verdict(1, llm_judge=True, all_three=True), verdict(2, llm_judge=False), verdict(3))
    (standing,) = standings(judged)
    assert standing.llm_judge == "50.0 % of 2"
    assert standing.all_three == "100.0 % of 1"
    assert standings(evaluation(verdict(1, llm_judge=True)))[0].llm_judge == "100.0 %"


def test_a_share_of_nothing_is_no_number() -> None:
    assert (str(Share(0, 0)), Share(0, 0).percent) == ("-", 0.0)


def test_models_stand_in_the_same_order_in_every_panel() -> None:
    flipped = evaluation(
        verdict(1, "a", category="x"),
        verdict(2, "a", category="y"),
        verdict(1, "b", category="x", config_func=False),
        verdict(2, "b", category="y"),
        verdict(3, "c", category="y"),
    )
    assert {title: [each.model for each in group] for title, group in panels(flipped).items()} == {
        "all entries": ["a", "c", "b"],
        "x": ["a", "b"],
        "y": ["a", "c", "b"],
    }


def test_models_with_other_entries_are_uneven() -> None:
    assert not uneven(two_models())
    assert uneven(evaluation(verdict(1, "a"), verdict(2, "b")))
    assert not uneven(evaluation())


def test_what_is_unreadable_is_counted_for_its_model() -> None:
    first, second = activities(two_models())
    assert (first.model, first.unreadable_entries, first.unreadable_answers_and_calls) == ("second", 1, 1)
    assert (second.model, second.unreadable_entries, second.unreadable_answers_and_calls) == ("first", 0, 0)


def test_a_model_whose_name_begins_like_another_keeps_its_own_counts() -> None:
    both = evaluation(verdict(1, "a"), verdict(1, "a: b"), unreadable=("a: b: base_1: turn 0: what",))
    assert {each.model: each.unreadable_answers_and_calls for each in activities(both)} == {"a": 0, "a: b": 1}


def test_calls_failures_and_idle_turns_are_added_up() -> None:
    done = evaluation(verdict(1, failed_calls=1, idle_turns_with_calls=(0, 2)), verdict(2, idle_turns_with_calls=(1,)))
    assert activities(done)[0].counts == (6, 1, 2, 0, 0)


def disputed(model: str, count: int) -> Evaluation:
    return evaluation(*(rejected(number, model) for number in range(count)))


def test_all_disagreements_are_listed_where_they_are_few() -> None:
    (listing,) = listings(disputed("model", 7), at_most=10)
    assert [one.id for one in listing.listed] == [f"base_{number}" for number in range(7)]
    assert (listing.found, listing.more) == (7, 0)


def test_too_many_disagreements_are_thinned_out_evenly() -> None:
    (listing,) = listings(disputed("model", 1000), at_most=100)
    numbers = [int(one.id.removeprefix("base_")) for one in listing.listed]
    assert numbers == list(range(0, 1000, 10))
    assert (listing.found, listing.more) == (1000, 900)


def test_many_models_share_the_room_but_each_has_some() -> None:
    many = evaluation(*(rejected(number, f"m{model}") for model in range(30) for number in range(50)))
    assert {len(listing.listed) for listing in listings(many, at_most=100, per_model=5)} == {5}


def test_models_that_agree_are_not_listed() -> None:
    assert listings(evaluation(verdict()), at_most=10) == ()


def test_a_disagreement_shows_where_the_official_check_gave_up_and_the_final_state() -> None:
    change = StateChange(table="T", key="", field="f", before={"$set": [1]}, after=None)
    both = rejected(official_diff=(change,), state_diff=(change,) * 9)
    (listing,) = listings(evaluation(both), at_most=10)
    first, second = listing.listed[0].diffs
    assert first.title == "State where the official check gave up (turn 2)"
    assert [(each.place, each.reference, each.model) for each in first.changes] == [("T.f", "{1}", "none")]
    assert (second.title, len(second.changes), second.more) == ("Final state", 5, 4)
    assert listing.listed[0].differences == 10


def test_the_terminal_shows_ranking_categories_calls_and_disagreements() -> None:
    tables = report.terminal_tables(two_models())
    assert [table.title for table in tables] == ["Ranking", "By category", "Calls", "Disagreements"]
    assert all(len(row) == len(table.columns) for table in tables for row in table.rows)
    assert column(tables[3], "Outcome") == ["rejects", "rejects", "accepts", "accepts", "accepts"]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_terminal_obeys_nothing_in_a_cell(text: str) -> None:
    cells = [cell for table in report.terminal_tables(everywhere(text)) for row in table.rows for cell in row]
    assert all(not cell or len(cell.splitlines()) == 1 for cell in cells)
    assert all(ord(character) >= 32 and ord(character) != 127 for cell in cells for character in cell)


def test_an_evaluation_of_nothing_has_empty_tables() -> None:
    assert [table.rows for table in report.terminal_tables(evaluation())] == [()] * 4


def test_the_terminal_lists_few() -> None:
    assert len(disagreement_table(disputed("model", 1000)).rows) == 20


def test_a_listing_says_how_many_are_elsewhere() -> None:
    assert Listing("m", 3, ()).more == 3
