"""Generated code that is hostile fails its cases by name, within the limit and two seconds, and others are unharmed."""

from __future__ import annotations

import time

import pytest

from eigendata_assets.artifacts.suites import Case, ExpectedCall, Suite
from eigendata_assets.environments.suites.running import run_cases
from eigendata_assets.execution.protocol import Limits
from resources.subprocess_sandbox import SubprocessSandbox

LIMITS = Limits(call_seconds=2, memory_bytes=192 << 20, output_bytes=100_000, import_seconds=3)
MODULE = """
import builtins, os, socket, sys
{top}

class Shop:
    def __init__(self):
        self.rows = {{}}
    def _load_state(self, state):
        self.rows = state["rows"]
    def fine(self):
        return {{"ok": True}}
    def hostile(self):
        {body}
        return {{"ok": True}}
"""
BODIES = {
    "reads files": ("open('/etc/passwd').read()", {"raised"}),
    "opens sockets": ("socket.create_connection(('127.0.0.1', 9))", {"raised"}),
    "forks": ("os.fork()", {"raised"}),
    "allocates 10 GB": ("bytearray(10 << 30)", {"memory"}),
    "loops": ("\n        while True:\n            pass", {"timeout"}),
    "prints 1 GB": ("\n        for _ in range(1 << 10):\n            print('x' * (1 << 20))", {"output"}),
    "patches builtins": ("builtins.len = None", {"tampered", "died", "raised"}),
    "exits": ("os._exit(0)", {"died"}),
    "asks to exit": ("sys.exit(0)", {"exit"}),
}
TOPS = {
    "raises on import": "raise RuntimeError('no')",
    "exits on import": "sys.exit(1)",
    "loops on import": "while True: pass",
}


def suite() -> Suite:
    calls = {name: (ExpectedCall(tool=name, arguments={}, result={"ok": True}),) for name in ("fine", "hostile")}
    order = ("fine:1", "hostile:1", "fine:2")
    cases = [
        Case(id=each, about="is fine", purpose="happy path", state="s", calls=calls[each.partition(":")[0]])
        for each in order
    ]
    return Suite(kind="unit", module="shop", toolkit="Shop", states={"s": {"rows": {}}}, cases=tuple(cases))


def run(module: str) -> tuple[dict[str, str], float]:
    with SubprocessSandbox(LIMITS, processes=1) as sandbox:
        started = time.monotonic()
        failures = run_cases(suite(), suite().cases, module, sandbox)
        return {failure.case: failure.problem for failure in failures}, time.monotonic() - started


@pytest.mark.parametrize("what", BODIES)
def test_a_hostile_method_fails_by_name_and_alone(what: str) -> None:
    body, problems = BODIES[what]
    failed, seconds = run(MODULE.format(top="", body=body))
    assert set(failed) == {"hostile:1"}
    assert failed["hostile:1"] in problems
    assert seconds < LIMITS.call_seconds + 2


@pytest.mark.parametrize("what", TOPS)
def test_a_module_that_cannot_be_imported_fails_every_case_with_the_reason(what: str) -> None:
    failed, seconds = run(MODULE.format(top=TOPS[what], body="pass"))
    assert failed == dict.fromkeys(("fine:1", "hostile:1", "fine:2"), "import")
    assert seconds < LIMITS.import_seconds + 2
