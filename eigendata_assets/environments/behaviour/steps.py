"""What a tool does, as a tree: the steps of a spec with every text read. Both sides build on it: code and tests."""

from __future__ import annotations

from dataclasses import dataclass

from eigendata_assets.databases.expressions.nodes import Expression, Template


@dataclass(frozen=True, slots=True)
class Get:
    """The row of a table with this key is bound; where there is none, the call fails."""

    name: str
    table: str
    key: Expression
    otherwise: Template


@dataclass(frozen=True, slots=True)
class Order:
    """One thing that found rows are sorted by; nulls are last, or first where descending."""

    by: Expression
    descending: bool


@dataclass(frozen=True, slots=True)
class Find:
    """Some rows of a table are bound, as a list: sorted, ties by key, and cut off."""

    name: str
    table: str
    where: Expression | None
    order: tuple[Order, ...]
    limit: Expression | None


@dataclass(frozen=True, slots=True)
class Require:
    """What must hold, else the call fails."""

    condition: Expression
    otherwise: Template


@dataclass(frozen=True, slots=True)
class Let:
    """A name for a value."""

    name: str
    value: Expression


@dataclass(frozen=True, slots=True)
class Setting:
    """A column and its value."""

    column: str
    value: Expression


@dataclass(frozen=True, slots=True)
class Insert:
    """A new row is in the table and bound; columns without a setting are null, the key is then the next one."""

    name: str
    table: str
    values: tuple[Setting, ...]


@dataclass(frozen=True, slots=True)
class Update:
    """The bound row has these values."""

    name: str
    changes: tuple[Setting, ...]
    when: Expression | None


@dataclass(frozen=True, slots=True)
class Delete:
    """The bound row is gone."""

    name: str
    when: Expression | None


@dataclass(frozen=True, slots=True)
class ForEach:
    """Steps for each item of a list."""

    name: str
    items: Expression
    do: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A named part of a result."""

    name: str
    value: Result


@dataclass(frozen=True, slots=True)
class Parts:
    """An object of named parts."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Each:
    """A list: one result for each item."""

    name: str
    items: Expression
    give: Result


@dataclass(frozen=True, slots=True)
class Value:
    """The value of an expression; a row is given as a copy."""

    of: Expression


Step = Get | Find | Require | Let | Insert | Update | Delete | ForEach
Result = Parts | Each | Value


@dataclass(frozen=True, slots=True)
class Behaviour:
    """The steps of one tool, in order, and what it returns."""

    steps: tuple[Step, ...]
    returns: Result


def all_steps(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """The steps and those inside of loops, in order of execution."""
    return tuple(
        inner for step in steps for inner in ((step, *all_steps(step.do)) if isinstance(step, ForEach) else (step,))
    )
