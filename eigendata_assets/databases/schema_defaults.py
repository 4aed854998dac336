"""What a spec need not say: which column is the key, and how many rows a table has (SchemaDesignAgent's rules)."""

from __future__ import annotations

from collections.abc import Mapping

from eigendata_assets.artifacts.frozen import Json

ROWS = 100
"""Rows of a table that does not say how many."""


def with_keys_and_rows(content: Mapping[str, Json]) -> dict[str, Json]:
    """The content of a spec with `key` and `rows` of each table, where they can be told from its columns."""
    tables = content.get("tables")
    if not isinstance(tables, dict):
        return dict(content)
    return {**content, "tables": {name: _completed(name, table) for name, table in tables.items()}}


def _completed(name: str, table: Json) -> Json:
    columns = table.get("columns") if isinstance(table, dict) else None
    if not isinstance(columns, dict) or not columns:
        return table
    key = probable_key(str(name), columns)
    return {**({} if key is None else {"key": key}), "rows": ROWS, **table}


def singular(name: str) -> str:
    """What one row of a table is called."""
    for plural, one in (("ies", "y"), ("sses", "ss"), ("xes", "x"), ("ches", "ch"), ("shes", "sh"), ("s", "")):
        if name.endswith(plural) and not name.endswith("ss"):
            return name.removesuffix(plural) + one
    return name


def probable_key(table: str, columns: Mapping[str, Json]) -> str | None:
    """`id`, `flight_id` of flights, else the first column that is unique and refers to nothing."""
    one = singular(table)
    for name in ("id", f"{one}_id", f"{table}_id", f"{one}_number", f"{one}_code", "code"):
        if name in columns:
            return name
    for name, column in columns.items():
        if isinstance(column, dict) and column.get("unique") and not column.get("references"):
            return str(name)
    return None
