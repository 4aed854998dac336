"""Whether a changed row is still one that the database could hold: its columns' rules, and the checks of its table."""

from __future__ import annotations

import re
from typing import Any

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.spec.domain_spec import DomainSpec
from eigendata_assets.artifacts.spec.tables import Column
from eigendata_assets.artifacts.suites import Tables
from eigendata_assets.databases.expressions.evaluate import ExpressionError, Scope, evaluate
from eigendata_assets.databases.expressions.parse import parse

_TYPES: dict[str, tuple[type, ...]] = {"integer": (int,), "number": (int, float), "boolean": (bool,)}
_MOMENTS = {
    "date": re.compile(r"\d{4}-\d\d-\d\d"),
    "datetime": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d"),
}


def fits_column(column: Column, value: Json) -> bool:
    """Whether the column may hold the value; references are not looked up."""
    return column.nullable if value is None else _has_type(column, value) and _is_allowed(column, value)


def _has_type(column: Column, value: Json) -> bool:
    right = isinstance(value, _TYPES.get(column.type, (str,)))
    return right and isinstance(value, bool) == (column.type == "boolean")


def _is_allowed(column: Column, value: Any) -> bool:
    if column.values and all(value != each for each in column.values):
        return False
    moment = _MOMENTS.get(column.type)
    if moment is not None and not moment.fullmatch(value):
        return False
    low, high = column.minimum, column.maximum
    if (low is not None and value < low) or (high is not None and value > high):
        return False
    return column.pattern is None or re.search(column.pattern, value) is not None


def breaks_no_rule(domain: DomainSpec, state: Tables, table: str, key: str, row: dict[str, Json]) -> bool:
    """Whether every check of the table that held for the row before, or for none, holds for it now."""
    before = state[table].get(key)
    changed = {**state, table: {**state[table], key: row}}
    for check in domain.tables[table].checks:
        rule = parse(check.that)
        held = before is None or _holds(rule, domain, state, before)
        if held and not _holds(rule, domain, changed, row):
            return False
    return True


def _holds(rule: object, domain: DomainSpec, tables: Tables, row: dict[str, Json]) -> bool:
    names = {**row, "this": row}
    try:
        return bool(evaluate(rule, Scope({name: tables.get(name, {}) for name in domain.tables}, domain.now, names)))  # type: ignore[arg-type]
    except ExpressionError:
        return False
