"""A picture of a collection's variety: calls by tool, pairs of functions, lengths, slot filling, kinds."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.ticker import MaxNLocator

from eigendata_assets.artifacts.diversity import Distribution, DiversityReport, ToolUse
from eigendata_assets.reports.text import one_line

BARS = "#0b7a6f"
INK, FADED, FAINT = "#18202b", "#5a6675", "#dde2e9"
FONT = FontProperties(family="DejaVu Sans")
BOLD = FontProperties(family="DejaVu Sans", weight="bold")

_MOST_BARS, _LONGEST = 16, 34


def plot_png(report: DiversityReport) -> bytes:
    """A PNG of 1200 pixels width with eight panels; what a panel leaves out is said in its title."""
    layout = ConstrainedLayoutEngine(h_pad=0.12, w_pad=0.12)
    figure = Figure(figsize=(12, 15), dpi=100, layout=layout)
    grid = figure.subplots(4, 2).flatten()
    _bars(grid[0], "Calls by tool", _by_calls(report.tools))
    _pairs(grid[1], report)
    for axes, distribution in zip(grid[2:6], report.distributions, strict=True):
        _histogram(axes, distribution)
    _bars(grid[6], "Optional parameters given, %", slot_filling_by_tool(report.tools))
    _bars(grid[7], "Dialogues by shape", sorted(report.shapes.items(), key=lambda each: -each[1]))
    target = BytesIO()
    figure.savefig(target, format="png", facecolor="white")
    return target.getvalue()


def slot_filling_by_tool(tools: Sequence[ToolUse]) -> list[tuple[str, float]]:
    """The percentage of optional parameters that the calls of each tool give; tools without any are left out."""
    found = []
    for tool in tools:
        optional = [each.calls for each in tool.parameters if each.required is False]
        if optional and tool.calls:
            found.append((tool.function, 100 * sum(optional) / (len(optional) * tool.calls)))
    return sorted(found, key=lambda each: -each[1])


def _by_calls(tools: Sequence[ToolUse]) -> list[tuple[str, float]]:
    return sorted(((tool.function, float(tool.calls)) for tool in tools), key=lambda each: -each[1])


def _bars(axes: Axes, title: str, rows: Sequence[tuple[str, float]]) -> None:
    shown = rows[:_MOST_BARS]
    _titled(axes, title if len(rows) == len(shown) else f"{title} (first {len(shown)} of {len(rows)})")
    axes.barh(range(len(shown)), [value for _, value in shown], color=BARS, height=0.7)
    axes.set_yticks(range(len(shown)), [_drawable(name) for name, _ in shown], fontproperties=FONT, fontsize=8)
    axes.set_ylim(max(len(shown), 4) - 0.4, -0.6)
    axes.grid(axis="x", color=FAINT, linewidth=0.8)


def _pairs(axes: Axes, report: DiversityReport) -> None:
    """Rows are the functions called first, columns those called next; the more often, the darker."""
    names = [name for name, calls in _by_calls(report.tools)[:_MOST_BARS] if calls]
    times = {(pair.first, pair.then): pair.times for pair in report.pairs}
    of = "" if len(names) == report.tools_used else f", {len(names)} most called"
    _titled(axes, f"Next call after a call{of}")
    if names:
        axes.imshow([[times.get((first, then), 0) ** 0.5 for then in names] for first in names], cmap="BuGn")
    labels = [_drawable(name) for name in names]
    axes.set_xticks(range(len(names)), labels, rotation=90, fontproperties=FONT, fontsize=7)
    axes.set_yticks(range(len(names)), labels, fontproperties=FONT, fontsize=7)


def _histogram(axes: Axes, distribution: Distribution) -> None:
    _titled(axes, f"Dialogues by {distribution.measure} (mean {distribution.mean:,.1f})")
    counts = [count for count, _ in distribution.counts]
    many = max(counts, default=0) - min(counts, default=0) > 40
    bins = 30 if many else [each - 0.5 for each in range(min(counts, default=0), max(counts, default=0) + 2)]
    if not many:
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.hist(counts, bins=bins, weights=[dialogues for _, dialogues in distribution.counts], color=BARS, rwidth=0.9)
    axes.grid(axis="y", color=FAINT, linewidth=0.8)


def _titled(axes: Axes, title: str) -> None:
    axes.set_title(title, loc="left", fontsize=11, color=INK, parse_math=False, fontproperties=BOLD)
    axes.tick_params(length=0, labelsize=8, colors=FADED)
    axes.set_axisbelow(True)
    axes.spines[:].set_visible(False)


def _drawable(text: str) -> str:
    """The text, short, with a box for every character that the font lacks, and nothing that is read as mathematics."""
    known = get_font(findfont(FONT)).get_charmap()
    shown = one_line(text, 1000).replace("$", r"\$")
    cut = shown if len(shown) <= _LONGEST else shown[: _LONGEST - 1] + "…"
    return "".join(character if ord(character) in known else "□" for character in cut)
