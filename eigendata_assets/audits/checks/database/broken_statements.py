"""The database breaks a statement of the spec that it was made from (EigenData 3.2.4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing

from eigendata_assets.artifacts.findings import Evidence
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.spec.domain_spec import DomainSpec
from eigendata_assets.artifacts.spec.tables import Column
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.generated import DATABASE
from eigendata_assets.audits.subject import AuditSubject
from eigendata_assets.databases.consistency import offenders
from eigendata_assets.databases.constraints import constraints
from eigendata_assets.databases.edge_rows import EdgeRows
from eigendata_assets.databases.working import open_working

Rows = Mapping[str, Mapping[str, Json]]

_TYPES: Mapping[str, tuple[type, ...]] = {"integer": (int,), "number": (int, float), "boolean": (bool,)}
_SHOWN = 5


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Fields that a table lacks or has too many, values of other types, and statements that do not hold."""
    entry = subject.by_id.get(DATABASE)
    if subject.spec is None or entry is None:
        return
    for state in entry.initial_state.values():
        for name, table in subject.spec.tables.items():
            rows: Rows = state.get(name, {})
            yield from _wrong_fields(name, rows, table.columns)
            yield from _wrong_types(name, rows, table.columns)
        yield from _broken(subject.spec, state)


def _wrong_fields(table: str, rows: Rows, columns: Mapping[str, Column]) -> Iterator[Defect]:
    wrong = {key: row for key, row in rows.items() if row.keys() != columns.keys()}
    if wrong:
        fields = sorted({name for row in wrong.values() for name in row.keys() ^ columns.keys()})
        said = f"has not the fields of its spec: {', '.join(fields)}"
        yield _defect(table, f"fields of {table}", said, wrong, f"the fields {', '.join(columns)}")


def _wrong_types(table: str, rows: Rows, columns: Mapping[str, Column]) -> Iterator[Defect]:
    for name, column in columns.items():
        wrong = {key: row for key, row in rows.items() if name in row and not _is_of(column, row[name])}
        if wrong:
            said = f"has a {name} that is not of type {column.type}"
            yield _defect(table, f"types of {table}.{name}", said, wrong, f"{column.type}")


def _is_of(column: Column, value: Json) -> bool:
    if value is None:
        return True  # whether it may be is a statement
    kinds = _TYPES.get(column.type, (str,))
    return isinstance(value, kinds) and isinstance(value, bool) == (kinds == (bool,))


def _broken(spec: DomainSpec, state: Mapping[str, Rows]) -> Iterator[Defect]:
    """The statements about rows; how many children a row has was drawn, and may change."""
    working = open_working(spec)
    with closing(working.connection):
        for name, table in spec.tables.items():
            rows = list(state.get(name, {}).values())
            working.insert(name, {column: [row.get(column) for row in rows] for column in table.columns})
        for said in constraints(spec.tables):
            numbers = offenders(working, said, EdgeRows()) if said.kind != "children" else ()
            if numbers:
                keys = list(state.get(said.table, {}))
                wrong = {keys[number - 1]: state[said.table][keys[number - 1]] for number in numbers}
                yield _defect(
                    said.table, f"statement {said.table}: {said.statement}", f"breaks {said.statement!r}", wrong,
                    said.statement,
                )  # fmt: skip


def _defect(table: str, cause: str, said: str, wrong: Rows, expected: str) -> Defect:
    shown = dict(list(wrong.items())[:_SHOWN])
    first = next(iter(wrong))
    others = f", and {len(wrong) - 1} others" if len(wrong) > 1 else ""
    return Defect(
        function=None,
        cause=cause,
        message=f"{table} {first}{others}: the record {said}.",
        evidence=Evidence(entry=DATABASE, expected=expected, facts={"table": table, "records": shown}),
        repair="Mend the records, or generate the database anew.",
        confidence=0.95,
        affects=(DATABASE,),
    )


CHECK = Check(
    code="statement_broken",
    component="database",
    title="The database breaks a statement of the spec that it was made from.",
    needs=frozenset({"spec", "states"}),
    run=run,
)
