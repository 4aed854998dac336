"""A column of the data holds values of several types (EigenData 3.2, ConsistencyVerificationAgent)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.checks.database.record_defects import record_defect
from eigendata_assets.audits.schema_reading import parameters_of, result_properties, type_of, types_of
from eigendata_assets.audits.subject import AuditSubject
from eigendata_assets.audits.tables import Record, Table, distinct, tables_of

_CONTAINERS = frozenset({"object", "array", "null"})


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Columns with texts beside numbers or truth values.

    The type that a tool declares for a parameter or result of the name is the right one, else the commoner one.
    """
    for table in tables_of(subject):
        for column in table.columns:
            kinds = Counter(_kind(record.values[column]) for record in distinct(table.having(column)))
            usual = [kind for kind, _ in kinds.most_common() if kind not in _CONTAINERS]
            if len(usual) > 1:
                declared = _declared(subject, table, column)
                yield _defect(subject, table, column, declared if declared in usual else usual[0], kinds)


def _declared(subject: AuditSubject, table: Table, column: str) -> str | None:
    """The type that a tool of the toolkit declares for what a column holds."""
    for tool in subject.toolset.tools if column != "id" else ():
        schema = (parameters_of(tool) | result_properties(tool)).get(column) if tool.toolkit == table.toolkit else None
        kinds = types_of(schema) if schema else frozenset()
        if kinds:
            return "number" if kinds <= {"integer", "number"} else min(kinds)
    return None


def _defect(subject: AuditSubject, table: Table, column: str, usual: str, kinds: Counter[str]) -> Defect:
    others = {usual, "null"}
    wrong: list[Record] = [each for each in table.having(column) if _kind(each.values[column]) not in others]
    found = ", ".join(f"{kind} ({number})" for kind, number in kinds.most_common())
    value = wrong[0].values[column]
    return record_defect(
        subject,
        table,
        wrong,
        cause=f"types of {table.path}.{column}",
        message=f"{table.path} has {column} as {found}: {value!r} in {wrong[0].key!r}.",
        expected=f"{column} of one type",
        repair=f"Write every {column} as {usual}.",
        facts={"column": column, "types": dict(kinds), "value": value},
    )


def _kind(value: Json) -> str:
    """The type of a value; whole numbers and others are one."""
    kind = type_of(value)
    return "number" if kind == "integer" else kind


CHECK = Check(
    code="mixed_types_in_column",
    component="database",
    title="A column of the data holds values of several types.",
    needs=frozenset({"states"}),
    run=run,
)
