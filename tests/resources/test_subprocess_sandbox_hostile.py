"""Whatever foreign code does, it is contained: a named result in time, others unharmed, nothing left."""

import contextlib
import dataclasses
import os
import time
from pathlib import Path

import pytest

from eigendata_assets.execution.call_names import RawCall
from eigendata_assets.execution.protocol import EnvironmentCode, Limits, Replay, Toolkit
from resources.subprocess_sandbox import SubprocessSandbox

REPOSITORY = Path(__file__).parents[2]
LIMITS = Limits(
    call_seconds=5,
    cpu_seconds=20,
    memory_bytes=128 << 20,
    output_bytes=10_000,
    file_bytes=1 << 20,
    folder_bytes=8 << 20,
)
HOSTILE = """
import _thread, ctypes, itertools, os, re, shutil, signal, socket, subprocess, sys, threading, time

class Hostile:
    def _load_scenario(self, state):
        self.value = state["value"]
    def fine(self):
        return {"value": self.value}
    def read(self, path):
        return open(path).read(100)
    def listing(self, path):
        return os.listdir(path)
    def write(self, path):
        open(path, "w").write("x")
    def connect(self):
        socket.create_connection(("127.0.0.1", 9), 1)
    def unix_socket(self):
        socket.socket(socket.AF_UNIX).connect("/nowhere")
    def resolve(self):
        return socket.getaddrinfo("example.com", 80)
    def fork(self):
        os.fork()
    def run(self):
        subprocess.run(["/bin/true"])
    def system(self):
        return os.system("touch touched") == 0 or os.path.exists("touched")
    def kill_parent(self):
        os.kill(os.getppid(), signal.SIGURG)
    def allocate(self):
        bytearray(10 << 30)
    def allocate_slowly(self):
        held = []
        while True:
            held.append(bytearray(8 << 20))
    def loop(self):
        while True:
            pass
    def loop_on(self):
        while True:
            try:
                time.sleep(10)
            except BaseException:
                pass
    def power(self):
        return 10 ** 10 ** 8
    def sum_forever(self):
        return sum(itertools.repeat(0))
    def expression(self):
        return re.match("(a+)+$", "a" * 50 + "b")
    def print_much(self):
        while True:
            print("x" * 1000)
    def print_more(self):
        for _ in range(1000):
            os.write(1, bytes(1 << 20)) + os.write(2, bytes(1 << 20))
        sys.__stdout__.write("x" * 100_000)
    def sys_exit(self):
        sys.exit(3)
    def os_exit(self):
        os._exit(3)
    def abort(self):
        os.abort()
    def crash(self):
        ctypes.string_at(0)
    def patch(self):
        import builtins
        builtins.len = lambda _: 0
        return "patched"
    def garbage(self):
        os.write(4, b"garbage\\n")
    def endless_line(self):
        while True:
            os.write(4, b"x" * 1_000_000)
    def close_all(self):
        os.closerange(0, 64)
    def delete_folder(self):
        shutil.rmtree(os.getcwd())
    def open_many(self):
        return [open(f"file{i}", "w") for i in range(10_000)]
    def write_large(self):
        with open("large", "wb") as file:
            while True:
                file.write(bytes(1 << 20))
    def fill_folder(self):
        for number in range(10_000):
            with open(f"part{number}", "wb") as file:
                file.write(bytes(1 << 20))
            time.sleep(0.01)
    def dig(self):
        while True:
            os.mkdir("deeper", 0o300)
            os.chdir("deeper")
    def variables(self):
        return dict(os.environ)
    def thread(self):
        seen = []
        thread = threading.Thread(target=seen.append, args=[1])
        thread.start()
        thread.join()
        return seen
    def leave_thread(self):
        def spoil():
            time.sleep(0.05)
            while True:
                self.value += 1
                os.write(4, b"later")
        threading.Thread(target=spoil, daemon=True).start()
    def many_threads(self):
        threading.stack_size(32 << 10)
        while True:
            _thread.start_new_thread(time.sleep, (60,))
            self.value += 1
    def hold_threads(self):
        threading.stack_size(32 << 10)
        for _ in range(100):
            _thread.start_new_thread(time.sleep, (60,))
        time.sleep(4)
    def stop(self):
        signal.pthread_kill(threading.get_ident(), signal.SIGSTOP)
    def ignore_alarm(self):
        signal.signal(signal.SIGALRM, signal.SIG_IGN)
        while True:
            pass
"""


def own_processes() -> list[str]:
    """Processes that we started and that have not ended."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, parent, *_ = status.read_text().rpartition(")")[2].split()
            if int(parent) == os.getpid() and state != "Z":
                found.append(status.parent.name)
    return found


def folders_in(place: Path) -> list[Path]:
    return list(place.glob("eigendata-sandbox-*"))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    folder = tmp_path_factory.mktemp("environment")
    (folder / "hostile.py").write_text(HOSTILE)
    return EnvironmentCode(folder, (Toolkit("Hostile", "hostile"),))


@pytest.fixture
def limits():
    return LIMITS


@pytest.fixture
def sandbox(tmp_path, monkeypatch, limits):
    """A sandbox of one process, so that the harmless share it with the hostile; at the end nothing is left of it."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setenv("PLANTED_KEY", "secret")
    before = own_processes()
    with SubprocessSandbox(limits, processes=1) as sandbox:
        yield sandbox
    assert own_processes() == before
    assert folders_in(tmp_path) == []


def replay(sandbox, environment, tool, **arguments):
    """The outcome of one call among harmless ones, which all have to succeed; and after how many seconds it came."""
    fine: RawCall = ("fine", {})
    state = {"Hostile": {"value": 7}}
    calls = [fine, fine, (tool, arguments), fine, fine]
    replays = [Replay(str(number), ("Hostile",), state, [[call]]) for number, call in enumerate(calls)]
    times: dict[str, float] = {}
    outcomes = sandbox.replay(environment, replays, on_done=lambda done: times.setdefault(done.id, time.monotonic()))
    assert [outcome.id for outcome in outcomes] == list("01234")
    for outcome in outcomes[:2] + outcomes[3:]:
        assert outcome.failure is None
        assert outcome.results[0][0].value == {"value": 7}
    assert times["2"] - times["1"] < LIMITS.call_seconds + 2
    return outcomes[2], times["2"] - times["1"]


ERRORS = [
    ("read", {"path": "/etc/passwd"}, "PermissionError"),
    ("read", {"path": str(REPOSITORY / "pyproject.toml")}, "PermissionError"),
    ("read", {"path": "/proc/1/environ"}, "PermissionError"),
    ("read", {"path": "/proc/self/environ"}, "PermissionError"),
    ("listing", {"path": str(Path.home())}, "PermissionError"),
    ("listing", {"path": "/tmp"}, "PermissionError"),
    ("write", {"path": "/tmp/eigendata-was-here"}, "PermissionError"),
    ("write", {"path": "../eigendata-was-here"}, "PermissionError"),
    ("connect", {}, "PermissionError"),
    ("unix_socket", {}, "PermissionError"),
    ("fork", {}, "PermissionError"),
    ("run", {}, "PermissionError"),
    ("kill_parent", {}, "PermissionError"),
    ("open_many", {}, "OSError"),
    ("write_large", {}, "OSError"),
    ("many_threads", {}, "RuntimeError"),
]


@pytest.mark.parametrize(("tool", "arguments", "error"), ERRORS, ids=lambda value: str(value)[:40])
def test_what_is_refused_is_an_error_of_the_call(sandbox, hostile, tool, arguments, error):
    outcome, _ = replay(sandbox, hostile, tool, **arguments)
    assert outcome.failure is None
    assert outcome.results[0][0].error == error


FAILURES = [
    ("allocate", "memory", "128 MiB"),
    ("allocate_slowly", "memory", "128 MiB"),
    ("print_much", "output", "10000 bytes"),
    ("print_more", "output", "10000 bytes"),
    ("fill_folder", "output", "8388608 bytes"),
    ("dig", "output", "10000 files"),
    ("sys_exit", "exit", "SystemExit(3)"),
    ("os_exit", "died", "exit status 3"),
    ("abort", "died", "SIGABRT"),
    ("crash", "died", "SIGSEGV"),
    ("close_all", "died", ""),
    ("patch", "tampered", "builtins"),
    ("garbage", "tampered", "no answer"),
    ("endless_line", "tampered", ""),
    ("hold_threads", "memory", "64 threads"),
]


@pytest.mark.parametrize(("tool", "kind", "says"), FAILURES, ids=str)
def test_what_ends_a_replay_is_a_named_failure(sandbox, hostile, tool, kind, says):
    outcome, _ = replay(sandbox, hostile, tool)
    assert outcome.failure.kind == kind
    assert says in outcome.failure.message


@pytest.mark.parametrize("limits", [dataclasses.replace(LIMITS, call_seconds=0.5)])
@pytest.mark.parametrize("tool", ["loop", "loop_on", "power", "sum_forever", "expression", "ignore_alarm"])
def test_what_does_not_end_is_ended_in_time(sandbox, hostile, tool, limits):
    outcome, seconds = replay(sandbox, hostile, tool)
    assert outcome.failure.kind == "timeout"
    assert "0.5 s" in outcome.failure.message
    assert seconds < 2.5


@pytest.mark.parametrize("limits", [dataclasses.replace(LIMITS, cpu_seconds=1)])
def test_cpu_time_is_limited(sandbox, hostile, limits):
    outcome, _ = replay(sandbox, hostile, "loop")
    assert outcome.failure.kind == "timeout"
    assert "1 s of CPU time" in outcome.failure.message


@pytest.mark.parametrize("limits", [dataclasses.replace(LIMITS, call_seconds=0.5)])
@pytest.mark.parametrize("tool", ["stop", "delete_folder", "resolve", "system"])
def test_what_comes_to_nothing_does_no_harm(sandbox, hostile, tool, limits):
    outcome, _ = replay(sandbox, hostile, tool)
    if outcome.failure is None:
        (result,) = outcome.results[0]
        assert result.error in ("PermissionError", "gaierror") or result.text in ("False", "None")
    else:
        assert outcome.failure.kind == "timeout"


def test_the_keys_of_our_process_are_not_in_its_environment(sandbox, hostile):
    assert os.environ["PLANTED_KEY"] == "secret"
    outcome, _ = replay(sandbox, hostile, "variables")
    names = {"TZ", "LC_ALL", "PYTHONHASHSEED", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "LD_LIBRARY_PATH", "TMPDIR"}
    assert set(outcome.results[0][0].value) <= names


def test_threads_that_end_with_their_call_are_fine(sandbox, hostile):
    outcome, _ = replay(sandbox, hostile, "thread")
    assert outcome.results[0][0].text == "[1]"


def test_threads_that_are_left_running_touch_no_other_replay(sandbox, hostile):
    outcome, _ = replay(sandbox, hostile, "leave_thread")
    assert outcome.failure is None
