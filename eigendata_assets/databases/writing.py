"""A population as a SQLite file with its constraints, as the state of an environment, and as labels of edge cases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.spec.tables import Column, Table
from eigendata_assets.databases.expressions.to_sql import literal, quoted
from eigendata_assets.databases.population import Population
from eigendata_assets.databases.working import SQL_TYPES


def sqlite_statements(population: Population) -> Iterator[str]:
    """What makes the SQLite file `made` of the working database: tables, rows, indexes, labels."""
    for name, table in population.spec.tables.items():
        yield f"CREATE TABLE made.{quoted(name)} ({', '.join(_definitions(table, population.spec.tables))})"
        columns = ", ".join(map(quoted, table.columns))
        yield f"INSERT INTO made.{quoted(name)} SELECT {columns} FROM main.{quoted(name)} ORDER BY rowid"
        for each, column in table.columns.items():
            if column.references:
                index = quoted(f"{name}_{each}")
                yield f"CREATE INDEX made.{index} ON {quoted(name)} ({quoted(each)})"
    yield 'CREATE TABLE made.edge_cases ("table" TEXT NOT NULL, key TEXT NOT NULL, label TEXT NOT NULL)'
    for label in edge_labels(population):
        values = ", ".join(literal(each) for each in label.values())
        yield f"INSERT INTO made.edge_cases VALUES ({values})"


def edge_labels(population: Population) -> list[dict[str, Json]]:
    """Table, key and label of every row that was made for an edge case."""
    return [
        {"table": name, "key": str(population.keys[name][row - 1]), "label": case.label}
        for name, table in population.spec.tables.items()
        for number, case in enumerate(table.edge_cases)
        for row in population.edges.rows(name, number)
    ]


def state_rows(population: Population) -> Iterator[tuple[str, Iterator[tuple[str, Mapping[str, Json]]]]]:
    """Every table with its rows by key."""
    for name, table in population.spec.tables.items():
        yield name, _rows(population, name, table)


def _rows(population: Population, name: str, table: Table) -> Iterator[tuple[str, Mapping[str, Json]]]:
    columns = ", ".join(map(quoted, table.columns))
    booleans = [each for each, column in table.columns.items() if column.type == "boolean"]
    for values in population.working.connection.execute(f"SELECT {columns} FROM {quoted(name)} ORDER BY rowid"):
        row = dict(zip(table.columns, values, strict=True))
        for each in booleans:
            row[each] = None if row[each] is None else bool(row[each])
        yield str(row[table.key]), row


def _definitions(table: Table, tables: Mapping[str, Table]) -> Iterator[str]:
    for name, column in table.columns.items():
        yield f"{quoted(name)} {SQL_TYPES[column.type]}{_limits(name, column)}"
    yield f"PRIMARY KEY ({quoted(table.key)})"
    for columns in table.unique:
        yield f"UNIQUE ({', '.join(map(quoted, columns))})"
    for name, column in table.columns.items():
        if column.references:
            other = f"{quoted(column.references)} ({quoted(tables[column.references].key)})"
            yield f"FOREIGN KEY ({quoted(name)}) REFERENCES {other} DEFERRABLE INITIALLY DEFERRED"


def _limits(name: str, column: Column) -> str:
    found = "" if column.nullable else " NOT NULL"
    found += " UNIQUE" if column.unique else ""
    if column.values:
        found += f" CHECK ({quoted(name)} IN ({', '.join(map(literal, column.values))}))"
    if column.minimum is not None:
        found += f" CHECK ({quoted(name)} >= {literal(column.minimum)})"
    if column.maximum is not None:
        found += f" CHECK ({quoted(name)} <= {literal(column.maximum)})"
    return found
