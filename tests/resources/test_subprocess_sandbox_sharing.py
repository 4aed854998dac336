"""Replays that share what was executed come back as if each had run alone, also when one of them ends the process."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from eigendata_assets.execution.call_names import RawCall
from eigendata_assets.execution.protocol import EnvironmentCode, Limits, Replay, Toolkit
from resources.subprocess_sandbox import SubprocessSandbox

LIMITS = Limits(call_seconds=1, memory_bytes=192 << 20)
CODE = """
import re

class Desk:
    def __init__(self):
        self.notes = {}

    def _load(self, state):
        self.notes = dict(state.get("notes", {}))

    def look(self):
        return list(self.notes)

    def write(self, key, text):
        self.notes[key] = text
        return len(self.notes)

    def search_forever(self):
        return re.fullmatch("(a*)*b", "a" * 40) is None

    def wait_forever(self):
        while self.notes is not None:
            pass

    def hoard(self):
        self.notes["much"] = ["x" * 1000000 + str(number) for number in range(1000)]
"""
LOOK: RawCall = ("look", {})


def write(key: str, text: str) -> RawCall:
    return "write", {"key": key, "text": text}


@pytest.fixture
def desk(tmp_path: Path) -> EnvironmentCode:
    (tmp_path / "desk.py").write_text(CODE)
    return EnvironmentCode(tmp_path, (Toolkit("Desk", "desk"),), "_load")


@pytest.mark.parametrize("processes", [1, 2])
def test_replays_of_many_beginnings_give_what_each_gives_alone(desk: EnvironmentCode, processes: int) -> None:
    states = [{"Desk": {"notes": {"n": str(number)}}} for number in range(5)]
    turns = [[[LOOK]], [[write("a", "1"), LOOK]], [[LOOK], [write("a", "1")], [LOOK]], [], [[write("a", "2")]]] * 3
    replays = [
        Replay(f"{place} {number}", ("Desk",), state, calls)
        for place, state in enumerate(states)
        for number, calls in enumerate(turns)
    ]
    with SubprocessSandbox(processes=processes) as sandbox:
        together = sandbox.replay(desk, replays)
        alone = [sandbox.replay(desk, [dataclasses.replace(each, state=dict(each.state))])[0] for each in replays[:20]]
    assert [outcome.id for outcome in together] == [replay.id for replay in replays]
    assert together[:20] == alone
    assert together[4].final_state == {"Desk": {"notes": {"n": "0", "a": "2"}}}
    assert together[1].turn_states[0] is together[6].turn_states[0]


@pytest.mark.parametrize(
    ("tool", "kind"), [("search_forever", "timeout"), ("wait_forever", "timeout"), ("hoard", "memory")]
)
def test_the_replay_that_ends_the_process_is_the_one_that_is_blamed(
    desk: EnvironmentCode, tool: str, kind: str
) -> None:
    turns = [[[write("a", str(number))], [(tool, {}) if number == 7 else LOOK]] for number in range(20)]
    state: dict[str, Any] = {"Desk": {"notes": {}}}
    with SubprocessSandbox(LIMITS, processes=1) as sandbox:
        outcomes = sandbox.replay(
            desk, [Replay(str(number), ("Desk",), state, each) for number, each in enumerate(turns)]
        )
    failures = {outcome.id: outcome.failure.kind for outcome in outcomes if outcome.failure}
    assert failures == {"7": kind}
    assert outcomes[8].final_state == {"Desk": {"notes": {"a": "8"}}}
