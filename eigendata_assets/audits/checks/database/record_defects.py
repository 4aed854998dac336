"""A defect of records in the data: it affects the entries whose calls meet such a record."""

from __future__ import annotations

from collections.abc import Sequence

from eigendata_assets.artifacts.findings import Evidence
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.audits.check import Defect
from eigendata_assets.audits.subject import AuditSubject
from eigendata_assets.audits.tables import Record, Table


def record_defect(
    subject: AuditSubject,
    table: Table,
    records: Sequence[Record],
    cause: str,
    message: str,
    expected: str,
    repair: str,
    facts: dict[str, Json],
    confidence: float = 0.85,
) -> Defect:
    """The defect of some records of a table, told with the first of them; an error where a call meets one."""
    met = [record for record in records if meets(subject, table, record)]
    first = (met or list(records))[0]
    holding = met or records
    return Defect(
        function=None,
        cause=cause,
        message=message,
        evidence=Evidence(
            entry=first.entry,
            expected=expected,
            facts={"table": table.path, "record": {first.key: first.values}, **facts},
        ),
        repair=repair,
        severity="error" if met else "warning",
        confidence=confidence,
        affects=tuple(dict.fromkeys(record.entry for record in holding)),
    )


def meets(subject: AuditSubject, table: Table, record: Record) -> bool:
    """Whether a call of the entry on the toolkit passes the key of the record, or returns it."""
    names = {record.key} if table.keyed else {str(value) for value in _names(record.values)}
    for seen in subject.calls_in[record.entry]:
        if seen.tool.partition(".")[0] == table.toolkit:
            passed = {str(value) for value in seen.call.arguments.values()}
            if names & passed or (seen.result and any(f'"{name}"' in seen.result.shown for name in names)):
                return True
    return False


def _names(values: dict[str, Json]) -> list[Json]:
    """What a record without a key is known by: its `id`, or the names of what stands in its place."""
    named = [value for name, value in values.items() if name == "id" or name.endswith("_id")]
    return named or [name for name, value in values.items() if isinstance(value, dict)]
