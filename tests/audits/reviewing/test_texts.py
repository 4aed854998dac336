"""What a reviewer reads: the code that a tool reaches, states cut short, dialogues with every place numbered."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from eigendata_assets.audits.reviewing import function_review, judging, trajectory_review
from eigendata_assets.audits.reviewing.claims import ClaimDroppedError, check_quote, read_json
from eigendata_assets.audits.reviewing.code_text import LONGEST, abridged, code_text
from eigendata_assets.audits.reviewing.dialogue_text import dialogue_text, step_of_call
from eigendata_assets.audits.subject import AuditSubject
from tests.audits.reviewing.depot import CODE, depot
from tests.audits.test_baseline import finding


@pytest.fixture
def subject(tmp_path: Path) -> AuditSubject:
    return depot(tmp_path)


def test_the_code_of_a_tool_is_its_method_with_what_that_names(subject: AuditSubject) -> None:
    text = code_text(subject, "Depot.quote_price")
    assert "def quote_price" in text
    assert "def _price" in text
    assert "def _load_scenario" in text
    assert "EXPRESS = 2" in text
    assert "def cancel_parcel" not in text
    assert "HEAVIEST" not in code_text(subject, "Depot.cancel_parcel")
    assert code_text(subject, "Depot.nothing") == ""


def test_long_code_is_cut_and_says_so(tmp_path: Path) -> None:
    long = CODE.replace('"""All parcels, with their status."""', f'"""{"All of them. " * 2000}"""')
    text = code_text(depot(tmp_path, code=long), "Depot.list_parcels")
    assert len(text) < LONGEST + 100
    assert "characters more)" in text


def test_a_collection_shows_some_of_its_records_and_a_record_all_its_fields() -> None:
    record = {str(number): number for number in range(9)}
    state = {"rows": {f"r{number}": record for number in range(6)}, "list": list(range(6))}
    short = abridged(state)
    assert list(short["rows"]) == ["r0", "r1", "r2", "r3", "..."]
    assert short["rows"]["r0"] == record
    assert short["rows"]["..."] == "2 more"
    assert short["list"] == [0, 1, 2, 3, "... 2 more"]


def test_a_dialogue_numbers_its_turns_steps_and_calls(subject: AuditSubject) -> None:
    lines = dialogue_text(subject.by_id["change_of_mind"]).splitlines()
    assert lines[0] == "[turn 0]"
    assert "[turn 1, step 0]" in lines
    assert 'call 1: cancel_parcel(parcel="P1")' in lines
    assert lines[-1] == '  gives {"cancelled": "P1"}'


def test_the_step_of_a_call_is_known_where_the_turn_has_it(subject: AuditSubject) -> None:
    (turn,) = subject.by_id["gift"].turns
    assert [step_of_call(turn, place) for place in (-1, 0, 1, 2)] == [None, 0, 1, None]


def test_a_quotation_is_found_however_lines_are_broken_and_only_then() -> None:
    check_quote("costs half\n as much", "Express costs   half as much again.")
    for quote in ("costs twice", "", '""'):
        with pytest.raises(ClaimDroppedError):
            check_quote(quote, "Express costs half as much again.")


@pytest.mark.parametrize("text", ["{", "NaN", "1e999", "[" * 100_000])
def test_what_is_no_json_is_dropped(text: str) -> None:
    with pytest.raises(ClaimDroppedError):
        read_json(text)


def test_a_function_can_be_tried_on_states_that_differ_those_of_callers_first(subject: AuditSubject) -> None:
    tool = subject.tool("Depot.cancel_parcel")
    assert [each.id for each in function_review.starts(subject, tool)] == ["change_of_mind"]
    other = subject.entries[0].model_copy(update={"initial_state": {"Depot": {}}})
    two = replace(subject, entries=(other, *subject.entries[1:]))
    assert [each.id for each in function_review.starts(two, tool)] == ["change_of_mind", "gift"]


def test_every_prompt_renders_with_the_fields_that_its_module_passes(subject: AuditSubject) -> None:
    tool, entry = subject.tool("Depot.quote_price"), subject.entries[0]
    for agent, fields in (
        (function_review.FUNCTION_REVIEWER, function_review.fields_of(subject, tool)),
        (function_review.FUNCTION_REVIEWER, function_review.fields_of(replace(subject, entries=()), tool)),
        (trajectory_review.VERIFICATION_AGENT, trajectory_review.fields_of(subject, entry)),
        (judging.AUDIT_JUDGE, judging.fields_of(subject, [finding("1")])),
    ):
        assert agent.prompt.fields() == fields.keys()
        assert agent.prompt.render(fields)[0].role == "system"


def test_the_reviewer_is_shown_specification_code_states_and_calls_that_work(subject: AuditSubject) -> None:
    fields = function_review.fields_of(subject, subject.tool("Depot.quote_price"))
    (_, asked) = function_review.FUNCTION_REVIEWER.prompt.render(fields)
    for part in (
        "half as much again",
        "price * EXPRESS",
        '"recipient": "Ana"',
        "quote_price(weight=2.5, express=true)",
    ):
        assert part in asked.content
