"""Calls tried in the sandbox, in one batch: what they give, what they change, and what the same call gives again."""

from __future__ import annotations

from collections.abc import Sequence

from eigendata_assets.artifacts.trajectory import Call
from eigendata_assets.audits.probing.alternatives import alternatives
from eigendata_assets.audits.probing.discovery import sought_values, undiscovered
from eigendata_assets.audits.probing.equivalence import try_alternatives
from eigendata_assets.audits.probing.observations import Observation, Observations, Probe
from eigendata_assets.audits.probing.variations import probes
from eigendata_assets.audits.subject import AuditSubject
from eigendata_assets.execution.progress import Progress
from eigendata_assets.execution.protocol import RawCall, Replay, ReplayOutcome, Sandbox
from eigendata_assets.execution.replay import as_result, replay_all


def observe(subject: AuditSubject, sandbox: Sandbox, progress: Progress) -> Observations:
    """The table of observations of every tool, and the other paths; empty without an environment."""
    if subject.environment is None:
        return Observations()
    table = _by_tool(run_probes(subject, probes(subject), sandbox, progress))
    paths = try_alternatives(subject, alternatives(subject), sandbox, progress)
    return Observations(table, paths, undiscovered(subject, sought_values(subject), sandbox, progress))


def run_probes(
    subject: AuditSubject, tried: Sequence[Probe], sandbox: Sandbox, progress: Progress
) -> list[Observation]:
    """An observation for each probe, in order."""
    if not tried or subject.environment is None:
        return []
    replays = [replay_of_probe(subject, probe) for probe in tried]
    with progress("trying calls", len(replays)) as advance:
        outcomes = replay_all(replays, subject.environment, sandbox, on_done=lambda _: advance())
    return [_observation(probe, outcome) for probe, outcome in zip(tried, outcomes, strict=True)]


def replay_of_probe(subject: AuditSubject, probe: Probe) -> Replay:
    """Three turns: what comes before, the call, and the call again."""
    entry, setting = subject.by_id[probe.setting.entry], probe.setting
    return Replay(
        id="probe",  # the same calls on the same state are the same replay, and are remembered
        toolkits=(setting.toolkit,),
        state={setting.toolkit: entry.initial_state.get(setting.toolkit, {})},
        turns=[raw(setting.prefix), [probe.raw], [probe.raw]],
        options=entry.load_options,
        watched=True,
    )


def raw(calls: Sequence[Call]) -> list[RawCall]:
    """Calls as the sandbox takes them."""
    return [(call.name, call.arguments) for call in calls]


def _observation(probe: Probe, outcome: ReplayOutcome) -> Observation:
    results = [as_result(turn[0]) if turn else None for turn in outcome.results[1:3]] + [None, None]
    texts: list[str] = []
    for view in outcome.views:
        texts.append(view.get(probe.setting.toolkit) or (texts[-1] if texts else "{}"))
    stopped = f"{outcome.failure.kind}: {outcome.failure.message}" if outcome.failure else None
    return Observation(probe, results[0], results[1], tuple(texts[1:]), stopped)


def _by_tool(observations: Sequence[Observation]) -> dict[str, list[Observation]]:
    found: dict[str, list[Observation]] = {}
    for each in observations:
        found.setdefault(each.probe.tool, []).append(each)
    return found
