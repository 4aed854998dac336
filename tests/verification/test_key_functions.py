"""A key call is found by leaving it out: it changed the state, or its result is what the user asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from eigendata_assets.artifacts.key_calls import KeyCall
from eigendata_assets.artifacts.trajectory import Call, Message, Provenance, Step, Trajectory, Turn
from eigendata_assets.execution.protocol import EnvironmentCode, Limits, Toolkit
from eigendata_assets.execution.replay import replay_trajectories
from eigendata_assets.verification.key_functions import find_key_calls, leaves, words
from resources.subprocess_sandbox import SubprocessSandbox
from tests.json_values import JSON

CLINIC = '''
class Clinic:
    """Patients, and what is booked for them."""

    def __init__(self):
        self.bookings = {}
        self.open = False
        self._last = 0

    def find_patient(self, name):
        return {"patient_id": {"Ann": "P17", "Bob": "P23"}.get(name)}

    def unlock(self):
        self.open = True

    def book(self, patient_id, note=""):
        if not self.open:
            return {"error": "locked"}
        self._last += 1
        self.bookings[str(self._last)] = [patient_id, note]
        return {"booking": self._last}

    def cancel(self, booking):
        del self.bookings[str(booking)]
        return "cancelled"

    def count(self):
        return {"bookings": len(self.bookings)}

    def hours(self):
        return {"from": 8, "to": 17}

    def ward(self, code):
        return {"ward": code}

    def notes(self):
        return {"notes": [note for _, note in self.bookings.values()]}

    def greet(self):
        self._greeted = True

    def ask(self):
        if not getattr(self, "_greeted", False):
            raise SystemExit("be polite")
        return "yes"

    def hang(self):
        while True:
            pass
'''


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> EnvironmentCode:
    folder = tmp_path_factory.mktemp("clinic")
    (folder / "clinic.py").write_text(CLINIC)
    return EnvironmentCode(folder, (Toolkit("Clinic", "clinic"),))


Made = tuple[str, dict[str, Any]]


def dialogue(*turns: tuple[str, list[Made]]) -> Trajectory:
    return Trajectory(
        id="visit",
        category="c",
        toolkits=("Clinic",),
        tools=(),
        turns=tuple(
            Turn(
                messages=(Message(role="user", content=said),),
                steps=tuple(Step(calls=(Call(name=name, arguments=arguments),)) for name, arguments in made),
            )
            for said, made in turns
        ),
        initial_state={},
        provenance=Provenance(source="hand", version="1", entry="visit"),
    )


@pytest.fixture
def keys_of(clinic: EnvironmentCode, sandbox: SubprocessSandbox) -> Any:
    """The key calls of a dialogue, after its execution."""

    def find(*turns: tuple[str, list[Made]]) -> tuple[KeyCall, ...]:
        executed = replay_trajectories([dialogue(*turns)], clinic, sandbox)
        return find_key_calls(executed, clinic, sandbox)["visit"]

    return find


def names(keys: tuple[KeyCall, ...]) -> list[str]:
    return [key.call.name for key in keys]


UNLOCK: Made = ("unlock", {})
BOOK: Made = ("book", {"patient_id": "P17", "note": "check"})


def test_a_look_up_is_not_key_where_a_later_call_needs_what_the_user_never_said(keys_of: Any) -> None:
    keys = keys_of(("Book a check for Ann.", [UNLOCK, ("find_patient", {"name": "Ann"}), BOOK]))
    assert names(keys) == ["unlock", "book"]
    assert [key.changes_state for key in keys] == [True, True]
    assert [key.persists for key in keys] == [True, True]


def test_a_look_up_of_what_the_user_said_is_information_he_asked_for(keys_of: Any) -> None:
    keys = keys_of(("Is Ann P17? Book a check for P17.", [("find_patient", {"name": "Ann"}), UNLOCK, BOOK]))
    assert names(keys) == ["find_patient", "unlock", "book"]
    assert keys[0] == KeyCall(
        turn=0,
        call=Call(name="find_patient", arguments={"name": "Ann"}),
        changes_state=False,
        shown='{"patient_id": "P17"}',
    )


def test_the_last_call_of_a_turn_is_what_the_user_asked_for(keys_of: Any) -> None:
    keys = keys_of(
        ("Who is Ann?", [("find_patient", {"name": "Ann"})]),
        ("Book a check for her.", [UNLOCK, BOOK]),
        ("How many are there?", [("count", {})]),
    )
    assert [(key.turn, key.call.name, key.persists) for key in keys] == [
        (0, "find_patient", False),
        (1, "unlock", True),
        (1, "book", True),
        (2, "count", False),
    ]


def test_information_that_nothing_depends_on_is_key_wherever_it_was_asked_for(keys_of: Any) -> None:
    keys = keys_of(("What are the hours? Unlock and count.", [("hours", {}), UNLOCK, ("count", {})]))
    assert names(keys) == ["hours", "unlock", "count"]


def test_what_was_undone_changed_the_state_and_is_not_seen_at_the_end(keys_of: Any) -> None:
    keys = keys_of(("Book P17, then cancel.", [UNLOCK, BOOK, ("cancel", {"booking": 1})]))
    assert [(key.call.name, key.changes_state, key.persists) for key in keys] == [
        ("unlock", True, True),
        ("book", True, False),
        ("cancel", True, True),
    ]


def test_a_call_that_fails_in_the_reference_is_marked(keys_of: Any) -> None:
    keys = keys_of(("Book P17 while it is locked.", [BOOK]), ("Cancel 9.", [("cancel", {"booking": 9})]))
    assert [(key.call.name, key.failed, key.shown) for key in keys] == [
        ("book", True, '{"error": "locked"}'),
        ("cancel", True, "'9'"),
    ]


@pytest.mark.parametrize(
    ("said", "note", "free"),
    [
        ("Book P17.", "yearly check of the heart", ("note",)),
        ("Book P17 with the note: Yearly check, of the heart!", "yearly check of the heart", ()),
        ("Book P17 for a yearly check of heart.", "yearly check of the heart", ()),
        ("Book P17.", "heart check", ()),
        ("Book P17 for January 31st.", "2026-01-31", ()),
        ("Book P17 at noon.", "12:00:00.000", ()),
        ("Book P17.", "", ()),
    ],
)
def test_a_phrase_that_nobody_said_is_free(keys_of: Any, said: str, note: str, free: tuple[str, ...]) -> None:
    keys = keys_of((said, [UNLOCK, ("book", {"patient_id": "P17", "note": note})]))
    assert keys[-1].free == free


def test_a_result_that_holds_its_own_argument_is_no_look_up_for_that(keys_of: Any) -> None:
    ward, asked = ("ward", {"code": "W42"}), "How is the usual ward? Unlock."
    assert names(keys_of((asked, [ward, UNLOCK, ("count", {})]))) == ["ward", "unlock", "count"]
    keys = keys_of(("Hours?", [("hours", {})]), (asked, [ward, UNLOCK, ("count", {})]), ("Hours?", [("hours", {})]))
    assert names(keys) == ["hours", "ward", "unlock", "count", "hours"]


def test_what_a_call_itself_shows_does_not_make_its_phrase_a_quotation(keys_of: Any) -> None:
    (key,) = keys_of(("Describe a ward.", [("ward", {"code": "large bright southern room"})]))
    assert key.free == ("code",)


def test_what_is_said_or_shown_later_does_not_make_a_phrase_a_quotation(keys_of: Any) -> None:
    note = {"patient_id": "P17", "note": "yearly check of the heart"}
    keys = keys_of(("Book P17.", [UNLOCK, ("book", note)]), ("Which yearly check of the heart?", [("notes", {})]))
    assert [key.free for key in keys] == [(), ("note",), ()]
    keys = keys_of(("Book P17.", [UNLOCK, ("book", note), ("notes", {})]), ("Once more.", [("book", note)]))
    assert [key.free for key in keys if key.call.name == "book"] == [("note",), ()]


def test_a_call_without_which_the_rest_cannot_run_is_not_what_was_asked_for(keys_of: Any) -> None:
    assert names(keys_of(("May I?", [("greet", {}), ("ask", {})]))) == ["ask"]


def test_a_reference_that_stopped_has_the_key_calls_it_reached(clinic: EnvironmentCode) -> None:
    asked = dialogue(("Unlock.", [UNLOCK]), ("Wait.", [("hours", {}), ("hang", {}), BOOK]), ("Book.", [BOOK]))
    with SubprocessSandbox(Limits(call_seconds=0.2), processes=1) as hasty:
        executed = replay_trajectories([asked], clinic, hasty)
        assert executed[0].failure == "timeout: hang ran longer than 0.2 s"
        keys = find_key_calls(executed, clinic, hasty)["visit"]
    assert names(keys) == ["unlock"]


def test_a_reference_without_calls_has_no_key_calls(
    clinic: EnvironmentCode, sandbox: SubprocessSandbox, tmp_path: Path
) -> None:
    executed = replay_trajectories([dialogue(("Hello.", []))], clinic, sandbox)
    assert find_key_calls(executed, clinic, sandbox) == {"visit": ()}
    assert find_key_calls([], clinic, sandbox) == {}


@given(JSON)
def test_leaves_name_something(value: Any) -> None:
    assert leaves({"a": [value]}) == leaves(value)
    assert all(len(str(leaf)) > 1 and not isinstance(leaf, bool) for leaf in leaves(value))


def test_leaves_are_the_texts_and_numbers_at_any_depth() -> None:
    assert leaves({"a": ["P17", {"b": 23, "c": True, "d": None, "e": "x", "f": 1.5}]}) == {"P17", 23, 1.5}


def test_words_have_no_case_and_no_punctuation() -> None:
    assert words("It's DONE, isn't it? \u00c9tude_2") == ("it", "s", "done", "isn", "t", "it", "étude_2")
    assert words("...") == ()
