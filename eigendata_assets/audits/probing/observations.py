"""What trying calls showed: a table of observations that all checks by execution share."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from eigendata_assets.artifacts.findings import Evidence
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.trajectory import Call, Result
from eigendata_assets.artifacts.verdicts import StateChange
from eigendata_assets.audits.probing.paths import OtherPath, Sought
from eigendata_assets.execution.call_names import RawCall
from eigendata_assets.execution.replay import is_error
from eigendata_assets.execution.state_diff import state_diff

if TYPE_CHECKING:
    from eigendata_assets.audits.probing.story import ToldStory

Variation = Literal[
    "plain",
    "enum",
    "flag",
    "boundary",
    "case",
    "unknown",
    "data",
    "omitted",
    "given",
    "early",
    "foreign",
    "nested",
    "unknown_item",
    "stored_key",
    "undeclared",
    "other_type",
    "extra",
]
"""How a tried call differs from one that is known to be right.

plain: not at all. enum: a declared value. flag: the other truth value, for quotations (see flags.py). boundary: zero,
negative, empty, huge. case: upper and lower case. unknown: an identifier that is nowhere in the data. data: another
value that the data has for the parameter. omitted: an optional one left out. given: an optional one given. early: the
right call on the initial state. foreign: the name of something of another kind. nested: an edge value of a property of
an object. unknown_item: a list with an item that is nowhere in the data. stored_key: a key of the initial state, on
that state. undeclared: a text that is none of the declared values. other_type: a value of a type that is not declared.
extra: a parameter that the code takes and the schema does not offer. All but the last three fit the schema.
"""

OUTSIDE: frozenset[Variation] = frozenset({"undeclared", "other_type", "extra"})
"""The variations that do not fit the schema."""

State = dict[str, Json]
"""Toolkit to its public attributes."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Where calls are tried: an entry's initial state, and the reference calls made on it before.

    Only `toolkit` is loaded, because tools see no other.
    """

    entry: str
    toolkit: str
    prefix: tuple[Call, ...] = field(default=(), hash=False)


@dataclass(frozen=True, slots=True)
class Probe:
    """A call to try: `tool` is `Toolkit.tool`; `parameter` is the one that was varied."""

    tool: str
    arguments: Mapping[str, Json]
    setting: Setting
    variation: Variation = "plain"
    parameter: str | None = None

    @property
    def call(self) -> Call:
        """The call itself."""
        return Call(name=self.tool.rpartition(".")[2], arguments=dict(self.arguments))

    @property
    def raw(self) -> RawCall:
        """The call as the sandbox takes it."""
        return self.tool.rpartition(".")[2], self.arguments


@dataclass(frozen=True)
class Observation:
    """What a probe gave, made twice in a row on one state.

    `texts` are the toolkit's state before the call, after it, and after it was repeated. `stopped` says which limit
    ended the replay; then there may be no result. `shared` are the pairs of places that hold one object since the call,
    and did not before. `twin` is what the same probe gave in another run, where it was run
    twice.
    """

    probe: Probe
    result: Result | None
    repeated: Result | None
    texts: tuple[str, ...] = ()
    stopped: str | None = None
    twin: Result | None = None
    shared: tuple[tuple[str, str], ...] = ()

    @property
    def raised(self) -> str | None:
        """The type of the exception that came out of the tool."""
        return self.result.error if self.result else None

    @property
    def failed(self) -> bool:
        """Whether the tool raised, or said `error`."""
        return self.result is not None and is_error(self.result)

    @property
    def changed(self) -> bool:
        """Whether the call changed the toolkit's state."""
        return len(self.texts) > 1 and self.texts[0] != self.texts[1]

    @property
    def before(self) -> Json:
        """The toolkit's state before the call."""
        return json.loads(self.texts[0])

    @property
    def after(self) -> Json:
        """The toolkit's state after the call."""
        return json.loads(self.texts[1])

    @cached_property
    def changes(self) -> list[StateChange]:
        """What the call changed in the toolkit's state."""
        toolkit = self.probe.setting.toolkit
        return state_diff({toolkit: self.before}, {toolkit: self.after}) if self.changed else []

    def evidence(self, expected: str, **facts: Json) -> Evidence:
        """The call as evidence that can be run again."""
        setting = self.probe.setting
        return Evidence(
            entry=setting.entry,
            toolkits=(setting.toolkit,),
            calls=(*setting.prefix, self.probe.call),
            results=(self.result,) if self.result else (),
            expected=expected,
            facts=facts,
        )


@dataclass(frozen=True)
class Observations:
    """All observations, by tool, and stories of several calls in a row.

    Also the other ways that reach what a reference turn reaches, and the values that no look-up shows.
    """

    table: Mapping[str, Sequence[Observation]] = field(default_factory=dict)
    stories: Sequence[ToldStory] = ()
    other_paths: tuple[OtherPath, ...] = ()
    unknowable: tuple[Sought, ...] = ()

    def __iter__(self) -> Iterator[Observation]:
        return (each for rows in self.table.values() for each in rows)

    def of(self, tool: str, *variations: Variation, parameter: str | None = None) -> list[Observation]:
        """Those of a tool; of some variations, and of one varied parameter, where they are named."""
        return [
            each
            for each in self.table.get(tool, ())
            if (not variations or each.probe.variation in variations)
            and (parameter is None or each.probe.parameter == parameter)
        ]

    def succeeded(self, tool: str) -> list[Observation]:
        """The calls of a tool that fit the schema and gave a result that is no error."""
        return [each for each in self.within_schema(tool) if each.result and not each.failed]

    def changes_state(self, tool: str) -> bool:
        """Whether a call of a tool was seen to change the state."""
        return any(each.changed for each in self.succeeded(tool))

    def within_schema(self, tool: str) -> list[Observation]:
        """The calls of a tool that fit the schema."""
        return [each for each in self.table.get(tool, ()) if each.probe.variation not in OUTSIDE]
