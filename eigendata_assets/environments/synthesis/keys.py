"""The next key of a table in generated code: the highest number of its sequence, and one more."""

from __future__ import annotations

import ast
import re

from eigendata_assets.artifacts.spec.domain_spec import DomainSpec
from eigendata_assets.artifacts.spec.draws import SequenceDraw
from eigendata_assets.environments.synthesis.scope import table_code
from eigendata_assets.errors import InputError

_NUMBER = re.compile(r"^([^{}]*)\{n(?::([^{}]*))?\}([^{}]*)$")


def new_key_code(domain: DomainSpec, table: str) -> ast.expr:
    """The expression that gives the next key; raises InputError where the key column has no sequence."""
    before, form, after, start = sequence_of(domain, table)
    keys = [table_code(table), ast.Constant(before), ast.Constant(after), ast.Constant(start)]
    number = ast.Call(ast.Name("_next_number"), keys, [])
    if domain.tables[table].columns[domain.tables[table].key].type == "integer":
        return number
    shown = ast.FormattedValue(number, -1, ast.JoinedStr([ast.Constant(form)]) if form else None)
    return ast.JoinedStr([*_text(before), shown, *_text(after)])


def _text(part: str) -> list[ast.expr]:
    return [ast.Constant(part)] if part else []


def sequence_of(domain: DomainSpec, table: str) -> tuple[str, str, str, int]:
    """What stands before the number, its format, what stands after it, and where it starts."""
    key = domain.tables[table].columns[domain.tables[table].key]
    if isinstance(key.draw, SequenceDraw) and (found := _NUMBER.match(key.draw.sequence)):
        return found[1], found[2] or "", found[3], key.draw.start
    if key.type == "integer":
        return "", "", "", 1
    where = ("tables", table, "columns", domain.tables[table].key)
    raise InputError("a new key needs a sequence", where=where, hint='Give it draw: {sequence: "B{n:05d}"}.')
