"""An audit tells each cause once, the most important first, says what it could not look at, and remembers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from eigendata_assets.artifacts.findings import Evidence, Finding
from eigendata_assets.audits.assembly import as_finding, ranked
from eigendata_assets.audits.auditing import audit, available
from eigendata_assets.audits.check import Check, Defect, Need
from eigendata_assets.audits.checks.registry import CHECKS
from eigendata_assets.audits.subject import AuditSubject
from eigendata_assets.errors import InputError
from tests.audits.audited import call, entry, subject, tool
from tests.audits.in_process import InProcessSandbox

CODE = """
class Desk:
    def open(self, number):
        return {"opened": number}

    def close(self, number):
        return {"closed": number}
"""


@pytest.fixture
def desk(tmp_path: Path) -> AuditSubject:
    tools = [tool("open", number={"type": "integer"}), tool("close", number={"type": "integer"})]
    entries = [
        entry("a", "Open 1.", call("open", number=1)),
        entry("b", "Open 2, close 2.", call("open", number=2), call("close", number=2)),
        entry("c", "Hello."),
    ]
    return subject(tmp_path, CODE, tools, entries)


def defect(function: str | None = "Desk.open", cause: str = "it", **more: object) -> Defect:
    return replace(Defect(function, cause, "It is wrong.", Evidence(), "Mend it."), **more)  # type: ignore[arg-type]


@dataclass
class Telling:
    """A check that reports what it is told to, and counts how often it runs."""

    defects: list[Defect]
    runs: int = 0
    needs: frozenset[Need] = field(default_factory=frozenset)

    def run(self, _: AuditSubject) -> Iterator[Defect]:
        self.runs += 1
        yield from self.defects

    def check(self, code: str = "wrong") -> Check:
        return Check(code, "schema", "Something is wrong.", self.needs, self.run)


def found(desk: AuditSubject, *defects: Defect, code: str = "wrong") -> list[Finding]:
    return [as_finding(desk, Telling([]).check(code), each) for each in defects]


def test_a_defect_of_a_function_affects_its_callers_and_exposes_the_others(desk: AuditSubject) -> None:
    (finding,) = found(desk, defect())
    assert (finding.affects, finding.exposes) == (("a", "b"), ("c",))
    (narrow,) = found(desk, defect(affects=("b",)))
    assert (narrow.affects, narrow.exposes) == (("b",), ("a", "c"))


def test_an_id_depends_on_code_function_and_cause_alone(desk: AuditSubject) -> None:
    first, same, other_cause, other_function = found(
        desk,
        defect(),
        defect(affects=("a",), confidence=0.1, severity="info", component="intent"),
        defect(cause="else"),
        defect("Desk.close"),
    )
    (other_code,) = found(desk, defect(), code="other")
    assert first.id == same.id
    assert len({each.id for each in (first, other_cause, other_function, other_code)}) == 4


def test_a_defect_of_entries_is_known_by_them(desk: AuditSubject) -> None:
    first, second, third = found(
        desk,
        defect(None, "lost", affects=("a",)),
        defect(None, "lost", affects=("b",)),
        defect("Desk.open", "call 0.0 of Desk.open", affects=("b",)),
    )
    assert len({first.id, second.id, third.id}) == 3
    assert len(ranked([first, second, third])) == 3


def test_one_cause_is_told_once_by_the_surest_check_with_all_it_affects(desk: AuditSubject) -> None:
    unsure = found(desk, defect(confidence=0.7, affects=("c",)))
    sure = found(desk, defect(confidence=0.9, affects=("a",)), code="surer")
    (finding,) = ranked([*unsure, *sure])
    assert (finding.code, finding.also, finding.confidence) == ("surer", ("wrong",), 0.9)
    assert set(finding.affects) == {"a", "c"}
    assert set(finding.exposes) == {"b"}


def test_errors_come_first_then_what_affects_most(desk: AuditSubject) -> None:
    findings = found(
        desk,
        defect(cause="warning", severity="warning"),
        defect(cause="few", affects=("a",)),
        defect(cause="many"),
        defect(cause="info", severity="info"),
    )
    assert [each.cause for each in ranked(findings)] == ["many", "few", "warning", "info"]


def test_uncertain_findings_are_counted_and_not_listed(desk: AuditSubject) -> None:
    check = Telling([defect(confidence=0.5), defect(cause="sure")]).check()
    report = audit(desk, [check], InProcessSandbox(), threshold=0.7)
    assert ([each.cause for each in report.findings], report.summary.hidden) == (["sure"], 1)


def test_the_summary_counts_entries_by_component_and_once_in_all(desk: AuditSubject) -> None:
    defects = [defect(), defect(cause="else", component="implementation"), defect(None, "lost", affects=("c",))]
    summary = audit(desk, [Telling(defects).check()], InProcessSandbox()).summary
    rows = {each.component: (each.findings, each.entries_affected, each.share) for each in summary.by_component}
    assert rows["schema"] == (2, 3, 1.0)
    assert rows["implementation"] == (1, 2, 0.6667)
    assert rows["intent"] == (0, 0, 0.0)
    assert (summary.entries, summary.entries_affected, summary.share) == (3, 3, 1.0)


def test_coverage_and_metrics_are_of_the_data(desk: AuditSubject) -> None:
    summary = audit(desk, [], InProcessSandbox()).summary
    coverage = {each.function: (each.offered, each.used, each.calls, each.failed) for each in summary.coverage}
    assert coverage == {"Desk.open": (3, 2, 2, 0), "Desk.close": (3, 1, 1, 0)}
    assert summary.metrics["functions used"] == 1.0
    assert summary.metrics["calls in an entry"] == 1.0
    assert summary.metrics["calls that fail"] == 0.0


def test_a_check_without_what_it_needs_is_named_and_not_run(desk: AuditSubject) -> None:
    bare = AuditSubject("file", "tests", desk.toolset, desk.entries)
    wanting = Telling([defect()], needs=frozenset({"code", "probes", "schemas"}))
    report = audit(bare, [wanting.check()], InProcessSandbox())
    assert (report.findings, report.summary.checks[0].missing, wanting.runs) == ((), ("code", "probes"), 0)
    assert available(AuditSubject("empty", "tests", desk.toolset.model_copy(update={"tools": ()}), ())) == frozenset()


def test_a_check_that_breaks_is_named_and_takes_no_other_with_it(desk: AuditSubject) -> None:
    def broken(_: AuditSubject) -> Iterator[Defect]:
        yield defect()
        raise ZeroDivisionError("by zero")

    checks = [Check("broken", "schema", "It breaks.", frozenset(), broken), Telling([defect(cause="fine")]).check()]
    report = audit(desk, checks, InProcessSandbox())
    assert [each.cause for each in report.findings] == ["fine"]
    assert report.summary.checks[0].problem == "ZeroDivisionError: by zero"


def test_an_error_of_ours_is_not_taken_for_a_broken_check(desk: AuditSubject) -> None:
    def refused(_: AuditSubject) -> list[Defect]:
        raise InputError("the environment cannot be imported")

    with pytest.raises(InputError, match="cannot be imported"):
        audit(desk, [Check("refused", "schema", "It is refused.", frozenset(), refused)], InProcessSandbox())


def test_nothing_is_tried_where_no_check_needs_it(desk: AuditSubject) -> None:
    sandbox = InProcessSandbox()
    audit(desk, [Telling([defect()]).check()], sandbox)
    assert sandbox.replays == 0
    audit(desk, [Telling([], needs=frozenset({"probes"})).check()], sandbox)
    assert sandbox.replays > 0


def test_a_second_audit_of_the_same_runs_no_check_and_tries_nothing(desk: AuditSubject, tmp_path: Path) -> None:
    probing = Telling([defect()], needs=frozenset({"probes"}))
    memory, sandbox = tmp_path / "memo", InProcessSandbox()
    first = audit(desk, [probing.check()], sandbox, memory=memory)
    tried = sandbox.replays
    again = AuditSubject(desk.name, desk.source, desk.toolset, desk.entries, desk.environment, desk.files)
    assert audit(again, [probing.check()], sandbox, memory=memory) == first
    assert (probing.runs, sandbox.replays) == (1, tried)


def test_a_change_runs_again_exactly_the_checks_that_read_what_changed(desk: AuditSubject, tmp_path: Path) -> None:
    of_tools = Telling([defect()], needs=frozenset({"schemas"}))
    of_calls = Telling([defect()], needs=frozenset({"references"}))
    of_code = Telling([defect()], needs=frozenset({"code"}))
    checks = [of_tools.check("tools"), of_calls.check("calls"), of_code.check("code")]
    audit(desk, checks, InProcessSandbox(), memory=tmp_path / "memo")
    changed = replace(desk, files={"module.py": CODE + "# later"})
    audit(changed, checks, InProcessSandbox(), memory=tmp_path / "memo")
    assert (of_tools.runs, of_calls.runs, of_code.runs) == (1, 1, 2)
    fewer = replace(desk, entries=desk.entries[:2])
    audit(fewer, checks, InProcessSandbox(), memory=tmp_path / "memo")
    assert (of_tools.runs, of_calls.runs, of_code.runs) == (2, 2, 3)


def test_a_memory_that_cannot_be_read_is_no_memory(desk: AuditSubject, tmp_path: Path) -> None:
    probing = Telling([defect()])
    audit(desk, [probing.check()], InProcessSandbox(), memory=tmp_path)
    (tmp_path / "wrong.json").write_text("{")
    audit(desk, [probing.check()], InProcessSandbox(), memory=tmp_path)
    assert probing.runs == 2


def test_every_check_has_a_code_of_its_own_and_a_sentence() -> None:
    codes = [each.code for each in CHECKS]
    assert len(codes) == len(set(codes))
    for each in CHECKS:
        assert each.title.endswith(".")
        assert each.code.replace("_", "").isalnum()
