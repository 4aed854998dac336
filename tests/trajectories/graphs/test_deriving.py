"""Where a behaviour counts days, or a parameter says so, the user can say something else and the assistant computes."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
import yaml

from eigendata_assets.artifacts.spec.domain_spec import DomainSpec
from eigendata_assets.environments.behaviour.read import read_behaviours
from eigendata_assets.trajectories.graphs.deriving import derive
from eigendata_assets.trajectories.graphs.graph import Found, Graph, Node, Said, Source
from eigendata_assets.trajectories.graphs.knowledge import Knowledge
from eigendata_assets.trajectories.graphs.sources import Computed, Input, Told, found_in, inputs_in
from tests.trajectories.conftest import Domain
from tests.trajectories.graphs.test_kinds_of_graph import drawn as drawn_graphs

BOATS = """\
name: boats
description: Boats for hire.
now: "2025-06-02T09:00:00"
tables:
  hires:
    description: Hires of boats.
    key: hire_id
    rows: 3
    columns:
      hire_id: {type: text, description: Id, draw: {sequence: "H{n}"}}
      first: {type: date, description: First day, draw: {values: ["2025-06-05"]}}
      back: {type: date, description: Day of return, draw: {values: ["2025-06-08"]}}
      price_cents: {type: integer, description: Price, draw: {values: [100]}}
tools:
  hire:
    description: Hires a boat.
    parameters:
      first: {type: string, format: date, description: First day}
      days: {type: integer, minimum: 1, maximum: 30, description: Number of days}
      tip_cents: {type: integer, minimum: 1, description: Tip in cents}
      crew: {type: array, items: string, description: Names of all on board}
    steps:
      - {let: until, be: "add_days(args.first, args.days)"}
      - {insert: hire, into: hires, values: {first: args.first, back: until, price_cents: args.tip_cents}}
    returns: {hire: hire}
  keep_longer:
    description: Lengthens a hire.
    parameters:
      hire_id: {type: string, references: hires, description: Id of the hire}
      days: {type: integer, minimum: 1, maximum: 30, description: Days to add}
    steps:
      - {get: known, from: hires, key: args.hire_id, else: "There is no hire {args.hire_id}."}
      - {update: known, set: {back: "add_days(known.back, args.days)"}}
    returns: {hire: known}
  bring_back_earlier:
    description: Shortens a hire.
    parameters:
      hire_id: {type: string, references: hires, description: Id of the hire}
      days: {type: integer, minimum: 1, maximum: 30, description: Days to leave out}
    steps:
      - {get: known, from: hires, key: args.hire_id, else: "There is no hire {args.hire_id}."}
      - {update: known, set: {back: "add_days(known.back, -args.days)"}}
    returns: {hire: known}
  search:
    description: Lists hires between two days.
    parameters:
      since: {type: string, format: date, description: First day}
      until: {type: string, format: date, description: Last day}
      crew: {type: integer, minimum: 1, default: 1, required: false, description: Number of people on board}
    steps:
      - {find: found, from: hires, where: "first >= args.since and first <= args.until"}
    returns: {hires: {for_each: each, in: found, give: each}}
"""

SPEC = DomainSpec.model_validate(yaml.safe_load(BOATS))
SHOP = Knowledge(SPEC, read_behaviours(SPEC), {"hires": {}}, {})


def node(tool: str, sources: dict[str, Source] | None = None, value: Any = None, **arguments: Any) -> Node:
    return Node(tool, arguments, {name: Said(each) for name, each in arguments.items()} | (sources or {}), value)


def forms(*nodes: Node, tries: int = 40) -> set[str]:
    """What becomes of the sources of the last call, over some draws."""
    found = set()
    for seed in range(tries):
        graph = Graph({}, list(nodes))
        derive(SHOP, graph, Random(seed))
        found |= {f"{name}: {_shown(each)}" for name, each in graph.nodes[-1].sources.items()}
    return found


def _shown(source: Source) -> str:
    match source:
        case Computed(formula, inputs):
            return f"{formula}({', '.join(_given(each) for each in inputs)})"
        case Found(number, path):
            return f"found {number} {'.'.join(map(str, path))}"
        case Told():
            return "told"
    return "said"


def _given(each: Input) -> str:
    return f"{_shown(each.source)} {each.value} {each.form}".strip()


def test_a_day_can_be_said_from_today_on_and_the_days_by_the_day_to_which_they_lead() -> None:
    found = forms(node("hire", first="2025-06-16", days=4, tip_cents=30, crew=["Ann"]))
    assert found >= {
        "first: said",
        "first: add_days(told 2025-06-02, said 14 in_days)",
        "first: add_days(told 2025-06-02, converted(said 2 in_weeks) 14)",
        "days: said",
        "days: days_between(said 2025-06-16, said 2025-06-20)",
        "tip_cents: converted(said 0.3 dollars)",
        "crew: said",
    }


def test_days_can_be_said_in_weeks_where_they_are_whole_weeks() -> None:
    assert "days: converted(said 2 weeks)" in forms(
        node("hire", first="2025-06-16", days=14, tip_cents=30, crew=["A"])
    )  # fmt: skip
    assert not any("weeks" in each for each in forms(node("keep_longer", hire_id="H1", days=15)))


@pytest.mark.parametrize(
    ("tool", "expected"),
    [
        ("keep_longer", "days: days_between(found 0 hires.1.back 2025-06-08, said 2025-06-10)"),
        ("bring_back_earlier", "days: days_between(said 2025-06-06, found 0 hires.1.back 2025-06-08)"),
    ],
)
def test_days_from_a_day_of_a_row_need_the_look_up_that_shows_it(tool: str, expected: str) -> None:
    rows = [{"hire_id": "H0", "back": "2025-06-03"}, {"hire_id": "H1", "back": "2025-06-08"}]
    search = node("search", value={"hires": rows}, since="2025-06-03", until="2025-06-03")
    key = Found(0, ("hires", 1, "hire_id"), (("back", "2025-06-08"),))
    assert expected in forms(search, node(tool, {"hire_id": key}, hire_id="H1", days=2))
    assert not any("between" in each for each in forms(search, node(tool, hire_id="H1", days=2)))


def test_the_end_of_a_row_that_is_changed_is_called_new() -> None:
    (span,) = SHOP.spans["keep_longer"]
    assert (span.called.description, span.end, span.table, span.key) == (
        "New day of return",
        "back",
        "hires",
        "hire_id",
    )
    assert SHOP.spans["hire"][0].called.description == "Day of return"


def test_a_later_day_of_a_call_can_be_told_from_an_earlier_one_but_not_the_other_way() -> None:
    found = forms(node("search", since="2025-08-05", until="2025-08-09"))
    assert "until: add_days(said 2025-08-05, said 4 days_after)" in found
    assert {each for each in found if each.startswith("since")} == {"since: said"}


def test_how_many_a_goal_lists_is_always_counted() -> None:
    goal = Node("hire", {"crew": ["Ann", "Bob"]}, {"crew": Said(["Ann", "Bob"])}, is_goal=True)
    search = node("search", since="2025-08-05", until="2025-08-05", crew=2)
    for seed in range(10):
        graph = Graph({}, [search, goal])
        derive(SHOP, graph, Random(seed))
        assert _shown(graph.nodes[0].sources["crew"]) == "count(said ['Ann', 'Bob'])"


def test_what_is_said_twice_is_said_in_one_way() -> None:
    call = node("hire", first="2025-06-16", days=4, tip_cents=30, crew=["Ann"])
    for seed in range(20):
        graph = Graph({}, [call, call])
        derive(SHOP, graph, Random(seed))
        assert graph.nodes[0].sources == graph.nodes[1].sources


def test_what_a_computed_value_comes_from_is_told_down_to_the_last_input() -> None:
    inner = Computed("converted", (Input(2, Said(2)),), ("weeks", "days"))
    source = Computed("add_days", (Input("2025-06-05", Found(3, ("day",))), Input(14, inner)))
    assert [each.node for each in found_in(source)] == [3]
    assert [each.value for each in inputs_in(source)] == ["2025-06-05", 2]
    assert Node("hire", {}, {"first": source}).needs == frozenset({3})


def test_graphs_of_domains_with_days_have_computed_arguments(generated_domain: Domain) -> None:
    drawn = drawn_graphs(generated_domain, "single_turn_single_task")
    sources = [source for _, graph in drawn for each in graph.nodes for source in each.sources.values()]
    has_days = generated_domain.knowledge.domain.name != "library"
    assert any(isinstance(each, Computed) for each in sources) or not has_days
