"""A picture of the control charts of a generation: a panel for each measure, chunk by chunk, pilots as lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.layout_engine import ConstrainedLayoutEngine

from eigendata_assets.artifacts.pilot import Chart, Measure, PilotReport

TITLES: Mapping[Measure, str] = {
    "failures": "Share of samples that fail, by chunk",
    "doubt": "One minus the judge's mean score, by chunk",
}
_LINE, _LIMIT, _SIGNAL, _FAINT = "#0b7a6f", "#b26a00", "#b3261e", "#dde2e9"
_FONT = FontProperties(family="DejaVu Sans")


def plot_png(report: PilotReport) -> bytes:
    """A PNG of 1000 pixels width; the charts of all phases stand one after the other, a panel for each measure."""
    charts: dict[Measure, list[Chart]] = {measure: [] for measure in TITLES}
    for each in (chart for phase in report.phases for chart in phase.charts):
        charts[each.measure].append(each)
    shown: list[Measure] = [measure for measure in TITLES if charts[measure]] or ["failures"]
    figure = Figure(figsize=(10, 3 * len(shown)), dpi=100, layout=ConstrainedLayoutEngine(h_pad=0.12))
    for axes, measure in zip(figure.subplots(len(shown), 1, squeeze=False).flatten(), shown, strict=True):
        axes.set_title(TITLES[measure], loc="left", fontproperties=_FONT)
        _panel(axes, charts[measure])
    target = BytesIO()
    figure.savefig(target, format="png", facecolor="white")
    return target.getvalue()


def _panel(axes: Axes, charts: Sequence[Chart]) -> None:
    """Values as dots, the average as a line, the limit dashed, signals marked; a phase begins at a vertical line."""
    start = 0
    for chart in charts:
        chunks = [start + point.chunk for point in chart.points]
        axes.plot(chunks, [point.value for point in chart.points], "o", color=_LINE, alpha=0.4)
        axes.plot(chunks, [point.average for point in chart.points], color=_LINE)
        axes.plot(chunks, [point.limit for point in chart.points], "--", color=_LIMIT)
        out = [(start + point.chunk, point.average) for point in chart.points if point.signal]
        axes.plot([chunk for chunk, _ in out], [value for _, value in out], "X", color=_SIGNAL, markersize=10)
        axes.axvline(start - 0.5, color=_FAINT)
        start += len(chart.points)
    axes.set_ylim(0, 1)
    axes.set_xlim(-0.5, max(start, 1) - 0.5)
