"""Where the value of an argument comes from: said, found, in the policy, or computed from such values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.origins import Formula
from eigendata_assets.artifacts.spec.behaviour import Parameter

Path = tuple[str | int, ...]
"""From the top of a result to a value in it."""


@dataclass(frozen=True, slots=True)
class Said:
    """A value that the user knows and says: an argument of a call, by its parameter."""

    value: Json


@dataclass(frozen=True, slots=True)
class Found:
    """A value in the result of an earlier call; `told_apart` is what the user says of it where others are there too."""

    node: int
    path: Path
    told_apart: tuple[tuple[str, Json], ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """A value that the assistant is told before the dialogue begins, such as the day."""

    value: Json


@dataclass(frozen=True, slots=True)
class Input:
    """A value that another is computed from; where the user says it, he calls it by its name or description.

    `form` is the way in which he puts it (`computed` in `wording.yaml`), `other` what it is then told from.
    """

    value: Json
    source: Source
    name: str = ""
    parameter: Parameter | None = None
    form: str = ""
    other: tuple[str, Parameter] | None = None


@dataclass(frozen=True, slots=True)
class Computed:
    """A value that the assistant computes from its inputs, in their order."""

    formula: Formula
    inputs: tuple[Input, ...]
    units: tuple[str, str] | None = None


Source = Said | Found | Told | Computed


def found_in(source: Source) -> Iterator[Found]:
    """The results of earlier calls that a value comes from."""
    if isinstance(source, Found):
        yield source
    for each in source.inputs if isinstance(source, Computed) else ():
        yield from found_in(each.source)


def inputs_in(source: Source) -> Iterator[Input]:
    """The inputs that are not computed themselves."""
    for each in source.inputs if isinstance(source, Computed) else ():
        if isinstance(each.source, Computed):
            yield from inputs_in(each.source)
        else:
            yield each
