"""A population keeps every statement of its spec, is the same for the same seed, and draws what was declared."""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eigendata_assets.artifacts.spec.draws import FakerDraw, NumberDraw, PerParent, SequenceDraw, TimeDraw, ValuesDraw
from eigendata_assets.artifacts.spec.tables import Column
from eigendata_assets.databases.drawing import Stream, children, draw_values, popular, sequence
from eigendata_assets.databases.population import populate
from eigendata_assets.databases.regeneration import repair
from eigendata_assets.databases.schema_validation import contradictions
from eigendata_assets.databases.streams import stream
from tests.databases.small_specs import CINEMA, populated, spec, state_of, wrong_rows

NOW = "2025-06-02T09:00:00"


def chi_square_is_likely(seen: list[float], shares: list[float]) -> bool:
    """Whether the counts are within sampling error of the shares (99.9 %, Wilson and Hilferty's approximation)."""
    total = sum(seen)
    statistic = sum((n - total * share) ** 2 / (total * share) for n, share in zip(seen, shares, strict=True))
    free = len(seen) - 1
    return statistic < free * (1 - 2 / (9 * free) + 3.09 * math.sqrt(2 / (9 * free))) ** 3


def drawn(draw: Any, count: int = 20_000, kind: Any = "text", **column: Any) -> list[Any]:
    return draw_values(Column(type=kind, **column), draw, count, Stream(stream(3, "test"), NOW))


def test_declared_weights_are_drawn() -> None:
    counts = Counter(drawn(ValuesDraw(values={"economy": 8, "business": 2, "first": 0.5})))
    seen = [float(counts[each]) for each in ("economy", "business", "first")]
    assert chi_square_is_likely(seen, [8 / 10.5, 2 / 10.5, 0.5 / 10.5])
    assert not chi_square_is_likely(seen, [0.75, 0.18, 0.07])


def test_uniform_numbers_are_uniform_on_their_grid() -> None:
    draw = NumberDraw(distribution="uniform", parameters={"low": 1, "high": 6}, step=1)
    counts = Counter(drawn(draw, kind="integer"))
    assert chi_square_is_likely([counts[each] for each in range(1, 7)], [1 / 6] * 6)


@pytest.mark.parametrize(
    ("distribution", "parameters", "mean"),
    [("normal", {"mean": 50, "sd": 5}, 50), ("poisson", {"mean": 3}, 3), ("geometric", {"mean": 2}, 2),
     ("lognormal", {"median": 100, "sigma": 0.5}, 100 * math.exp(0.125))],
)  # fmt: skip
def test_distributions_have_their_mean(distribution: Any, parameters: dict[str, float], mean: float) -> None:
    values = np.array(drawn(NumberDraw(distribution=distribution, parameters=parameters, step=0.01), kind="number"))
    error = 4 * values.std() / math.sqrt(len(values))
    assert abs(values.mean() - mean) < error + 0.006


def test_numbers_keep_their_range_and_step() -> None:
    draw = NumberDraw(distribution="normal", parameters={"mean": 0, "sd": 10}, step=0.05)
    values = drawn(draw, kind="number", minimum=-5, maximum=5)
    assert all(
        -5 <= each <= 5 and round(each, 2) == each and math.isclose(each * 20, round(each * 20)) for each in values
    )
    assert max(Counter(values).values()) < 400  # drawn again, not put at the bounds


def test_times_have_the_weights_of_months_weekdays_and_hours() -> None:
    draw = TimeDraw(earliest=-700, latest=0, months={7: 3}, weekdays={5: 0}, hours={9: 1, 14: 3}, minutes=30)
    values = drawn(draw, kind="datetime")
    hours = Counter(each[11:13] for each in values)
    assert chi_square_is_likely([hours["09"], hours["14"]], [0.25, 0.75])
    assert {each[14:] for each in values} == {"00:00", "30:00"}
    assert all(np.datetime64(each[:10], "D").astype(int) % 7 != 2 for each in values)  # 1970-01-03 was a Saturday
    months = Counter(each[:7] for each in values)
    assert 2.5 < months["2024-07"] / months["2024-06"] < 3.6
    assert max(values) <= NOW
    assert {len(each) for each in drawn(TimeDraw(earliest=0, latest=9), kind="date")} == {10}


def test_skewed_references_follow_zipf() -> None:
    counts = sorted(Counter(popular(40_000, 20, 1.0, stream(1, "a")).tolist()).values(), reverse=True)
    weights = [1 / rank for rank in range(1, 21)]
    assert chi_square_is_likely([float(each) for each in counts], [each / sum(weights) for each in weights])
    even = Counter(popular(40_000, 20, 0, stream(1, "b")).tolist())
    assert chi_square_is_likely([even[each] for each in range(20)], [0.05] * 20)


@given(st.integers(0, 3), st.integers(0, 5), st.floats(0, 1))
def test_children_are_within_their_limits_and_have_their_mean(least: int, more: int, part: float) -> None:
    most = max(1, least + more)
    mean = max(least + part * (most - least), 0.01)
    rows = PerParent(per="a", via="b", mean=mean, least=least, most=most)
    counts = children(rows, 4_000, stream(2, least, more))
    assert least <= counts.min() <= counts.max() <= most
    assert abs(counts.mean() - mean) < 0.2


def test_unique_values_are_different() -> None:
    faker = FakerDraw(faker="first_name")
    assert len(set(drawn(faker, 3_000, unique=True))) == 3_000
    assert len(set(drawn(ValuesDraw(values=tuple("abcdef")), 6, unique=True))) == 6
    number = NumberDraw(distribution="uniform", parameters={"low": 1, "high": 500}, step=1)
    assert len(set(drawn(number, 500, "integer", unique=True))) == 500
    assert sequence(Column(type="integer"), SequenceDraw(sequence="{n}"), 3, taken=[2]) == [1, 3, 4]


def finished(text: str = CINEMA, scale: int = 1) -> tuple[Any, dict[str, dict[str, dict[str, Any]]]]:
    population = populated(text, scale)
    assert repair(population).broken == ()
    return population, state_of(population)


@pytest.mark.parametrize("scale", [1, 10])
def test_every_statement_holds_for_an_independent_look(scale: int) -> None:
    population, state = finished(CINEMA.replace("minimum: 20, maximum: 40", "minimum: 60, maximum: 80"), scale)
    assert wrong_rows(population.spec, state) == []
    assert len(state["shows"]) == 30 * scale


def test_the_same_seed_gives_the_same_rows_and_another_gives_others() -> None:
    first, again = finished()[1], finished()[1]
    assert first == again
    assert finished(CINEMA.replace("seed: 7", "seed: 8"))[1] != first


def test_a_change_of_one_table_or_column_leaves_the_draws_of_others() -> None:
    before = state_of(populated())
    more = state_of(
        populated(
            CINEMA.replace(
                "seats: {type: integer, minimum: 20, maximum: 40}", "seats: {type: integer, minimum: 20, maximum: 44}"
            )
        )
    )
    assert more["halls"] != before["halls"]
    assert more["tickets"] == before["tickets"]
    added = state_of(
        populated(
            CINEMA.replace("      paid: {type: boolean}", "      row: {type: integer}\n      paid: {type: boolean}")
        )
    )
    assert [{**row, "row": None} for row in added["tickets"].values()] == [
        {**row, "row": None} for row in before["tickets"].values()
    ]


def test_edge_cases_are_made_as_they_ask() -> None:
    population, state = finished()
    sold = Counter(row["show_id"] for row in state["tickets"].values())
    keys = population.keys["shows"]
    assert [sold[keys[row - 1]] for row in population.edges.rows("shows", 0)] == [0, 0]
    (late,) = population.edges.rows("shows", 1)
    row = state["shows"][keys[late - 1]]
    assert (row["status"], row["starts_at"], sold[row["show_id"]]) == ("cancelled", "2025-06-02T10:00:00", 3)
    assert not {*population.edges.rows("shows", 0)} & {late}


def test_examples_are_among_the_rows_as_they_are() -> None:
    text = CINEMA.replace("  halls:\n", "  halls:\n    examples: [{hall_id: H00002, seats: 33}, {hall_id: grand}]\n")
    _, state = finished(text)
    assert list(state["halls"])[:2] == ["H00002", "grand"]
    assert state["halls"]["H00002"]["seats"] == 33
    assert len(state["halls"]) == 4


def test_only_the_records_that_break_something_are_drawn_again() -> None:
    population = populated()
    before = state_of(population)
    wrong = {row["show_id"] for row in before["shows"].values() if row["starts_at"] >= row["ends_at"]}
    assert 0 < len(wrong) < 30
    done = repair(population)
    after = state_of(population)
    times = {key for key, row in after["shows"].items() if row["ends_at"] != before["shows"][key]["ends_at"]}
    assert wrong <= times < set(after["shows"])
    assert after["halls"] == before["halls"]
    assert {each.because[:2] for each in done.redrawn} == {("tables", "shows")}


def test_capacity_moves_the_surplus_to_rows_with_room() -> None:
    text = CINEMA.replace("minimum: 20, maximum: 40", "minimum: 14, maximum: 16")
    population, state = finished(text)
    assert wrong_rows(population.spec, state) == []
    assert min(row["free"] for row in state["shows"].values()) >= 0


def test_a_nullable_reference_breaks_a_cycle() -> None:
    text = (
        "name: t\ndescription: d\ntables:\n"
        "  people: {key: id, rows: 20, columns: {id: {type: text}, team: {type: text, references: teams}}}\n"
        "  teams: {key: id, rows: 3, columns: {id: {type: text},"
        " head: {type: text, references: people, nullable: true}}}\n"
    )
    population, state = finished(text)
    assert wrong_rows(population.spec, state) == []
    assert all(row["head"] is not None for row in state["teams"].values())


COLUMNS = st.sampled_from(
    ["{type: integer, minimum: 0, maximum: 20}", "{type: number, minimum: -1, maximum: 1}", "{type: boolean}",
     "{type: text, values: [a, b, c]}", "{type: date}", "{type: integer, nullable: true, null_share: 0.5}",
     "{type: text, pattern: '^[A-Z]{2}[0-9]{3}$', unique: true}", "{type: datetime, nullable: true}",
     "{type: integer, draw: {compute: length(text(id))}}", "{type: text, references: first, draw: {skew: 1}}"]
)  # fmt: skip
CHECKS = ["count(second, other == this.id) <= 9", "id != 'x'", "exists(second) or true", "length(id) > 1"]


@st.composite
def small_specs(draw: st.DrawFn) -> str:
    columns = "".join(f", c{n}: {column}" for n, column in enumerate(draw(st.lists(COLUMNS, max_size=5))))
    own = columns.replace("references: first", "references: first, nullable: true")
    checks = "".join(f'{{that: "{each}"}}, ' for each in draw(st.lists(st.sampled_from(CHECKS), max_size=2)))
    per = draw(st.sampled_from(["30", "{per: first, via: other, mean: 1.5, most: 4}"]))
    return (
        f"name: t\ndescription: d\nseed: {draw(st.integers(0, 99))}\ntables:\n"
        f"  first: {{key: id, rows: {draw(st.integers(4, 12))}, columns: {{id: {{type: text}}{own}}},"
        f" checks: [{checks}]}}\n"
        f"  second: {{key: id, rows: {per}, columns: {{id: {{type: integer}},"
        f" other: {{type: text, references: first}}{columns}}}}}\n"
    )  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(small_specs())
def test_any_small_spec_that_is_not_refused_is_populated_without_a_wrong_row(text: str) -> None:
    found = spec(text).spec
    if contradictions(found):
        return
    population = populate(found)
    assert repair(population).broken == ()
    assert wrong_rows(found, state_of(population)) == []
