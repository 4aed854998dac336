"""SchemaDesignAgent (paper 3.2.2) without a model: how each column is drawn, where a spec does not say.

A check that sets a column equal to something says how it is computed; a list of values, a range, a pattern or a
reference says what is drawn; else the type and the name of the column do.
"""

from __future__ import annotations

from collections.abc import Mapping

from eigendata_assets.artifacts.spec.domain_spec import DomainSpec
from eigendata_assets.artifacts.spec.draws import (
    ComputedDraw,
    Draw,
    FakerDraw,
    NumberDraw,
    ReferenceDraw,
    SequenceDraw,
    ValuesDraw,
)
from eigendata_assets.artifacts.spec.population_plan import PopulationPlan, TablePlan
from eigendata_assets.artifacts.spec.remarks import Remark
from eigendata_assets.artifacts.spec.tables import Column, Table
from eigendata_assets.databases.column_words import faker_by_name, number_by_name, time_by_name
from eigendata_assets.databases.expressions.nodes import Compare, Constant, Expression, Name
from eigendata_assets.databases.expressions.parse import parse
from eigendata_assets.databases.expressions.text import text_of
from eigendata_assets.databases.expressions.walk import names
from eigendata_assets.databases.patterns import faker_of_pattern
from eigendata_assets.databases.schema_defaults import singular


def designed(spec: DomainSpec) -> DomainSpec:
    """The spec with a draw for every column; what it says itself stays."""
    return spec.model_copy(update={"tables": {name: _with_draws(name, table) for name, table in spec.tables.items()}})


def missing(spec: DomainSpec) -> tuple[Remark, ...]:
    """What no rule can fill in: a model has to, or the person who wrote the spec."""
    if not spec.tables:
        return (Remark(path=("tables",), message="the spec has no tables"),)
    return tuple(
        Remark(path=("tables", name, "columns", each, "draw"), message=f"no rule draws {column.pattern}")
        for name, table in spec.tables.items()
        for each, column in table.columns.items()
        if column.draw is None and column.pattern and _of_column(name, each, column, table) is None
    )


def plan_of(spec: DomainSpec, scale: int) -> PopulationPlan:
    """The plan by which a designed spec is populated."""
    tables = {
        name: TablePlan(
            rows=table.rows,
            draws={each: column.draw for each, column in table.columns.items() if column.draw is not None},
            edge_cases=table.edge_cases,
        )
        for name, table in spec.tables.items()
    }
    return PopulationPlan(domain=spec.name, seed=spec.seed, scale=scale, tables=tables)


def with_plan(spec: DomainSpec, plan: PopulationPlan) -> DomainSpec:
    """The spec with the rows, draws and edge cases of a plan; what is of no table or column of it is left out."""
    tables = {name: _planned(table, plan.tables.get(name)) for name, table in spec.tables.items()}
    return spec.model_copy(update={"seed": plan.seed, "tables": tables})


def _planned(table: Table, plan: TablePlan | None) -> Table:
    if plan is None:
        return table
    columns = {
        name: column.model_copy(update={"draw": plan.draws.get(name, column.draw)})
        for name, column in table.columns.items()
    }
    return table.model_copy(update={"rows": plan.rows, "columns": columns, "edge_cases": plan.edge_cases})


def _with_draws(name: str, table: Table) -> Table:
    computed = _computed_by_checks(table)
    columns = {}
    for each, column in table.columns.items():
        draw = column.draw or computed.get(each) or _of_column(name, each, column, table)
        columns[each] = column.model_copy(update={"draw": draw})
    return table.model_copy(update={"columns": columns})


def _computed_by_checks(table: Table) -> dict[str, Draw]:
    """Columns without a draw that a check sets equal to an expression of others."""
    found: dict[str, Draw] = {}
    for check in table.checks:
        condition = parse(check.that)
        if isinstance(condition, Compare) and condition.operator == "==":
            for one, other in ((condition.left, condition.right), (condition.right, condition.left)):
                if (
                    other != Constant(None)
                    and _is_open(one, table, found)
                    and not names(other) & ({str(getattr(one, "name", ""))} | found.keys())
                ):
                    found[str(getattr(one, "name", ""))] = ComputedDraw(compute=text_of(other))
                    break
    return found


def _is_open(node: Expression, table: Table, found: Mapping[str, Draw]) -> bool:
    """Whether it is a plain column that nothing else draws."""
    if not isinstance(node, Name) or node.name in found or node.name not in table.columns:
        return False
    column = table.columns[node.name]
    return column.draw is None and not column.references and not column.values and node.name != table.key


def _of_column(table_name: str, name: str, column: Column, table: Table) -> Draw | None:
    """The draw that a column's own description gives; None where a pattern is beyond the rules."""
    if column.references:
        return ReferenceDraw()
    if column.values:
        return ValuesDraw(values=column.values)
    if column.pattern:
        return faker_of_pattern(column.pattern)
    if name == table.key:
        return SequenceDraw(sequence="{n}" if column.type == "integer" else f"{_prefix(table_name)}{{n:05d}}")
    return _by_type(table_name, name, column)


def _by_type(table: str, name: str, column: Column) -> Draw:
    if column.type == "boolean":
        return ValuesDraw(values=(True, False))
    if column.type in ("date", "datetime"):
        return time_by_name(name)
    if column.type in ("integer", "number"):
        return _number(name, column)
    found = faker_by_name(table, name)
    if found is None and column.unique:
        return SequenceDraw(sequence=f"{name.replace('_', '-')}-{{n}}")
    return found or FakerDraw(faker="word")


def _number(name: str, column: Column) -> NumberDraw:
    step = 1.0 if column.type == "integer" else 0.01
    low, high = column.minimum, column.maximum
    if low is None and high is None:
        return number_by_name(name, step)
    least = float(low) if low is not None else min(0.0, float(high or 0))
    most = float(high) if high is not None else max(100.0, 10 * abs(least))
    return NumberDraw(distribution="uniform", parameters={"low": least, "high": most}, step=step)


def _prefix(table: str) -> str:
    return "".join(word[0] for word in singular(table).split("_") if word).upper()
