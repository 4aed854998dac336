"""Changes as people read them, and as they are written down."""

import pytest
from pydantic import ValidationError

from eigendata_assets.audits import changes as kinds
from eigendata_assets.audits.changes import CHANGES, Change, SchemaDiff, describe
from eigendata_assets.audits.patch_record import Edit, PatchRecord, records_of, with_record
from tests.audits.desk import dialogue

F = "Desk.f"
LINES: list[tuple[Change, str]] = [
    (kinds.FunctionAdded(function=F), "Desk.f is new"),
    (kinds.FunctionRemoved(function=F), "Desk.f is no more"),
    (
        kinds.FunctionRenamed(function=F, to="Desk.g", confidence=0.875, by="similarity"),
        "Desk.f is now Desk.g (similarity, 88%)",
    ),
    (kinds.ParameterAdded(function=F, parameter="a", required=True), "Desk.f.a is new, required"),
    (kinds.ParameterAdded(function=F, parameter="a", required=False), "Desk.f.a is new, optional"),
    (kinds.ParameterRemoved(function=F, parameter="a", required=False), "Desk.f.a is no more"),
    (
        kinds.ParameterRenamed(function=F, parameter="a", to="b", confidence=1, by="mapping"),
        "Desk.f.a is now b (mapping, 100%)",
    ),
    (kinds.TypeChanged(function=F, parameter="a", before="string", after=None), "Desk.f.a: type 'string' -> None"),
    (kinds.EnumChanged(function=F, parameter="a", added=("x",)), "Desk.f.a: values added ['x'], removed []"),
    (kinds.DefaultChanged(function=F, parameter="a", had=False, has=True, after=1), "Desk.f.a: default None -> 1"),
    (kinds.RequiredChanged(function=F, parameter="a", required=True), "Desk.f.a must now be given"),
    (kinds.RequiredChanged(function=F, parameter="a", required=False), "Desk.f.a need not be given any more"),
    (kinds.ConstraintChanged(function=F, parameter="a", keyword="minimum", after=1), "Desk.f.a: minimum None -> 1"),
    (kinds.ReturnsChanged(function=F, field="type", before="object"), "Desk.f: type 'object' -> None"),
    (kinds.DescriptionChanged(function=F), "Desk.f: the description changed"),
    (kinds.DescriptionChanged(function=F, where="a"), "Desk.f: the description changed of a"),
    (kinds.ImplementationChanged(function=F, parts=("m.g",)), "Desk.f: the implementation changed (m.g)"),
]


@pytest.mark.parametrize(("change", "line"), LINES, ids=[line for _, line in LINES])
def test_every_change_has_a_line_for_people(change: Change, line: str) -> None:
    assert describe(change) == line


def test_every_kind_of_change_can_be_written_down_and_read_again() -> None:
    changes = tuple(change for change, _ in LINES)
    assert CHANGES.validate_json(CHANGES.dump_json(changes)) == changes
    assert len({change.kind for change in changes}) == 14


def test_a_change_of_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValidationError, match="function_split"):
        CHANGES.validate_python([{"kind": "function_split", "function": F}])


def test_only_what_can_change_a_call_or_a_result_is_affecting() -> None:
    for change, _ in LINES:
        harmless = change.kind in ("function_added", "description_changed")
        assert SchemaDiff(changes=(change,)).affecting == (frozenset() if harmless else {F})


def test_patches_are_kept_in_the_provenance_oldest_first() -> None:
    first, second = PatchRecord(changes="1"), PatchRecord(changes="2", edits=(Edit(what="name", why="x"),))
    trajectory = dialogue("a", ("Go.", []))
    assert records_of(trajectory) == ()
    assert records_of(with_record(with_record(trajectory, first), second)) == (first, second)
