"""What is said to have changed between two versions of a toolset."""

import pytest

from eigendata_assets.artifacts.tools import ToolSchema, Toolset
from eigendata_assets.audits.changes import CHANGES, SchemaDiff, describe
from eigendata_assets.audits.mapping import FunctionMapping
from eigendata_assets.audits.schema_diff import Implementations, diff
from eigendata_assets.errors import InputError
from tests.audits import desk
from tests.audits.desk import CLOSE, COUNT, CREATE, DESK, FIND, changed, described, tool

PROPERTIES = CREATE.parameters["properties"]


def kinds(found: SchemaDiff) -> list[str]:
    return [each.kind for each in found.changes]


def only(after: Toolset) -> dict[str, object]:
    """The only change from the desk's tools, as it is written down."""
    found = diff(DESK, after)
    assert len(found.changes) == 1, kinds(found)
    return found.changes[0].model_dump(mode="json", exclude_defaults=False)


def with_property(base: ToolSchema, name: str, **keywords: object) -> ToolSchema:
    inner = {**base.parameters["properties"], name: {**base.parameters["properties"][name], **keywords}}
    return base.model_copy(update={"parameters": {**base.parameters, "properties": inner}})


def test_a_toolset_does_not_differ_from_itself_nor_from_itself_in_another_order() -> None:
    assert diff(DESK, DESK).changes == ()
    again = CREATE.model_copy(
        update={"parameters": {**CREATE.parameters, "properties": dict(reversed(PROPERTIES.items()))}}
    )
    assert diff(DESK, Toolset(tools=(COUNT, FIND, CLOSE, again))).changes == ()


def test_a_changed_type_is_named_with_both_types() -> None:
    assert only(changed(close_ticket=with_property(CLOSE, "ticket_id", type="string"))) == {
        "kind": "type_changed",
        "function": "Desk.close_ticket",
        "parameter": "ticket_id",
        "before": "integer",
        "after": "string",
    }


def test_the_order_of_types_is_no_change() -> None:
    before = Toolset(tools=(tool("f", a={"type": ["string", "null"]}),))
    assert diff(before, Toolset(tools=(tool("f", a={"type": ["null", "string"]}),))).changes == ()


def test_a_changed_enum_says_what_came_what_went_and_what_is_alike() -> None:
    found = only(changed(create_ticket=with_property(CREATE, "priority", enum=["LOW", "urgent", "high"])))
    assert (found["added"], found["removed"]) == (["LOW", "urgent"], ["low"])
    assert found["synonyms"] == [["low", "LOW"]]


def test_two_values_that_could_become_one_are_no_synonyms() -> None:
    before = Toolset(tools=(tool("f", a={"enum": ["in-progress", "In Progress"]}),))
    found = diff(before, Toolset(tools=(tool("f", a={"enum": ["in_progress"]}),)))
    assert found.changes[0].model_dump()["synonyms"] == ()


def test_a_default_of_null_is_told_from_none() -> None:
    found = only(changed(create_ticket=with_property(CREATE, "title", default=None)))
    assert found["kind"] == "default_changed"
    assert (found["had"], found["has"]) == (False, True)


@pytest.mark.parametrize(("required", "expected"), [("", False), ("title priority", True)])
def test_a_parameter_that_must_or_need_not_be_given_is_named(required: str, expected: bool) -> None:
    found = only(changed(create_ticket=tool("create_ticket", required, **PROPERTIES)))
    assert (found["kind"], found["required"]) == ("required_changed", expected)
    assert found["parameter"] == ("priority" if expected else "title")


def test_a_new_parameter_says_whether_it_is_required() -> None:
    after = changed(count_tickets=tool("count_tickets", "since", since={"type": "string"}, limit={"type": "integer"}))
    found = [each.model_dump() for each in diff(DESK, after).changes]
    assert [(each["kind"], each["parameter"], each["required"]) for each in found] == [
        ("parameter_added", "since", True),
        ("parameter_added", "limit", False),
    ]


def test_a_removed_parameter_says_whether_it_was_required() -> None:
    found = only(changed(create_ticket=tool("create_ticket", "title", title=PROPERTIES["title"])))
    assert (found["kind"], found["parameter"], found["required"]) == ("parameter_removed", "priority", False)


def test_a_parameter_under_another_name_is_known_by_what_it_is() -> None:
    inner = described("integer", "The number of the ticket to be closed")
    found = only(changed(close_ticket=tool("close_ticket", "number", number=inner)))
    assert (found["kind"], found["parameter"], found["to"]) == ("parameter_renamed", "ticket_id", "number")
    assert found["by"] == "similarity"


@pytest.mark.parametrize("name", ["ticketId", "id", "the_ticket_id"])
def test_a_parameter_with_the_same_words_is_known_without_a_description(name: str) -> None:
    before = Toolset(tools=(tool("f", "ticket_id", ticket_id={"type": "integer"}),))
    after = Toolset(tools=(tool("f", name, **{name: {"type": "integer"}}),))
    assert kinds(diff(before, after)) == ["parameter_renamed"]


def test_parameters_that_are_merely_of_one_type_are_two() -> None:
    before = Toolset(tools=(tool("f", start={"type": "string"}),))
    after = Toolset(tools=(tool("f", reason={"type": "string"}),))
    assert kinds(diff(before, after)) == ["parameter_removed", "parameter_added"]


def test_two_candidates_that_are_as_good_are_not_chosen_between() -> None:
    before = Toolset(tools=(tool("f", id={"type": "integer"}),))
    after = Toolset(tools=(tool("f", user_id={"type": "integer"}, ticket_id={"type": "integer"}),))
    assert kinds(diff(before, after)) == ["parameter_removed", "parameter_added", "parameter_added"]


def test_a_function_under_another_name_is_known_by_what_it_takes() -> None:
    found = only(changed(close_ticket=CLOSE.model_copy(update={"name": "resolve_ticket"})))
    assert (found["kind"], found["to"], found["by"]) == ("function_renamed", "Desk.resolve_ticket", "similarity")


def test_a_function_in_another_toolkit_is_the_same() -> None:
    found = only(changed(find_ticket=FIND.model_copy(update={"toolkit": "Archive"})))
    assert (found["kind"], found["to"]) == ("function_renamed", "Archive.find_ticket")


def test_verbs_that_mean_different_things_are_different_functions() -> None:
    get = tool("get_user", "user_id", user_id=described("integer", "The number of the user"))
    delete = get.model_copy(update={"name": "delete_user"})
    assert kinds(diff(Toolset(tools=(get,)), Toolset(tools=(delete,)))) == ["function_removed", "function_added"]


def test_a_function_is_known_by_its_code_whatever_it_is_called() -> None:
    after_code = desk.CODE.replace("def find_ticket", "def zap")
    after = changed(find_ticket=tool("zap", "code", code={"type": "string"}).model_copy(update={"description": ""}))
    found = diff(DESK, after, implementations=Implementations(desk.reach(), desk.reach(after_code)))
    assert [each.model_dump() for each in found.changes if each.kind == "function_renamed"] == [
        {
            "kind": "function_renamed",
            "function": "Desk.find_ticket",
            "to": "Desk.zap",
            "confidence": 1.0,
            "by": "implementation",
        }
    ]
    assert "implementation_changed" not in kinds(found)


def test_a_changed_helper_names_every_function_that_reaches_it() -> None:
    after_code = desk.CODE.replace('f"T-{number}"', 'f"N-{number}"')
    found = diff(DESK, DESK, implementations=Implementations(desk.reach(), desk.reach(after_code)))
    assert [describe(each) for each in found.changes] == [
        "Desk.create_ticket: the implementation changed (desk.Desk._code)"
    ]


def test_a_mapping_overrides_what_would_be_guessed() -> None:
    after = changed(close_ticket=CLOSE.model_copy(update={"name": "resolve_ticket"}))
    line = FunctionMapping(function="Desk.close_ticket", to=None)
    assert kinds(diff(DESK, after, [line])) == ["function_removed", "function_added"]
    other = changed(close_ticket=tool("zap", "x", x={"type": "boolean"}))
    found = diff(
        DESK, other, [FunctionMapping(function="Desk.close_ticket", to="Desk.zap", parameters={"ticket_id": "x"})]
    )
    assert kinds(found) == [
        "function_renamed", "description_changed", "parameter_renamed", "type_changed", "description_changed",
    ]  # fmt: skip
    assert found.renamed == {"Desk.close_ticket": "Desk.zap"}


def test_changes_inside_objects_and_lists_are_named_by_their_path() -> None:
    city = {"type": "object", "properties": {"city": {"type": "string"}, "zip": {"type": "string"}}}
    before = Toolset(tools=(tool("f", address=city, tags={"type": "array", "items": {"type": "string"}}),))
    inner = {"type": "object", "properties": {"city": {"type": "string"}, "zip": {"type": "integer"}}}
    after = Toolset(tools=(tool("f", address=inner, tags={"type": "array", "items": {"type": "integer"}}),))
    found = [each.model_dump() for each in diff(before, after).changes]
    assert [(each["kind"], each["parameter"]) for each in found] == [
        ("type_changed", "address.zip"),
        ("type_changed", "tags[]"),
    ]


@pytest.mark.parametrize("keywords", [{"minimum": 1}, {"pattern": "x"}, {"anyOf": [{}]}, {"const": 1}])
def test_other_keywords_that_decide_what_is_valid_are_constraints(keywords: dict[str, object]) -> None:
    found = only(changed(close_ticket=with_property(CLOSE, "ticket_id", **keywords)))
    assert (found["kind"], found["keyword"]) == ("constraint_changed", next(iter(keywords)))


def test_prose_is_a_change_of_the_description_only() -> None:
    after = changed(
        close_ticket=with_property(CLOSE, "ticket_id", description="Other words"),
        find_ticket=FIND.model_copy(update={"description": "Other words"}),
    )
    found = diff(DESK, after)
    assert [(each.kind, each.function) for each in found.changes] == [
        ("description_changed", "Desk.close_ticket"),
        ("description_changed", "Desk.find_ticket"),
    ]
    assert found.affecting == frozenset()


def test_a_changed_result_is_named_field_by_field() -> None:
    returns = {"type": "object", "properties": {"status": {"type": "string"}, "at": {"type": "string"}}}
    other = {"type": "object", "properties": {"status": {"type": "integer"}}}
    before = changed(close_ticket=CLOSE.model_copy(update={"returns": returns}))
    after = changed(close_ticket=CLOSE.model_copy(update={"returns": other}))
    found = {each.model_dump()["field"] for each in diff(before, after).changes}
    assert found == {"properties.status.type", "properties.at.type"}


def test_changes_can_be_written_down_and_read_again() -> None:
    after = changed(close_ticket=with_property(CLOSE, "ticket_id", type="string"), count_tickets=None)
    found = diff(DESK, after).changes
    assert CHANGES.validate_json(CHANGES.dump_json(found)) == found
    assert [describe(each) for each in found] == [
        "Desk.close_ticket.ticket_id: type 'integer' -> 'string'",
        "Desk.count_tickets is no more",
    ]


def test_a_schema_that_is_none_is_refused_with_its_function() -> None:
    wrong = with_property(CLOSE, "ticket_id", type="integr")
    with pytest.raises(
        InputError, match=r"^after: Desk\.close_ticket: parameters\.properties\.ticket_id\.type: not a JSON"
    ):
        diff(DESK, changed(close_ticket=wrong))


def test_two_functions_of_one_name_are_refused_with_the_name() -> None:
    twice = Toolset.model_construct(tools=(CLOSE, COUNT, CLOSE))
    with pytest.raises(InputError, match=r"^before: Desk\.close_ticket: two functions have this name"):
        diff(twice, DESK)
