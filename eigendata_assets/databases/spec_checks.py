"""What is wrong with a spec of the right form: names that lead nowhere, and expressions that make no sense."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from string import Formatter

from eigendata_assets.artifacts.spec.domain_spec import DomainSpec
from eigendata_assets.artifacts.spec.draws import (
    ComputedDraw,
    Draw,
    FakerDraw,
    NumberDraw,
    PerParent,
    ReferenceDraw,
    SequenceDraw,
    ValuesDraw,
)
from eigendata_assets.artifacts.spec.remarks import Remark, SpecPath
from eigendata_assets.artifacts.spec.tables import Column, EdgeCase, Table
from eigendata_assets.databases.drawing import typed_value
from eigendata_assets.databases.expressions.text import similar
from eigendata_assets.databases.expressions.value_types import GROUPS, INTEGER, TypeScope, row_scope, type_of_value
from eigendata_assets.databases.faker_names import known_provider
from eigendata_assets.databases.remarking import Remarks
from eigendata_assets.databases.tool_types import typed_tool

PARAMETERS: Mapping[str, frozenset[str]] = {
    "uniform": frozenset({"low", "high"}),
    "normal": frozenset({"mean", "sd"}),
    "lognormal": frozenset({"median", "sigma"}),
    "geometric": frozenset({"mean"}),
    "poisson": frozenset({"mean"}),
}


def spec_remarks(spec: DomainSpec) -> Iterator[Remark]:
    """Every remark about a spec: references first, since expressions cannot be typed where they lead nowhere."""
    remarks = Remarks()
    for name, table in spec.tables.items():
        _check_names(name, table, spec.tables, remarks)
    if not remarks.found:
        for name, table in spec.tables.items():
            _check_table(name, table, spec.tables, remarks)
    yield from remarks.found
    if not any(each.path[0] == "tables" and each.path[-1] in ("references", "key") for each in remarks.found):
        for name, tool in spec.tools.items():
            yield from typed_tool(tool, spec.tables, ("tools", name)).remarks


def _check_names(name: str, table: Table, tables: Mapping[str, Table], remarks: Remarks) -> None:
    path: SpecPath = ("tables", name)
    if table.key not in table.columns:
        remarks.error((*path, "key"), f"there is no column {table.key}{similar(table.key, table.columns)}")
    elif table.columns[table.key].nullable:
        remarks.error((*path, "columns", table.key, "nullable"), "a key is never null")
    for column_name, column in table.columns.items():
        if column.references is not None and column.references not in tables:
            where = (*path, "columns", column_name, "references")
            remarks.error(where, f"there is no table {column.references}{similar(column.references, tables)}")
    for number, combination in enumerate(table.unique):
        for each in set(combination) - table.columns.keys():
            remarks.error((*path, "unique", number), f"there is no column {each}{similar(each, table.columns)}")
    if isinstance(table.rows, PerParent):
        _check_rows(table, table.rows, tables, remarks, (*path, "rows"))


def _check_rows(table: Table, rows: PerParent, tables: Mapping[str, Table], remarks: Remarks, path: SpecPath) -> None:
    if rows.per not in tables:
        remarks.error((*path, "per"), f"there is no table {rows.per}{similar(rows.per, tables)}")
    elif rows.via not in table.columns or table.columns[rows.via].references != rows.per:
        remarks.error((*path, "via"), f"{rows.via} is no column that references {rows.per}")
    if not rows.least <= rows.mean <= rows.most:
        remarks.error((*path, "mean"), f"{rows.mean:g} is not between least ({rows.least}) and most ({rows.most})")


def _check_table(name: str, table: Table, tables: Mapping[str, Table], remarks: Remarks) -> None:
    path: SpecPath = ("tables", name)
    scope = row_scope(tables, name)
    for column_name, column in table.columns.items():
        _check_column(column, scope, remarks, (*path, "columns", column_name))
    for number, check in enumerate(table.checks):
        remarks.condition(check.that, scope, (*path, "checks", number, "that"))
    for number, case in enumerate(table.edge_cases):
        _check_edge_case(name, table, case, scope, remarks, (*path, "edge_cases", number))
    for number, example in enumerate(table.examples):
        for each, value in example.items():
            if each not in table.columns:
                remarks.error((*path, "examples", number, each), f"there is no column {each}")
            else:
                remarks.assigned(type_of_value(value), table.columns[each], (*path, "examples", number, each))


def _check_column(column: Column, scope: TypeScope, remarks: Remarks, path: SpecPath) -> None:
    for word, bound in (("minimum", column.minimum), ("maximum", column.maximum)):
        if bound is not None and type_of_value(bound).group != GROUPS[column.type]:
            remarks.error((*path, word), f"{bound!r} is no bound of {column.type}")
    for number, value in enumerate(column.values):
        if type_of_value(value).group != GROUPS[column.type]:
            remarks.error((*path, "values", number), f"{value!r} is not of type {column.type}")
    if column.references is not None:
        other = scope.tables[column.references]
        key = other.columns[other.key]
        if GROUPS[key.type] != GROUPS[column.type]:
            remarks.error((*path, "type"), f"{column.type}, and the key of {column.references} is {key.type}")
    if column.draw is not None:
        _check_draw(column, column.draw, scope, remarks, (*path, "draw"))


def _check_draw(column: Column, draw: Draw, scope: TypeScope, remarks: Remarks, path: SpecPath) -> None:
    match draw:
        case ComputedDraw():
            _check_computed(column, draw, scope, remarks, path)
        case ReferenceDraw():
            _check_reference(column, draw, scope, remarks, path)
        case NumberDraw() if draw.parameters.keys() != PARAMETERS[draw.distribution]:
            wanted = ", ".join(sorted(PARAMETERS[draw.distribution]))
            remarks.error((*path, "parameters"), f"{draw.distribution} takes {wanted}")
        case NumberDraw() if GROUPS[column.type] != "number":
            remarks.error(path, f"a number is drawn, and the column holds {column.type}")
        case FakerDraw() if not known_provider(draw.faker):
            remarks.error((*path, "faker"), f"Faker has no provider {draw.faker}")
        case SequenceDraw():
            _check_sequence(draw, remarks, path)
        case ValuesDraw():
            _check_values(column, draw, remarks, path)


def _check_reference(column: Column, draw: ReferenceDraw, scope: TypeScope, remarks: Remarks, path: SpecPath) -> None:
    if column.references is None:
        remarks.error(path, "a reference is drawn only where the column references a table")
    elif draw.where is not None:
        remarks.condition(draw.where, TypeScope(scope.tables).within(column.references), (*path, "where"))


def _check_computed(column: Column, draw: ComputedDraw, scope: TypeScope, remarks: Remarks, path: SpecPath) -> None:
    found = remarks.value(draw.compute, scope, (*path, "compute"))
    if column.type == "integer" and found.kind == "number" and (draw.step or draw.noise or draw.season):
        found = INTEGER  # rounded to the step, 1 where none is given
    remarks.assigned(found, column, (*path, "compute"))
    if draw.season and draw.by is None:
        remarks.error((*path, "season"), "say `by` which time column")
    if draw.by is not None and remarks.value(draw.by, scope, (*path, "by")).kind not in ("date", "datetime", "any"):
        remarks.error((*path, "by"), f"{draw.by} is no date and no datetime")


def _check_sequence(draw: SequenceDraw, remarks: Remarks, path: SpecPath) -> None:
    try:
        fields = [field for _, field, _, _ in Formatter().parse(draw.sequence) if field is not None]
        made = draw.sequence.format(n=1)
    except (ValueError, KeyError, IndexError, AttributeError, TypeError) as error:
        remarks.error((*path, "sequence"), f"not a pattern with {{n}}: {error}")
        return
    if fields != ["n"] or made == draw.sequence.format(n=2):
        remarks.error((*path, "sequence"), "a sequence has exactly one {n}")


def _check_values(column: Column, draw: ValuesDraw, remarks: Remarks, path: SpecPath) -> None:
    if isinstance(draw.values, dict):
        if any(weight < 0 for weight in draw.values.values()) or not sum(draw.values.values()):
            remarks.error((*path, "values"), "weights are not negative, and not all are 0")
        for text in draw.values:
            if not _stands_for(text, column):
                remarks.error((*path, "values", text), f"{text!r} is not of type {column.type}")
        return
    for number, value in enumerate(draw.values):
        if value is None or type_of_value(value).group != GROUPS[column.type]:
            remarks.error((*path, "values", number), f"{value!r} is not of type {column.type}")


def _stands_for(text: str, column: Column) -> bool:
    """Whether a text is a value of the column's type; the times among texts are checked with what they must hold."""
    if column.type == "boolean":
        return text.lower() in ("true", "false")
    if column.type not in ("integer", "number"):
        return True
    try:
        return isinstance(typed_value(column, text), int | float)
    except ValueError:
        return False


def _check_edge_case(
    name: str, table: Table, case: EdgeCase, scope: TypeScope, remarks: Remarks, path: SpecPath
) -> None:
    for column, text in case.set.items():
        found = remarks.value(text, scope, (*path, "set", column))
        if column not in table.columns:
            remarks.error((*path, "set", column), f"there is no column {column}{similar(column, table.columns)}")
        else:
            remarks.assigned(found, table.columns[column], (*path, "set", column))
    for child in case.with_children:
        if not any(column.references == name for column in getattr(scope.tables.get(child), "columns", {}).values()):
            remarks.error((*path, "with_children", child), f"no column of {child} references {name}")
