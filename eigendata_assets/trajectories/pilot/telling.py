"""What the UI shows of a pilot: its rounds, the prompts with parents and reasons, the charts as a picture."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence

from eigendata_assets.artifacts.pilot import Phase, PilotReport, PromptVersion
from eigendata_assets.trajectories.pilot.chart_plot import plot_png
from eigendata_assets.trajectories.pilot.pilot_files import PilotFiles
from eigendata_assets.trajectories.tables import table


def rounds(report: PilotReport) -> str:
    """Every round of every pilot with the values it reached, as Markdown; a missed criterion is marked."""
    return "\n\n".join(_rounds(number, phase) for number, phase in enumerate(report.phases, 1))


def _rounds(number: int, phase: Phase) -> str:
    pilot = phase.pilot
    columns = ("round", *(f"{each.name} >= {each.at_least}" for each in pilot.criteria), "strategy")
    rows = [
        (
            f"{done.number + 1}{' (kept)' if done.number == pilot.best else ''}",
            *(f"{done.values[each.name]:.2f}{' x' if each.name in done.missed else ''}" for each in pilot.criteria),
            f"`{done.strategy}`",
        )
        for done in pilot.rounds
    ]
    return f"Pilot {number}, because of {pilot.because} (x: missed)\n\n{table(columns, rows)}"


def failures(report: PilotReport) -> str:
    """What failing samples of the pilots had in common, as Markdown."""
    found = [
        (number, done.number + 1, each.name, len(each.samples), each.cause)
        for number, phase in enumerate(report.phases, 1)
        for done in phase.pilot.rounds
        for each in (done.analysis.categories if done.analysis else ())
    ]
    return table(("pilot", "round", "what", "samples", "cause"), found)


def prompts(report: PilotReport, files: PilotFiles) -> str:
    """Every version that was tried, with its parent, who made it, why and its file, as Markdown."""
    used = {(each.role, each.version) for each in report.prompts}
    rows = [
        (
            each.role,
            f"`{each.version}`",
            f"`{each.parent}`" if each.parent else "",
            each.made_by,
            each.reason.replace("|", "\\|"),
            "yes" if (each.role, each.version) in used else "no",
            files.prompt_file(each).relative_to(files.folder),
        )
        for each in tried(report)
    ]
    return table(("role", "version", "parent", "made by", "reason", "in use", "file"), rows)


def tried(report: PilotReport) -> tuple[PromptVersion, ...]:
    """All versions that any round followed, each once, in order."""
    strategies = (strategy for phase in report.phases for strategy in phase.pilot.strategies)
    return tuple(dict.fromkeys(each for strategy in strategies for each in strategy.prompts))


def in_use(versions: Sequence[PromptVersion]) -> Mapping[str, str]:
    """Role to the versions that dialogues were made with, the newest last."""
    found: dict[str, str] = {}
    for each in versions:
        found[each.role] = f"{found[each.role]}, {each.version}" if each.role in found else each.version
    return found


def charts_image(report: PilotReport) -> str:
    """The charts as a Markdown image that holds them, for metadata."""
    picture = base64.b64encode(plot_png(report)).decode("ascii")
    return f"![Control charts](data:image/png;base64,{picture})"


def points(report: PilotReport) -> str:
    """Every point of every chart, as Markdown."""
    return table(("phase", "chart", "chunk", "samples", "value", "average", "limit", "signal"), _points(report))


def _points(report: PilotReport) -> Iterator[tuple[object, ...]]:
    for number, phase in enumerate(report.phases, 1):
        for chart in phase.charts:
            for each in chart.points:
                figures = (f"{each.value:.3f}", f"{each.average:.3f}", f"{each.limit:.3f}")
                yield (number, chart.measure, each.chunk, each.size, *figures, "yes" if each.signal else "")


def unmet(report: PilotReport) -> list[str]:
    """The criteria that the strategy in use has not reached in its pilot."""
    pilot = report.phases[-1].pilot
    best = pilot.rounds[pilot.best]
    least = {each.name: each.at_least for each in pilot.criteria}
    return [f"{name} is {best.values[name]:.2f}, at least {least[name]} was asked for" for name in best.missed]


def drifted(report: PilotReport) -> list[str]:
    """The charts that are out of control after the last chunk: what no further pilot has mended."""
    return [f"{measure} is above its limit" for measure in report.phases[-1].signals]


def pauses(report: PilotReport) -> list[str]:
    """Why bulk generation returned to a pilot."""
    return [phase.pilot.because for phase in report.phases[1:]]
