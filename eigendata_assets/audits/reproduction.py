"""The evidence of a finding, run again: what was seen, what is seen now, and what was expected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from eigendata_assets.artifacts.findings import EvidenceRun, Finding
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.errors import RequestError
from eigendata_assets.execution.protocol import EnvironmentCode, Replay, ReplayOutcome, Sandbox
from eigendata_assets.execution.replay import as_result, replay_all


def find(findings: Sequence[Finding], wanted: str) -> Finding:
    """The finding whose id begins so; raises RequestError where none or several do."""
    found = [each for each in findings if each.id.startswith(wanted)]
    if len(found) != 1:
        problem = f"{len(found)} findings have" if found else "no finding has"
        hint = "Ids are in the report, and in `audit --json`."
        raise RequestError(f"{problem} an id that begins with {wanted!r}", hint=hint)
    return found[0]


def reproduce(
    finding: Finding, entries: Mapping[str, Trajectory], environment: EnvironmentCode, sandbox: Sandbox
) -> EvidenceRun:
    """The calls of the evidence made again on a fresh state, with what they give now.

    Evidence without calls compares texts and stored values; there is nothing to run, and `verdict` says so.
    """
    evidence = finding.evidence
    if not evidence.calls:
        return EvidenceRun(finding=finding, verdict="nothing to run")
    entry = entries.get(evidence.entry or "")
    outcome = replay_all([_replay(finding, entry)], environment, sandbox)[0]
    now = tuple(as_result(result) for turn in outcome.results for result in turn)
    recorded = len(evidence.results)
    verdict: Literal["reproduced", "changed"] = (
        "reproduced" if not recorded or now[-recorded:] == evidence.results else "changed"
    )
    return EvidenceRun(finding=finding, verdict=verdict, results=now, stopped=_stopped(outcome))


def _replay(finding: Finding, entry: Trajectory | None) -> Replay:
    evidence = finding.evidence
    state = entry.initial_state if entry else {}
    return Replay(
        id=finding.id,
        toolkits=evidence.toolkits,
        state={name: state.get(name, {}) for name in evidence.toolkits},
        turns=[[(call.name, call.arguments)] for call in evidence.calls],
        options=entry.load_options if entry else {},
    )


def _stopped(outcome: ReplayOutcome) -> str | None:
    return f"{outcome.failure.kind}: {outcome.failure.message}" if outcome.failure else None
