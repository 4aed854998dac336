"""What kind of value an expression has, in a scope: for specs, generated code and return schemas alike.

    typed(expression, scope)    its type, all problems, all warnings
    type_of(expression, scope)  its type; raises InputError that lists the problems

A problem is an expression that cannot mean what was wanted (an unknown name, a text times a number, a comparison with a
value that the column never has). A warning is one that fails for some rows: null where a value is needed. A test for
null guards what comes after it: `a == None or a < b`, `a != None and a < b`, `a < b if a != None else True`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from eigendata_assets.databases.expressions.function_types import SIGNATURES, result_of
from eigendata_assets.databases.expressions.nodes import (
    Aggregate,
    Binary,
    Boolean,
    Call,
    Column,
    Compare,
    Conditional,
    Constant,
    Expression,
    Items,
    Name,
    NewKey,
    Row,
    Template,
    Unary,
)
from eigendata_assets.databases.expressions.text import similar, text_of
from eigendata_assets.databases.expressions.value_types import (
    ANY,
    BOOLEAN,
    DATE,
    DATETIME,
    INTEGER,
    NUMBER,
    TEXT,
    Type,
    TypeScope,
    column_type,
    list_of,
    row_type,
    type_of_value,
    united,
)
from eigendata_assets.errors import InputError


@dataclass(frozen=True, slots=True)
class Typed:
    """An expression's type, what is wrong with it, and what may go wrong."""

    type: Type
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def typed(expression: Expression, scope: TypeScope) -> Typed:
    """The type with every problem and warning; the type is `any` where a problem leaves it open."""
    typer = _Typer()
    found = typer.read(expression, scope)
    return Typed(found, tuple(dict.fromkeys(typer.problems)), tuple(dict.fromkeys(typer.warnings)))


def type_of(expression: Expression, scope: TypeScope) -> Type:
    """The type; raises InputError that lists the problems."""
    found = typed(expression, scope)
    if found.problems:
        raise InputError("; ".join(found.problems))
    return found.type


def typed_condition(expression: Expression, scope: TypeScope) -> Typed:
    """As `typed`, where true or false is wanted."""
    typer = _Typer()
    typer.condition(expression, scope)
    return Typed(BOOLEAN, tuple(dict.fromkeys(typer.problems)), tuple(dict.fromkeys(typer.warnings)))


def typed_template(template: Template, scope: TypeScope) -> Typed:
    """The problems of the expressions in a message."""
    found = [typed(piece, scope) for piece in template if not isinstance(piece, str)]
    problems = [problem for each in found for problem in each.problems]
    problems += [f"{each.type} cannot stand in a message" for each in found if each.type.group in ("row", "list")]
    return Typed(TEXT, tuple(problems), tuple(warning for each in found for warning in each.warnings))


@dataclass(slots=True)
class _Typer:
    problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def read(self, node: Expression, scope: TypeScope) -> Type:
        found = self._typed(node, scope)
        return replace(found, nullable=False) if node in scope.not_null else found

    def condition(self, node: Expression, scope: TypeScope) -> None:
        """What stands here must be true or false."""
        found = self.read(node, scope)
        if found.group not in ("boolean", "any"):
            self.problems.append(f"true or false is wanted, not {found}")
        elif found.nullable and found.kind == "boolean":
            self.warnings.append(f"{text_of(node)} may be null where true or false is wanted")

    def _typed(self, node: Expression, scope: TypeScope) -> Type:
        match node:
            case Constant(value):
                return type_of_value(value)
            case Name(name):
                return self._name(name, scope)
            case Column(of, column):
                return self._column(of, column, scope)
            case Row(table, key):
                return self._row(table, key, scope)
            case Binary():
                return self._binary(node, scope)
            case Compare():
                return self._compare(node, scope)
            case Call():
                return self._call(node, scope)
            case Aggregate():
                return self._aggregate(node, scope)
        return self._logic(node, scope)

    def _logic(self, node: Expression, scope: TypeScope) -> Type:
        match node:
            case Unary("not", operand):
                self.condition(operand, scope)
                return BOOLEAN
            case Unary(_, operand):
                return replace(self._number(operand, scope), values=())
            case Boolean(kind, operands):
                for operand in operands:
                    self.condition(operand, scope)
                    scope = scope.knowing(operand, kind == "and")
                return BOOLEAN
            case Conditional(condition, then, otherwise):
                self.condition(condition, scope)
                left = self.read(then, scope.knowing(condition))
                return self._united(left, self.read(otherwise, scope.knowing(condition, False)), "if and else")
            case Items(items):
                return self._items(items, scope)
            case NewKey(table) if self._known(table, scope):
                if not scope.new_keys:
                    self.problems.append("new_key is only for the values of an insert")
                return replace(column_type(scope.tables[table].columns[scope.tables[table].key]), references=table)
        return ANY

    def _name(self, name: str, scope: TypeScope) -> Type:
        if name in scope.names:
            return scope.names[name]
        if name in ("now", "today"):
            return DATETIME if name == "now" else DATE
        self.problems.append(f"nothing here is called {name}{similar(name, scope.names)}")
        return ANY

    def _column(self, of: Expression, column: str, scope: TypeScope) -> Type:
        if of == Name("args") and scope.args is not None and "args" not in scope.names:
            if column not in scope.args:
                self.problems.append(f"there is no parameter {column}{similar(column, scope.args)}")
            return scope.args.get(column, ANY)
        row = self.read(of, scope)
        if row.kind != "row":
            if row.kind not in ("any", "null"):
                self.problems.append(f"{text_of(of)} is {row}, which has no column {column}")
            return ANY
        columns = scope.tables[row.table].columns
        if column not in columns:
            self.problems.append(f"{row.table} has no column {column}{similar(column, columns)}")
            return ANY
        found = column_type(columns[column])
        if column == scope.tables[row.table].key:
            found = replace(found, references=row.table)
        return replace(found, nullable=found.nullable or row.nullable)

    def _row(self, table: str, key: Expression, scope: TypeScope) -> Type:
        found = self.read(key, scope)
        if not self._known(table, scope):
            return ANY
        wanted = column_type(scope.tables[table].columns[scope.tables[table].key])
        if "any" not in (found.group, wanted.group) and found.group != wanted.group:
            self.problems.append(f"the key of {table} is {wanted}, not {found}")
        return row_type(table, nullable=found.nullable or found.references != table)

    def _binary(self, node: Binary, scope: TypeScope) -> Type:
        left, right = self.read(node.left, scope), self.read(node.right, scope)
        if node.operator == "+" and left.group == right.group == "text":
            self._needs_value(node.left, left, "+")
            self._needs_value(node.right, right, "+")
            return TEXT
        for side, found in ((node.left, left), (node.right, right)):
            self._must_be_number(side, found, node.operator)
        whole = left.kind == right.kind == "integer" and node.operator != "/"
        return INTEGER if whole else NUMBER

    def _compare(self, node: Compare, scope: TypeScope) -> Type:
        left, right = self.read(node.left, scope), self.read(node.right, scope)
        if node.operator in ("in", "not in"):
            self._membership(left, right)
            return BOOLEAN
        ordered = node.operator not in ("==", "!=")
        if ordered:
            self._needs_value(node.left, left, node.operator)
            self._needs_value(node.right, right, node.operator)
        if "any" not in (left.group, right.group) and left.group != right.group:
            self.problems.append(f"{left} cannot be compared with {right}")
        elif ordered and left.group in ("row", "list", "boolean"):
            self.problems.append(f"{left} is neither less nor more than another")
        elif not ordered:
            self._can_be_equal(left, right)
        return BOOLEAN

    def _membership(self, left: Type, right: Type) -> None:
        if right.kind == "list" and right.items is not None:
            if "any" not in (left.group, right.items.group) and left.group != right.items.group:
                self.problems.append(f"{left} is never in {right}")
            else:
                for value in right.items.values:
                    self._can_be_equal(left, type_of_value(value))
        elif right.group not in ("any", "text") or (right.group == "text" and left.group != "text"):
            self.problems.append(f"`in` needs a list or two texts, not {left} in {right}")

    def _can_be_equal(self, left: Type, right: Type) -> None:
        if {left.kind, right.kind} == {"date", "datetime"}:
            self.problems.append("a date never equals a datetime; use date_of")
        for one, other in ((left, right), (right, left)):
            if len(one.values) == 1 and other.values and one.values[0] not in other.values:
                known = ", ".join(map(repr, other.values))
                self.problems.append(f"{one.values[0]!r} is not among the values {known}")
                return

    def _call(self, node: Call, scope: TypeScope) -> Type:
        found = [self.read(argument, scope) for argument in node.arguments]
        for wanted, argument, kind in zip(SIGNATURES[node.function], node.arguments, found, strict=True):
            if node.function != "text":
                self._needs_value(argument, kind, node.function)
            if kind.kind not in (*wanted, "any", "null"):
                self.problems.append(f"{node.function} takes {' or '.join(wanted)}, not {kind}")
        both = found[0]
        if node.function in ("min", "max"):
            both = self._united(found[0], found[1], node.function)
        return result_of(node.function, both)

    def _aggregate(self, node: Aggregate, scope: TypeScope) -> Type:
        if not self._known(node.table, scope):
            return ANY
        if node.where is not None:
            self.condition(node.where, scope.within(node.table))
        if node.column is None:
            return BOOLEAN if node.kind == "exists" else INTEGER
        columns = scope.tables[node.table].columns
        if node.column not in columns:
            self.problems.append(f"{node.table} has no column {node.column}{similar(node.column, columns)}")
            return ANY
        found = column_type(columns[node.column])
        if node.kind in ("total", "average") and found.group != "number":
            self.problems.append(f"{node.kind} needs numbers, not {found}")
        if node.kind == "total":
            return Type(found.kind if found.kind == "integer" else "number")
        return Type("number", nullable=True) if node.kind == "average" else replace(found, nullable=True)

    def _items(self, items: tuple[Expression, ...], scope: TypeScope) -> Type:
        found = [self.read(item, scope) for item in items]
        one = found[0] if found else ANY
        for other in found[1:]:
            one = self._united(one, other, "a list")
        return list_of(one)

    def _united(self, left: Type, right: Type, what: str) -> Type:
        found = united(left, right)
        if found is None:
            self.problems.append(f"{what}: {left} and {right} do not go together")
        return found or ANY

    def _number(self, node: Expression, scope: TypeScope) -> Type:
        found = self.read(node, scope)
        self._must_be_number(node, found, "-")
        return found

    def _must_be_number(self, node: Expression, found: Type, operator: str) -> None:
        if found.group not in ("number", "any"):
            self.problems.append(f"{operator} needs numbers, and {text_of(node)} is {found}")
        self._needs_value(node, found, operator)

    def _needs_value(self, node: Expression, found: Type, operator: str) -> None:
        if found.nullable and found.kind != "any":
            self.warnings.append(f"{text_of(node)} may be null where {operator} needs a value")

    def _known(self, table: str, scope: TypeScope) -> bool:
        if table not in scope.tables:
            self.problems.append(f"there is no table {table}{similar(table, scope.tables)}")
        return table in scope.tables
