"""What a dialogue is made of before it is a trajectory: remarks in sentences, sentences in beats."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.trajectories.graphs.graph import Node, Path, Untrue

Relation = Literal["at most", "at least"]


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that the user says for an argument of a call: its value, or by what a found one is told apart.

    `item` is what a found one is, where it is told apart from others. `form` is how the user puts what an argument is
    computed from (`computed` in `wording.yaml`; empty: the plain value), `other` what he tells it from.
    """

    node: int
    argument: str
    label: str
    value: Json
    item: str = ""
    is_input: bool = False
    form: str = ""
    other: str = ""

    @property
    def tells_apart(self) -> bool:
        """Whether it says which of several is meant."""
        return bool(self.item)

    @property
    def is_argument(self) -> bool:
        """Whether the value is that of the argument itself."""
        return not self.item and not self.is_input


@dataclass(frozen=True, slots=True)
class Limit:
    """A wish of the user that no argument carries, and that what a call shows at a place fulfils."""

    name: str
    relation: Relation
    bound: Json
    node: int
    path: Path


Remark = Fact | Limit | Untrue


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words of the user, and what they state."""

    text: str
    states: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Beat:
    """One turn: sentences of the user, calls by number, and the assistant's last word.

    `situation` is what the assistant is told before. `tried` is a call outside of the graph, made with the user's
    wrong value.
    """

    said: tuple[Sentence, ...]
    calls: tuple[int, ...] = ()
    answer: str = ""
    tools_added: tuple[str, ...] = ()
    tried: Node | None = None
    situation: str = ""
