"""`eigendata generate NAME --count N --pilot SAMPLES`: a judged and mended small batch, then all, watched for drift."""

from __future__ import annotations

from collections.abc import Sequence

from eigendata_assets.artifacts.pilot import Phase, PilotRound
from eigendata_assets.cli.console import bar, print_document, say, show_table
from eigendata_assets.cli.session import Session
from eigendata_assets.cli.simulating import GenerationMode
from eigendata_assets.trajectories.generating import Wanted
from eigendata_assets.trajectories.pilot.criteria import DEFAULTS_BY_MODEL, DEFAULTS_BY_RULE, read_criteria
from eigendata_assets.trajectories.pilot.flow import Asked, generate_in_two_phases, pilot_files
from eigendata_assets.trajectories.pilot.two_phases import TwoPhases
from eigendata_assets.trajectories.scenarios.scenario import read_shares
from resources.language_models import open_stack
from resources.subprocess_sandbox import SubprocessSandbox


def asked_for(
    count: int, seed: int, kinds: str, mode: GenerationMode, samples: int, rounds: int, criteria: Sequence[str]
) -> Asked:
    """The request; raises RequestError for a criterion or a kind that is none."""
    wanted = Wanted(count, seed, read_shares(kinds) if kinds else None)
    defaults = DEFAULTS_BY_RULE if mode == "rules" else DEFAULTS_BY_MODEL
    phases = TwoPhases.of(wanted.count, samples, rounds)
    return Asked(wanted, phases, read_criteria(criteria, defaults), mode)


def make_in_two_phases(session: Session, name: str, asked: Asked, as_json: bool) -> None:
    """The domain has the dialogues; the rounds of each pilot are shown, and why there was more than one."""
    domain = session.workspace.domain(name)
    chat = open_stack(session.root).chat(run="generate")
    with SubprocessSandbox() as sandbox:
        report = generate_in_two_phases(session.workspace, domain, asked, sandbox, chat, bar)
    for phase in report.phases:
        _tell_pilot(phase)
    say(f"{name}: {report.accepted:,} dialogues of {report.places:,} scenarios, in {report.chunks:,} chunks")
    if report.dropped:
        say("not taken: " + ", ".join(f"{why} {number:,}" for why, number in report.dropped.items()))
    say(f"see {pilot_files(session.workspace, name).folder}")
    if as_json:
        print_document(report.to_json(indent=1))


def _tell_pilot(phase: Phase) -> None:
    pilot = phase.pilot
    columns = ("round", *(f"{each.name} >= {each.at_least}" for each in pilot.criteria), "misses")
    rows = [_row(each, [criterion.name for criterion in pilot.criteria], pilot.best) for each in pilot.rounds]
    show_table(f"Pilot, because of {pilot.because}", columns, rows)
    for number, strategy in enumerate(pilot.strategies[1:], start=2):
        for each in strategy.prompts:
            if each.parent and each not in pilot.strategies[0].prompts:
                say(f"round {number}: {each.role} {each.version} after {each.parent}, by {each.made_by}: {each.reason}")
    if phase.signals:
        say(f"paused: {' and '.join(phase.signals)} rose above the limit")


def _row(done: PilotRound, criteria: Sequence[str], best: int) -> list[str]:
    mark = " (kept)" if done.number == best else ""
    return [f"{done.number + 1}{mark}", *(f"{done.values[name]:.2f}" for name in criteria), ", ".join(done.missed)]
