"""What a trajectory's fingerprint is made of, and what changes it."""

from typing import Any

import pytest

from eigendata_assets.artifacts.tools import Toolset
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.storage.memo import calls_by_function, functions_offered, own_parts
from eigendata_assets.trajectories.fingerprint import (
    CountPolicy,
    Dependencies,
    Making,
    PartsArchive,
    changed_parts,
    dependencies,
    digest_of,
    parts_of,
    reasons,
)
from eigendata_assets.trajectories.fingerprint_columns import planned_row
from tests.audits import desk
from tests.audits.desk import CLOSE, COUNT, CREATE, DESK, call, changed, described, dialogue, step, tool

TALK = dialogue("talk", ("Open one.", [step(call("create_ticket", title="lamp"))]))
NUMBER = described("string", "The number")


def now(tools: Toolset = DESK, code: str = desk.CODE, making: Making | None = None, **policy: Any) -> Dependencies:
    return dependencies(tools, desk.reach(code), making, CountPolicy(**policy))


def fingerprint(trajectory: Trajectory, known: Dependencies) -> str:
    return str(planned_row(trajectory, known)["fingerprint"])


def why(before: Dependencies, after: Dependencies, trajectory: Trajectory = TALK) -> list[str]:
    """The reasons by which a row made before is out of date after; none exactly where the fingerprint is the same."""
    memo = planned_row(trajectory, before)
    archive = PartsArchive().including(before)
    was = dict(zip(memo["dependencies"], memo["digests"], strict=True))
    keys = planned_row(trajectory, after)["dependencies"]
    assert isinstance(keys, list)
    found = reasons(was, keys, after, archive)
    assert bool(found) == (fingerprint(trajectory, before) != fingerprint(trajectory, after))
    return found


def test_nothing_changed_is_no_reason() -> None:
    assert why(now(), now()) == []


def test_a_changed_schema_of_a_used_function_is_named_to_the_keyword() -> None:
    properties = CREATE.parameters["properties"]
    after = changed(create_ticket=tool("create_ticket", "title", **{**properties, "title": {"type": "integer"}}))
    assert why(now(), now(after)) == ["Desk.create_ticket.parameters.title.type"]


def test_a_changed_helper_of_a_used_function_is_named() -> None:
    assert why(now(), now(code=desk.CODE.replace('f"T-{', 'f"N-{'))) == ["desk.Desk._code"]
    assert why(now(), now(code=desk.CODE.replace("FIRST = 100", "FIRST = 1"))) == ["desk.FIRST"]


def test_a_changed_function_that_is_not_used_is_no_reason() -> None:
    assert why(now(), now(changed(close_ticket=tool("close_ticket", ticket_id=NUMBER)))) == []
    assert why(now(), now(code=desk.CODE.replace("return len(", "return 1 + len("))) == []
    assert why(now(), now(changed(count_tickets=None))) == []


def test_a_function_that_vanished_or_came_back_is_a_reason() -> None:
    without = desk.CODE.replace("def create_ticket", "def make_ticket")
    gone = why(now(), now(changed(create_ticket=None), without))
    assert "Desk.create_ticket.parameters.title.type (gone)" in gone
    assert "desk.Desk.create_ticket (gone)" in gone


def test_words_count_only_where_the_policy_says_so() -> None:
    after = changed(create_ticket=CREATE.model_copy(update={"description": "Other words"}))
    assert why(now(), now(after)) == []
    assert why(now(prose=True), now(after, prose=True)) == ["Desk.create_ticket.description"]


def test_offered_functions_count_by_their_schema_where_the_policy_says_so() -> None:
    after = changed(close_ticket=tool("close_ticket", "ticket_id", ticket_id=NUMBER))
    assert why(now(functions="offered"), now(after, functions="offered")) == [
        "Desk.close_ticket.parameters.ticket_id.type"
    ]
    code = desk.CODE.replace("return len(", "return 1 + len(")
    assert why(now(functions="offered"), now(code=code, functions="offered")) == []


@pytest.mark.parametrize(
    ("making", "reason"),
    [
        (Making(policy="be brief"), "policy"),
        (Making(model="other"), "model"),
        (Making(prompts={"user": "Hi"}), "prompts.user (new)"),
        (Making(rules={"fill": "2"}), "rules.fill (new)"),
    ],
)
def test_what_all_rows_are_made_with_is_named(making: Making, reason: str) -> None:
    assert why(now(), now(making=making)) == [reason]


def test_a_prompt_that_changed_is_named() -> None:
    before, after = (Making(prompts={"user": text, "judge": "x"}) for text in ("a", "b"))
    assert why(now(making=before), now(making=after)) == ["prompts.user"]


def test_what_a_dialogue_brings_itself_is_named_by_turn_and_toolkit() -> None:
    other = dialogue("talk", ("Open one!", [step(call("create_ticket", title="lamp"))]), ("And?", []))
    moved = other.model_copy(update={"initial_state": {"Desk": {}}, "load_options": {"long": True}})
    assert changed_parts(own_parts(TALK), own_parts(moved)) == [
        "dialogue.turn_1", "dialogue.turn_2 (new)", "initial_state.Desk", "load_options.long (new)",
    ]  # fmt: skip


def test_results_are_no_part_of_a_reference(tmp_path: Any) -> None:
    assert own_parts(desk.executed(TALK, desk.environment(tmp_path))) == own_parts(TALK)


def test_a_row_made_before_the_archive_was_kept_names_the_whole_function() -> None:
    memo = planned_row(TALK, now())
    was = dict(zip(memo["dependencies"], memo["digests"], strict=True))
    after = now(changed(create_ticket=tool("create_ticket")))
    assert reasons(was, [*was], after, PartsArchive()) == ["Desk.create_ticket"]


def test_the_archive_keeps_what_rows_still_name() -> None:
    before, after = now(), now(changed(count_tickets=None))
    archive = PartsArchive().including(before).including(after)
    assert len(archive.parts) == len({*before.by_digest, *after.by_digest})
    assert archive.only(after.by_digest) == PartsArchive().including(after)


def test_the_functions_used_are_those_that_the_sandbox_would_run() -> None:
    two = TALK.model_copy(update={"toolkits": ("Desk", "Shop")})
    assert tuple(calls_by_function(two, ["Desk.create_ticket", "Shop.create_ticket"])) == ("Shop.create_ticket",)
    assert tuple(calls_by_function(two, ["Desk.create_ticket", "Bank.create_ticket"])) == ("Desk.create_ticket",)
    assert tuple(calls_by_function(two, [])) == ("*.create_ticket",)


def test_the_functions_offered_are_those_of_any_turn() -> None:
    turn = TALK.turns[0].model_copy(update={"tools_added": ("Shop.sell",)})
    late = TALK.model_copy(update={"turns": (turn,), "tools": ("Desk.b", "Desk.a")})
    assert functions_offered(late) == ("Desk.a", "Desk.b", "Shop.sell")


def test_a_tool_of_the_same_name_that_comes_to_another_of_its_toolkits_is_a_reason() -> None:
    both = TALK.model_copy(update={"toolkits": ("Desk", "Shop")})
    before = Dependencies({}, frozenset({"Desk.create_ticket"}), CountPolicy())
    elsewhere = Dependencies({}, frozenset({"Desk.create_ticket", "Bank.create_ticket"}), CountPolicy())
    after = Dependencies({}, frozenset({"Desk.create_ticket", "Shop.create_ticket"}), CountPolicy())
    used = ["Desk.create_ticket"]
    assert before.keys(used, [], both.toolkits) == elsewhere.keys(used, [], both.toolkits)
    assert "Desk.create_ticket also in Shop" in after.keys(used, [], both.toolkits)


def test_all_parts_of_a_row_can_be_listed() -> None:
    found = parts_of(own_parts(TALK), ["Desk.create_ticket", "Desk.nothing"], now())
    assert {"initial_state.Desk", "Desk.create_ticket.parameters.title.type", "desk.Desk._code"} <= found.keys()
    assert found["Desk.nothing"] == digest_of("Desk.nothing", {})[:16]


def test_two_functions_with_the_same_parts_have_two_digests() -> None:
    assert digest_of("a", {"x": "1"}) != digest_of("b", {"x": "1"})
    assert now().digests["Desk.count_tickets"] != now(changed(count_tickets=COUNT, close_ticket=CLOSE)).digest("Desk.x")


def test_a_tool_that_only_its_schema_shows_depends_on_all_of_its_toolkit() -> None:
    made = desk.CODE + "\nfor name in ('zap',):\n    setattr(Desk, name, lambda self: self._code(1))\n"
    tools = changed(zap=tool("zap"))
    talk = dialogue("talk", ("Go.", [step(call("zap"))]))
    assert tuple(calls_by_function(talk, now(tools, made).tools)) == ("Desk.zap",)
    assert why(now(tools, made), now(tools, made.replace('f"T-{', 'f"N-{')), talk) == ["desk.Desk._code"]
    assert why(now(tools, made), now(changed(zap=tool("zap", x=NUMBER)), made), talk) == [
        "Desk.zap.parameters.x (new)", "Desk.zap.parameters.x.type (new)",
    ]  # fmt: skip
