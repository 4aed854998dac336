"""Records lack fields that a tool promises or that all others have, or have others in their place (EigenData 3.2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.checks.database.record_defects import record_defect
from eigendata_assets.audits.schema_reading import result_properties
from eigendata_assets.audits.subject import AuditSubject
from eigendata_assets.audits.tables import Table, distinct, tables_of

_MOST = 0.8
_SOME = 0.2
_ENOUGH = 4
_ALIKE = 3


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Tables with records that are not whole; for each, what they lack and what they have instead.

    A promised field that hardly any record has is a wrong promise, and not counted here.
    """
    tables = tables_of(subject)
    for table in tables:
        records = distinct(table.records)
        if len(records) < _ENOUGH or any(table.path == f"{other.path}.*" for other in tables):
            continue
        promised = [name for name in promised_fields(subject, table) if _share(table, name) >= _SOME]
        usual = {name for name in table.columns if _share(table, name) >= _MOST}
        wanted = [name for name in dict.fromkeys([*promised, *table.columns]) if name in promised or name in usual]
        lacking = [record for record in table.records if any(name not in record.values for name in wanted)]
        if lacking:
            rare = {name for name in table.columns if name not in wanted}
            missing = Counter(name for record in distinct(lacking) for name in wanted if name not in record.values)
            instead = Counter(name for record in distinct(lacking) for name in record.values if name in rare)
            others = f" They have instead: {_counted(instead)}." if instead else ""
            yield record_defect(
                subject,
                table,
                lacking,
                cause=f"fields of {table.path}",
                message=f"{len(distinct(lacking))} of {len(records)} records of {table.path} lack fields that "
                f"{'a tool promises' if promised else 'the others have'}: {_counted(missing)}.{others}",
                expected=f"the fields {', '.join(wanted)}",
                repair="Give the records these fields, under these names.",
                facts={"missing": dict(missing), "instead": dict(instead), "promised": list(promised)},
                confidence=0.85 if instead or promised else 0.75,
            )


def promised_fields(subject: AuditSubject, table: Table) -> tuple[str, ...]:
    """The fields of the one result of the toolkit's tools that describes records of a table; none where none does."""
    best: tuple[str, ...] = ()
    for tool in subject.toolset.tools:
        for names in _shapes(result_properties(tool)) if tool.toolkit == table.toolkit else ():
            common = sum(name in table.columns for name in names)
            alike = common >= _ALIKE and 2 * common > len(names) and "error" not in names
            if alike and common > sum(name in table.columns for name in best):
                best = tuple(names)
    return best


def _shapes(properties: dict[str, Any]) -> Iterator[list[str]]:
    """The names of fields of an object that a result is, or holds."""
    yield list(properties)
    for schema in properties.values():
        for part in (schema, schema.get("items")):
            inner = part.get("properties") if isinstance(part, dict) else None
            if isinstance(inner, dict):
                yield list(inner)


def _share(table: Table, name: str) -> float:
    records = distinct(table.records)
    return sum(name in record.values for record in records) / len(records)


def _counted(names: Counter[str]) -> str:
    return ", ".join(f"{name} ({number})" for name, number in names.most_common(8))


CHECK = Check(
    code="records_not_alike",
    component="database",
    title="Records lack fields that a tool promises or the others have.",
    needs=frozenset({"states"}),
    run=run,
)
