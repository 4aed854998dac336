"""Where a value that was computed comes from, as the provenance of a dialogue keeps it under `derived`."""

from __future__ import annotations

from typing import Literal

from eigendata_assets.artifacts.frozen import Artifact, Json

Formula = Literal[
    "days_between", "add_days", "sum", "difference", "product", "count", "smallest", "largest", "converted", "joined",
    "rewritten",
]  # fmt: skip
"""How a value is computed from its inputs, in their order.

days_between: days from the first day to the second. add_days: the day so many days after a day. sum, product: of two
numbers or more. difference: the first number less the second. count: how many items a list has. smallest, largest: of
numbers, or of days. converted: a number of one unit in another. joined: texts with one space between. rewritten: a text
in other letters, large or small, or with other signs between them.
"""


class Input(Artifact):
    """One of the values that another is computed from; its origin has the form of any argument's."""

    value: Json
    origin: dict[str, Json]


class Derivation(Artifact):
    """What is declared of a computed value; `units` are those that are converted from and to."""

    formula: Formula
    inputs: tuple[Input, ...]
    units: tuple[str, str] | None = None
