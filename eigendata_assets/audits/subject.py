"""What is audited, as one frozen view that all checks share (EigenData 3.4.4, Data Audit)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from eigendata_assets.artifacts.coding import CaseFailure
from eigendata_assets.artifacts.findings import Evidence
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.spec.domain_spec import DomainSpec
from eigendata_assets.artifacts.suites import Suite, SuiteKind
from eigendata_assets.artifacts.tools import ToolSchema, Toolset
from eigendata_assets.artifacts.trajectory import Call, Result, Trajectory
from eigendata_assets.audits.code_view import CodeView, read_code_view
from eigendata_assets.audits.probing.observations import Observations
from eigendata_assets.execution.protocol import EnvironmentCode
from eigendata_assets.execution.replay import is_error


@dataclass(frozen=True, slots=True)
class SeenCall:
    """A call of an entry and what it gave; turns, steps and calls (within the turn) count from 0.

    `tool` is `Toolkit.tool`, or the bare name where no tool of the entry has it. `result` is None where the data has
    none. `changed` names the toolkits whose state the call's step changed.
    """

    entry: str
    turn: int
    step: int
    place: int
    tool: str
    call: Call
    result: Result | None
    changed: tuple[str, ...]

    @property
    def failed(self) -> bool:
        """Whether the call gave an error."""
        return self.result is not None and is_error(self.result)

    @property
    def position(self) -> str:
        """Turn and call, as causes and messages name it."""
        return f"{self.turn}.{self.place}"


@dataclass(frozen=True)
class AuditSubject:
    """Tools, executed entries, and the environment with what trying calls in it showed, where there is one.

    `observations` is empty where nothing could be tried. `unreadable` has a line for each part of the input that
    could not be read. `turn_checked` says that runs are judged by the states and results after each turn of the
    reference (verification/turn_check.py), and not by the outcome alone. A generated domain has the `suites` that say
    what its environment must do, the `case_failures` in which it does not, and its `spec`.
    """

    name: str
    source: str
    toolset: Toolset
    entries: tuple[Trajectory, ...]
    environment: EnvironmentCode | None = None
    files: Mapping[str, str] = field(default_factory=dict)
    observations: Observations = field(default_factory=Observations)
    unreadable: tuple[str, ...] = ()
    turn_checked: bool = True
    suites: tuple[Suite, ...] = ()
    case_failures: tuple[tuple[SuiteKind, CaseFailure], ...] = ()
    spec: DomainSpec | None = None

    @cached_property
    def by_id(self) -> dict[str, Trajectory]:
        """Entry id to entry."""
        return {entry.id: entry for entry in self.entries}

    @cached_property
    def calls(self) -> tuple[SeenCall, ...]:
        """All calls of all entries, in order."""
        return tuple(seen for entry in self.entries for seen in seen_calls(entry, self.owners(entry)))

    @cached_property
    def calls_of(self) -> dict[str, tuple[SeenCall, ...]]:
        """Tool key to its calls, in order; tools that nobody calls have none."""
        found: dict[str, list[SeenCall]] = {key: [] for key in self.toolset.by_key}
        for seen in self.calls:
            found.setdefault(seen.tool, []).append(seen)
        return {key: tuple(calls) for key, calls in found.items()}

    @cached_property
    def calls_in(self) -> dict[str, tuple[SeenCall, ...]]:
        """Entry id to its calls, in order."""
        found: dict[str, list[SeenCall]] = {entry.id: [] for entry in self.entries}
        for seen in self.calls:
            found[seen.entry].append(seen)
        return {entry: tuple(calls) for entry, calls in found.items()}

    @cached_property
    def offered_to(self) -> dict[str, tuple[str, ...]]:
        """Tool key to the entries that offer it, from the start or later."""
        found: dict[str, list[str]] = {key: [] for key in self.toolset.by_key}
        for entry in self.entries:
            for key in dict.fromkeys((*entry.tools, *(key for turn in entry.turns for key in turn.tools_added))):
                found.setdefault(key, []).append(entry.id)
        return {key: tuple(ids) for key, ids in found.items()}

    @cached_property
    def code(self) -> CodeView:
        """The tools' source as syntax trees; empty where there is no source."""
        return read_code_view(self.files, self.environment)

    def owners(self, entry: Trajectory) -> dict[str, str]:
        """Tool name to tool key, as the entry's calls run; of several toolkits that have the tool, the last counts."""
        offered = [key for turn in entry.turns for key in turn.tools_added] + list(entry.tools)
        named = {key.rpartition(".")[2]: key for key in offered}
        return named | {tool.name: tool.key for tool in self.toolset.of_toolkits(entry.toolkits)}

    def callers(self, tool: str, parameter: str | None = None) -> tuple[str, ...]:
        """The entries that call a tool, or that call it with a parameter given; in order, each once."""
        calls = self.calls_of.get(tool, ())
        return tuple(
            dict.fromkeys(each.entry for each in calls if parameter is None or parameter in each.call.arguments)
        )

    def values_of(self, tool: str, parameter: str) -> Iterator[tuple[SeenCall, Json]]:
        """Each value that the entries give to a parameter, and where."""
        for seen in self.calls_of.get(tool, ()):
            if parameter in seen.call.arguments:
                yield seen, seen.call.arguments[parameter]

    def results_of(self, tool: str) -> list[Json]:
        """What the tool's calls in the entries gave, without errors."""
        calls = self.calls_of.get(tool, ())
        return [seen.result.value for seen in calls if seen.result is not None and not seen.failed]

    def tool(self, key: str) -> ToolSchema:
        """The schema of a tool."""
        return self.toolset.by_key[key]

    def calls_until(self, seen: SeenCall) -> tuple[Call, ...]:
        """The calls of an entry on a call's toolkit, up to and with that call; other toolkits change nothing for it."""
        toolkit, calls = seen.tool.rpartition(".")[0], self.calls_in[seen.entry]
        before = calls[: calls.index(seen) + 1]
        return tuple(each.call for each in before if each.tool.rpartition(".")[0] == toolkit)

    def evidence_of(self, seen: SeenCall, expected: str, **facts: Json) -> Evidence:
        """A reference call as evidence that can be run again, where there is an environment."""
        toolkit = seen.tool.rpartition(".")[0]
        return Evidence(
            entry=seen.entry,
            toolkits=(toolkit,) if toolkit else (),
            calls=self.calls_until(seen),
            results=(seen.result,) if seen.result else (),
            expected=expected,
            facts=facts,
        )

    def sample_of(self, tool: str, expected: str, **facts: Json) -> Evidence:
        """What is said about a tool, with a reference call of it that works where there is one."""
        working = next((seen for seen in self.calls_of.get(tool, ()) if not seen.failed), None)
        return self.evidence_of(working, expected, **facts) if working else Evidence(expected=expected, facts=facts)


def seen_calls(entry: Trajectory, owners: Mapping[str, str]) -> Iterator[SeenCall]:
    """The calls of an entry with their results; a step's last call is the one that may have changed the state."""
    for turn_number, turn in enumerate(entry.turns):
        place = 0
        for step_number, step in enumerate(turn.steps):
            for number, call in enumerate(step.calls):
                result = step.results[number] if number < len(step.results) else None
                tool = owners.get(call.name, call.name)
                yield SeenCall(entry.id, turn_number, step_number, place, tool, call, result, step.changed)
                place += 1


def entries_in_order(subject: AuditSubject, wanted: Iterable[str]) -> tuple[str, ...]:
    """Some entries, in the order of the subject, each once."""
    chosen = set(wanted)
    return tuple(entry.id for entry in subject.entries if entry.id in chosen)


def user_words(entry: Trajectory, turns: int | None = None) -> Sequence[str]:
    """What was said to the assistant, message by message, up to a number of turns."""
    return [message.content for turn in entry.turns[:turns] for message in turn.messages if message.role != "assistant"]
