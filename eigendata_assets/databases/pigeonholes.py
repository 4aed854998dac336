"""Capacity against rows: if so many rows refer to so few, one of these has at least its share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil

import z3

from eigendata_assets.artifacts.spec.draws import PerParent
from eigendata_assets.artifacts.spec.remarks import SpecPath
from eigendata_assets.artifacts.spec.tables import Column as TableColumn
from eigendata_assets.artifacts.spec.tables import Table
from eigendata_assets.databases.expressions.nodes import Aggregate, Column, Compare, Name
from eigendata_assets.databases.expressions.walk import conjuncts
from eigendata_assets.databases.z3_encoding import Encoder


@dataclass(frozen=True, slots=True)
class Pigeonhole:
    """For the row to which most rows refer: what follows (`always`) from the numbers of rows (`said`)."""

    said: dict[SpecPath, z3.BoolRef]
    always: list[z3.BoolRef] = field(default_factory=list)


def pigeonholes(encoder: Encoder, table: str, tables: Mapping[str, Table]) -> Iterator[Pigeonhole]:
    """One for each number over rows in the statements of a table that is only bounded by which rows there are."""
    for (owner, used), number in encoder.numbers.items():
        link = _link(used, tables) if owner == table else None
        if link is not None:
            found = _share(used, link, number, tables)
            if found is not None:
                yield found


def _link(used: Aggregate, tables: Mapping[str, Table]) -> str | None:
    """The reference by which rows are counted, where that is the only condition."""
    parts = conjuncts(used.where)
    if len(parts) != 1 or not isinstance(parts[0], Compare) or parts[0].operator != "==":
        return None
    columns = tables[used.table].columns
    for link, own in ((parts[0].left, parts[0].right), (parts[0].right, parts[0].left)):
        if isinstance(link, Name) and link.name in columns and isinstance(own, Column | Name) and own != link:
            column = columns[link.name]
            if column.references and not column.nullable:
                return link.name
    return None


def _share(used: Aggregate, link: str, number: z3.ArithRef, tables: Mapping[str, Table]) -> Pigeonhole | None:
    child = tables[used.table]
    other = str(child.columns[link].references)
    here: SpecPath = ("tables", used.table, "rows")
    there: SpecPath = ("tables", other, "rows")
    paths = [here]
    if isinstance(child.rows, PerParent):
        if child.rows.via != link:
            return None
        each = Fraction(child.rows.least)
    else:
        rows = tables[other].rows
        if not isinstance(rows, int) or not rows:
            return None
        each = Fraction(ceil(Fraction(child.rows, rows)))
        paths.append(there)
    if used.kind == "total":
        weight = _least(child.columns[str(used.column)])
        if weight is None:
            return None
        each *= weight
        paths.append(("tables", used.table, "columns", str(used.column), "minimum"))
    marks = {path: z3.Bool(f"{path}") for path in paths}
    least = z3.RealVal(f"{each.numerator}/{each.denominator}")
    return Pigeonhole(marks, [z3.Implies(z3.And(*marks.values()), number >= least)])


def _least(column: TableColumn) -> Fraction | None:
    if column.nullable or not isinstance(column.minimum, int | float) or column.minimum <= 0:
        return None
    return Fraction(str(column.minimum))
