"""Dialogues brought to a new version of the tools: what is kept, what is rewritten, what is left."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from eigendata_assets.artifacts.tools import Toolset
from eigendata_assets.artifacts.trajectory import Message, Trajectory
from eigendata_assets.audits.changed_tools import ChangedTools
from eigendata_assets.audits.implemented_as import implemented
from eigendata_assets.audits.mapping import FunctionMapping
from eigendata_assets.audits.patch_record import records_of
from eigendata_assets.audits.schema_diff import Implementations, diff
from eigendata_assets.audits.schema_patch import ModelTask, PatchResult, Regenerate, SchemaPatch
from tests.audits import desk
from tests.audits.desk import CLOSE, CREATE, DESK, call, changed, described, dialogue, step, tool
from tests.audits.in_process import InProcessSandbox

RENAMED = changed(close_ticket=CLOSE.model_copy(update={"name": "resolve_ticket"}))
RENAMED_CODE = desk.CODE.replace("def close_ticket", "def resolve_ticket")
TEXT_IDS = changed(close_ticket=tool("close_ticket", "ticket_id", ticket_id=described("string", "The number")))
TALK = dialogue(
    "talk",
    ("How many tickets are there?", [step(call("count_tickets"))]),
    ("Close 7.", [step(call("close_ticket", ticket_id=7)), step(text="I called close_ticket for T-7.")]),
    ("And now?", [step(call("count_tickets"))]),
)


def patch(
    folder: Path,
    trajectory: Trajectory,
    after: Toolset,
    *,
    code: str = desk.CODE,
    before_code: str = desk.CODE,
    mapping: Sequence[FunctionMapping] = (),
    implementations: Implementations | None = None,
    regenerate: Regenerate | None = None,
) -> PatchResult:
    """The dialogue, executed with the old code, patched for the new tools in an environment of the new code."""
    tools = ChangedTools(DESK, after, diff(DESK, after, mapping, implementations), mapping)
    before = desk.executed(trajectory, desk.environment(folder / "before", before_code))
    environment = implemented(desk.environment(folder / "after", code), tools, desk.reach(code))
    patcher = SchemaPatch(tools, environment, InProcessSandbox(), regenerate)
    (result,) = patcher.patch([before])
    (again,) = patcher.patch([result.trajectory])
    if result.outcome != "needs a model":
        assert again.trajectory is result.trajectory
    return result


def calls(trajectory: Trajectory) -> list[str]:
    return [f"{each.name}({', '.join(map(repr, each.arguments.values()))})" for each in trajectory.calls]


@pytest.mark.parametrize("code", [RENAMED_CODE, desk.CODE])
def test_a_renamed_function_is_renamed_and_executed_under_the_name_that_the_code_has(tmp_path: Path, code: str) -> None:
    result = patch(tmp_path, TALK, RENAMED, code=code)
    assert result.outcome == "patched"
    assert calls(result.trajectory) == ["count_tickets()", "resolve_ticket(7)", "count_tickets()"]
    assert result.trajectory.turns[1].steps[0].results[0].value == {"status": "closed", "code": "T-7"}
    assert "Desk.resolve_ticket" in result.trajectory.tools
    (record,) = records_of(result.trajectory)
    assert record.turns == (1,)
    assert bool(record.executed_as) == (code == desk.CODE)


def test_safe_turns_keep_every_byte_and_the_user_is_never_rewritten(tmp_path: Path) -> None:
    before = desk.executed(TALK, desk.environment(tmp_path / "x"))
    result = patch(tmp_path, TALK, RENAMED, code=RENAMED_CODE)
    assert result.trajectory.turns[0].model_dump_json() == before.turns[0].model_dump_json()
    assert result.trajectory.turns[1].messages == before.turns[1].messages
    assert result.trajectory.initial_state == before.initial_state


def test_what_the_assistant_said_about_a_name_follows_the_name(tmp_path: Path) -> None:
    result = patch(tmp_path, TALK, RENAMED, code=RENAMED_CODE)
    assert result.trajectory.turns[1].steps[1].text == "I called resolve_ticket for T-7."


def test_the_provenance_says_what_why_where_before_and_after(tmp_path: Path) -> None:
    result = patch(tmp_path, TALK, RENAMED, code=RENAMED_CODE)
    (record,) = records_of(result.trajectory)
    assert (record.made_by, record.why) == ("rule", ("Desk.close_ticket is now Desk.resolve_ticket (similarity, 90%)",))
    assert [(each.turn, each.step, each.what, each.before, each.after) for each in record.edits] == [
        (1, 0, "name", "close_ticket", "resolve_ticket"),
        (None, None, "tools", "Desk.close_ticket", "Desk.resolve_ticket"),
        (1, 1, "text", "I called close_ticket for T-7.", "I called resolve_ticket for T-7."),
    ]
    assert all(each.why for each in record.edits)


def test_a_converted_value_is_given_to_old_code_as_its_annotation_wants_it(tmp_path: Path) -> None:
    result = patch(tmp_path, TALK, TEXT_IDS)
    assert calls(result.trajectory)[1] == "close_ticket('7')"
    (record,) = records_of(result.trajectory)
    assert record.executed_as == ("close_ticket(ticket_id='7') as close_ticket(ticket_id=7)",)
    assert result.trajectory.turns[1].steps[0].results[0].value == {"status": "closed", "code": "T-7"}


def test_code_that_refuses_the_new_value_leaves_the_row_as_it_was(tmp_path: Path) -> None:
    code = desk.CODE.replace("ticket_id: int", "ticket_id")
    result = patch(tmp_path, TALK, TEXT_IDS, code=code)
    assert result.outcome == "needs a model"
    assert result.problems == ('turn 1, step 0: close_ticket fails: {"error": "there is no ticket 7"}',)
    assert calls(result.trajectory)[1] == "close_ticket(7)"


def test_a_row_that_is_not_touched_is_the_very_same(tmp_path: Path) -> None:
    more = tool("close_ticket", "ticket_id", **CLOSE.parameters["properties"], note={"type": "string"})
    assert patch(tmp_path, TALK, changed(close_ticket=more)).outcome == "still valid"


def test_a_function_that_is_no_more_needs_a_model(tmp_path: Path) -> None:
    result = patch(tmp_path, TALK, changed(close_ticket=None))
    assert (result.outcome, result.problems) == ("needs a model", ("turn 1, step 0: Desk.close_ticket is no more",))


CHAIN = dialogue(
    "chain",
    ("Open a ticket about the lamp and close it.", [step(call("create_ticket", title="lamp"))]),
    (
        "Go on.",
        [
            step(call("find_ticket", code="T-101")),
            step(call("close_ticket", ticket_id=101), text="T-101 is ticket 101."),
        ],
    ),
)


def implementation(after: str) -> dict[str, Any]:
    return {"code": after, "implementations": Implementations(desk.reach(), desk.reach(after))}


def test_what_a_changed_result_gave_follows_into_later_calls_and_texts(tmp_path: Path) -> None:
    result = patch(tmp_path, CHAIN, DESK, **implementation(desk.CODE.replace("FIRST = 100", "FIRST = 500")))
    assert result.outcome == "patched"
    assert calls(result.trajectory) == ["create_ticket('lamp')", "find_ticket('T-501')", "close_ticket(501)"]
    assert result.trajectory.turns[1].steps[1].text == "T-501 is ticket 501."
    assert [each.results[0].error for turn in result.trajectory.turns for each in turn.steps] == [None] * 3


def test_a_value_that_the_user_said_does_not_follow(tmp_path: Path) -> None:
    said = dialogue(
        "said",
        ("Open one.", [step(call("create_ticket", title="lamp"))]),
        ("Find T-101.", [step(call("find_ticket", code="T-101"))]),
    )
    result = patch(tmp_path, said, DESK, **implementation(desk.CODE.replace("FIRST = 100", "FIRST = 500")))
    assert result.outcome == "needs a model"
    assert "find_ticket fails" in result.problems[0]


def test_a_small_number_that_may_be_a_coincidence_needs_a_model(tmp_path: Path) -> None:
    code = desk.CODE.replace("return len(self.tickets)", "return 7 * len(self.tickets)")
    counted = dialogue(
        "counted",
        ("Count, and close that one.", [step(call("count_tickets")), step(call("close_ticket", ticket_id=7))]),
    )
    after = code.replace("return 7 *", "return 3 + 5 *")
    tools = ChangedTools(DESK, DESK, diff(DESK, DESK, (), Implementations(desk.reach(code), desk.reach(after))))
    before = desk.executed(counted, desk.environment(tmp_path / "before", code))
    patcher = SchemaPatch(tools, desk.environment(tmp_path / "after", after), InProcessSandbox())
    (result,) = patcher.patch([before])
    assert result.outcome == "needs a model"
    assert "arguments.ticket_id is 7, which may come from a result that is another now" in result.problems[0]


def test_a_changed_implementation_that_gives_the_same_leaves_the_row_as_it_is(tmp_path: Path) -> None:
    code = desk.CODE.replace("return len(self.tickets)", "return sum(1 for _ in self.tickets)")
    assert patch(tmp_path, TALK, DESK, **implementation(code)).outcome == "still valid"


def test_an_environment_that_changed_without_saying_so_is_noticed(tmp_path: Path) -> None:
    code = RENAMED_CODE.replace("return len(self.tickets)", "return 5")
    result = patch(tmp_path, TALK, RENAMED, code=code)
    assert result.problems == ("turn 0, step 0: replayed, it gives another result, though no change concerns it",)


def test_code_that_fails_to_run_leaves_the_row_as_it_was(tmp_path: Path) -> None:
    code = RENAMED_CODE.replace("self.tickets = {int", "raise KeyError(3)\n        self.tickets = {int")
    result = patch(tmp_path, TALK, RENAMED, code=code)
    assert result.outcome == "needs a model"
    assert result.problems[0].startswith("execution stopped: load: Desk refused its state")


def test_a_result_that_the_new_schema_still_refuses_needs_more_than_a_patch(tmp_path: Path) -> None:
    returns = {"type": "object", "properties": {"status": {"type": "integer"}}}
    result = patch(tmp_path, TALK, changed(close_ticket=CLOSE.model_copy(update={"returns": returns})))
    assert result.problems == ("turn 1: Desk.close_ticket gives what its new schema refuses",)


def test_a_mapped_value_in_a_text_follows_where_it_is_quoted_and_is_doubtful_where_not(tmp_path: Path) -> None:
    properties = CREATE.parameters["properties"]
    inner = {**properties, "priority": {**properties["priority"], "enum": ["P1", "P2"], "default": "P2"}}
    after = changed(create_ticket=tool("create_ticket", "title", **inner))
    line = FunctionMapping(function="Desk.create_ticket", to="Desk.create_ticket", values={"priority": {"high": "P1"}})
    results = [
        patch(
            tmp_path / str(number),
            dialogue("said", ("Go.", [step(call("create_ticket", title="x", priority="high")), step(text=text)])),
            after,
            mapping=[line],
        )
        for number, text in enumerate(("It has priority 'high' now.", "It is high now."))
    ]
    assert [each.outcome for each in results] == ["patched", "needs a model"]
    assert "which may be what is now 'P1'" in results[1].problems[0]


def answering(change: Any) -> Regenerate:
    """A model that changes the draft it is shown, and None for what it cannot do."""

    def regenerate(tasks: Sequence[ModelTask]) -> list[Trajectory | None]:
        return [change(task) for task in tasks]

    return regenerate


def without_last_call(task: ModelTask) -> Trajectory:
    """Turn 1 says something instead of calling what is no more."""
    turns = list(task.original.turns)
    turns[1] = turns[1].model_copy(update={"steps": (step(text="I cannot close tickets any more."),)})
    return task.original.model_copy(update={"turns": tuple(turns)})


def test_a_model_that_gives_a_fitting_dialogue_is_believed_after_execution(tmp_path: Path) -> None:
    result = patch(tmp_path, TALK, changed(close_ticket=None), regenerate=answering(without_last_call))
    assert (result.outcome, calls(result.trajectory)) == ("regenerated", ["count_tickets()", "count_tickets()"])
    assert records_of(result.trajectory)[0].made_by == "model"
    assert result.trajectory.turns[2].steps[0].results[0].value == 1


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda task: None, None),
        (lambda task: task.original, "there is no function close_ticket"),
        (lambda task: without_last_call(task).model_copy(update={"id": "other"}), "it has another id"),
        (
            lambda task: task.original.model_copy(update={"turns": task.original.turns[:1]}),
            "it changes what comes before",
        ),
        (
            lambda task: task.original.model_copy(
                update={"turns": (dialogue("x", ("Hi", [])).turns[0], *without_last_call(task).turns[1:])}
            ),
            "it changes what comes before",
        ),
        (
            lambda task: task.original.model_copy(
                update={
                    "turns": (
                        *task.original.turns[:1],
                        dialogue("x", ("Close 7.", [step(call("find_ticket", code=3))])).turns[0],
                    )
                }
            ),
            "Desk.find_ticket: $.code: 3 is not of type 'string'",
        ),
        (
            lambda task: task.original.model_copy(
                update={
                    "turns": (
                        *task.original.turns[:1],
                        dialogue("x", ("Close 7.", [step(call("find_ticket", code="?"))])).turns[0],
                    )
                }
            ),
            "find_ticket fails",
        ),
    ],
)
def test_a_model_that_gives_anything_else_is_refused(tmp_path: Path, change: Any, problem: str | None) -> None:
    result = patch(tmp_path, TALK, changed(close_ticket=None), regenerate=answering(change))
    assert result.outcome == "needs a model"
    assert problem is None or any(problem in each for each in result.problems)


def test_an_assistant_message_before_the_change_is_not_touched(tmp_path: Path) -> None:
    turns = list(TALK.turns)
    turns[0] = turns[0].model_copy(
        update={"messages": (*turns[0].messages, Message(role="assistant", content="close_ticket"))}
    )
    result = patch(tmp_path, TALK.model_copy(update={"turns": tuple(turns)}), RENAMED, code=RENAMED_CODE)
    assert result.trajectory.turns[0].messages[1].content == "close_ticket"


def test_a_dialogue_that_was_never_executed_is_patched_and_executed(tmp_path: Path) -> None:
    tools = ChangedTools(DESK, RENAMED, diff(DESK, RENAMED))
    patcher = SchemaPatch(tools, desk.environment(tmp_path, RENAMED_CODE), InProcessSandbox())
    (result,) = patcher.patch([TALK])
    assert result.outcome == "patched"
    assert all(each.results for turn in result.trajectory.turns for each in turn.steps if each.calls)
