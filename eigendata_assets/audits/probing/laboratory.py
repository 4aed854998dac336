"""Calls tried in the sandbox, in one batch: what they give, what they change, and what the same call gives again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from eigendata_assets.artifacts.trajectory import Call, Result
from eigendata_assets.audits.probing.alternatives import alternatives
from eigendata_assets.audits.probing.creation_order import try_twins
from eigendata_assets.audits.probing.discovery import sought_values, undiscovered
from eigendata_assets.audits.probing.equivalence import try_alternatives
from eigendata_assets.audits.probing.equivalent_tools import equivalents, try_in_turn
from eigendata_assets.audits.probing.observations import Observation, Observations, Probe, Setting
from eigendata_assets.audits.probing.paths import Alternative, OtherPath
from eigendata_assets.audits.probing.stories import stories
from eigendata_assets.audits.probing.story import Story, ToldStory
from eigendata_assets.audits.probing.variations import probes
from eigendata_assets.audits.subject import AuditSubject
from eigendata_assets.execution.call_names import RawCall
from eigendata_assets.execution.progress import Progress
from eigendata_assets.execution.protocol import Replay, ReplayOutcome, Sandbox
from eigendata_assets.execution.replay import as_result, replay_all


def observe(subject: AuditSubject, sandbox: Sandbox, progress: Progress) -> Observations:
    """All that trying calls shows, alone, in stories, and on other paths; nothing without an environment."""
    if subject.environment is None:
        return Observations()
    alone = Observations(_by_tool(run_probes(subject, probes(subject), sandbox, progress)))
    return replace(
        alone,
        stories=tuple(run_stories(subject, stories(subject, alone), sandbox, progress)),
        other_paths=_other_paths(subject, sandbox, progress),
        unknowable=undiscovered(subject, sought_values(subject), sandbox, progress),
    )


def _other_paths(subject: AuditSubject, sandbox: Sandbox, progress: Progress) -> tuple[OtherPath, ...]:
    def attempt(tried: Sequence[Alternative]) -> tuple[OtherPath, ...]:
        return try_alternatives(subject, tried, sandbox, progress)

    by_tools = try_in_turn(equivalents(subject), attempt)
    return (*attempt(alternatives(subject)), *by_tools, *try_twins(subject, sandbox, progress))


def run_stories(
    subject: AuditSubject, told: Sequence[Story], sandbox: Sandbox, progress: Progress
) -> Iterator[ToldStory]:
    """Each story with what it gave, in order."""
    if not told or subject.environment is None:
        return
    replays = [_replay(subject, story.setting, [[raw_call] for raw_call in raw(story.calls)]) for story in told]
    with progress("trying calls in a row", len(replays)) as advance:
        outcomes = replay_all(replays, subject.environment, sandbox, on_done=lambda _: advance())
    for story, outcome in zip(told, outcomes, strict=True):
        results = tuple(as_result(turn[0]) for turn in outcome.results[1:] if turn)
        yield ToldStory(story, results, _texts(story.setting, outcome))


def run_probes(
    subject: AuditSubject, tried: Sequence[Probe], sandbox: Sandbox, progress: Progress
) -> list[Observation]:
    """An observation for each probe, in order."""
    if not tried or subject.environment is None:
        return []
    replays = [replay_of_probe(subject, probe) for probe in tried]
    twice = [number for number, probe in enumerate(tried) if probe.variation == "plain"]
    twins = [replace(replays[number], id="twin", watched=False) for number in twice]
    with progress("trying calls", len(replays) + len(twins)) as advance:
        outcomes = replay_all([*replays, *twins], subject.environment, sandbox, on_done=lambda _: advance())
    found = [_observation(probe, outcome) for probe, outcome in zip(tried, outcomes, strict=False)]
    for number, outcome in zip(twice, outcomes[len(replays) :], strict=True):
        found[number] = replace(found[number], twin=_results(outcome)[0])
    return found


def replay_of_probe(subject: AuditSubject, probe: Probe) -> Replay:
    """Three turns: what comes before, the call, and the call again."""
    return _replay(subject, probe.setting, [[probe.raw], [probe.raw]])


def _replay(subject: AuditSubject, setting: Setting, turns: list[list[RawCall]]) -> Replay:
    entry = subject.by_id[setting.entry]
    return Replay(
        id="probe",  # the same calls on the same state are the same replay, and are remembered
        toolkits=(setting.toolkit,),
        state={setting.toolkit: entry.initial_state.get(setting.toolkit, {})},
        turns=[raw(setting.prefix), *turns],
        options=entry.load_options,
        watched=True,
    )


def raw(calls: Sequence[Call]) -> list[RawCall]:
    """Calls as the sandbox takes them."""
    return [(call.name, call.arguments) for call in calls]


def _observation(probe: Probe, outcome: ReplayOutcome) -> Observation:
    results = _results(outcome)
    stopped = f"{outcome.failure.kind}: {outcome.failure.message}" if outcome.failure else None
    shared = _newly_shared(probe.setting, outcome)
    return Observation(probe, results[0], results[1], _texts(probe.setting, outcome), stopped, shared=shared)


def _newly_shared(setting: Setting, outcome: ReplayOutcome) -> tuple[tuple[str, str], ...]:
    """The places that the first call after the setting has made one; none where it changed nothing."""
    told = [each.get(setting.toolkit) for each in outcome.shared[:3]]
    if len(told) < 3 or told[2] is None:
        return ()
    known = {tuple(pair) for before in told[:2] for pair in before or ()}
    return tuple((one, other) for one, other in told[2] if (one, other) not in known)


def _texts(setting: Setting, outcome: ReplayOutcome) -> tuple[str, ...]:
    """The toolkit's state before the first call that was tried, and after each."""
    texts: list[str] = []
    for view in outcome.views:
        texts.append(view.get(setting.toolkit) or (texts[-1] if texts else "{}"))
    return tuple(texts[1:])


def _results(outcome: ReplayOutcome) -> list[Result | None]:
    """What the probe gave, and what it gave again; None where the replay did not come so far."""
    return [as_result(turn[0]) if turn else None for turn in outcome.results[1:3]] + [None, None]


def _by_tool(observations: Sequence[Observation]) -> dict[str, list[Observation]]:
    found: dict[str, list[Observation]] = {}
    for each in observations:
        found.setdefault(each.probe.tool, []).append(each)
    return found
