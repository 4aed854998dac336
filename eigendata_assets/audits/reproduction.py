"""The evidence of a finding, run again: what was seen, what is seen now, and what was expected."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Literal

from eigendata_assets.artifacts.findings import Evidence, EvidenceRun, Finding
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.audits.expectations import Rerun, holds
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

    Evidence without calls compares texts and stored values; there is nothing to run, and `verdict` says so. Where there
    is an expectation, the calls must break it again.
    """
    evidence = finding.evidence
    if not evidence.calls:
        return EvidenceRun(finding=finding, verdict="nothing to run")
    (seen,) = rerun([evidence], entries, environment, sandbox)
    recorded = len(evidence.results)
    same = not recorded or seen.results[-recorded:] == evidence.results
    broken = evidence.expectation is None or (not seen.stopped and not holds(evidence.expectation, seen))
    verdict: Literal["reproduced", "changed"] = "reproduced" if same and broken else "changed"
    return EvidenceRun(finding=finding, verdict=verdict, results=seen.results, stopped=seen.stopped)


def rerun(
    evidence: Sequence[Evidence],
    entries: Mapping[str, Trajectory],
    environment: EnvironmentCode,
    sandbox: Sandbox,
    name: str = "evidence",
) -> list[Rerun]:
    """What the calls of each give on a fresh state, in order.

    A sandbox that remembers takes the same calls under another `name` for another replay.
    """
    replays = [_replay(each, entries.get(each.entry or ""), name) for each in evidence]
    return [_seen(outcome) for outcome in replay_all(replays, environment, sandbox)]


def _replay(evidence: Evidence, entry: Trajectory | None, name: str) -> Replay:
    state = entry.initial_state if entry else {}
    return Replay(
        id=name,
        toolkits=evidence.toolkits,
        state={name: state.get(name, {}) for name in evidence.toolkits},
        turns=[[(call.name, call.arguments)] for call in evidence.calls],
        options=entry.load_options if entry else {},
        watched=evidence.expectation is not None,
    )


def _seen(outcome: ReplayOutcome) -> Rerun:
    results = tuple(as_result(result) for turn in outcome.results for result in turn)
    stopped = f"{outcome.failure.kind}: {outcome.failure.message}" if outcome.failure else None
    return Rerun(results, _state(outcome.views[:-1]), _state(outcome.views), stopped)


def _state(views: Sequence[Mapping[str, str]]) -> dict[str, Json]:
    """The state after some views: of each toolkit the last that was seen of it."""
    return {name: json.loads(text) for name, text in {key: view[key] for view in views for key in view}.items()}
