"""What a tool does, in steps: look up, find, require, compute, insert, update, delete, for each, and what it returns.

Texts are expressions (see `databases/expressions/`) but for `else`, which is a message with expressions in braces. A
step that binds a name (`get`, `find`, `let`, `insert`) makes it known to the steps after it. Parameters are known by
their names, and as `args.name` where a column of the same name hides them.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Discriminator, Field, Tag
from typing_extensions import TypeAliasType

from eigendata_assets.artifacts.frozen import Artifact
from eigendata_assets.artifacts.spec.draws import ExpressionText, tag_by_words
from eigendata_assets.artifacts.spec.tables import Name


class Aliased(Artifact):
    """A part of a spec whose words are Python's; in Python it is made with the names of its fields."""

    model_config = ConfigDict(populate_by_name=True, serialize_by_alias=True)


class Get(Aliased):
    """`get`: the row of `from` with this key is bound; where there is none, the call fails with `else`."""

    get: Name
    table: str = Field(alias="from")
    key: ExpressionText
    otherwise: str = Field(alias="else")


class Find(Aliased):
    """`find`: the rows of `from` for which `where` holds are bound, sorted by `order` (`-` is descending), cut off.

    In `where` and `order`, bare names are first columns of the row. Ties and no `order`: by key.
    """

    find: Name
    table: str = Field(alias="from")
    where: ExpressionText = "True"
    order: tuple[str, ...] = ()
    limit: ExpressionText | None = None


class Require(Aliased):
    """`require`: what must hold, else the call fails with the message `else` and nothing is changed."""

    require: ExpressionText
    otherwise: str = Field(alias="else")


class Let(Artifact):
    """`let`: a name for the value of an expression."""

    let: Name
    be: ExpressionText


class Insert(Aliased):
    """`insert`: a row with these values is in the table and bound; columns left out are null."""

    insert: Name
    table: str = Field(alias="into")
    values: dict[Name, ExpressionText]


class Update(Artifact):
    """`update`: the bound row has these values; all are computed before the first is set."""

    update: Name
    set: dict[Name, ExpressionText]
    when: str | None = None


class Delete(Artifact):
    """`delete`: the bound row is gone from its table."""

    delete: Name
    when: str | None = None


class ForEach(Aliased):
    """`for_each`: the steps are done with the name bound to each item of `in`: found rows, or a list parameter."""

    for_each: Name
    items: str = Field(alias="in")
    do: tuple[Step, ...]


_STEPS = ("get", "find", "require", "let", "insert", "update", "delete", "for_each")

Step = Annotated[
    Annotated[Get, Tag("<get>")]
    | Annotated[Find, Tag("<find>")]
    | Annotated[Require, Tag("<require>")]
    | Annotated[Let, Tag("<let>")]
    | Annotated[Insert, Tag("<insert>")]
    | Annotated[Update, Tag("<update>")]
    | Annotated[Delete, Tag("<delete>")]
    | Annotated[ForEach, Tag("<for_each>")],
    Discriminator(tag_by_words(_STEPS, "a step")),
]


class ListOf(Aliased):
    """A list in what a tool returns: `give` for each item of `in`."""

    for_each: Name
    items: str = Field(alias="in")
    give: Given


def _tag_of_given(value: object) -> str:
    if isinstance(value, ListOf) or (isinstance(value, dict) and "for_each" in value):
        return "<list>"
    return "<parts>" if isinstance(value, dict) else "<expression>"


Given = TypeAliasType(
    "Given",
    "Annotated[Annotated[ExpressionText, Tag('<expression>')] | Annotated[ListOf, Tag('<list>')]"
    " | Annotated[dict[str, Given], Tag('<parts>')], Discriminator(_tag_of_given)]",
)
"""What a tool returns: an expression (a bound row is a copy of all its columns), a list, or named parts."""

ParameterType = Literal["string", "integer", "number", "boolean", "array"]


class Parameter(Artifact):
    """One parameter; `references` (a table, or `table.column`) says whose values it takes.

    `required` is false where there is a `default`; a parameter without either that is not required is null when left
    out. `items` is the type of an array's items.
    """

    type: ParameterType
    description: str
    required: bool = True
    default: str | int | float | bool | None = None
    enum: tuple[str | int, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    pattern: str | None = None
    format: Literal["date", "date-time"] | None = None
    references: str | None = None
    items: Literal["string", "integer", "number"] | None = None
    min_items: int | None = None
    max_items: int | None = None


class Tool(Artifact):
    """One tool: what it is for, what it takes, does and returns.

    `steps` is None where the behaviour is only described (`behaviour`): then a model has to write the code.
    """

    description: str
    parameters: dict[Name, Parameter] = {}
    steps: tuple[Step, ...] | None = None
    behaviour: str = ""
    returns: Given = {}
