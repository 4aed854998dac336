"""`eigendata generate NAME --count N --pilot SAMPLES`: a judged and mended small batch, then all, watched for drift."""

from __future__ import annotations

from collections.abc import Sequence

from eigendata_assets.artifacts.pilot import Phase, PilotReport, PilotRound
from eigendata_assets.cli.console import say, show_table
from eigendata_assets.trajectories.pilot.pilot_files import PilotFiles


def tell_pilot(report: PilotReport, files: PilotFiles) -> None:
    """The rounds of each pilot are shown, and why there was more than one."""
    for phase in report.phases:
        _tell_phase(phase)
    say(f"{report.domain}: {report.accepted:,} dialogues at {report.places:,} places, in {report.chunks:,} chunks")
    say(f"see {files.folder}")


def _tell_phase(phase: Phase) -> None:
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
