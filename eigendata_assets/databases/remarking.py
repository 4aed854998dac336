"""Collecting what is to be said about a spec, so that a person sees all of it at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from eigendata_assets.artifacts.spec.remarks import Remark, SpecPath
from eigendata_assets.artifacts.spec.tables import Column
from eigendata_assets.databases.expressions.nodes import Constant, Expression, Template
from eigendata_assets.databases.expressions.parse import parse, parse_template
from eigendata_assets.databases.expressions.types import Typed, typed, typed_condition, typed_template
from eigendata_assets.databases.expressions.value_types import ANY, Type, TypeScope
from eigendata_assets.errors import InputError

NOTHING = Constant(None)


@dataclass(frozen=True, slots=True)
class Remarks:
    """A growing list of remarks; expressions are read and typed into it."""

    found: list[Remark] = field(default_factory=list)

    def error(self, path: SpecPath, message: str) -> None:
        """Something has to be mended."""
        self.found.append(Remark(path=path, message=message))

    def warning(self, path: SpecPath, message: str) -> None:
        """Something may go wrong for some rows."""
        self.found.append(Remark(path=path, message=message, severity="warning"))

    def value(self, text: str, scope: TypeScope, path: SpecPath) -> Type:
        """The type of an expression; `any` where it cannot be read."""
        return self._read(text, scope, path, typed)[1].type

    def condition(self, text: str, scope: TypeScope, path: SpecPath) -> Expression:
        """An expression that must be true or false; NOTHING where it cannot be read."""
        return self._read(text, scope, path, typed_condition)[0]

    def message(self, text: str, scope: TypeScope, path: SpecPath) -> None:
        """A message with expressions in braces."""
        try:
            template: Template = parse_template(text)
        except InputError as error:
            self.error(path, error.message)
        else:
            self._say(typed_template(template, scope), path)

    def assigned(self, value: Type, column: Column, path: SpecPath) -> None:
        """A value of this type becomes a value of the column."""
        problem = not_assignable(value, column)
        if problem:
            self.error(path, problem)
        elif value.nullable and value.kind != "any" and not column.nullable:
            self.warning(path, "may be null, and the column never is")

    def _read(
        self, text: str, scope: TypeScope, path: SpecPath, how: Callable[[Expression, TypeScope], Typed]
    ) -> tuple[Expression, Typed]:
        try:
            expression = parse(text)
        except InputError as error:
            self.error(path, error.message)
            return NOTHING, Typed(ANY)
        found = how(expression, scope)
        self._say(found, path)
        return expression, found

    def _say(self, found: Typed, path: SpecPath) -> None:
        for problem in found.problems:
            self.error(path, problem)
        for warning in found.warnings:
            self.warning(path, warning)


def not_assignable(value: Type, column: Column) -> str:
    """Why values of this type cannot be values of the column, or nothing."""
    wanted = Type(column.type)
    if value.kind == "null":
        return "" if column.nullable else "null, and the column never is"
    if value.group not in ("any", wanted.group):
        return f"{value}, and the column holds {wanted}"
    if wanted.kind == "integer" and value.kind == "number":
        return "number, and the column holds integer; use floor or ceil"
    if {value.kind, wanted.kind} == {"date", "datetime"}:
        return f"{value}, and the column holds {wanted}"
    outside = [each for each in value.values if column.values and each not in column.values]
    return f"{outside[0]!r} is not among the column's values" if outside else ""
