"""The records that initial states hold, seen as tables over all entries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from eigendata_assets.artifacts.canonical import canonical_json
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.audits.subject import AuditSubject

_DEEPEST = 4


@dataclass(frozen=True, slots=True)
class Record:
    """A record, its key or place in its table, and the entry whose initial state holds it."""

    entry: str
    key: str
    values: dict[str, Json]


@dataclass(frozen=True, slots=True)
class Table:
    """Records of one place in the states of a toolkit; `path` is the toolkit and the keys on the way."""

    path: str
    keyed: bool
    records: list[Record] = field(default_factory=list)

    @property
    def toolkit(self) -> str:
        """The toolkit that holds the table."""
        return self.path.partition(".")[0]

    @property
    def columns(self) -> list[str]:
        """The names of all fields, in order of appearance."""
        return list(dict.fromkeys(name for record in self.records for name in record.values))

    def having(self, column: str) -> list[Record]:
        """The records that have a field."""
        return [record for record in self.records if column in record.values]


def tables_of(subject: AuditSubject) -> list[Table]:
    """All tables, the states of one content counted once for each of their entries."""
    found: dict[str, Table] = {}
    for entry in subject.entries:
        for toolkit, state in entry.initial_state.items():
            for path, keyed, records in _tables(toolkit, state, 0):
                table = found.setdefault(path, Table(path, keyed))
                table.records.extend(Record(entry.id, key, values) for key, values in records)
    return [table for table in found.values() if _is_table(table)]


def distinct(records: list[Record]) -> list[Record]:
    """The records that differ, each as it is first met."""
    return list({canonical_json([record.key, record.values]): record for record in reversed(records)}.values())[::-1]


def _tables(path: str, value: Json, depth: int) -> Iterator[tuple[str, bool, list[tuple[str, dict[str, Json]]]]]:
    """The collections of records under a path, and those within them; a toolkit's attributes are no records."""
    if depth > _DEEPEST or not isinstance(value, dict | list):
        return
    keyed = isinstance(value, dict)
    items = list(value.items()) if isinstance(value, dict) else [(str(at), each) for at, each in enumerate(value)]
    records = [(key, each) for key, each in items if isinstance(each, dict)]
    alike = depth > 0 and len(records) == len(items)
    if records and alike:
        yield path, keyed, records
    for key, each in items:
        yield from _tables(f"{path}.*" if alike or not keyed else f"{path}.{key}", each, depth + 1)


def _is_table(table: Table) -> bool:
    """Whether the records are of one kind: most have a field in common, and their keys are not names of fields."""
    keys = {record.key for record in table.records}
    names = set(table.columns)
    common = any(2 * len(table.having(column)) > len(table.records) for column in names)
    return len(table.records) > 1 and common and not keys & names
