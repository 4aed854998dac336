"""The sandbox answers every replay in order, keeps its workers warm, and leaves nothing behind."""

import _thread
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import dagster as dg
import pytest

from eigendata_assets.errors import SandboxError
from eigendata_assets.execution.protocol import EnvironmentCode, Limits, Replay, ReplayOutcome, Sandbox, Toolkit
from resources.sandbox_resource import SandboxResource
from resources.subprocess_sandbox import SubprocessSandbox

REPOSITORY = Path(__file__).parents[2]
LIMITS = Limits(memory_bytes=256 << 20, argument_bytes=2000, call_seconds=5, cpu_seconds=1)
COUNTER = """
import os, time
LIVES = []
class Counter:
    def _load_scenario(self, state, step=1):
        self.value = state["value"]
        self.step = step
    def add(self, times=1):
        self.value += self.step * times
        return self.value
    def process(self):
        return str(os.getpid())
    def names(self):
        return str(set("abcdefghij"))
    def sleep(self, seconds):
        time.sleep(seconds)
    def compute(self, seconds):
        end = time.process_time() + seconds
        while time.process_time() < end:
            pass
    def hoard(self):
        LIVES.append(bytearray(60 << 20))
    def end_after(self, lives):
        LIVES.append(1)
        if len(LIVES) > lives:
            os._exit(1)
"""


@pytest.fixture
def counter(tmp_path):
    folder = tmp_path / "environment"
    folder.mkdir()
    (folder / "counter.py").write_text(COUNTER)
    return EnvironmentCode(folder, (Toolkit("Counter", "counter"),))


@pytest.fixture
def place(tmp_path, monkeypatch):
    """Where the workers' own folders are made."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    return tmp_path / "temporary"


def one(tool, name="one", value=0, **arguments):
    return Replay(name, ("Counter",), {"Counter": {"value": value}}, [[(tool, arguments)]])


def values(outcomes):
    return [outcome.failure or outcome.results[-1][-1].value for outcome in outcomes]


def processes_at(place):
    """Running processes whose working folder lies in `place`."""
    found = []
    for link in Path("/proc").glob("[0-9]*/cwd"):
        try:
            if str(link.readlink()).startswith(f"{place}/"):
                found.append(int(link.parent.name))
        except OSError:
            continue
    return found


def is_soon(condition, seconds=5.0):
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    return condition()


def test_results_and_states_come_back_for_every_turn(counter):
    replay = Replay(
        "a", ("Counter",), {"Counter": {"value": 40}}, [[("add", {})], [("add", {"times": 2})]], {"step": 2}
    )
    with SubprocessSandbox(LIMITS) as sandbox:
        (outcome,) = sandbox.replay(counter, [replay])
    assert outcome.failure is None
    assert [[result.value for result in turn] for turn in outcome.results] == [[42], [46]]
    assert outcome.final_state == {"Counter": {"value": 46, "step": 2}}
    hashes = [outcome.initial_state_hashes, *outcome.turn_states]
    assert len({state["Counter"] for state in hashes}) == 3


def test_two_thousand_replays_through_two_processes_come_back_in_order(counter):
    replays = [one("add", name=f"r{number}", value=number) for number in range(2000)]
    heard: list[ReplayOutcome] = []
    with SubprocessSandbox(LIMITS, processes=2) as sandbox:
        outcomes = sandbox.replay(counter, replays, on_done=heard.append)
    assert [outcome.id for outcome in outcomes] == [f"r{number}" for number in range(2000)]
    assert values(outcomes) == list(range(1, 2001))
    assert sorted(outcome.id for outcome in heard) == sorted(replay.id for replay in replays)


def test_no_replays_need_no_process(counter, place):
    with SubprocessSandbox(LIMITS) as sandbox:
        assert sandbox.replay(counter, []) == []
        assert list(place.iterdir()) == []


def test_long_replays_are_shared_among_the_processes(counter):
    with SubprocessSandbox(LIMITS, processes=2) as sandbox:
        begin = time.monotonic()
        outcomes = sandbox.replay(counter, [one("sleep", seconds=0.3) for _ in range(6)])
    assert all(outcome.failure is None for outcome in outcomes)
    assert time.monotonic() - begin < 6 * 0.3


def test_few_short_replays_need_one_process(counter, place):
    with SubprocessSandbox(LIMITS, processes=8) as sandbox:
        sandbox.replay(counter, [one("add") for _ in range(20)])
        assert len(list(place.iterdir())) == 1


def test_large_states_and_many_replays_do_not_block_each_other(counter):
    state = {"Counter": {"value": 1, "padding": "x" * 300_000}}
    replays = [Replay(str(number), ("Counter",), state, [[("add", {})]]) for number in range(50)]
    with SubprocessSandbox(LIMITS, processes=2) as sandbox:
        assert values(sandbox.replay(counter, replays)) == [2] * 50


def test_workers_stay_warm_for_the_same_environment(counter):
    with SubprocessSandbox(LIMITS, processes=1) as sandbox:
        (first,), (second,) = (values(sandbox.replay(counter, [one("process")])) for _ in range(2))
    assert first == second


def test_workers_stay_warm_when_the_thread_that_asked_has_ended(counter):
    seen = []
    with SubprocessSandbox(LIMITS, processes=1) as sandbox:
        for _ in range(2):
            thread = threading.Thread(target=lambda: seen.extend(values(sandbox.replay(counter, [one("process")]))))
            thread.start()
            thread.join()
            time.sleep(0.1)
    assert seen[0] == seen[1]


def test_changed_code_is_run_by_new_workers(counter):
    with SubprocessSandbox(LIMITS, processes=1) as sandbox:
        assert values(sandbox.replay(counter, [one("add")])) == [1]
        (counter.folder / "counter.py").write_text(COUNTER.replace("+= self.step", "+= 10"))
        assert values(sandbox.replay(counter, [one("add")])) == [10]


def test_only_the_last_environments_are_kept(counter, tmp_path, place):
    with SubprocessSandbox(LIMITS, processes=1) as sandbox:
        for number in range(4):
            folder = tmp_path / f"environment{number}"
            folder.mkdir()
            (folder / "counter.py").write_text(COUNTER)
            sandbox.replay(EnvironmentCode(folder, counter.toolkits), [one("add")])
        assert len(processes_at(place)) == 2


def test_sets_have_the_same_order_in_every_worker(counter):
    with SubprocessSandbox(LIMITS, processes=1) as one_sandbox, SubprocessSandbox(LIMITS, processes=1) as another:
        assert values(one_sandbox.replay(counter, [one("names")])) == values(another.replay(counter, [one("names")]))


def test_a_replay_is_not_blamed_for_what_others_used_up(counter):
    hoarding = [one("hoard", name=str(number)) for number in range(8)]
    computing = [one("compute", name=str(number), seconds=0.4) for number in range(4)]
    ending = [one("end_after", name=str(number), lives=3) for number in range(8)]
    with SubprocessSandbox(LIMITS, processes=1) as sandbox:
        outcomes = sandbox.replay(counter, hoarding + computing + ending)
    assert [outcome.failure for outcome in outcomes] == [None] * 20


def test_a_request_over_the_limit_is_refused_and_the_others_are_not(counter):
    large = one("add", name="large", note="x" * 3000)
    with SubprocessSandbox(LIMITS, processes=1) as sandbox:
        fine, refused, also_fine = sandbox.replay(counter, [one("add"), large, one("add")])
    (failure,) = values([refused])
    assert (refused.id, failure.kind, failure.turn, failure.call) == ("large", "refused", 0, 0)
    assert "the limit is 2000" in failure.message
    assert values([fine, also_fine]) == [1, 1]


def test_arguments_that_are_not_json_are_refused(counter):
    with SubprocessSandbox(LIMITS, processes=1) as sandbox:
        (failure,) = values(sandbox.replay(counter, [one("add", note={1, 2})]))
    assert failure.kind == "refused"


def test_close_leaves_neither_process_nor_folder(counter, place):
    sandbox = SubprocessSandbox(LIMITS, processes=2)
    sandbox.replay(counter, [one("add")])
    assert processes_at(place)
    sandbox.close()
    assert processes_at(place) == []
    assert list(place.iterdir()) == []
    with pytest.raises(SandboxError, match="closed"):
        sandbox.replay(counter, [one("add")])


def test_a_sandbox_that_is_forgotten_leaves_nothing(counter, place):
    SubprocessSandbox(LIMITS, processes=1).replay(counter, [one("add")])
    assert processes_at(place) == []
    assert list(place.iterdir()) == []


def test_closing_ends_a_batch_in_another_thread(counter, place):
    sandbox = SubprocessSandbox(LIMITS, processes=1)
    threading.Timer(0.3, sandbox.close).start()
    with pytest.raises(SandboxError, match="closed while"):
        sandbox.replay(counter, [one("sleep", seconds=4)])
    assert is_soon(lambda: not processes_at(place) and not list(place.iterdir()))


def test_an_interrupt_ends_the_workers(counter, place):
    with SubprocessSandbox(LIMITS, processes=1) as sandbox:
        threading.Timer(0.3, _thread.interrupt_main).start()
        with pytest.raises(KeyboardInterrupt):
            sandbox.replay(counter, [one("sleep", seconds=4)])
        assert processes_at(place) == []
        assert values(sandbox.replay(counter, [one("add")])) == [1]


def test_an_error_of_the_listener_is_raised_and_the_sandbox_can_be_used_again(counter):
    def fail(_):
        raise ZeroDivisionError

    with SubprocessSandbox(LIMITS, processes=1) as sandbox:
        with pytest.raises(ZeroDivisionError):
            sandbox.replay(counter, [one("add")] * 10, on_done=fail)
        assert values(sandbox.replay(counter, [one("add")])) == [1]


def test_workers_die_with_the_process_that_started_them(counter, place):
    code = f"""
import sys, tempfile; sys.path.insert(0, {str(REPOSITORY)!r}); tempfile.tempdir = {str(place)!r}
from pathlib import Path
from eigendata_assets.execution.protocol import *
from resources.subprocess_sandbox import SubprocessSandbox
environment = EnvironmentCode(Path({str(counter.folder)!r}), (Toolkit("Counter", "counter"),))
turns = [[("sleep", {{"seconds": 60}})]]
SubprocessSandbox().replay(environment, [Replay("a", ("Counter",), {{"Counter": {{"value": 1}}}}, turns)])
"""
    host = subprocess.Popen([sys.executable, "-c", code])
    assert is_soon(lambda: processes_at(place), 20)
    host.send_signal(signal.SIGKILL)
    host.wait()
    assert is_soon(lambda: not processes_at(place))


def test_a_sandbox_is_not_used_by_a_forked_process(counter):
    with SubprocessSandbox(LIMITS, processes=1) as sandbox:
        child = os.fork()
        if child == 0:
            try:
                sandbox.replay(counter, [one("add")])
            except SandboxError:
                os._exit(7)
            os._exit(0)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7


def test_confinement_says_what_holds_each_promise(counter, place):
    with SubprocessSandbox(LIMITS, processes=1) as sandbox:
        cold = sandbox.confinement()
        assert list(place.iterdir()) == []
        sandbox.replay(counter, [one("add")])
        assert sandbox.confinement() == cold
    assert list(cold) == ["network", "files", "processes", "memory"]


def test_the_resource_gives_a_sandbox_for_the_time_of_a_run(counter, place):
    @dg.op
    def replay(sandbox: dg.ResourceParam[Sandbox]):
        return values(sandbox.replay(counter, [one("add")]))

    @dg.job(resource_defs={"sandbox": SandboxResource(processes=1)})
    def run():
        replay()

    assert run.execute_in_process().output_for_node("replay") == [1]
    assert list(place.iterdir()) == []
