"""What can change from one version of a toolset to the next: one type for each kind, told apart by `kind`.

`function` is the key before the change (after it, for an added function). Parameters are named by their path:
`address.city` inside an object, `tags[]` for the items of a list.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from eigendata_assets.artifacts.frozen import Artifact, Json

Evidence = Literal["mapping", "implementation", "similarity"]
"""Why two names are held to be one: a person says so, the code is the same, or they are alike."""


class FunctionAdded(Artifact):
    """A function that was not there."""

    kind: Literal["function_added"] = "function_added"
    function: str


class FunctionRemoved(Artifact):
    """A function that is no more, and has no successor."""

    kind: Literal["function_removed"] = "function_removed"
    function: str


class FunctionRenamed(Artifact):
    """A function that has another name, or is in another toolkit."""

    kind: Literal["function_renamed"] = "function_renamed"
    function: str
    to: str
    confidence: float
    by: Evidence


class ParameterAdded(Artifact):
    """A parameter that was not there; `parameter` is its path in the new schema."""

    kind: Literal["parameter_added"] = "parameter_added"
    function: str
    parameter: str
    required: bool


class ParameterRemoved(Artifact):
    """A parameter that is no more, and has no successor."""

    kind: Literal["parameter_removed"] = "parameter_removed"
    function: str
    parameter: str
    required: bool


class ParameterRenamed(Artifact):
    """A parameter that has another name; `to` is the new name, not a path."""

    kind: Literal["parameter_renamed"] = "parameter_renamed"
    function: str
    parameter: str
    to: str
    confidence: float
    by: Evidence


class TypeChanged(Artifact):
    """A parameter of another type; None stands for any type."""

    kind: Literal["type_changed"] = "type_changed"
    function: str
    parameter: str
    before: Json
    after: Json


class EnumChanged(Artifact):
    """Other values are allowed; `synonyms` are pairs of a removed value and the only new value like it."""

    kind: Literal["enum_changed"] = "enum_changed"
    function: str
    parameter: str
    added: tuple[Json, ...] = ()
    removed: tuple[Json, ...] = ()
    synonyms: tuple[tuple[Json, Json], ...] = ()


class DefaultChanged(Artifact):
    """Another default; `had` and `has` tell a default of null from none."""

    kind: Literal["default_changed"] = "default_changed"
    function: str
    parameter: str
    had: bool
    has: bool
    before: Json = None
    after: Json = None


class RequiredChanged(Artifact):
    """A parameter that must now be given, or need not any more."""

    kind: Literal["required_changed"] = "required_changed"
    function: str
    parameter: str
    required: bool


class ConstraintChanged(Artifact):
    """Another keyword of the schema decides otherwise what is valid: a bound, a pattern, alternatives."""

    kind: Literal["constraint_changed"] = "constraint_changed"
    function: str
    parameter: str
    keyword: str
    before: Json = None
    after: Json = None


class ReturnsChanged(Artifact):
    """One place in the schema of the result; `field` is the path to the keyword."""

    kind: Literal["returns_changed"] = "returns_changed"
    function: str
    field: str
    before: Json = None
    after: Json = None


class DescriptionChanged(Artifact):
    """Prose only: of the function (`where` is then empty), a parameter, or a field of the result."""

    kind: Literal["description_changed"] = "description_changed"
    function: str
    where: str = ""


class ImplementationChanged(Artifact):
    """The code that the function reaches is another; `parts` names what changed in it."""

    kind: Literal["implementation_changed"] = "implementation_changed"
    function: str
    parts: tuple[str, ...]


Change = Annotated[
    FunctionAdded
    | FunctionRemoved
    | FunctionRenamed
    | ParameterAdded
    | ParameterRemoved
    | ParameterRenamed
    | TypeChanged
    | EnumChanged
    | DefaultChanged
    | RequiredChanged
    | ConstraintChanged
    | ReturnsChanged
    | DescriptionChanged
    | ImplementationChanged,
    Field(discriminator="kind"),
]
"""Any change; `CHANGES` reads a list of them."""

CHANGES: TypeAdapter[tuple[Change, ...]] = TypeAdapter(tuple[Change, ...])


class SchemaDiff(Artifact):
    """All changes from one toolset to another, function by function."""

    changes: tuple[Change, ...] = ()

    @property
    def renamed(self) -> dict[str, str]:
        """Function before to function after, for those that are renamed."""
        return {each.function: each.to for each in self.changes if isinstance(each, FunctionRenamed)}

    @property
    def affecting(self) -> frozenset[str]:
        """The functions, before, whose calls may have to change or may give other results."""
        return frozenset(
            each.function for each in self.changes if not isinstance(each, FunctionAdded | DescriptionChanged)
        )

    def of(self, function: str) -> Iterator[Change]:
        """The changes of one function."""
        return (each for each in self.changes if each.function == function)


def describe(change: Change) -> str:
    """One line for people: what changed, and how."""
    subject = ".".join(part for part in (change.function, getattr(change, "parameter", "")) if part)
    match change:
        case FunctionRenamed() | ParameterRenamed():
            return f"{subject} is now {change.to} ({change.by}, {change.confidence:.0%})"
        case TypeChanged() | ConstraintChanged() | ReturnsChanged() | DefaultChanged():
            what = {"type_changed": "type", "default_changed": "default"}.get(change.kind) or getattr(
                change, "keyword", getattr(change, "field", "")
            )
            return f"{subject}: {what} {change.before!r} -> {change.after!r}"
        case EnumChanged():
            return f"{subject}: values added {list(change.added)}, removed {list(change.removed)}"
        case RequiredChanged():
            return f"{subject} {'must now be given' if change.required else 'need not be given any more'}"
        case ParameterAdded():
            return f"{subject} is new, {'required' if change.required else 'optional'}"
        case ImplementationChanged():
            return f"{subject}: the implementation changed ({', '.join(change.parts[:3])})"
        case DescriptionChanged():
            return f"{subject}: the description changed{f' of {change.where}' if change.where else ''}"
        case _:
            return f"{subject} is {'new' if change.kind.endswith('added') else 'no more'}"
