"""The process engine: tasks are done in other processes, errors come across, and nothing is left running."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from pathlib import Path

import pytest

from eigendata_assets.errors import GateFailed, InputError, ProcessLost
from eigendata_assets.execution.engine import Here, Work
from eigendata_assets.execution.progress import Advance
from eigendata_assets.execution.protocol import EnvironmentCode, Json, Replay, Sandbox, Toolkit
from resources.process_engine import ProcessEngine

COUNTER = """\
class Counter:
    def _load_scenario(self, state):
        self.count = state["count"]

    def add(self, number):
        self.count += number
        return self.count
"""


def open_squares(sandbox: Sandbox, settings: Json) -> Work:
    """Squares numbers, or does what else a task asks."""
    del sandbox

    def square(task: Json, advance: Advance) -> Json:
        if task == "gate":
            raise GateFailed("no square was found", hint="Ask for another.")
        if task == "input":
            raise InputError("no number", where=("a file", "line 3"), hint="Write one.")
        if task == "pid":
            return os.getpid()
        if task == "bug":
            raise KeyError("a bug")
        if task == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        print("this is no answer")
        for _ in range(task):
            advance()
        return task**2 + int(settings["plus"])

    return square


def open_sandbox(sandbox: Sandbox, settings: Json) -> Work:
    """Runs foreign code in the process's own sandbox."""
    environment = EnvironmentCode(Path(settings), (Toolkit("Counter", "counter"),))

    def run(task: Json, advance: Advance) -> Json:
        del advance
        replay = Replay("one", ("Counter",), {"Counter": {"count": task}}, [[("add", {"number": 2})]])
        (outcome,) = sandbox.replay(environment, [replay])
        return outcome.results[0][0].value

    return run


def nobody() -> None:
    """Nobody counts."""


@pytest.mark.parametrize("processes", [1, 3])
def test_answers_come_to_their_tasks_whatever_the_number_of_processes(processes: int) -> None:
    with ProcessEngine(processes).open(open_squares, {"plus": 1}) as team:
        futures = [team.submit(number, nobody) for number in range(7)]
        assert [each.result() for each in futures] == [1, 2, 5, 10, 17, 26, 37]


def test_no_more_processes_are_started_than_are_asked_for() -> None:
    with ProcessEngine(4).open(open_squares, {}, 2) as team:
        pids = {team.submit("pid", nobody).result() for _ in range(6)}
    assert 1 <= len(pids) <= 2
    assert os.getpid() not in pids


def test_the_work_says_how_far_it_is() -> None:
    counted = Counter[str]()
    with ProcessEngine(2).open(open_squares, {"plus": 0}) as team:
        futures = [team.submit(number, lambda: counted.update(["done"])) for number in (3, 4)]
        assert [each.result() for each in futures] == [9, 16]
    assert counted["done"] == 7


def test_errors_of_ours_come_across_with_what_to_do() -> None:
    with ProcessEngine(1).open(open_squares, {"plus": 0}) as team:
        with pytest.raises(GateFailed, match="no square was found") as gate:
            team.submit("gate", nobody).result()
        with pytest.raises(InputError, match="a file: line 3: no number"):
            team.submit("input", nobody).result()
        assert gate.value.hint == "Ask for another."


def test_a_process_that_is_killed_is_told_and_the_next_task_gets_another() -> None:
    with ProcessEngine(1).open(open_squares, {"plus": 0}) as team:
        with pytest.raises(ProcessLost, match="ended with code -9"):
            team.submit("die", nobody).result()
        assert team.submit(3, nobody).result() == 9


def test_a_bug_ends_the_process_with_its_traceback(capfd: pytest.CaptureFixture[str]) -> None:
    with ProcessEngine(1).open(open_squares, {}) as team, pytest.raises(ProcessLost, match="ended with code 1"):
        team.submit("bug", nobody).result()
    said = capfd.readouterr().err
    assert "KeyError: 'a bug'" in said
    assert "Fatal" not in said


def test_no_process_is_left_when_the_work_is_done() -> None:
    with ProcessEngine(1).open(open_squares, {}) as team:
        pid = team.submit("pid", nobody).result()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_process_ends_while_it_waits_when_nobody_is_there_to_ask() -> None:
    with ProcessEngine(1).open(open_squares, {}) as team:
        team.submit("pid", nobody).result()
        started = time.monotonic()
    assert time.monotonic() - started < 4


def test_each_process_has_a_sandbox_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "counter.py").write_text(COUNTER)
    with ProcessEngine(2).open(open_sandbox, str(tmp_path)) as team:
        assert [each.result() for each in [team.submit(n, nobody) for n in range(3)]] == [2, 3, 4]


def test_the_same_work_can_be_done_here(sandbox: Sandbox) -> None:
    with Here(sandbox).open(open_squares, {"plus": 1}) as team:
        assert team.submit(3, nobody).result() == 10
