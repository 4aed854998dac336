"""The effect of a run: shared by all that end in the same state, and what comparing whole states finds."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from eigendata_assets.verification.effects import NO_EFFECT, Effects
from eigendata_assets.verification.template.changes import state_changes
from tests.verification.functions import TABLES

STATES = st.dictionaries(st.sampled_from(["A", "B"]), TABLES, max_size=2)
BEFORE = {"A": {"users": {"u1": {"name": "Mia"}}, "log": []}}


def parts(state: Any) -> dict[str, dict[str, str]]:
    return {toolkit: {name: json.dumps(table) for name, table in tables.items()} for toolkit, tables in state.items()}


def after(**tables: Any) -> dict[str, dict[str, str]]:
    return parts({"A": BEFORE["A"] | tables})


@given(STATES, STATES, st.sampled_from([(), ("A.t",)]))
def test_changes_are_those_between_the_whole_states(before: Any, final: Any, ignore: tuple[str, ...]) -> None:
    found = Effects(parts(before), ignore).of(parts(final))
    assert list(found.changes) == state_changes(before, final, ignore)


def test_runs_that_end_in_the_same_state_share_their_effect() -> None:
    effects = Effects(parts(BEFORE), ["A.log"])
    once = effects.of(after(users={"u2": {"name": "Noah"}}))
    assert effects.of(after(users={"u2": {"name": "Noah"}})) is once
    assert effects.of(after(users={"u2": {"name": "Noah"}}, log=["asked"])) is once
    assert effects.of(after(users={"u2": {"name": "Ada"}})) is not once


def test_what_is_as_before_but_for_ignored_tables_and_the_form_of_numbers_has_no_changes() -> None:
    assert not Effects(parts(BEFORE), ["A.log"]).of(after(log=["asked"])).changes
    assert not Effects(parts({"A": {"t": 25}}), ()).of(parts({"A": {"t": 25.0}})).changes
    assert not NO_EFFECT.changes


def test_new_keys_are_those_of_records_and_not_of_lists_or_tables() -> None:
    effects = Effects(parts(BEFORE), ())
    found = effects.of(after(users=BEFORE["A"]["users"] | {"u2": {}}, log=[{"at": 1}], more={"m1": {}}))  # type: ignore[operator]
    assert found.new_keys == ("u2",)
    assert [(table, way, kind) for table, way, kind, *_ in found.changes] == [
        ("A.users", ("u2",), "added"), ("A.log", ("0",), "added"), ("A.more", (), "added"),
    ]  # fmt: skip


def test_places_of_made_keys_are_any_place_of_their_table() -> None:
    effects = Effects(parts(BEFORE), ())
    one = effects.of(after(users=BEFORE["A"]["users"] | {"u2": {"name": "Ada"}}))  # type: ignore[operator]
    two = effects.of(after(users=BEFORE["A"]["users"] | {"u3": {"name": "Ada"}}))  # type: ignore[operator]
    assert one.by_place.keys() == {("A.users", ("u2",))}
    assert one.places(()) != two.places(())
    assert one.places(one.new_keys) == two.places(two.new_keys)
