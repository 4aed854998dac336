"""A worker is told once how many replays begin; each begins so, whichever worker runs it and whatever went before."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from eigendata_assets.execution.protocol import EnvironmentCode, Replay, Toolkit
from resources.subprocess_sandbox import SubprocessSandbox

CODE = """
import copy, os, random

class Desk:
    def _load(self, state):
        self.notes = copy.deepcopy(state.get("notes", []))

    def write(self, text):
        self.notes.append(text)
        return list(self.notes)

    def quit(self):
        os._exit(3)

class Dice(Desk):
    def _load(self, state):
        random.seed(state["seed"])
        self.notes = state["notes"]

    def throw(self):
        return random.randrange(10 ** 9)
"""


@pytest.fixture
def desk(tmp_path: Path) -> EnvironmentCode:
    (tmp_path / "desk.py").write_text(CODE)
    return EnvironmentCode(tmp_path, (Toolkit("Desk", "desk"), Toolkit("Dice", "desk")), "_load")


@pytest.mark.parametrize("processes", [1, 2])
@pytest.mark.parametrize("kind", ["Desk", "Dice"])
def test_states_told_in_any_order_stay_apart(desk: EnvironmentCode, kind: str, processes: int) -> None:
    states = [{kind: {"notes": [str(number)], "seed": number}} for number in range(3)]
    order = random.Random(4).choices(range(3), k=60)
    write = [[("write", {"text": "new"})]]

    with SubprocessSandbox(processes=processes) as sandbox:
        outcomes = sandbox.replay(desk, [Replay("r", (kind,), states[number], write) for number in order])

    assert [each.results[0][0].value for each in outcomes] == [[str(number), "new"] for number in order]
    assert [each.final_state[kind]["notes"] for each in outcomes] == [[str(number), "new"] for number in order]
    assert len({each.initial_state_hashes[kind] for each in outcomes}) == 3


def test_a_new_worker_is_told_again_where_the_last_one_ended(desk: EnvironmentCode) -> None:
    state = {"Desk": {"notes": ["first"]}}
    calls: list[tuple[str, dict[str, str]]] = [("write", {"text": "a"}), ("quit", {}), ("write", {"text": "b"})]

    with SubprocessSandbox(processes=1) as sandbox:
        one, ended, other = sandbox.replay(desk, [Replay("r", ("Desk",), state, [[call]]) for call in calls])

    assert ended.failure is not None
    assert [each.results[0][0].value for each in (one, other)] == [["first", "a"], ["first", "b"]]
    assert other.final_state == {"Desk": {"notes": ["first", "b"]}}


def test_a_state_that_was_changed_between_two_batches_is_told_anew(desk: EnvironmentCode) -> None:
    state = {"Desk": {"notes": ["first"]}}
    replay = Replay("r", ("Desk",), state, [[("write", {"text": "a"})]])

    with SubprocessSandbox(processes=1) as sandbox:
        (before,) = sandbox.replay(desk, [replay])
        state["Desk"]["notes"].append("second")
        (after,) = sandbox.replay(desk, [replay])

    assert before.final_state == {"Desk": {"notes": ["first", "a"]}}
    assert after.final_state == {"Desk": {"notes": ["first", "second", "a"]}}


def test_loading_that_does_more_than_fill_is_done_for_every_replay(desk: EnvironmentCode) -> None:
    state = {"Dice": {"notes": [], "seed": 7}}

    with SubprocessSandbox(processes=1) as sandbox:
        outcomes = sandbox.replay(desk, [Replay("r", ("Dice",), state, [[("throw", {})]]) for _ in range(4)])

    assert {each.results[0][0].value for each in outcomes} == {random.Random(7).randrange(10**9)}
