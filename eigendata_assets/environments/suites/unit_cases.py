"""TestingAgent without a model (EigenData 3.3.1): the unit tests of one tool, derived from its schema and behaviour.

Cases are chosen, not listed: of all situations found in the database and next to them, those that tell what is meant
from what it could be mistaken for (`misreadings.py`), and no more of them than that takes. To these come the happy
path, every error, every argument left out or of another type, and the edges of every range.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.spec.domain_spec import DomainSpec
from eigendata_assets.artifacts.suites import Case, Expectation, ExpectedCall, Purpose, Tables, with_changes
from eigendata_assets.environments.behaviour.steps import Behaviour
from eigendata_assets.environments.suites.argument_rules import completed, invalid_values, is_required, is_valid
from eigendata_assets.environments.suites.interpreter import Outcome, interpret
from eigendata_assets.environments.suites.misreadings import Misreading, misreadings
from eigendata_assets.environments.suites.search import Search
from eigendata_assets.environments.suites.siblings import SiblingsIn
from eigendata_assets.environments.suites.situations import Neighbourhood, Situation, in_turn
from eigendata_assets.environments.suites.values import Pools

_NEIGHBOURS = 900
_SECOND_NEIGHBOURS = 400
_TRIED = 160


@dataclass(slots=True)
class Chosen:
    """A situation in the suite, what the tool gives there, and which misreadings it tells apart."""

    situation: Situation
    outcome: Outcome
    purpose: Purpose
    about: str
    tells: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class UnitTests:
    """The cases of one tool, the states they start from, and the misreadings that no case tells apart."""

    cases: tuple[Case, ...]
    states: dict[str, Tables]
    untold: tuple[str, ...]
    undefined: tuple[str, ...]


def unit_tests(domain: DomainSpec, name: str, behaviour: Behaviour, sample: Tables) -> UnitTests:
    """The unit tests of one tool, from a sample of the database that has rows of every kind."""
    return _Deriving(domain, name, behaviour, sample).derive()


class _Deriving:
    def __init__(self, domain: DomainSpec, name: str, behaviour: Behaviour, sample: Tables) -> None:
        self.domain, self.name, self.behaviour, self.tool = domain, name, behaviour, domain.tools[name]
        self.pools = Pools(domain, self.tool, sample)
        self.search = Search(domain, name, behaviour, sample, self.pools)
        self.undefined: dict[str, None] = {}

    def derive(self) -> UnitTests:
        bases = self.search.situations()
        chosen: list[Chosen] = []
        self._ways(self._defined(iter(bases)), chosen)
        untold = self._tell_apart(chosen, bases)
        kept = _fewest(chosen)
        cases = [self._case(number, each) for number, each in enumerate(kept, start=1)]
        happy = next((each.situation for each in kept if each.outcome.error is None), None)
        arguments = list(self._of_arguments(happy or (bases[0] if bases else None), len(cases)))
        states = {each.situation.base: each.situation.tables for each in kept}
        if arguments and arguments[0].state not in states:
            states[arguments[0].state] = bases[0].tables
        return UnitTests((*cases, *arguments), states, tuple(untold), tuple(self.undefined))

    def _ways(self, situations: Iterable[tuple[Situation, Outcome]], chosen: list[Chosen]) -> None:
        """One situation for the happy path and for each step that can fail is chosen, if there is one."""
        covered = {each.outcome.failed for each in chosen}
        for situation, outcome in situations:
            if outcome.failed not in covered:
                covered.add(outcome.failed)
                kind: Purpose = "happy path" if outcome.error is None else "error"
                about = "does what is asked" if outcome.error is None else f"refuses: {outcome.error}"
                chosen.append(Chosen(situation, outcome, kind, about))

    def _tell_apart(self, chosen: list[Chosen], bases: list[Situation]) -> list[str]:
        """Situations are added until every misreading is told apart, or none that was found can do it."""
        siblings = SiblingsIn(self.domain, self.tool.parameters)
        wrong = list(misreadings(self.behaviour, siblings))
        near = _Remembering(self._near(bases))
        self._ways(near, chosen)
        left = [index for index, each in enumerate(wrong) if not self._told(index, each, chosen, near)]
        far = _Remembering(self._far(near.seen))
        self._ways(far, chosen)
        return [wrong[index].about for index in left if not self._told(index, wrong[index], chosen, far)]

    def _told(self, index: int, wrong: Misreading, chosen: list[Chosen], more: _Remembering) -> bool:
        for each in chosen:
            if self._differs(each.situation, each.outcome, wrong):
                each.tells.add(index)
                return True
        for situation, outcome in islice(_reaching(more, wrong.shows_at), _TRIED):
            if self._differs(situation, outcome, wrong):
                about = f"{situation.about or 'as it is'}: {wrong.about} would show"
                chosen.append(Chosen(situation, outcome, "behaviour", about, {index}))
                return True
        return False

    def _near(self, bases: list[Situation]) -> Iterator[tuple[Situation, Outcome]]:
        around = Neighbourhood(self.domain, self.tool, self.behaviour, self.pools)
        some = [around.of(base, self.search.run(dict(base.arguments), base.state).watcher) for base in bases[:6]]
        mixed = chain(bases, in_turn(*some))
        yield from self._defined(_plausible_first(islice(mixed, _NEIGHBOURS)))

    def _far(self, near: list[tuple[Situation, Outcome]]) -> Iterator[tuple[Situation, Outcome]]:
        """Two things changed: from neighbours that go another way than those before."""
        around = Neighbourhood(self.domain, self.tool, self.behaviour, self.pools)
        by_way: dict[str, Situation] = {}
        for situation, outcome in near:
            run = self.search.run(dict(situation.arguments), situation.state)
            by_way.setdefault(f"{run.way} {outcome.error is None}", situation)
        some = [around.of(each, self.search.run(dict(each.arguments), each.state).watcher) for each in by_way.values()]
        yield from self._defined(_plausible_first(islice(in_turn(*some), _SECOND_NEIGHBOURS)))

    def _defined(self, situations: Iterator[Situation]) -> Iterator[tuple[Situation, Outcome]]:
        for situation in situations:
            outcome = self._outcome(situation)
            if outcome is not None:
                yield situation, outcome

    def _outcome(self, situation: Situation) -> Outcome | None:
        arguments = completed(self.tool, situation.arguments)
        outcome = interpret(self.domain, self.behaviour, arguments, situation.state)
        if outcome.undefined is not None:
            self.undefined.setdefault(outcome.undefined)
            return None
        return outcome

    def _differs(self, situation: Situation, meant: Outcome, wrong: Misreading) -> bool:
        if meant.reached < wrong.shows_at:
            return False
        arguments = completed(self.tool, situation.arguments)
        got = interpret(self.domain, wrong.behaviour, arguments, situation.state, keeps=wrong.keeps)
        return got != meant

    def _case(self, number: int, chosen: Chosen) -> Case:
        situation = chosen.situation
        first = expected_call(self.name, situation.arguments, chosen.outcome)
        calls = [first]
        if chosen.purpose == "happy path":
            after = with_changes(situation.state, chosen.outcome.changes)
            again = interpret(self.domain, self.behaviour, completed(self.tool, situation.arguments), after)
            if again.undefined is None:
                calls.append(expected_call(self.name, situation.arguments, again))
        return Case(
            id=f"{self.name}:{number}",
            about=chosen.about,
            purpose=chosen.purpose,
            state=situation.base,
            given=situation.given,
            calls=tuple(calls),
        )

    def _of_arguments(self, base: Situation | None, number: int) -> Iterator[Case]:
        """Calls with one argument that is not valid, or is left out although it is needed."""
        if base is None:
            return
        wrong: list[tuple[str, dict[str, Json], str]] = []
        for name, parameter in self.tool.parameters.items():
            valid = base.arguments.get(name, next(iter(self.pools.values[name]), None))
            for what, value in invalid_values(parameter, valid):
                if not is_valid(parameter, value):
                    wrong.append((f"{name}: {what}", {**base.arguments, name: value}, name))
            if is_required(parameter):
                rest = {key: value for key, value in base.arguments.items() if key != name}
                wrong.append((f"{name} left out", rest, ""))
        for offset, (about, arguments, name) in enumerate(wrong, start=1):
            expect: Expectation = "invalid" if name else "refused"
            call = ExpectedCall(tool=self.name, arguments=arguments, expect=expect, result=name or None)
            case_id = f"{self.name}:{number + offset}"
            yield Case(id=case_id, about=about, purpose="argument", state=base.base, given=base.given, calls=(call,))


def expected_call(tool: str, arguments: object, outcome: Outcome) -> ExpectedCall:
    """A call with what it must give."""
    return ExpectedCall(
        tool=tool,
        arguments=dict(arguments),  # type: ignore[call-overload]
        expect="value" if outcome.error is None else "error",
        result=outcome.value if outcome.error is None else outcome.error,
        changes=outcome.changes,
    )


class _Remembering:
    """An iterator that can be gone through again, made no further than needed; `seen` is what was made."""

    def __init__(self, items: Iterator[tuple[Situation, Outcome]]) -> None:
        self._items = items
        self.seen: list[tuple[Situation, Outcome]] = []

    def __iter__(self) -> Iterator[tuple[Situation, Outcome]]:
        yield from self.seen
        start = len(self.seen)
        for item in self._items:
            self.seen.append(item)
            yield item
        yield from self.seen[len(self.seen) :] if start else ()


def _reaching(some: _Remembering, step: int) -> Iterator[tuple[Situation, Outcome]]:
    """The situations in which the tool comes to a step."""
    return ((situation, outcome) for situation, outcome in some if outcome.reached >= step)


def _plausible_first(situations: Iterator[Situation]) -> Iterator[Situation]:
    later = []
    for each in situations:
        if each.plausible:
            yield each
        else:
            later.append(each)
    yield from later


def _fewest(chosen: list[Chosen]) -> list[Chosen]:
    """Those that tell something apart, and the happy path and errors in any case."""
    return [each for each in chosen if each.tells or each.purpose != "behaviour"]
