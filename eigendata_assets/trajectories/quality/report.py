"""The quality of a collection as people see it: one HTML page that loads nothing, Markdown, figures for metadata."""

from __future__ import annotations

import base64
from pathlib import Path

from eigendata_assets.artifacts.diversity import DiversityReport
from eigendata_assets.artifacts.quality import DialogueChecks, RuleRun
from eigendata_assets.reports.rendering import html_templates, markdown_templates, policy_hash
from eigendata_assets.reports.text import Prose
from eigendata_assets.trajectories.quality.plots import plot_png

_HTML = html_templates(Path(__file__).parent / "templates")
_MARKDOWN = markdown_templates(_HTML)


def html(report: DiversityReport, checks: DialogueChecks | None = None) -> str:
    """The page; its content policy allows its one style and the picture that it holds."""
    style = _HTML.get_template("report.css.j2").render()
    picture = f"data:image/png;base64,{base64.b64encode(plot_png(report)).decode('ascii')}"
    return _HTML.get_template("quality.html.j2").render(
        **_about(report, checks), picture=picture, style_hash=policy_hash(style)
    )


def markdown(report: DiversityReport, checks: DialogueChecks | None = None) -> str:
    """The report in Markdown; every foreign text in it is a code span."""
    return _MARKDOWN.get_template("quality.md.j2").render(**_about(report, checks), prose=Prose)


def plot_markdown(report: DiversityReport) -> str:
    """The picture as a Markdown image that holds it, for metadata."""
    picture = base64.b64encode(plot_png(report)).decode("ascii")
    return f"![Calls by tool, pairs, lengths, slot filling and shapes](data:image/png;base64,{picture})"


def figures(report: DiversityReport) -> list[tuple[Prose, Prose]]:
    """What the variety comes to, by name."""
    filling = "no optional parameter" if report.slot_filling is None else _percent(report.slot_filling)
    rows = [
        ("dialogues", f"{report.dialogues:,}"),
        ("calls", f"{report.calls:,}"),
        ("tools called", f"{report.tools_used:,} of {len(report.tools):,}"),
        ("near duplicates", _percent(report.duplicate_rate)),
        ("pairs of functions", f"{len(report.pairs):,} of {report.possible_pairs:,}"),
        ("optional parameters given", filling),
        ("different sequences of functions", f"{report.skeletons:,}"),
        ("different sequences of calls", f"{report.sequences:,}"),
        *((f"different {_runs(size)} of the users", _percent(share)) for size, share in report.distinct.items()),
        *((f"{each.measure} by dialogue", f"{each.mean:,.1f}") for each in report.distributions),
        *((f"arguments: {origin}", f"{count:,}") for origin, count in report.origins.items()),
        *((f"revised: {how}", f"{count:,}") for how, count in report.revised.items()),
    ]
    return [(Prose(name), Prose(figure)) for name, figure in rows]


def _about(report: DiversityReport, checks: DialogueChecks | None) -> dict[str, object]:
    counts = checks.decisions if checks else {}
    return {
        "report": report,
        "checks": checks,
        "figures": figures(report),
        "decisions": Prose(", ".join(f"{count:,} {decision}" for decision, count in sorted(counts.items()))),
        "missing": _missing,
    }


def _missing(run: RuleRun) -> str:
    return f"not run, for want of {', '.join(run.missing)}"


def _runs(size: str) -> str:
    return "words" if size == "1" else f"runs of {size} words"


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"
