"""UserIntentFromGraphAgent (EigenData 3.4) by rule: what the user says in each turn, what is called and told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.spec.behaviour import Parameter
from eigendata_assets.environments.suites.argument_rules import invalid_values, is_valid
from eigendata_assets.trajectories.dialogues.wording import Voice, label_of, task_words, told
from eigendata_assets.trajectories.graphs.goals import candidates, is_empty
from eigendata_assets.trajectories.graphs.graph import Found, Graph, Node, Said
from eigendata_assets.trajectories.graphs.knowledge import Knowledge
from eigendata_assets.trajectories.scenarios.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that the user says for an argument of a call: its value, or by what a found one is told apart."""

    node: int
    argument: str
    label: str
    value: Json
    tells_apart: bool = False


@dataclass(frozen=True, slots=True)
class Beat:
    """One turn: sentences of the user with the fact that each states, calls by number, and the assistant's last word.

    `tried` is a call outside of the graph, made with the user's wrong value.
    """

    said: tuple[tuple[str, Fact | None], ...]
    calls: tuple[int, ...] = ()
    answer: str = ""
    tools_added: tuple[str, ...] = ()
    tried: Node | None = None


@dataclass(slots=True)
class Script:
    """Makes the beats of a graph for a scenario."""

    knowledge: Knowledge
    graph: Graph
    scenario: Scenario
    voice: Voice
    facts: list[Fact] = field(default_factory=list)

    def beats(self) -> list[Beat] | None:
        """The turns of the dialogue; None where the graph has nothing that the kind is about."""
        self.facts = list(self._facts())
        match self.scenario.kind:
            case "multi_turn_single_task":
                return self._asked_for()
            case "multi_turn_multi_task":
                return self._task_by_task()
            case "missing_parameter":
                return self._one_missing()
            case "invalid_value":
                return self._one_invalid()
            case "wrong_premise":
                return self._one_not_found()
            case "self_correction":
                return self._one_corrected()
            case "tools_added" | "no_suitable_tool":
                return self._without_tool()
        return [Beat(self._opening(self.facts), self._all, self._outcome(self._all))]

    @property
    def _all(self) -> tuple[int, ...]:
        return tuple(range(len(self.graph.nodes)))

    def _facts(self) -> list[Fact]:
        found: dict[tuple[str, str, bool], Fact] = {}
        for number, node in enumerate(self.graph.nodes):
            for name, source in node.sources.items():
                if isinstance(source, Said):
                    label = self._label(node.tool, name)
                    found.setdefault((label, repr(source.value), False), Fact(number, name, label, source.value))
                for apart, value in source.told_apart if isinstance(source, Found) else ():
                    label = label_of(apart, None)
                    found.setdefault((label, repr(value), True), Fact(number, name, label, value, tells_apart=True))
        return sorted(found.values(), key=lambda fact: fact.node)

    def _label(self, tool: str, name: str) -> str:
        """What a parameter is called; with its table where several tables have a column of that name."""
        label = label_of(name, self._parameter(tool, name))
        tables = [table for table, column in self.knowledge.plain_texts if column == name]
        read = [table for table in tables if table in self.knowledge.tables_read[tool]]
        is_ambiguous = label.lower() == name and len(tables) > 1 and len(read) == 1
        return f"{read[0].replace('_', ' ').removesuffix('s')} {name}" if is_ambiguous else label

    def _parameter(self, tool: str, name: str) -> Parameter:
        return self.knowledge.domain.tools[tool].parameters[name]

    def _request(self, node: Node) -> str:
        kind = "write_requests" if node.tool in self.knowledge.writes else "read_requests"
        return self.voice.say(kind, what=task_words(node.tool))

    def _opening(
        self, facts: Sequence[Fact], goals: Sequence[Node] | None = None
    ) -> tuple[tuple[str, Fact | None], ...]:
        goals = self.graph.goals if goals is None else goals
        said: list[tuple[str, Fact | None]] = [(self.voice.say("greetings", self.scenario.mood), None)]
        for number, goal in enumerate(goals):
            said += [(self.voice.say("further"), None)] if number else []
            said.append((self._request(goal), None))
        return (*said, *map(self._stated, facts))

    def _stated(self, fact: Fact) -> tuple[str, Fact]:
        value = self.voice.written(fact.value)
        if fact.tells_apart:
            return self.voice.say("told_apart", label=fact.label, value=value), fact
        return self.voice.say("facts", self.scenario.experience, label=fact.label, value=value), fact

    def _outcome(self, numbers: Sequence[int]) -> str:
        texts = []
        for node in (self.graph.nodes[number] for number in numbers):
            if not node.is_goal:
                continue
            if node.error is not None:
                texts.append(self.voice.say("refused", why=node.error))
                continue
            texts.append(self.voice.say("done" if node.tool in self.knowledge.writes else "told"))
            texts.append(self.voice.say("nothing_told") if is_empty(node.value) else told(node.value))
        return " ".join(texts)

    def _ask(self, facts: Sequence[Fact]) -> str:
        labels = [f"{fact.label} of the one you mean" if fact.tells_apart else fact.label for fact in facts]
        return self.voice.say("asks", labels=", ".join(dict.fromkeys(labels)))

    def _asked_for(self) -> list[Beat] | None:
        """The request first, then the facts, in one or two answers to what the assistant asks."""
        holders = sorted({fact.node for fact in self.facts})
        if not holders:
            return None
        cut = self.voice.random.choice(holders)
        first = [fact for fact in self.facts if fact.node < cut]
        rest = [fact for fact in self.facts if fact.node >= cut]
        before, after = tuple(range(cut)), tuple(range(cut, len(self.graph.nodes)))
        beats = [Beat(self._opening([]), (), self._ask(first or rest))]
        if first:
            beats.append(Beat(tuple(map(self._stated, first)), before, self._ask(rest)))
            return [*beats, Beat(tuple(map(self._stated, rest)), after, self._outcome(after))]
        return [*beats, Beat(tuple(map(self._stated, rest)), self._all, self._outcome(self._all))]

    def _task_by_task(self) -> list[Beat]:
        ends = [number + 1 for number, node in enumerate(self.graph.nodes) if node.is_goal]
        beats = []
        for start, end in zip([0, *ends], ends, strict=False):
            calls = tuple(range(start, end))
            facts = [fact for fact in self.facts if start <= fact.node < end]
            said = self._opening(facts, [self.graph.nodes[end - 1]])
            if start:
                said = ((self.voice.say("further"), None), *said[1:])
            beats.append(Beat(said, calls, self._outcome(calls)))
        return beats

    def _one_missing(self) -> list[Beat] | None:
        values = [fact for fact in self.facts if not fact.tells_apart]
        if not values:
            return None
        missing = values[-1]
        before, after = tuple(range(missing.node)), tuple(range(missing.node, len(self.graph.nodes)))
        given = [fact for fact in self.facts if fact != missing]
        opening = Beat(self._opening(given), before, self._ask([missing]))
        return [opening, Beat((self._stated(missing),), after, self._outcome(after))]

    def _one_invalid(self) -> list[Beat] | None:
        for fact in self.facts:
            parameter = self._parameter(self.graph.nodes[fact.node].tool, fact.argument)
            wrong = None if fact.tells_apart else _out_of_range(parameter, fact.value)
            if wrong is not None:
                said, rule = self.voice.written(wrong), _rule(parameter)
                answer = self.voice.say("invalid", label=fact.label, value=said, rule=rule)
                return self._mended(fact, wrong, answer, None)
        return None

    def _one_not_found(self) -> list[Beat] | None:
        for fact in self.facts:
            node = self.graph.nodes[fact.node]
            if fact.tells_apart or node.is_goal or not isinstance(fact.value, str) or len(fact.value) < 3:
                continue
            place = self.voice.random.randrange(len(fact.value) - 1)
            wrong = fact.value[:place] + fact.value[place + 1] + fact.value[place] + fact.value[place + 2 :]
            arguments = {**node.arguments, fact.argument: wrong}
            outcome = self.knowledge.run(node.tool, arguments, self.graph.tables)
            if wrong == fact.value or outcome is None or not (outcome.error or is_empty(outcome.value)):
                continue
            answer = self.voice.say("not_found", label=fact.label, value=wrong)
            return self._mended(fact, wrong, answer, replace(node, arguments=arguments, value=outcome.value))
        return None

    def _mended(self, fact: Fact, wrong: Json, answer: str, tried: Node | None) -> list[Beat]:
        """The user says a wrong value, hears what is wrong, and says the right one."""
        before, after = tuple(range(fact.node)), tuple(range(fact.node, len(self.graph.nodes)))
        said = self._opening([replace(each, value=wrong) if each == fact else each for each in self.facts])
        again, stated = self._stated(fact)
        mending = ((self.voice.say("retries", fact=again), stated),)
        return [Beat(said, before, answer, tried=tried), Beat(mending, after, self._outcome(after))]

    def _one_corrected(self) -> list[Beat] | None:
        for fact in reversed(self.facts):
            node = self.graph.nodes[fact.node]
            if fact.tells_apart:
                continue
            pool = candidates(self.knowledge, node.tool, fact.argument, self.graph.tables, None, self.voice.random)
            others = [value for value in pool if value != fact.value]
            if others:
                wrong = self._stated(replace(fact, value=self.voice.random.choice(others)))[0]
                value = self.voice.written(fact.value)
                right = self.voice.say("corrections", label=fact.label, value=value), fact
                rest = [each for each in self.facts if each != fact]
                said = (*self._opening(rest), (wrong, None), right)
                return [Beat(said, self._all, self._outcome(self._all))]
        return None

    def _without_tool(self) -> list[Beat] | None:
        goal = self.graph.goals[0]
        if goal.tool not in self.knowledge.writes:
            return None
        opening = Beat(self._opening(self.facts), (), self.voice.say("cannot", what=task_words(goal.tool)))
        if self.scenario.kind == "no_suitable_tool":
            return [opening]
        now = ((self.voice.say("now_can"), None),)
        return [opening, Beat(now, self._all, self._outcome(self._all), tools_added=(goal.tool,))]


def _out_of_range(parameter: Parameter, valid: Json) -> Json:
    """A value that a person may wish and the schema forbids; None where it forbids none that can be said."""
    for what, value in invalid_values(parameter, valid):
        if what in ("above the maximum", "below the minimum", "too many items") and not is_valid(parameter, value):
            return value
    return None


def _rule(parameter: Parameter) -> str:
    if parameter.type == "array":
        return f"there can be {parameter.min_items or 0} to {parameter.max_items}"
    limits = [
        f"{word} {limit:g}"
        for word, limit in (("at least", parameter.minimum), ("at most", parameter.maximum))
        if limit is not None
    ]
    return f"it has to be {' and '.join(limits)}"
