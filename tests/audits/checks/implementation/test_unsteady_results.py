"""Results that differ from call to call, or from run to run, are found unless they are described so."""

from __future__ import annotations

from pathlib import Path

from eigendata_assets.audits.checks.implementation.unsteady_results import CHECK
from tests.audits.audited import call, tool
from tests.audits.tried import found

CODE = """
import random
import uuid

class Desk:
    def _load_scenario(self, state):
        self._random = random.Random(7)
        self.stack = [1, 2]

    def get_speed(self):
        return {"speed": self._random.random()}

    def make_code(self):
        return {"code": str(uuid.uuid4())}

    def take(self):
        return {"item": self.stack.pop()}

    def get_stack(self):
        return {"stack": self.stack}
"""


def test_a_look_up_that_answers_otherwise_again_is_found_and_the_evidence_has_both_calls(tmp_path: Path) -> None:
    (finding,) = found(CHECK, tmp_path, CODE, [tool("get_speed")], call("get_speed"))
    assert [each.name for each in finding.evidence.calls] == ["get_speed", "get_speed"]
    assert len(finding.evidence.results) == 2


def test_another_result_in_another_run_is_found(tmp_path: Path) -> None:
    (finding,) = found(CHECK, tmp_path, CODE, [tool("make_code")], call("make_code"))
    assert finding.confidence == 0.85


def test_luck_that_is_described_is_fine(tmp_path: Path) -> None:
    tools = [tool("get_speed", said="Gives a random speed."), tool("make_code", said="Generates a code.")]
    assert found(CHECK, tmp_path, CODE, tools, call("get_speed"), call("make_code")) == ()


def test_a_result_that_differs_because_the_state_does_is_fine(tmp_path: Path) -> None:
    assert found(CHECK, tmp_path, CODE, [tool("take"), tool("get_stack")], call("take"), call("get_stack")) == ()
