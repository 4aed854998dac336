"""A picture of an evaluation: for each category and model, how much the official check and the outcome accept."""

from __future__ import annotations

import base64
import math
from collections.abc import Sequence
from io import BytesIO

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.patches import Patch

from eigendata_assets.artifacts.verdicts import Evaluation
from eigendata_assets.evaluation.standings import Standing, panels
from eigendata_assets.reports.text import one_line

OFFICIAL, OUTCOME = "#8590a0", "#0b7a6f"
INK, FADED, FAINT = "#18202b", "#5a6675", "#dde2e9"
FONT = FontProperties(family="DejaVu Sans")
"""Comes with matplotlib, so the picture is the same everywhere."""
BOLD = FontProperties(family="DejaVu Sans", weight="bold")

PADDED = ConstrainedLayoutEngine(h_pad=0.1, w_pad=0.1)

_SERIES = (("Official check", OFFICIAL), ("Outcome (ConfigFunc)", OUTCOME))
_LONGEST = 36


def plot_png(evaluation: Evaluation) -> bytes:
    """A PNG of at most 1200 pixels width: one panel for all entries, and one for each category."""
    groups = panels(evaluation)
    bars = max(1, *map(len, groups.values()))
    columns = 2 if len(groups) == 4 else min(len(groups), 3)
    rows = math.ceil(len(groups) / columns)
    figure = Figure(figsize=(max(6, 4 * columns), 0.6 + rows * (0.8 + 0.6 * bars)), dpi=100, layout=PADDED)
    grid = figure.subplots(rows, columns, squeeze=False).flatten()
    for axes, (title, group) in zip(grid, groups.items(), strict=False):
        _panel(axes, title, group, bars)
    for axes in grid[len(groups) :]:
        axes.set_visible(False)
    handles = [Patch(color=color, label=label) for label, color in _SERIES]
    figure.legend(handles=handles, loc="outside upper left", ncols=2, frameon=False, prop=FONT, labelcolor=INK)
    target = BytesIO()
    figure.savefig(target, format="png", facecolor="white")
    return target.getvalue()


def _panel(axes: Axes, title: str, group: Sequence[Standing], bars: int) -> None:
    axes.set_title(_drawable(title), loc="left", fontsize=11, color=INK, parse_math=False, fontproperties=BOLD)
    axes.set_xlim(0, 116)
    axes.set_xticks([0, 50, 100], ["0", "50", "100 %"], color=FADED, fontproperties=FONT, fontsize=8)
    axes.set_ylim(bars - 0.4, -0.6)
    axes.set_yticks([])
    axes.tick_params(length=0)
    axes.grid(axis="x", color=FAINT, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.spines[:].set_visible(False)
    for place, standing in enumerate(group):
        _text(axes, 0, place - 0.33, standing.model)
        for offset, share, color in ((-0.06, standing.official, OFFICIAL), (0.2, standing.config_func, OUTCOME)):
            axes.barh(place + offset, share.percent, height=0.24, color=color)
            _text(axes, share.percent + 1.5, place + offset, f"{share.percent:.1f}")


def _text(axes: Axes, x: float, y: float, text: str) -> None:
    drawn = axes.text(x, y, _drawable(text), va="center", color=INK, fontproperties=FONT, fontsize=9, parse_math=False)
    drawn.set_in_layout(False)


def _drawable(text: str) -> str:
    """The text, short, with a box for every character that the font lacks."""
    known = get_font(findfont(FONT)).get_charmap()
    shown = one_line(text, 1000)
    cut = shown if len(shown) <= _LONGEST else shown[: _LONGEST - 1] + "…"
    return "".join(character if ord(character) in known else "□" for character in cut)


def png_as_markdown(png: bytes, says: str) -> str:
    """A Markdown image that holds the picture itself; `says` is read where it cannot be seen."""
    return f"![{says}](data:image/png;base64,{base64.b64encode(png).decode('ascii')})"
