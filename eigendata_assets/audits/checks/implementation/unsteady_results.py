"""The same call on the same state gives another result, and nothing says that it may."""

from __future__ import annotations

from collections.abc import Iterator

from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.probing.observations import Observation
from eigendata_assets.audits.subject import AuditSubject
from eigendata_assets.audits.tool_words import admits_luck, only_tells

_EXPECTED = "the same result for the same call on the same state"


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Look-ups whose second answer differs, and tools that give another result in another run on the same state."""
    for tool in subject.toolset.tools:
        if admits_luck(subject, tool):
            continue
        seen = subject.observations.succeeded(tool.key)
        again = next((each for each in seen if only_tells(tool) and _differs_at_once(each)), None)
        elsewhere = next((each for each in seen if _differs_in_another_run(each)), None)
        if elsewhere is not None:
            yield _in_another_run(tool.key, elsewhere)
        elif again is not None:
            yield _at_once(tool.key, again)


def _differs_at_once(observation: Observation) -> bool:
    unchanged = len(set(observation.texts)) == 1 and observation.stopped is None
    return unchanged and observation.repeated is not None and observation.repeated != observation.result


def _differs_in_another_run(observation: Observation) -> bool:
    twin = observation.twin
    return twin is not None and observation.result is not None and twin != observation.result


def _at_once(tool: str, seen: Observation) -> Defect:
    first, again = (each.value if each else None for each in (seen.result, seen.repeated))
    evidence = seen.evidence(_EXPECTED)
    results = tuple(each for each in (seen.result, seen.repeated) if each)
    return Defect(
        function=tool,
        cause="results differ from call to call",
        message=f"Called twice on an unchanged state, it gives {first!r:.60} and then {again!r:.60}.",
        evidence=evidence.model_copy(update={"calls": (*evidence.calls, seen.probe.call), "results": results}),
        repair="Take the value from the state, or say in the description that it differs from call to call.",
        severity="warning",
        confidence=0.75,
    )


def _in_another_run(tool: str, seen: Observation) -> Defect:
    first, other = (each.value if each else None for each in (seen.result, seen.twin))
    evidence = seen.evidence(_EXPECTED, one_run=first, another_run=other)
    return Defect(
        function=tool,
        cause="results differ from call to call",
        message=f"On the same state, one run gives {first!r:.60} and another {other!r:.60}.",
        evidence=evidence.model_copy(update={"results": ()}),
        repair="Draw from a seed that is part of the state, and do not read the clock.",
        confidence=0.85,
    )


CHECK = Check(
    code="unsteady_result",
    component="implementation",
    title="The same call on the same state gives another result, and nothing says that it may.",
    needs=frozenset({"schemas", "probes"}),
    run=run,
)
