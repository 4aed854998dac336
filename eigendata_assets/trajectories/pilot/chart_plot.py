"""A picture of the control charts of a generation: a panel for each measure, chunk by chunk, pilots as lines."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.layout_engine import ConstrainedLayoutEngine

from eigendata_assets.artifacts.pilot import Chart, Measure, PilotReport

MEASURES: tuple[tuple[Measure, str], ...] = (
    ("failures", "Share of samples that fail, by chunk"),
    ("doubt", "One minus the judge's mean score, by chunk"),
)
_LINE, _LIMIT, _SIGNAL, _FAINT = "#0b7a6f", "#b26a00", "#b3261e", "#dde2e9"
_FONT = FontProperties(family="DejaVu Sans")


def plot_png(report: PilotReport) -> bytes:
    """A PNG of 1000 pixels width; the charts of all phases stand one after the other."""
    figure = Figure(figsize=(10, 6), dpi=100, layout=ConstrainedLayoutEngine(h_pad=0.12))
    for axes, (measure, title) in zip(figure.subplots(2, 1), MEASURES, strict=True):
        axes.set_title(title, loc="left", fontproperties=_FONT)
        charts = [each for phase in report.phases for each in phase.charts if each.measure == measure]
        _panel(axes, charts)
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
