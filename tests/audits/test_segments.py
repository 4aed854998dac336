"""Which steps are safe, which are hit, and which may depend on those that are."""

from pathlib import Path

from eigendata_assets.artifacts.tools import Toolset
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.audits.changed_tools import ChangedTools
from eigendata_assets.audits.schema_diff import Implementations, diff
from eigendata_assets.audits.segments import segment_map
from tests.audits import desk
from tests.audits.desk import CLOSE, COUNT, CREATE, DESK, call, changed, described, dialogue, step, tool

TALK = dialogue(
    "talk",
    ("How many?", [step(call("count_tickets"))]),
    ("Close 7.", [step(call("count_tickets")), step(call("close_ticket", ticket_id=7)), step(text="Done.")]),
    ("Thanks.", []),
    ("Again?", [step(call("count_tickets"))]),
)


def labels(after: Toolset, trajectory: Trajectory = TALK, implementations: Implementations | None = None) -> str:
    tools = ChangedTools(DESK, after, diff(DESK, after, (), implementations))
    return " ".join(each.label[0] for each in segment_map(trajectory, tools).segments)


def test_what_comes_before_is_safe_and_what_comes_after_is_a_candidate() -> None:
    after = changed(close_ticket=CLOSE.model_copy(update={"name": "resolve_ticket"}))
    assert labels(after) == "s s a c c c"
    tools = ChangedTools(DESK, after, diff(DESK, after))
    found = segment_map(TALK, tools)
    assert found.first_affected == (1, 1)
    assert found.reasons == ("Desk.close_ticket is now Desk.resolve_ticket (similarity, 90%)",)


def test_a_change_that_does_not_concern_the_call_leaves_all_safe() -> None:
    more = tool("close_ticket", "ticket_id", **CLOSE.parameters["properties"], note={"type": "string"})
    assert labels(changed(close_ticket=more.model_copy(update={"description": CLOSE.description}))) == "s s s s s s"
    assert labels(changed(create_ticket=CREATE.model_copy(update={"name": "open_ticket"}))) == "s s s s s s"


def test_a_value_that_is_still_valid_is_not_hit_by_a_wider_type() -> None:
    assert labels(changed(close_ticket=tool("close_ticket", "ticket_id", ticket_id=described("number", "n")))) == (
        "s s s s s s"
    )


def test_a_default_concerns_only_calls_that_leave_the_parameter_out() -> None:
    properties = CREATE.parameters["properties"]
    other = {**properties, "priority": {**properties["priority"], "default": "high"}}
    after = changed(create_ticket=tool("create_ticket", "title", **other))
    without = dialogue("without", ("Go.", [step(call("create_ticket", title="x"))]))
    given = dialogue("given", ("Go.", [step(call("create_ticket", title="x", priority="low"))]))
    assert (labels(after, without), labels(after, given)) == ("a", "s")


def test_a_result_that_the_new_schema_refuses_is_hit(tmp_path: Path) -> None:
    before = COUNT.model_copy(update={"returns": {"type": "integer"}})
    old = changed(count_tickets=before)
    trajectory = desk.executed(TALK, desk.environment(tmp_path))
    for returns, expected in (({"type": "string"}, "a"), ({"type": "number"}, "s")):
        new = changed(count_tickets=before.model_copy(update={"returns": returns}))
        found = segment_map(trajectory, ChangedTools(old, new, diff(old, new)))
        assert found.segments[0].label[0] == expected


def test_a_changed_implementation_hits_every_call() -> None:
    code = desk.CODE.replace("return len(self.tickets)", "return len(self.tickets) + 1")
    found = labels(DESK, implementations=Implementations(desk.reach(), desk.reach(code)))
    assert found == "a a c c c a"
