"""A record has a field that no other has and no tool knows (EigenData 3.2, database: structure)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.checks.database.record_defects import record_defect
from eigendata_assets.audits.subject import AuditSubject
from eigendata_assets.audits.tables import Table, distinct, tables_of

_ENOUGH = 4
_RARE = 0.25
_USUAL = 0.8


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Fields of few records of a table whose records are otherwise alike, which neither code nor schemas name."""
    named = _names(subject)
    for table in tables_of(subject):
        records = distinct(table.records)
        usual = [name for name in table.columns if _share(table, name) >= _USUAL]
        if len({record.key for record in records}) < _ENOUGH or 2 * len(usual) <= len(table.columns):
            continue
        for name in table.columns:
            having = table.having(name)
            if len({record.key for record in having}) == 1 and _share(table, name) <= _RARE and name not in named:
                yield record_defect(
                    subject,
                    table,
                    having,
                    cause=f"stray field {name} of {table.path}",
                    message=f"Only {having[0].key} of {table.path} has the field {name!r}, which no tool names; all "
                    f"records have {', '.join(usual[:6])}.",
                    expected=f"no {name!r}, or {name!r} in all records",
                    repair=f"Take {name!r} out of the record, or write it under the name that the tools read.",
                    facts={"field": name, "usual": list(usual)},
                    confidence=0.8,
                )


def _names(subject: AuditSubject) -> frozenset[str]:
    """All words of letters, digits and underscores in the code, and the schemas of the tools."""
    schemas = (tool.model_dump_json() for tool in subject.toolset.tools)
    return frozenset(word for text in (*subject.files.values(), *schemas) for word in re.findall(r"\w+", text))


def _share(table: Table, name: str) -> float:
    records = distinct(table.records)
    return sum(name in record.values for record in records) / len(records)


CHECK = Check(
    code="field_nobody_knows",
    component="database",
    title="A record has a field that no other has and no tool knows.",
    needs=frozenset({"states", "code"}),
    run=run,
)
