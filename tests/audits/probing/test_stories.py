"""Calls that are tried, alone and in a row, are made of references, schemas and what earlier calls gave."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from eigendata_assets.audits.probing.binding import bound_calls, known_arguments
from eigendata_assets.audits.probing.laboratory import observe
from eigendata_assets.audits.probing.stories import look_ups_of
from eigendata_assets.audits.subject import AuditSubject
from eigendata_assets.execution.progress import silent
from tests.audits.audited import call, entry, subject, tool
from tests.audits.in_process import InProcessSandbox
from tests.audits.tried import TEXT, optional

CODE = """
class Desk:
    def _load_scenario(self, state):
        self.open, self.notes, self._place = state.get("open", True), {}, 0

    def add_note(self, words, kind="short"):
        self.notes["N1"] = [words, kind]
        return {"id": "N1", "kind": kind}

    def read_note(self, note_id):
        return {"note": self.notes.get(note_id)}

    def read_all(self, kind):
        return {"notes": [note for note in self.notes.values() if note[1] == kind]}

    def step(self):
        self._place += 1
        return {"place": self._place}

    def count(self):
        return {"count": len(self.notes)}
"""
KIND: dict[str, Any] = {"type": "string", "enum": ["short", "long"]}
TOOLS = [
    tool("add_note", words=TEXT, kind=optional(KIND)),
    tool("read_note", note_id=TEXT),
    tool("read_all", kind=KIND),
    tool("step").model_copy(update={"mutates_state": False}),
    tool("count").model_copy(update={"mutates_state": False}),
]


def tried(folder: Path, *more: Any) -> AuditSubject:
    entries = [entry("a", "Hello.", call("count"), call("add_note", words="hello")), *more]
    seen = subject(folder, CODE, TOOLS, entries)
    return replace(seen, observations=observe(seen, InProcessSandbox(), silent))


def test_a_look_up_is_bound_to_the_id_that_the_write_gave(tmp_path: Path) -> None:
    seen = tried(tmp_path)
    (write, *_) = seen.observations.of("Desk.add_note", "plain")
    assert [dict(each.arguments) for each in bound_calls(seen, seen.tool("Desk.read_note"), write)] == [
        {"note_id": "N1"}
    ]
    assert [dict(each.arguments) for each in bound_calls(seen, seen.tool("Desk.read_all"), write)] == [
        {"kind": "short"}
    ]
    assert known_arguments(seen, seen.tool("Desk.add_note")) == {"words": "hello"}


def test_what_nothing_says_is_not_made_up(tmp_path: Path) -> None:
    seen = tried(tmp_path)
    (write, *_) = seen.observations.of("Desk.add_note", "plain")
    open_ended = tool("show", colour=TEXT)
    assert bound_calls(seen, open_ended, write) == []
    assert bound_calls(seen, seen.tool("Desk.count"), write, only_bound=True) == []


def test_tools_that_change_what_a_state_hides_are_no_look_ups(tmp_path: Path) -> None:
    seen = tried(tmp_path)
    found = look_ups_of(seen, seen.tool("Desk.add_note"), seen.observations)
    assert [each.name for each in found] == ["read_note", "read_all", "count"]


def test_a_write_stands_between_the_same_look_ups(tmp_path: Path) -> None:
    told = next(each for each in tried(tmp_path).observations.stories if each.story.kind == "look_ups")
    names = [each.name for each in told.story.calls]
    about = told.story.about
    assert names == [*names[:about], "add_note", *names[:about]]
    assert told.complete
    assert told.value(about + 1) != told.value(0)


def test_plain_calls_are_made_in_two_runs_and_others_in_one(tmp_path: Path) -> None:
    observations = tried(tmp_path).observations
    assert all((each.twin is not None) == (each.probe.variation == "plain") for each in observations)


def test_a_call_is_tried_early_on_each_kind_of_initial_state(tmp_path: Path) -> None:
    closed = entry("b", "Hello.", state={"open": False})
    seen = tried(tmp_path, closed, entry("c", "Hello.", state={"open": False}))
    early = [each.probe.setting for each in seen.observations.of("Desk.add_note", "early")]
    assert [each.entry for each in early] == ["a", "b"]
    assert all(each.prefix == () for each in early)


def test_declared_values_are_tried_again_after_the_right_call_and_an_undeclared_one_once(tmp_path: Path) -> None:
    seen = tried(tmp_path)
    settings = [each.probe.setting for each in seen.observations.of("Desk.add_note", "enum", parameter="kind")]
    assert {len(each.prefix) for each in settings} == {1, 2}
    assert len(seen.observations.of("Desk.add_note", "undeclared")) == 1
