"""Which tables' rows a statement of the spec counts or adds up for a row of another table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from eigendata_assets.artifacts.spec.tables import Table
from eigendata_assets.databases.constraints import constraints
from eigendata_assets.databases.expressions.nodes import Aggregate, Expression
from eigendata_assets.databases.expressions.walk import parts


def counted_children(tables: Mapping[str, Table]) -> dict[str, frozenset[str]]:
    """Table to the tables whose rows decide, together, whether a statement about one of its rows holds."""
    found: dict[str, set[str]] = {}
    for said in constraints(tables):
        if said.condition is not None:
            found.setdefault(said.table, set()).update(_counted(said.condition))
    return {table: frozenset(others) for table, others in found.items() if others}


def _counted(node: Expression) -> Iterator[str]:
    if isinstance(node, Aggregate):
        yield node.table
    for part in parts(node):
        yield from _counted(part)
