"""What is drawn goes together: most calls with it do their work, and nobody else than the people asked for is in it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from random import Random

import pytest

from eigendata_assets.trajectories.graphs.goals import find_goal, refuses, settle
from eigendata_assets.trajectories.graphs.knowledge import Knowledge, Place
from eigendata_assets.trajectories.graphs.sampling import Sampler
from eigendata_assets.trajectories.graphs.slicing import slice_around
from eigendata_assets.trajectories.graphs.suiting import suits
from tests.trajectories.conftest import Domain


def goals_of(knowledge: Knowledge, tool: str, count: int, seed: str = "") -> list[Place]:
    """The first places of goals that were reached."""
    found = []
    for number in range(count):
        random = Random(f"{tool} {number} {seed}")
        settled = settle(knowledge, [tool], None, random)
        tables, drawn = slice_around(knowledge, settled.places, random), settled.drawn.get(tool)
        goal = find_goal(knowledge, tool, tables, settled.near, random, fails=False, drawn=drawn)
        found += [settled.near or ("", "")] if goal is not None else []
    return found


def test_nearly_every_goal_is_reached_whatever_the_tool(generated_domain: Domain) -> None:
    knowledge = generated_domain.knowledge
    reached = {tool: len(goals_of(knowledge, tool, 10)) for tool in knowledge.behaviours}
    assert min(reached.values()) >= 5, reached
    assert sum(reached.values()) >= 9.5 * len(reached), reached


def test_what_is_drawn_is_spread_over_the_rows_that_suit(generated_domain: Domain) -> None:
    knowledge = generated_domain.knowledge
    for tool in list(knowledge.behaviours)[:: len(knowledge.behaviours) // 6]:
        places = Counter(goals_of(knowledge, tool, 30))
        (most,) = [times for _, times in places.most_common(1)]
        assert len(places) == 1 or most <= 20, (tool, places)


def test_arguments_are_of_rows_that_the_places_name(generated_domain: Domain) -> None:
    knowledge = generated_domain.knowledge
    for tool in knowledge.behaviours:
        drawn = Sampler(knowledge, tool, Random(tool)).draw()
        for name, value in (drawn.arguments if drawn else {}).items():
            table = knowledge.table_of(knowledge.domain.tools[tool].parameters[name])
            assert not table or (table, str(value)) in drawn.places  # type: ignore[union-attr]


def test_rows_are_of_the_people_of_the_row_near_by_or_of_nobody(generated_domain: Domain) -> None:
    knowledge, checked = generated_domain.knowledge, 0
    table = min(knowledge.people)
    for number, key in enumerate(list(knowledge.database[table])[:40]):
        near = (table, key)
        for tool in list(knowledge.behaviours)[number % 5 :: 5]:
            drawn = Sampler(knowledge, tool, Random(f"{tool} {key}"), near, draws=1).draw()
            for place in drawn.places if drawn else []:
                checked += 1
                assert knowledge.owners(place) <= {near}, (tool, place)
    assert checked > 20


def test_a_draw_in_a_small_state_keeps_to_its_rows(generated_domain: Domain) -> None:
    knowledge = generated_domain.knowledge
    for tool in knowledge.behaviours:
        random = Random(tool)
        tables = slice_around(knowledge, settle(knowledge, [tool], None, random).places, random)
        drawn = Sampler(knowledge, tool, random, None, tables).draw()
        assert all(key in tables[table] for table, key in (drawn.places if drawn else []))


def test_the_same_seed_draws_the_same_whatever_was_drawn_before(generated_domain: Domain) -> None:
    knowledge = generated_domain.knowledge
    tools = list(knowledge.behaviours)[:8]
    first = [goals_of(knowledge, tool, 3, "again") for tool in tools]
    other = replace(knowledge)
    assert [goals_of(other, tool, 3, "again") for tool in reversed(tools)][::-1] == first


def test_a_tool_that_was_never_seen_to_refuse_is_no_goal_of_what_is_against_the_policy(
    generated_domain: Domain,
) -> None:
    knowledge = generated_domain.knowledge
    refusing = [tool for tool in knowledge.behaviours if refuses(knowledge, tool)]
    assert refusing, "every domain has rules"
    for tool in knowledge.behaviours:
        assert suits(knowledge, "against_policy", tool) is (tool in refusing)
        assert tool in knowledge.refusing or tool not in refusing


@pytest.mark.parametrize("kind", ["no_suitable_tool", "tools_added"])
def test_only_writes_can_be_what_the_assistant_cannot_do(generated_domain: Domain, kind: str) -> None:
    knowledge = generated_domain.knowledge
    for tool in knowledge.behaviours:
        assert suits(knowledge, kind, tool) is (tool in knowledge.writes)  # type: ignore[arg-type]


def test_only_what_has_bounds_can_be_too_much(generated_domain: Domain) -> None:
    knowledge = generated_domain.knowledge
    for tool, spec in knowledge.domain.tools.items():
        bounds = [each.maximum or each.minimum or each.max_items for each in spec.parameters.values()]
        assert suits(knowledge, "invalid_value", tool) is any(bound is not None for bound in bounds)
        assert suits(knowledge, "single_turn_single_task", tool)


def test_a_call_that_is_to_be_refused_breaks_the_requirement_that_was_chosen(generated_domain: Domain) -> None:
    knowledge, broken = generated_domain.knowledge, Counter[bool]()
    for tool, required in knowledge.requirements.items():
        for number, refusal in enumerate(required.refusals, 1):
            drawn = Sampler(knowledge, tool, Random(tool), refusal=number).draw()
            if drawn is not None and not drawn.left:
                outcome = knowledge.run(tool, drawn.arguments, knowledge.database)
                broken[outcome is not None and outcome.failed is refusal.broken] += 1
    assert broken[True] > 10
    assert broken[True] > 9 * broken[False], "what stands before it is not always known"


def test_as_many_turns_as_there_are_rows_are_about_different_rows(generated_domain: Domain) -> None:
    knowledge, checked = generated_domain.knowledge, 0
    for tool in knowledge.behaviours:
        variables, required = knowledge.pools.variables[tool], knowledge.requirements[tool]
        if len(variables) == 1 and required.sought is None and len(knowledge.domain.tools[tool].parameters) == 1:
            rows = min(knowledge.choices[tool], 40)
            drawn = [Sampler(knowledge, tool, Random(turn), turn=turn).draw() for turn in range(rows)]
            assert len({each.places[0] for each in drawn if each is not None}) == rows
            checked += 1
    assert checked
