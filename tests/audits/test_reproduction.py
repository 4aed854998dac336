"""The evidence of a finding is run again on a fresh state, and compared with what was seen."""

from __future__ import annotations

from pathlib import Path

import pytest

from eigendata_assets.artifacts.findings import Evidence, Finding
from eigendata_assets.artifacts.trajectory import Result
from eigendata_assets.audits.reproduction import find, reproduce
from eigendata_assets.errors import RequestError
from eigendata_assets.execution.protocol import EnvironmentCode, Toolkit
from tests.audits.audited import call, entry
from tests.audits.in_process import InProcessSandbox
from tests.audits.test_baseline import finding

CODE = """
class Desk:
    def _load_scenario(self, scenario):
        self.count = scenario.get("count", 0)

    def add(self, steps):
        self.count += steps
        return {"count": self.count}
"""
ENTRY = entry("a", "Add.", state={"count": 10})


@pytest.fixture
def desk(tmp_path: Path) -> EnvironmentCode:
    (tmp_path / "module.py").write_text(CODE)
    return EnvironmentCode(tmp_path, (Toolkit("Desk", "module"),))


def with_evidence(*results: Result, steps: tuple[int, ...] = (1, 2), name: str | None = "a") -> Finding:
    calls = tuple(call("add", steps=each) for each in steps)
    evidence = Evidence(entry=name, toolkits=("Desk",), calls=calls, results=results, expected="12")
    return finding("1").model_copy(update={"evidence": evidence})


def test_calls_that_give_the_same_again_are_reproduced_with_every_result(desk: EnvironmentCode) -> None:
    done = reproduce(with_evidence(Result(value={"count": 13})), {"a": ENTRY}, desk, InProcessSandbox())
    assert done.verdict == "reproduced"
    assert [each.value for each in done.results] == [{"count": 11}, {"count": 13}]


def test_calls_that_give_something_else_are_changed(desk: EnvironmentCode) -> None:
    done = reproduce(with_evidence(Result(value={"count": 14})), {"a": ENTRY}, desk, InProcessSandbox())
    assert done.verdict == "changed"


def test_without_an_entry_nothing_is_loaded(desk: EnvironmentCode) -> None:
    done = reproduce(with_evidence(Result(value={"count": 3}), name=None), {}, desk, InProcessSandbox())
    assert done.verdict == "reproduced"


def test_evidence_without_calls_has_nothing_to_run(desk: EnvironmentCode) -> None:
    sandbox = InProcessSandbox()
    done = reproduce(with_evidence(steps=()), {"a": ENTRY}, desk, sandbox)
    assert (done.verdict, done.results, sandbox.replays) == ("nothing to run", (), 0)


def test_evidence_without_a_recorded_result_shows_what_comes(desk: EnvironmentCode) -> None:
    done = reproduce(with_evidence(), {"a": ENTRY}, desk, InProcessSandbox())
    assert (done.verdict, len(done.results)) == ("reproduced", 2)


def test_a_finding_is_found_by_the_beginning_of_its_id() -> None:
    findings = [finding("abc1"), finding("abd2")]
    assert find(findings, "abc").id == "abc1"
    for wanted, problem in (("ab", "2 findings have"), ("x", "no finding has")):
        with pytest.raises(RequestError, match=problem):
            find(findings, wanted)
