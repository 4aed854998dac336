"""What a tool requires, as conditions over its arguments alone: rows and names that its steps bind are put in place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.spec.domain_spec import DomainSpec
from eigendata_assets.databases.expressions.evaluate import (
    NO_VALUE,
    ExpressionError,
    Meaning,
    Scope,
    evaluate,
    meaning_of,
)
from eigendata_assets.databases.expressions.nodes import (
    Aggregate,
    Boolean,
    Call,
    Column,
    Compare,
    Constant,
    Expression,
    Name,
    Row,
    Unary,
)
from eigendata_assets.databases.expressions.walk import conjuncts, rebuilt, walk
from eigendata_assets.environments.behaviour.steps import (
    Behaviour,
    Delete,
    Find,
    ForEach,
    Get,
    Insert,
    Let,
    Require,
    Step,
    Update,
    all_steps,
)

_ARGUMENTS = Name("args")


class _NotKnown(Exception):
    """An expression reads a name that stands for no value before the call is made."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """A condition that has to hold where the tool succeeds, and the parameters that it reads."""

    condition: Expression
    needs: frozenset[str]
    _meaning: Meaning = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_meaning", meaning_of(self.condition))

    def holds(self, scope: Scope) -> bool:
        """Whether it holds; what has no value does not."""
        try:
            return bool(self._meaning(scope))
        except NO_VALUE:
            return False


@dataclass(frozen=True, slots=True)
class Sought:
    """A table in which the tool has to find a row, and what has to hold for it; also by the parameters it reads.

    `implied` are parameters, and what their values have to be where a row is to be found.
    """

    table: str
    requirements: tuple[Requirement, ...]
    reading: Mapping[str, tuple[Requirement, ...]]
    implied: tuple[tuple[str, Expression], ...]


@dataclass(frozen=True, slots=True)
class Requirements:
    """What a tool requires before it changes anything, also by the parameters that are read.

    `sought` is the first row that it has to find, if any. `refusals` say what holds where a call is refused: all that
    stands before one of its requirements, and the contrary of that one, `broken`.
    """

    conditions: tuple[Requirement, ...]
    reading: Mapping[str, tuple[Requirement, ...]]
    sought: Sought | None
    refusals: tuple[Requirements, ...] = ()
    broken: Require | None = None


def parameter_in(expression: Expression) -> str:
    """The parameter that an expression is; empty where it is more, or none."""
    return expression.column if isinstance(expression, Column) and expression.of == _ARGUMENTS else ""


def needs_of(expression: Expression) -> frozenset[str]:
    """The parameters that an expression reads."""
    return frozenset(name for each in walk(expression) if (name := parameter_in(each)))


def requirements_of(domain: DomainSpec, tool: str, behaviour: Behaviour, *, finds: bool) -> Requirements:
    """What a tool requires; with `finds`, it has to find something too, as a look-up that says nothing is of no use."""
    reading = _Reading(domain, {name: Column(_ARGUMENTS, name) for name in domain.tools[tool].parameters}, finds)
    for step in behaviour.steps:
        if not reading.add(step):
            break
    return reading.required(reading.conditions, refusals=tuple(reading.refusals))


def _by_parameter(requirements: Sequence[Requirement]) -> dict[str, tuple[Requirement, ...]]:
    names = dict.fromkeys(name for each in requirements for name in sorted(each.needs))
    return {name: tuple(each for each in requirements if name in each.needs) for name in names}


@dataclass(slots=True)
class _Reading:
    """Reads steps in order; `bound` are the names that stand for an expression over arguments, or for none."""

    domain: DomainSpec
    bound: dict[str, Expression | None]
    finds: bool
    conditions: list[Requirement] = field(default_factory=list)
    sought: Sought | None = None
    refusals: list[Requirements] = field(default_factory=list)

    def required(
        self, conditions: Sequence[Requirement], refusals: tuple[Requirements, ...] = (), broken: Require | None = None
    ) -> Requirements:
        """These conditions, and what was read so far of what has to be found."""
        return Requirements(tuple(conditions), _by_parameter(conditions), self.sought, refusals, broken)

    def add(self, step: Step) -> bool:
        """What a step requires is known; False where it changes something, and later ones see what is changed."""
        match step:
            case Get(name, table, key):
                self.bound[name] = row = self._row(table, key)
                if row is not None:
                    self._require(Compare("!=", row, Constant(None)))
            case Let(name, value):
                self.bound[name] = self._inlined(value)
            case Require(condition):
                inlined = [self._inlined(each) for each in conjuncts(condition)]
                self._refuse(step, [each for each in inlined if each is not None], is_whole=None not in inlined)
                for each in inlined:
                    self._require(each)
            case Find(name, table, where):
                self.bound[name] = None
                if self.finds and self.sought is None:
                    self._seek(table, self._inlined_all(where, table))
            case ForEach():
                return not any(isinstance(each, Insert | Update | Delete) for each in all_steps((step,)))
            case _:
                return False
        return True

    def _row(self, table: str, key: Expression) -> Expression | None:
        inlined = self._inlined(key)
        return None if inlined is None else Row(table, inlined)

    def _refuse(self, step: Require, conditions: Sequence[Expression], *, is_whole: bool) -> None:
        """What holds where a call is refused at this step, if all of its condition is known."""
        if is_whole:
            contrary = Unary("not", Boolean("and", tuple(conditions)))
            broken = Requirement(contrary, needs_of(contrary))
            self.refusals.append(self.required([*self.conditions, broken], broken=step))

    def _require(self, condition: Expression | None) -> None:
        if condition is None:
            return
        self.conditions.append(Requirement(condition, needs_of(condition)))
        match condition:
            case Compare("!=", Aggregate(_, table, _, where), Constant(None)) | Aggregate("exists", table, _, where):
                if self.sought is None:
                    self._seek(table, conjuncts(where))

    def _seek(self, table: str, conditions: tuple[Expression, ...]) -> None:
        requirements = tuple(Requirement(each, needs_of(each)) for each in conditions)
        implied = tuple(each for requirement in requirements for each in _implied(requirement))
        self.sought = Sought(table, requirements, _by_parameter(requirements), implied)

    def _inlined_all(self, where: Expression | None, table: str) -> tuple[Expression, ...]:
        columns = frozenset(self.domain.tables[table].columns)
        inlined = (self._inlined(each, columns) for each in conjuncts(where))
        return tuple(each for each in inlined if each is not None)

    def _inlined(self, expression: Expression, columns: frozenset[str] = frozenset()) -> Expression | None:
        try:
            return _inlined(expression, self.bound, self.domain, columns)
        except _NotKnown:
            return None


def _inlined(
    node: Expression, bound: Mapping[str, Expression | None], domain: DomainSpec, columns: frozenset[str]
) -> Expression:
    """The expression over arguments alone; `columns` are those of the row at hand, which hide names."""
    if isinstance(node, Name):
        if node.name in columns or node.name not in bound:
            return node
        known = bound[node.name]
        if known is None:
            raise _NotKnown
        return known
    if isinstance(node, Aggregate):
        columns |= frozenset(domain.tables[node.table].columns)
    inner = rebuilt(node, lambda each: _inlined(each, bound, domain, columns))
    match inner:
        case Column(Row(table, key), column) if column == domain.tables[table].key:
            return key
    return inner


def equations(requirement: Requirement) -> Iterator[tuple[Expression, Expression]]:
    """Both sides of a requirement that wants them to be equal, either way around."""
    condition = requirement.condition
    if isinstance(condition, Compare) and condition.operator == "==":
        yield condition.left, condition.right
        yield condition.right, condition.left


def _implied(requirement: Requirement) -> Iterator[tuple[str, Expression]]:
    """Parameters, and what has their values where the requirement holds for a row."""
    match requirement.condition:
        case Call("contains" | "starts_with", (text, part)) if parameter_in(part) and not needs_of(text):
            yield parameter_in(part), text
    for one, other in equations(requirement):
        if parameter_in(one) and not needs_of(other):
            yield parameter_in(one), other


def value_in(expression: Expression, scope: Scope) -> Json:
    """The value of an expression; None where it has none."""
    try:
        return evaluate(expression, scope)
    except ExpressionError:
        return None
