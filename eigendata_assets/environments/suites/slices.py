"""Small parts of a database that are databases themselves: every reference in them leads somewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from eigendata_assets.artifacts.spec.domain_spec import DomainSpec
from eigendata_assets.artifacts.suites import Tables
from eigendata_assets.errors import InputError


def slice_of(domain: DomainSpec, database: Tables, keys: Mapping[str, Iterable[str]]) -> Tables:
    """The rows with these keys (table to keys, as text), and all that they refer to, directly or not.

    Every table of the domain is there, in the spec's order, rows in the database's order; rows are shared, not copied.
    Raises InputError where a row that is asked for or referred to is not in the database.
    """
    wanted: dict[str, set[str]] = {table: set() for table in domain.tables}
    todo = [(table, str(key)) for table, some in keys.items() for key in some]
    while todo:
        table, key = todo.pop()
        if key in wanted[table]:
            continue
        row = database.get(table, {}).get(key)
        if row is None:
            raise InputError(f"there is no row {key!r}", where=("database", table))
        wanted[table].add(key)
        todo += [
            (column.references, str(row[name]))
            for name, column in domain.tables[table].columns.items()
            if column.references is not None and row.get(name) is not None
        ]
    return {
        table: {key: row for key, row in database.get(table, {}).items() if key in some}
        if len(some) * 50 > len(database.get(table, {}))
        else {key: database[table][key] for key in sorted(some)}
        for table, some in wanted.items()
    }


def sample_of(domain: DomainSpec, database: Tables, rows: int, also: Mapping[str, Iterable[str]]) -> Tables:
    """A slice with about so many rows of each table, evenly spread, whole where tables are smaller, and `also` these.

    Children of the chosen rows come before others, so that what belongs together stays together.
    """
    chosen: dict[str, set[str]] = {}
    for table in _parents_first(domain):
        content = database.get(table, {})
        related = _related(domain, table, content, chosen) if chosen else list(content)
        keys = related if len(related) >= rows else [*related, *(key for key in content if key not in set(related))]
        step = max(1, len(keys) // rows) if len(related) >= rows else 1
        chosen[table] = {*keys[::step][:rows], *also.get(table, ())}
    return slice_of(domain, database, chosen)


def _related(
    domain: DomainSpec, table: str, content: Mapping[str, Mapping[str, object]], chosen: Mapping[str, set[str]]
) -> list[str]:
    columns = domain.tables[table].columns
    to = [(name, column.references) for name, column in columns.items() if column.references in chosen]
    return [key for key, row in content.items() if to and all(str(row.get(n)) in chosen[str(t)] for n, t in to)]


def _parents_first(domain: DomainSpec) -> list[str]:
    order: list[str] = []
    left = list(domain.tables)
    while left:
        ready = [
            table
            for table in left
            if not any(c.references in left and c.references != table for c in domain.tables[table].columns.values())
        ]
        order += ready or left[:1]
        left = [table for table in left if table not in order]
    return order
