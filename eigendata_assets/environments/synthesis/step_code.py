"""The steps of a behaviour as lines of Python; each kind of step has its own idiom."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import replace

from eigendata_assets.artifacts.spec.domain_spec import DomainSpec
from eigendata_assets.databases.expressions.nodes import Constant, Expression, Name, NewKey
from eigendata_assets.environments.behaviour.kinds import Kind
from eigendata_assets.environments.behaviour.steps import (
    Delete,
    Each,
    Find,
    ForEach,
    Get,
    Insert,
    Let,
    Order,
    Parts,
    Require,
    Result,
    Setting,
    Step,
    Update,
    all_steps,
)
from eigendata_assets.environments.synthesis.expression_code import (
    code,
    condition,
    given_value,
    negation,
    rows_of,
    table_key,
)
from eigendata_assets.environments.synthesis.keys import new_key_code
from eigendata_assets.environments.synthesis.message_code import raise_lines
from eigendata_assets.environments.synthesis.python_text import text
from eigendata_assets.environments.synthesis.scope import Scope, subscript

Lines = list[str]


def steps_code(steps: Sequence[Step], scope: Scope, *, undo: bool) -> tuple[Lines, Scope]:
    """The lines of some steps, and the scope after them; with `undo`, rows are remembered before they change."""
    lines: Lines = []
    for step in steps:
        made, scope = _step(step, scope, undo)
        lines += made
    return lines, scope


def needs_undo(steps: Sequence[Step], domain: DomainSpec) -> bool:
    """Whether a call can fail after it has changed something."""
    fresh = {each.name for each in all_steps(tuple(steps)) if isinstance(each, Let) and isinstance(each.value, NewKey)}
    changed = False
    for step in steps:
        inner = all_steps((step,))
        fails = any(_can_fail(each, domain, fresh) for each in inner)
        changes = any(isinstance(each, Insert | Update | Delete) for each in inner)
        if fails and (changed or (changes and isinstance(step, ForEach))):
            return True
        changed = changed or changes
    return False


def result_code(result: Result, scope: Scope) -> ast.expr:
    """What is returned; it shares nothing with the state."""
    match result:
        case Parts(parts):
            return ast.Dict([ast.Constant(part.name) for part in parts], [result_code(p.value, scope) for p in parts])
        case Each(name, items, give):
            inner, variable = scope.bind(name, item_kind(scope.kind(items)))
            loop = ast.comprehension(ast.Name(variable), code(items, scope), [], 0)
            return ast.ListComp(result_code(give, inner), [loop])
    return given_value(result.of, scope)


def item_kind(items: Kind) -> Kind:
    """The kind of one item of found rows or of a list."""
    return Kind("row", table=items.table) if items.form == "rows" else Kind(items.items)


def _can_fail(step: Step, domain: DomainSpec, fresh: set[str]) -> bool:
    if isinstance(step, Insert) and step.table in domain.tables:
        keys = [each.value for each in step.values if each.column == domain.tables[step.table].key]
        return any(not isinstance(key, NewKey) and not (isinstance(key, Name) and key.name in fresh) for key in keys)
    return isinstance(step, Get | Require)


def _step(step: Step, scope: Scope, undo: bool) -> tuple[Lines, Scope]:
    match step:
        case Get():
            return _get(step, scope)
        case Find():
            return _find(step, scope)
        case Require():
            test = f"if {text(negation(step.condition, scope))}:"
            return [test, *_indented(raise_lines(step.otherwise, scope))], scope
        case Let():
            inner, variable = scope.bind(step.name, scope.kind(step.value))
            return [f"{variable} = {text(code(step.value, scope))}"], inner
        case Insert():
            return _insert(step, scope, undo)
        case Update():
            return _when(step.when, _remembered(step.name, scope, undo) + _update(step, scope), scope), scope
        case Delete():
            row, table = _row_of(step.name, scope)
            lines = [*_remembered(step.name, scope, undo), f"del self.{table}[{_key_of(row, table, scope)}]"]
            return _when(step.when, lines, scope), scope
        case ForEach():
            inner, variable = scope.bind(step.name, item_kind(scope.kind(step.items)))
            body, _ = steps_code(step.do, inner, undo=undo)
            return [f"for {variable} in {text(code(step.items, scope))}:", *_indented(body)], scope


def _indented(lines: Lines) -> Lines:
    return [f"    {line}" for line in lines] or ["    pass"]


def _when(when: Expression | None, lines: Lines, scope: Scope) -> Lines:
    return lines if when is None else [f"if {text(condition(when, scope))}:", *_indented(lines)]


def _get(step: Get, scope: Scope) -> tuple[Lines, Scope]:
    inner, variable = scope.bind(step.name, Kind("row", table=step.table))
    scope.names.columns(step.table)
    found = f"{variable} = self.{step.table}.get({text(table_key(step.key, scope))})"
    return [found, f"if {variable} is None:", *_indented(raise_lines(step.otherwise, scope))], inner


def _find(step: Find, scope: Scope) -> tuple[Lines, Scope]:
    inner, variable = scope.bind(step.name, Kind("rows", table=step.table))
    row = scope.row_variable(step.table)
    within = scope.within(step.table, row)
    limit = "" if step.limit is None else f"[:{text(code(step.limit, scope))}]"
    key = scope.names.domain.tables[step.table].key
    if step.where is None:
        rows = text(rows_of(step.table))
    else:
        tests = [condition(step.where, within)]
        loop = ast.comprehension(ast.Name(row), rows_of(step.table), tests, 0)
        rows = text(ast.GeneratorExp(ast.Name(row), [loop]))
    last = Order(Name(key), descending=False)
    if _one_pass(step.order, within):
        order = ", ".join(part for each in (*step.order, last) for part in _sort_parts(each, within))
        keyed = f"({order})" if step.order else order
        return [f"{variable} = sorted({rows}, key=lambda {row}: {keyed}){limit}"], inner
    lines = [f"{variable} = sorted({rows}, key=lambda {row}: {_sort_parts(last, within)[0]})"]
    for each in reversed(step.order):
        parts = _sort_parts(replace(each, descending=False), within)
        keyed = parts[0] if len(parts) == 1 else f"({', '.join(parts)})"
        lines.append(f"{variable}.sort(key=lambda {row}: {keyed}{', reverse=True' if each.descending else ''})")
    return lines + ([f"{variable} = {variable}{limit}"] if limit else []), inner


def _one_pass(orders: tuple[Order, ...], scope: Scope) -> bool:
    """Whether one key sorts by all: what descends can be negated."""
    kinds = [(each.descending, scope.kind(each.by)) for each in orders]
    return all(not down or (kind.form in ("integer", "number") and not kind.nullable) for down, kind in kinds)


def _sort_parts(order: Order, scope: Scope) -> list[str]:
    by = code(order.by, scope)
    if order.descending:
        return [text(ast.UnaryOp(ast.USub(), by))]
    return [f"{text(by)} is None", text(by)] if scope.kind(order.by).nullable else [text(by)]


def _insert(step: Insert, scope: Scope, undo: bool) -> tuple[Lines, Scope]:
    inner, variable = scope.bind(step.name, Kind("row", table=step.table))
    table = scope.names.domain.tables[step.table]
    given = {each.column: each.value for each in step.values}
    for column in given:
        scope.names.column(step.table, column)
    keyless = {} if table.key in given else {table.key: new_key_code(scope.names.domain, step.table)}
    values = {
        column: keyless[column] if column in keyless else code(given.get(column, Constant(None)), scope)
        for column in table.columns
    }
    row = ast.Dict([ast.Constant(column) for column in values], list(values.values()))
    key = _key_of(ast.Name(variable), step.table, scope)
    lines = [f"{variable}: Row = {text(row)}"]
    if table.key in given and scope.kind(given[table.key]).fresh != step.table:
        lines += [f"if {key} in self.{step.table}:", f'    raise ToolError(f"{step.table} has {{{key}}} already")']
    remembered = [f"undo.remember(self.{step.table}, {key})"] if undo else []
    return [*lines, *remembered, f"self.{step.table}[{key}] = {variable}"], inner


def _update(step: Update, scope: Scope) -> Lines:
    row, table = _row_of(step.name, scope)
    for each in step.changes:
        scope.names.column(table, each.column)
    if len(step.changes) == 1:
        (only,) = step.changes
        return [f"{text(subscript(row, only.column))} = {text(code(only.value, scope))}"]
    return [f"{text(row)}.update({_dictionary(step.changes, scope)})"]


def _dictionary(settings: tuple[Setting, ...], scope: Scope) -> str:
    values = [code(each.value, scope) for each in settings]
    return text(ast.Dict([ast.Constant(each.column) for each in settings], values))


def _remembered(name: str, scope: Scope, undo: bool) -> Lines:
    row, table = _row_of(name, scope)
    return [f"undo.remember(self.{table}, {_key_of(row, table, scope)})"] if undo else []


def _row_of(name: str, scope: Scope) -> tuple[ast.expr, str]:
    return code(Name(name), scope), scope.kind(Name(name)).table


def _key_of(row: ast.expr, table: str, scope: Scope) -> str:
    key = scope.names.domain.tables[table].key
    made = text(subscript(row, key))
    return made if scope.names.column(table, key).form in ("text", "date", "datetime") else f"str({made})"
