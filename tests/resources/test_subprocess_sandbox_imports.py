"""An environment that cannot be loaded gives every replay the same failure, which names the module and says why."""

import dataclasses
import time

import pytest

from eigendata_assets.execution.protocol import EnvironmentCode, Limits, Replay, ReplayOutcome, Toolkit
from resources.subprocess_sandbox import SubprocessSandbox

LIMITS = Limits(import_seconds=1, memory_bytes=128 << 20, output_bytes=10_000)
GOOD = "class Tools:\n    def fine(self):\n        return 1\n"
REPLAYS = [Replay(str(number), ("Tools",), {}, [[("fine", {})]]) for number in range(20)]

WRITE_TO_ALL = """
import os
for descriptor in range(3, 64):
    try:
        os.write(descriptor, {line!r})
    except OSError:
        pass
"""

BROKEN = {
    "raises": ("def fail():\n    raise ValueError('boom')\nfail()", "ValueError: boom (tools.py, line 2)"),
    "does not parse": ("class :", "SyntaxError"),
    "misses a module": ("import no_such_module", "No module named 'no_such_module'"),
    "has no such class": ("class Other: pass", "module 'tools' has no class 'Tools'"),
    "has no class of that name": ("Tools = 1", "module 'tools' has no class 'Tools'"),
    "loops": ("while True: pass", "ran longer than 1 s"),
    "loops on": (
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
        "ran longer than 1 s",
    ),
    "loops in C": ("import itertools\nsum(itertools.repeat(0))", "ran longer than 1 s"),
    "eats memory": ("held = []\nwhile True: held.append(bytearray(10 << 20))", "more than 128 MiB of memory"),
    "prints": ("while True: print('x' * 1000)", "printed more than 10000 bytes"),
    "exits": ("import sys\nsys.exit('bye')", "called sys.exit('bye')"),
    "ends the process": ("import os\nos._exit(3)", "exit status 3"),
    "crashes": ("import ctypes\nctypes.string_at(0)", "SIGSEGV"),
    "reads files": ("open('/etc/passwd')", "PermissionError"),
    "forks": ("import os\nos.fork()", "PermissionError"),
    "writes into the pipe": (WRITE_TO_ALL.format(line=b"garbage\n") + "\nimport time\ntime.sleep(5)", "no answer"),
    "has a broken class": (
        "class Meta(type):\n    def __dir__(cls): raise OSError\nclass Tools(metaclass=Meta): pass",
        "",
    ),
}


def failure(outcome):
    return outcome.failure


def environment(tmp_path, code):
    (tmp_path / "tools.py").write_text(code)
    return EnvironmentCode(tmp_path, (Toolkit("Tools", "tools"),))


@pytest.mark.parametrize("how", BROKEN)
def test_the_reason_is_told_in_time_and_once_for_all(tmp_path, how):
    code, reason = BROKEN[how]
    begin = time.monotonic()
    heard: list[ReplayOutcome] = []
    with SubprocessSandbox(LIMITS, processes=2) as sandbox:
        outcomes = sandbox.replay(environment(tmp_path, code), REPLAYS, on_done=heard.append)
    assert time.monotonic() - begin < LIMITS.import_seconds + 2
    assert {failure(outcome).kind for outcome in outcomes} == {"import"}
    (message,) = {failure(outcome).message for outcome in outcomes}
    assert "'tools'" in message
    assert reason in message
    assert (
        [outcome.id for outcome in outcomes] == [outcome.id for outcome in heard] == [replay.id for replay in REPLAYS]
    )


def test_the_module_at_fault_is_named_among_several(tmp_path):
    (tmp_path / "good.py").write_text(GOOD.replace("Tools", "Good"))
    (tmp_path / "bad.py").write_text("import os\nos._exit(1)")
    both = EnvironmentCode(tmp_path, (Toolkit("Good", "good"), Toolkit("Bad", "bad")))
    with SubprocessSandbox(LIMITS, processes=1) as sandbox:
        assert "'bad'" in failure(*sandbox.replay(both, REPLAYS[:1])).message


def test_code_that_was_mended_is_loaded(tmp_path):
    with SubprocessSandbox(LIMITS, processes=1) as sandbox:
        assert failure(*sandbox.replay(environment(tmp_path, "raise OSError"), REPLAYS[:1])).kind == "import"
        assert sandbox.replay(environment(tmp_path, GOOD), REPLAYS)[0].failure is None


@pytest.mark.parametrize(
    "line", [b'{"ready": true}', b'{"ready": true}\n{"confined": {}}', b'{"failed": []}', b"[" * 99_999]
)
def test_a_forged_start_is_not_believed(tmp_path, line):
    forged = WRITE_TO_ALL.format(line=line + b"\n")
    with SubprocessSandbox(LIMITS, processes=1) as sandbox:
        outcomes = sandbox.replay(environment(tmp_path, forged + GOOD), REPLAYS[:4])
        assert {failure(outcome).kind for outcome in outcomes} <= {"tampered", "import"}
        assert "blocked sockets" in sandbox.confinement()["network"]


def test_a_missing_folder_is_an_import_failure(tmp_path):
    missing = EnvironmentCode(tmp_path / "missing", (Toolkit("Tools", "tools"),))
    with SubprocessSandbox(LIMITS) as sandbox:
        outcomes = sandbox.replay(missing, REPLAYS[:2])
    assert [failure(outcome).kind for outcome in outcomes] == ["import", "import"]
    assert str(tmp_path / "missing") in failure(outcomes[0]).message


def test_links_out_of_the_folder_lead_nowhere(tmp_path):
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.py").write_text("KEY = 1")
    folder = tmp_path / "environment"
    folder.mkdir()
    (folder / "secret.py").symlink_to(tmp_path / "outside" / "secret.py")
    with SubprocessSandbox(LIMITS) as sandbox:
        (outcome,) = sandbox.replay(environment(folder, "import secret\n" + GOOD), REPLAYS[:1])
    assert failure(outcome).kind == "import"


def test_packages_and_the_library_can_be_imported_and_our_code_cannot(tmp_path):
    code = """
import asyncio, datetime, decimal, sqlite3, ssl, uuid, zoneinfo
import mpmath
class Tools:
    def fine(self):
        import importlib.util
        local = datetime.datetime(2024, 7, 1, tzinfo=zoneinfo.ZoneInfo("Europe/Paris")).utcoffset()
        return [str(mpmath.sqrt(4)), str(local), importlib.util.find_spec("resources") is None]
"""
    with SubprocessSandbox(dataclasses.replace(LIMITS, memory_bytes=1 << 30, import_seconds=20)) as sandbox:
        (outcome,) = sandbox.replay(environment(tmp_path, code), REPLAYS[:1])
    assert outcome.failure is None
    assert outcome.results[0][0].value == ["2.0", "2:00:00", True]


def test_a_state_that_does_not_fit_into_memory_is_a_memory_failure(tmp_path):
    replays = [Replay(str(size), ("Tools",), {"Tools": "x" * (size << 20)}, [[("fine", {})]]) for size in (0, 120, 0)]
    with SubprocessSandbox(LIMITS, processes=1) as sandbox:
        outcomes = sandbox.replay(environment(tmp_path, GOOD), replays)
    assert [outcome.failure and outcome.failure.kind for outcome in outcomes] == [None, "memory", None]


def test_databases_and_temporary_files_lie_in_the_own_folder(tmp_path):
    code = """
import os, sqlite3, tempfile
class Tools:
    def fine(self):
        database = sqlite3.connect("own.db")
        database.execute("create table t(x)")
        database.executemany("insert into t values (?)", [(str(number) * 20,) for number in range(60_000)])
        database.commit()
        sorted_rows = database.execute("select count(*) from (select x from t order by x)").fetchone()
        with tempfile.NamedTemporaryFile() as file:
            return [*sorted_rows, os.path.dirname(file.name) == os.getcwd()]
"""
    with SubprocessSandbox(LIMITS, processes=1) as sandbox:
        (outcome,) = sandbox.replay(environment(tmp_path, code), REPLAYS[:1])
    assert outcome.results[0][0].value == [60_000, True]
