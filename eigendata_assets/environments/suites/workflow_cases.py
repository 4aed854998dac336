"""TestingAgent without a model (EigenData 3.3.2, stage 2): workflow tests, in which one tool sees another's effects.

For every tool that writes and every tool that reads what it writes there is a case: the reader, the writer, the reader
again with another result. Of all arguments that may be meant, those are taken for which the result does change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice, product

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.spec.domain_spec import DomainSpec
from eigendata_assets.artifacts.suites import Case, Changes, ExpectedCall, Tables, with_changes
from eigendata_assets.environments.behaviour.effects import effects_of
from eigendata_assets.environments.behaviour.steps import Behaviour
from eigendata_assets.environments.suites.argument_rules import accepts, completed, is_required
from eigendata_assets.environments.suites.interpreter import Outcome, interpret
from eigendata_assets.environments.suites.unit_cases import UnitTests, expected_call
from eigendata_assets.environments.suites.values import Pools, distinct

_ARGUMENTS_TRIED = 150


def workflow_tests(
    domain: DomainSpec, behaviours: Mapping[str, Behaviour], starts: Mapping[str, UnitTests], wanted: set[str]
) -> tuple[tuple[Case, ...], dict[str, Tables]]:
    """The cases for all pairs of which one is wanted, and the states that they start from."""
    making = _Making(domain, behaviours)
    cases, states = [], dict[str, Tables]()
    effects = {name: effects_of(domain, name, behaviour) for name, behaviour in behaviours.items()}
    for writer, start in starts.items():
        if not effects[writer].writes:
            continue
        happy = next(case for case in start.cases if case.purpose == "happy path")
        for reader in behaviours:
            if {reader, writer} & wanted and effects[writer].touches(effects[reader]):
                case = making.case(writer, reader, happy, start.states[happy.state])
                if case is not None:
                    cases.append(case)
                    states[happy.state] = start.states[happy.state]
    return tuple(cases), states


class _Making:
    def __init__(self, domain: DomainSpec, behaviours: Mapping[str, Behaviour]) -> None:
        self._domain, self._behaviours = domain, behaviours

    def case(self, writer: str, reader: str, happy: Case, base: Tables) -> Case | None:
        """The reader before and after the writer; None where no arguments were found that show a difference."""
        state = with_changes(base, happy.given)
        written = self._run(writer, happy.calls[0].arguments, state)
        after = with_changes(state, written.changes)
        for arguments in islice(self._arguments(reader, happy.calls[0], written, after), _ARGUMENTS_TRIED):
            before_it, after_it = self._run(reader, arguments, state), self._run(reader, arguments, after)
            if _shows(before_it, after_it):
                first = [expected_call(reader, arguments, before_it)] if not before_it.changes else []
                calls = (*first, expected_call(writer, happy.calls[0].arguments, written))
                return Case(
                    id=f"{writer}+{reader}:1",
                    about=f"{reader} sees what {writer} has done",
                    purpose="effect",
                    state=happy.state,
                    given=happy.given,
                    calls=(*calls, expected_call(reader, arguments, after_it)),
                )
        return None

    def _run(self, tool: str, arguments: Mapping[str, Json], tables: Tables) -> Outcome:
        complete = completed(self._domain.tools[tool], arguments)
        return interpret(self._domain, self._behaviours[tool], complete, tables)

    def _arguments(self, reader: str, call: ExpectedCall, written: Outcome, after: Tables) -> Iterator[dict[str, Json]]:
        """Arguments for the reader: of the same name as the writer's, then from the rows that were written."""
        tool = self._domain.tools[reader]
        pools = Pools(self._domain, tool, after)
        related = _values_by_name(self._domain, call.arguments, written.changes, after)
        choices: list[list[Json]] = []
        for name, parameter in tool.parameters.items():
            table = (parameter.references or "").partition(".")[0]
            near = [*related.get(name, []), *related.get(table, [])]
            values = distinct([*near, *pools.values[name][:6]])
            choices.append(values if is_required(parameter) else [None, *values])
        for combination in _diagonally(choices):
            pairs = zip(tool.parameters, combination, strict=True)
            arguments = {name: value for name, value in pairs if value is not None}
            if accepts(tool, arguments):
                yield arguments


def _values_by_name(
    domain: DomainSpec, arguments: Mapping[str, Json], changes: Changes, after: Tables
) -> dict[str, list[Json]]:
    """Values by the parameter or column they have, and keys by their table."""
    found: dict[str, list[Json]] = {name: [value] for name, value in arguments.items()}
    for table, rows in changes.items():
        for key, row in rows.items():
            known = row or after.get(table, {}).get(key) or {}
            found.setdefault(table, []).append(known.get(domain.tables[table].key, key))
            for column, value in known.items():
                found.setdefault(column, []).append(value)
                references = domain.tables[table].columns[column].references
                found.setdefault(references or column, []).append(value)
    return found


def _diagonally(choices: list[list[Json]]) -> Iterator[tuple[Json, ...]]:
    """All combinations, those of early choices first."""
    indices = product(*(range(min(len(each), 8)) for each in choices))
    for combination in sorted(indices, key=sum):
        yield tuple(each[index] for each, index in zip(choices, combination, strict=True))


def _shows(before: Outcome, after: Outcome) -> bool:
    defined = before.undefined is None and after.undefined is None
    return defined and (before.value, before.error) != (after.value, after.error)
