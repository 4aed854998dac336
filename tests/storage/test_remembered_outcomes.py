"""A sandbox that remembers gives the same outcomes, and runs nothing twice that will give the same again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from eigendata_assets.execution.protocol import (
    CallResult,
    EnvironmentCode,
    Failure,
    FailureKind,
    Replay,
    ReplayOutcome,
    Toolkit,
)
from eigendata_assets.storage.remembered_outcomes import RememberingSandbox


class Counting:
    """A sandbox whose outcomes say how many replays it has run; `failure` ends each."""

    def __init__(self, failure: Failure | None = None) -> None:
        self.ran: list[str] = []
        self.failure = failure

    def replay(
        self,
        environment: EnvironmentCode,
        replays: Sequence[Replay],
        *,
        on_done: Callable[[ReplayOutcome], None] | None = None,
    ) -> list[ReplayOutcome]:
        outcomes = []
        for replay in replays:
            self.ran.append(replay.id)
            results = [[CallResult(f"{len(self.ran)}", '{"a": 1.5}', None), CallResult("no", None, "KeyError")]]
            outcome = ReplayOutcome(
                replay.id, results, {"Desk": "00"}, [{"Desk": "01"}], {"Desk": {}}, self.failure, [{"Desk": "{}"}, {}],
                [{"Desk": [["a", "b"]]}, {}],
            )  # fmt: skip
            outcomes.append(outcome)
            if on_done:
                on_done(outcome)
        return outcomes

    def confinement(self) -> Mapping[str, str]:
        return {"network": "none"}


@pytest.fixture
def desk(tmp_path: Path) -> EnvironmentCode:
    folder = tmp_path / "code"
    folder.mkdir()
    (folder / "desk.py").write_text("class Desk: pass\n")
    return EnvironmentCode(folder, (Toolkit("Desk", "desk"),))


def replay(name: str = "r", count: int = 1) -> Replay:
    return Replay(name, ("Desk",), {"Desk": {"count": count}}, [[("add", {"steps": 1})]], watched=True)


def test_a_replay_that_was_run_before_gives_the_same_outcome_without_being_run(desk: EnvironmentCode) -> None:
    below = Counting()
    first = RememberingSandbox(below, desk.folder.parent / "o.sqlite", "1").replay(desk, [replay()])
    done: list[str] = []
    again = RememberingSandbox(below, desk.folder.parent / "o.sqlite", "1").replay(
        desk, [replay()], on_done=lambda outcome: done.append(outcome.id)
    )
    assert again == first
    assert (below.ran, done) == (["r"], ["r"])


def test_only_what_is_new_is_run_and_the_order_is_that_of_the_replays(desk: EnvironmentCode) -> None:
    below = Counting()
    sandbox = RememberingSandbox(below, desk.folder.parent / "o.sqlite", "1")
    sandbox.replay(desk, [replay(count=1), replay(count=3)])
    outcomes = sandbox.replay(desk, [replay(count=1), replay(count=2), replay(count=3)])
    assert [outcome.results[0][0].text for outcome in outcomes] == ["1", "3", "2"]


@pytest.mark.parametrize("what", ["code", "program", "id", "state"])
def test_another_code_program_id_or_state_is_another_replay(desk: EnvironmentCode, what: str) -> None:
    below, file = Counting(), desk.folder.parent / "o.sqlite"
    RememberingSandbox(below, file, "1").replay(desk, [replay()])
    if what == "code":
        (desk.folder / "desk.py").write_text("class Desk: x = 1\n")
    changed = replay("other" if what == "id" else "r", 2 if what == "state" else 1)
    RememberingSandbox(below, file, "2" if what == "program" else "1").replay(desk, [changed])
    assert len(below.ran) == 2


@pytest.mark.parametrize(("kind", "runs"), [("timeout", 2), ("memory", 2), ("died", 2), ("load", 1), ("exit", 1)])
def test_a_failure_that_may_not_come_again_is_not_remembered(
    desk: EnvironmentCode, kind: FailureKind, runs: int
) -> None:
    below = Counting(Failure(kind, "it stopped"))
    for _ in range(2):
        (outcome,) = RememberingSandbox(below, desk.folder.parent / "o.sqlite", "1").replay(desk, [replay()])
        assert outcome.failure == Failure(kind, "it stopped")
    assert len(below.ran) == runs


def test_what_was_not_asked_for_is_forgotten(desk: EnvironmentCode) -> None:
    below, file = Counting(), desk.folder.parent / "o.sqlite"
    RememberingSandbox(below, file, "1").replay(desk, [replay(count=1), replay(count=2)])
    later = RememberingSandbox(below, file, "1")
    later.replay(desk, [replay(count=2)])
    later.forget_unused()
    RememberingSandbox(below, file, "1").replay(desk, [replay(count=1), replay(count=2)])
    assert len(below.ran) == 3


def test_confinement_is_that_of_the_sandbox_below(desk: EnvironmentCode) -> None:
    assert RememberingSandbox(Counting(), desk.folder / "o.sqlite", "1").confinement() == {"network": "none"}
