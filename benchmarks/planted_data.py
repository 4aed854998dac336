"""Defects of the database, and of the calls and the expectations of reference cases."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from benchmarks.planted import Kinds, Places, shuffled
from eigendata_assets.artifacts.spec.tables import Column
from eigendata_assets.artifacts.suites import Case, ExpectedCall, Suite
from eigendata_assets.audits.generated import GeneratedDomain

Row = dict[str, Any]
Alter = Callable[[GeneratedDomain, Case, random.Random], Case | None]


def _rows(change: Callable[[Row, str, Column, GeneratedDomain], bool]) -> Places:
    """One row changed in one column, tables and columns in any order."""

    def places(domain: GeneratedDomain, chance: random.Random) -> Iterator[tuple[str, GeneratedDomain]]:
        tables = domain.spec.tables
        for table, name in shuffled([(each, name) for each in tables for name in tables[each].columns], chance):
            rows = dict(domain.state[table])
            key = chance.choice(sorted(rows))
            row = dict(rows[key])
            if name != tables[table].key and change(row, name, tables[table].columns[name], domain):
                rows[key] = row
                yield f"{table}.{key}.{name}", replace(domain, state={**domain.state, table: rows})

    return places


def _dangling(row: Row, name: str, column: Column, _: GeneratedDomain) -> bool:
    row[name] = f"{row[name]}9"
    return bool(column.references) and row[name] != "None9"


def _mixed(row: Row, name: str, column: Column, _: GeneratedDomain) -> bool:
    row[name] = str(row[name])
    return column.type in ("integer", "number", "boolean") and row[name] != "None"


def _missing(row: Row, name: str, _: Column, __: GeneratedDomain) -> bool:
    del row[name]
    return True


def _stray(row: Row, name: str, _: Column, __: GeneratedDomain) -> bool:
    row[f"{name}_old"] = row[name]
    return True


def _counter(row: Row, name: str, _: Column, domain: GeneratedDomain) -> bool:
    counted = [check.that for table in domain.spec.tables.values() for check in table.checks]
    if isinstance(row[name], bool) or not isinstance(row[name], int):
        return False
    row[name] += 3
    return any(said.startswith(f"{name} ==") for said in counted)


def _negative(row: Row, name: str, column: Column, _: GeneratedDomain) -> bool:
    row[name] = -7
    return column.type in ("integer", "number") and column.minimum is not None


def _unlisted(row: Row, name: str, column: Column, _: GeneratedDomain) -> bool:
    row[name] = "other"
    return bool(column.values) and column.type == "text"


def _null(row: Row, name: str, column: Column, _: GeneratedDomain) -> bool:
    row[name] = None
    return not column.nullable


DATABASE: Kinds = {
    "dangling reference": _rows(_dangling),
    "types mixed": _rows(_mixed),
    "field missing": _rows(_missing),
    "stray key": _rows(_stray),
    "counter that is wrong": _rows(_counter),
    "number below its bound": _rows(_negative),
    "value that is not listed": _rows(_unlisted),
    "null where none may be": _rows(_null),
}


def _cases(change: Alter, kinds: tuple[str, ...] = ("workflow",)) -> Places:
    """One case changed."""

    def places(domain: GeneratedDomain, chance: random.Random) -> Iterator[tuple[str, GeneratedDomain]]:
        found = [(suite, case) for suite in domain.suites if suite.kind in kinds for case in suite.cases]
        for suite, case in shuffled(found, chance):
            if all(call.expect == "value" for call in case.calls):
                changed = change(domain, case, chance)
                if changed is not None and changed != case:
                    yield f"{suite.kind} {case.id}", replace(domain, suites=_with(domain, suite, case, changed))

    return places


def _with(domain: GeneratedDomain, suite: Suite, case: Case, changed: Case) -> tuple[Suite, ...]:
    cases = tuple(changed if each is case else each for each in suite.cases)
    return tuple(each.model_copy(update={"cases": cases}) if each is suite else each for each in domain.suites)


def _on_a_call(change: Callable[[GeneratedDomain, ExpectedCall, random.Random], ExpectedCall | None]) -> Alter:
    def altered(domain: GeneratedDomain, case: Case, chance: random.Random) -> Case | None:
        at = chance.randrange(len(case.calls))
        changed = change(domain, case.calls[at], chance)
        calls = (*case.calls[:at], changed, *case.calls[at + 1 :])
        return None if changed is None else case.model_copy(update={"calls": calls})

    return altered


def _argument(call: ExpectedCall, name: str, value: Any) -> ExpectedCall:
    return call.model_copy(update={"arguments": {**call.arguments, name: value}})


def _ids(call: ExpectedCall) -> list[str]:
    return [name for name, value in call.arguments.items() if name.endswith("_id") and isinstance(value, str)]


def _unknown_id(_: GeneratedDomain, call: ExpectedCall, chance: random.Random) -> ExpectedCall | None:
    ids = _ids(call)
    return _argument(call, chance.choice(ids), "X99") if ids else None


def _other_id(domain: GeneratedDomain, call: ExpectedCall, chance: random.Random) -> ExpectedCall | None:
    for name in _ids(call):
        rows = [domain.state[each] for each, table in domain.spec.tables.items() if table.key == name]
        if rows:
            return _argument(call, name, chance.choice(sorted(set(rows[0]) - {call.arguments[name]})))
    return None


def _literal(_: GeneratedDomain, call: ExpectedCall, chance: random.Random) -> ExpectedCall | None:
    names = [name for name in call.arguments if name not in _ids(call)]
    if not names:
        return None
    name = chance.choice(names)
    was = call.arguments[name]
    if isinstance(was, bool):
        return _argument(call, name, not was)
    return _argument(call, name, was + 1 if isinstance(was, int) else f"{was}z" if isinstance(was, str) else [])


def _missing_write(_: GeneratedDomain, case: Case, __: random.Random) -> Case | None:
    kept = tuple(call for call in case.calls if not call.changes)
    return case.model_copy(update={"calls": kept}) if kept and len(kept) < len(case.calls) else None


def _extra_write(_: GeneratedDomain, case: Case, __: random.Random) -> Case | None:
    """The write is made twice."""
    at = next((number for number, call in enumerate(case.calls) if call.changes), None)
    return None if at is None else case.model_copy(update={"calls": (*case.calls[: at + 1], *case.calls[at:])})


def _later_write(_: GeneratedDomain, case: Case, __: random.Random) -> Case | None:
    """The write is made last."""
    writes, reads = [c for c in case.calls if c.changes], [c for c in case.calls if not c.changes]
    return case.model_copy(update={"calls": (*reads, *writes)})


TRAJECTORY: Kinds = {
    "call that fails": _cases(_on_a_call(_unknown_id)),
    "id altered": _cases(_on_a_call(_other_id)),
    "literal altered": _cases(_on_a_call(_literal)),
    "write missing": _cases(_missing_write),
    "write made twice": _cases(_extra_write),
    "write made too late": _cases(_later_write),
}


def _altered(value: Any) -> Any:
    """A value with its last part another."""
    if isinstance(value, dict) and value:
        last = list(value)[-1]
        return {**value, last: _altered(value[last])}
    if isinstance(value, list) and value:
        return [*value[:-1], _altered(value[-1])]
    return value + 1 if isinstance(value, int) and not isinstance(value, bool) else f"{value}z"


def _other_result(_: GeneratedDomain, call: ExpectedCall, __: random.Random) -> ExpectedCall | None:
    return call.model_copy(update={"result": _altered(call.result)})


def _other_change(_: GeneratedDomain, call: ExpectedCall, __: random.Random) -> ExpectedCall | None:
    return call.model_copy(update={"changes": _altered(call.changes)}) if _updates(call) else None


def _no_change(_: GeneratedDomain, call: ExpectedCall, __: random.Random) -> ExpectedCall | None:
    return call.model_copy(update={"changes": {}}) if call.changes else None


def _updates(call: ExpectedCall) -> bool:
    """Whether the last row that a call changes is there afterwards."""
    rows = [row for rows in call.changes.values() for row in rows.values()]
    return bool(rows) and rows[-1] is not None


def _wants_error(_: GeneratedDomain, call: ExpectedCall, __: random.Random) -> ExpectedCall | None:
    return call.model_copy(update={"expect": "error", "result": "This cannot be done.", "changes": {}})


_BOTH = ("unit", "workflow")
EVALUATION: Kinds = {
    "another result expected": _cases(_on_a_call(_other_result), _BOTH),
    "another effect expected": _cases(_on_a_call(_other_change), _BOTH),
    "no effect expected": _cases(_on_a_call(_no_change), _BOTH),
    "an error expected": _cases(_on_a_call(_wants_error), _BOTH),
}
