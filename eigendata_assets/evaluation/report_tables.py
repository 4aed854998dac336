"""Tables of an evaluation as plain text cells: for the terminal, and for Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from eigendata_assets.artifacts.verdicts import Evaluation
from eigendata_assets.evaluation.disputed import Diff, Disagreement, Listing, listings
from eigendata_assets.evaluation.standings import Standing, activities, standings, standings_by_category
from eigendata_assets.reports.text import Prose, as_markdown, code_span, one_line

_SCORES = ("Entries", "Official", "Config Match", "Key Function", "ConfigFunc", "LLM judge", "All Three")
_RANKS = ("Rank official", "Rank outcome", "Rank change", "Disagreements")
_ACTIVITY = ("Calls", "Failed calls", "Entries with idle-turn calls", "Unreadable entries", "Unreadable answers, calls")


@dataclass(frozen=True, slots=True)
class Column:
    """A column; a `text` column may hold foreign text, a `number` column never does and is aligned to the right."""

    name: str
    kind: Literal["text", "number"] = "number"


@dataclass(frozen=True, slots=True)
class Table:
    """Cells are on one line and free of control characters; whoever prints them must not read markup into them."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]


def ranking_table(evaluation: Evaluation) -> Table:
    """The models over all categories, the best outcome first."""
    columns = (Column("Model", "text"), *map(Column, (*_SCORES, *_RANKS)))
    return Table("Ranking", columns, tuple((one_line(row.model, 80), *_cells(row)) for row in standings(evaluation)))


def category_table(evaluation: Evaluation) -> Table:
    """The models in each category."""
    columns = (Column("Category", "text"), Column("Model", "text"), *map(Column, (*_SCORES, *_RANKS)))
    rows = tuple(
        (one_line(category, 80), one_line(row.model, 80), *_cells(row))
        for category, group in standings_by_category(evaluation).items()
        for row in group
    )
    return Table("By category", columns, rows)


def _cells(row: Standing) -> tuple[str, ...]:
    shares = map(str, (row.official, row.config_match, row.key_function, row.config_func))
    ranks = str(row.rank_official), str(row.rank_outcome), row.rank_change, str(row.disagreements)
    return f"{row.entries:,}", *shares, row.llm_judge, row.all_three, *ranks


def activity_table(evaluation: Evaluation) -> Table:
    """What the models did, and what of it could not be read or run."""
    rows = tuple((one_line(each.model, 80), *map("{:,}".format, each.counts)) for each in activities(evaluation))
    return Table("Calls", (Column("Model", "text"), *map(Column, _ACTIVITY)), rows)


def disagreement_table(evaluation: Evaluation, at_most: int = 20) -> Table:
    """Some disagreements of every model, in brief; for the terminal."""
    names = "Entry", "Model", "Official", "Outcome", "Reason"
    rows = tuple(
        (one.id, one.model, _says(one.official), _says(not one.official), one_line(one.reason, 160))
        for listing in listings(evaluation, at_most, per_model=3)
        for one in listing.listed
    )
    return Table("Disagreements", tuple(Column(name, "text") for name in names), rows)


def _says(accepted: bool) -> str:
    return "accepts" if accepted else "rejects"


def markdown_table(table: Table) -> Prose:
    """The table in Markdown; cells of text columns are code spans."""
    rules = ["---" if column.kind == "text" else "---:" for column in table.columns]
    foreign = [column.kind == "text" for column in table.columns]
    body = [[as_markdown(c) if f else c for f, c in zip(foreign, row, strict=True)] for row in table.rows]
    return _lines([[column.name for column in table.columns], rules, *body])


def markdown_disagreements(listing: Listing) -> Prose:
    """The listed disagreements of one model in Markdown, with the first changes of their state diffs."""
    head = ["Entry", "Category", "Official", "Outcome", "Reason", "State: reference → model"]
    return _lines([head, ["---"] * len(head), *map(_disagreement_row, listing.listed)])


def _disagreement_row(one: Disagreement) -> list[str]:
    foreign = map(as_markdown, (one.id, one.category))
    changes = "; ".join(map(_brief, one.diffs))
    return [*foreign, _says(one.official), _says(not one.official), as_markdown(one.reason), changes]


def _brief(diff: Diff) -> str:
    cells = [[code_span(text) for text in (each.place, each.reference, each.model)] for each in diff.changes[:3]]
    shown = [f"{place} {reference} → {model}" for place, reference, model in cells]
    more = len(diff.changes) - 3 + diff.more
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")


def _lines(rows: Sequence[Sequence[str]]) -> Prose:
    return Prose("\n".join(f"| {' | '.join(row)} |" for row in rows))
