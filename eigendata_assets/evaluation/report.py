"""An evaluation as people see it: Markdown, one HTML page, a picture, tables for the terminal, a frame for Parquet."""

from __future__ import annotations

from pathlib import Path

from eigendata_assets.artifacts.verdicts import Evaluation
from eigendata_assets.evaluation.disputed import listings
from eigendata_assets.evaluation.frames import as_frame
from eigendata_assets.evaluation.plots import plot_png, png_as_markdown
from eigendata_assets.evaluation.ranking import disagrees
from eigendata_assets.evaluation.report_tables import (
    Table,
    activity_table,
    category_table,
    disagreement_table,
    markdown_disagreements,
    markdown_table,
    ranking_table,
)
from eigendata_assets.evaluation.standings import panels, standings, standings_by_category, uneven
from eigendata_assets.reports.rendering import html_templates, markdown_templates, policy_hash
from eigendata_assets.reports.text import one_line

__all__ = ["as_frame", "html", "markdown", "plot_markdown", "plot_png", "ranking_markdown", "terminal_tables"]

IN_HTML, IN_MARKDOWN = 300, 100
"""About how many disagreements are listed; all of them are in the JSON."""

_UNREADABLE_LISTED = 100
_HTML = html_templates(Path(__file__).parent / "templates")
_MARKDOWN = markdown_templates(_HTML)


def markdown(evaluation: Evaluation) -> str:
    """The report in Markdown; every foreign text in it is a code span."""
    listed = listings(evaluation, IN_MARKDOWN, per_model=10)
    return _MARKDOWN.get_template("report.md.j2").render(
        **_about(evaluation),
        ranking=markdown_table(ranking_table(evaluation)),
        by_category=markdown_table(category_table(evaluation)),
        activity=markdown_table(activity_table(evaluation)),
        listings=[(listing, markdown_disagreements(listing)) for listing in listed],
    )


def html(evaluation: Evaluation) -> str:
    """The report as one HTML page that loads nothing.

    Its content policy names the hashes of its one style and its one script, so that a browser would run nothing else.
    """
    return _HTML.get_template("report.html.j2").render(
        **_about(evaluation),
        policy={name: policy_hash(_HTML.get_template(f"report.{name}.j2").render()) for name in ("css", "js")},
        standings=standings(evaluation),
        panels=panels(evaluation),
        categories=standings_by_category(evaluation),
        activity=activity_table(evaluation),
        listings=listings(evaluation, IN_HTML),
    )


def ranking_markdown(evaluation: Evaluation) -> str:
    """The ranking alone, as a Markdown table, for metadata."""
    return markdown_table(ranking_table(evaluation))


def plot_markdown(evaluation: Evaluation) -> str:
    """The picture as a Markdown image that holds it, for metadata."""
    return png_as_markdown(plot_png(evaluation), "Entries that the official check and the outcome accept, by category")


def terminal_tables(evaluation: Evaluation) -> tuple[Table, ...]:
    """What a terminal shows, in this order; a table without rows has nothing to say."""
    tables = ranking_table(evaluation), category_table(evaluation), activity_table(evaluation)
    return (*tables, disagreement_table(evaluation))


def _about(evaluation: Evaluation) -> dict[str, object]:
    return {
        "domain": one_line(evaluation.domain, 120),
        "source": one_line(evaluation.source, 200),
        "verdicts": len(evaluation.entries),
        "models": len({verdict.model for verdict in evaluation.entries}),
        "disagreements": sum(map(disagrees, evaluation.entries)),
        "unreadable": [one_line(line) for line in evaluation.unreadable[:_UNREADABLE_LISTED]],
        "unreadable_more": max(0, len(evaluation.unreadable) - _UNREADABLE_LISTED),
        "uneven": uneven(evaluation),
    }
