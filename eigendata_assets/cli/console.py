"""What people read goes to stderr; what programs read, one JSON document, goes to stdout."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from eigendata_assets.errors import EigenDataError
from eigendata_assets.execution.progress import Advance

people = Console(stderr=True, soft_wrap=True, highlight=False)
if not people.is_terminal:
    people.width = 200  # a log has no edge at which tables would have to be folded


def say(text: str) -> None:
    """A line for people; nothing in it is markup."""
    people.print(escape(text))


def complain(error: EigenDataError) -> None:
    """What is wrong in one line, what to do in the next."""
    people.print(f"[bold red]error:[/] {escape(error.message)}")
    if error.hint:
        people.print(escape(error.hint))


def show_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A table for people; numbers stand to the right."""
    table = Table(title=title, title_justify="left", header_style="bold")
    for index, column in enumerate(columns):
        numeric = bool(rows) and all(_is_number(row[index]) for row in rows)
        table.add_column(column, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(escape(str(cell)) for cell in row))
    people.print(table, soft_wrap=False)


def print_document(text: str) -> None:
    """One JSON document on stdout."""
    sys.stdout.write(text.rstrip("\n") + "\n")


@contextmanager
def bar(what: str, units: int) -> Iterator[Advance]:
    """A progress bar on a terminal; elsewhere a line when the work is done."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=people, disable=not people.is_terminal) as progress:
        task = progress.add_task(what, total=units)
        yield lambda: progress.advance(task)
    if units and not people.is_terminal:
        say(f"{what}: {units} done")


@contextmanager
def working(what: str) -> Iterator[None]:
    """A spinner on a terminal; elsewhere a line."""
    if not people.is_terminal:
        say(what)
        yield
        return
    with people.status(escape(what)):
        yield


def _is_number(value: object) -> bool:
    return str(value).rstrip(" %").replace(".", "", 1).isdigit()
