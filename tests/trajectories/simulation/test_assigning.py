"""An assignment is a matter of its scenario alone; it holds a state, and with graphs the calls that reach the goal."""

from __future__ import annotations

from dataclasses import replace

import pytest

from eigendata_assets.environments.suites.slices import slice_of
from eigendata_assets.trajectories.scenarios.dimensions import Kind
from eigendata_assets.trajectories.scenarios.scenario import KINDS, Scenario
from eigendata_assets.trajectories.simulation.assigning import Assigner, Mode
from eigendata_assets.trajectories.simulation.assignment import Assignment, manners
from tests.trajectories.conftest import Domain
from tests.trajectories.simulation.conftest import scenarios_of


def assigner(hotel: Domain, mode: Mode) -> Assigner:
    return Assigner(hotel.knowledge, hotel.gives, mode, "7")


def of_kind(hotel: Domain, kind: Kind, count: int = 12) -> list[Scenario]:
    drawn = hotel.space(count, 5, {kind: 1})
    return [drawn.scenario(index, attempt) for index in range(count) for attempt in range(3)]


@pytest.mark.parametrize("mode", ["graphs", "scenarios"])
def test_the_same_scenario_gives_the_same_assignment(hotel: Domain, mode: Mode) -> None:
    for scenario in scenarios_of(hotel, 5):
        one, other = (assigner(hotel, mode).assign(scenario) for _ in range(2))
        assert one.to_json() == other.to_json()
        assert one.id == f"hotel_chain_7_{scenario.index:06d}"


def test_the_state_is_a_whole_slice_of_the_database(hotel: Domain) -> None:
    spec, database = hotel.knowledge.domain, hotel.knowledge.database
    for scenario in scenarios_of(hotel, 5):
        tables = assigner(hotel, "scenarios").assign(scenario).tables
        assert tables == slice_of(spec, database, tables)


def test_a_scenario_alone_has_rows_to_be_about_and_no_calls(hotel: Domain) -> None:
    for scenario in scenarios_of(hotel, 8):
        made = assigner(hotel, "scenarios").assign(scenario)
        assert (made.trace, made.needs_graph) == ((), False)
        assert all(key in made.tables[table] for table, keys in made.about.items() for key in keys)


def test_a_graph_has_its_goal_and_is_looked_for_where_there_is_none(hotel: Domain) -> None:
    made = [assigner(hotel, "graphs").assign(each) for each in scenarios_of(hotel, 12)]
    assert any(each.trace for each in made)
    for each in made:
        assert each.needs_graph == (not each.trace)
        assert not each.trace or each.goal in {call.tool for call in each.trace if call.is_goal}


def test_an_edge_case_is_among_the_rows(hotel: Domain) -> None:
    table, labels = next((table, labels) for table, labels in hotel.knowledge.labels.items() if labels)
    label, keys = next(iter(labels.items()))
    scenario = replace(scenarios_of(hotel, 1)[0], edge_case=f"{table}.{label}")
    made = assigner(hotel, "scenarios").assign(scenario)
    assert set(made.about[table]) & set(keys)


def test_what_a_deceiver_claims_goes_with_him(hotel: Domain) -> None:
    lies = [each for each in of_kind(hotel, "deception") if each.tactic in ("false_status", "shifting_story")]
    claiming = [made for made in map(assigner(hotel, "graphs").assign, lies) if made.trace]
    assert claiming
    assert all(made.claims for made in claiming)
    assert all(made.is_refused for made in claiming)


def test_every_kind_has_its_manner() -> None:
    assert set(KINDS) <= set(manners())


def test_a_kind_without_a_manner_goes_by_its_name(booking: Assignment) -> None:
    assert booking.model_copy(update={"kind": "brand_new"}).manner == "brand new"


@pytest.mark.parametrize(
    ("kind", "withheld", "never"),
    [("no_suitable_tool", True, True), ("tools_added", True, False), ("against_policy", False, False)],
)
def test_which_tools_are_withheld_and_until_when(booking: Assignment, kind: str, withheld: bool, never: bool) -> None:
    made = booking.model_copy(update={"kind": kind})
    assert made.withheld == ((made.goal,) if withheld else ())
    assert made.never_offered == ((made.goal,) if never else ())


def test_a_call_with_its_result_is_one_line_that_marks_the_goal(booking: Assignment) -> None:
    first, *_, last = booking.trace
    assert last.line.startswith(f"- GOAL {last.tool}(")
    assert "GOAL" not in first.line
    assert all("\n" not in call.line for call in booking.trace)
