"""Tables of a domain spec: columns, keys, checks, how many rows, and the edge cases that must be among them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from eigendata_assets.artifacts.frozen import Artifact
from eigendata_assets.artifacts.spec.draws import Draw, ExpressionText, Rows, Scalar

ColumnType = Literal["text", "integer", "number", "boolean", "date", "datetime"]
"""Dates are `2025-05-31`, datetimes `2025-05-31T18:05:00`: text that sorts by time."""

NAME = r"^[a-z][a-z0-9_]*$"
Name = Annotated[str, Field(pattern=NAME)]


class Column(Artifact):
    """One column. `references` names a table: the value is a key of it."""

    type: ColumnType
    description: str = ""
    nullable: bool = False
    null_share: float = Field(default=0, ge=0, le=1)
    unique: bool = False
    references: str | None = None
    minimum: float | str | None = None
    maximum: float | str | None = None
    values: tuple[Scalar, ...] = ()
    pattern: str | None = None
    draw: Draw | None = None


class Check(Artifact):
    """What must hold of every row of a table: an expression over its columns, other tables' rows and aggregates."""

    that: ExpressionText
    because: str = ""


class EdgeCase(Artifact):
    """Rows of a kind that a scenario can aim at: `rows` of them are made so that `set` holds of their columns.

    The values of `set` are expressions. `with_children` maps other tables to how many rows refer to each of them.
    """

    label: Name
    description: str = ""
    rows: int = Field(ge=1)
    set: dict[Name, ExpressionText] = {}
    with_children: dict[str, int] = {}


class Table(Artifact):
    """One table: `key` is the column that identifies a row; `unique` lists further combinations of columns."""

    description: str = ""
    key: Name
    rows: Rows
    columns: dict[Name, Column]
    unique: tuple[tuple[str, ...], ...] = ()
    checks: tuple[Check, ...] = ()
    edge_cases: tuple[EdgeCase, ...] = ()
    examples: tuple[dict[str, Scalar], ...] = ()
