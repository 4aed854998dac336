"""What all kinds of dialogue have in common: what there is to say of a graph, and sentences for it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.spec.behaviour import Parameter
from eigendata_assets.environments.suites.argument_rules import is_required
from eigendata_assets.trajectories.dialogues.beats import Beat, Fact, Limit, Sentence
from eigendata_assets.trajectories.dialogues.facts import facts_of
from eigendata_assets.trajectories.dialogues.limits import limit_clause, limits_of
from eigendata_assets.trajectories.dialogues.relative import relative
from eigendata_assets.trajectories.dialogues.tasks import described_task, is_plain, task_words
from eigendata_assets.trajectories.dialogues.telling import is_long, told, told_in_lines
from eigendata_assets.trajectories.dialogues.values import clause, is_or_are, joined, plain_message, sentence, written
from eigendata_assets.trajectories.dialogues.wording import Voice, label_of
from eigendata_assets.trajectories.graphs.goals import is_empty
from eigendata_assets.trajectories.graphs.graph import Found, Graph, Node
from eigendata_assets.trajectories.graphs.knowledge import Knowledge
from eigendata_assets.trajectories.scenarios.dimensions import MULTI_TASK
from eigendata_assets.trajectories.scenarios.scenario import Scenario

_IN_ONE = {"novice": 1, "occasional": 2, "regular": 3, "expert": 6}
"""So many facts a user puts in a sentence."""

_SPOKEN = frozenset({"phone", "desk"})

_DESCRIBED = 0.85
"""How often a request is in words of the description, not of the name."""


@dataclass(slots=True)
class Scene:
    """A graph that is to be told as a scenario says; `facts` are all that the user knows of it."""

    knowledge: Knowledge
    graph: Graph
    scenario: Scenario
    voice: Voice
    facts: list[Fact] = field(default_factory=list)
    limits: list[Limit] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.facts = facts_of(self.knowledge, self.graph, each_task=self.scenario.kind in MULTI_TASK)
        if self.scenario.aim == "several_constraints":
            self.limits = limits_of(self.graph, self.knowledge.key_names, self.voice.random)

    @property
    def all(self) -> tuple[int, ...]:
        """The numbers of all calls."""
        return tuple(range(len(self.graph.nodes)))

    @property
    def parts(self) -> list[tuple[int, ...]]:
        """The numbers of the calls of each goal, the goal last."""
        ends = [number + 1 for number, node in enumerate(self.graph.nodes) if node.is_goal]
        return [tuple(range(start, end)) for start, end in zip([0, *ends], ends, strict=False)]

    def facts_for(self, calls: Sequence[int]) -> list[Fact]:
        """What the user says for some calls."""
        return [fact for fact in self.facts if fact.node in calls]

    def parameter(self, fact: Fact) -> Parameter:
        """The parameter that a fact is said for."""
        return self.knowledge.domain.tools[self.graph.nodes[fact.node].tool].parameters[fact.argument]

    def is_needed(self, fact: Fact) -> bool:
        """Whether a call cannot do without it."""
        return fact.tells_apart or is_required(self.parameter(fact))

    def opening(self, facts: Sequence[Fact], goals: Sequence[Node] | None = None) -> tuple[Sentence, ...]:
        """The first message: who asks, each request with the facts for it, what the user wishes of the outcome."""
        goals = self.graph.goals if goals is None else goals
        said = [Sentence(text) for text in self._greeting()]
        untold = list(facts)
        for number, (part, goal) in enumerate(zip(self.parts, self.graph.goals, strict=True)):
            own = [fact for fact in untold if fact.node in part]
            untold = [fact for fact in untold if fact.node not in part]
            if goal in goals:
                said += [self.further(number)] if number and len(goals) > 1 else []
                said.append(self.request(goal))
            said += self.stated(own)
        said += self.wished()
        return (*said, Sentence(self.voice.say("closings", self.scenario.channel)))

    def _greeting(self) -> Iterator[str]:
        yield self.voice.say("openings", self.scenario.channel)
        yield self.voice.say("moods", self.scenario.mood)
        yield self.voice.say("backgrounds", self.scenario.background)

    def further(self, number: int) -> Sentence:
        """That there is another request; the second is about what the first has made where tasks feed each other."""
        return Sentence(self.voice.say("fed" if self.scenario.link == "feeds" and number == 1 else "further"))

    def request(self, goal: Node) -> Sentence:
        """What the user wants, and that a thing which nobody has to give shall be used where he wants that."""
        parameters = self.knowledge.domain.tools[goal.tool].parameters
        found = [name for name, source in goal.sources.items() if isinstance(source, Found)]
        optional = [name for name in found if not is_required(parameters[name])]
        uses = [self.voice.say("with_found", label=label_of(name, parameters[name])) for name in optional]
        return Sentence(" ".join([self._task(goal), *uses]))

    def _task(self, goal: Node) -> str:
        """The task in words of the tool's description or of its name."""
        described, writes = self.described(goal), goal.tool in self.knowledge.writes
        if described and (not is_plain(goal.tool) or self.voice.random.random() < _DESCRIBED):
            return self.voice.say("requests", "write" if writes else "read", what=described)
        kind = ("own_requests",) if writes else ("requests", "read")
        return self.voice.say(*kind, what=task_words(goal.tool))

    def described(self, goal: Node) -> str:
        """The task in words of the tool's description; empty where it cannot be told so."""
        return described_task(self.knowledge.domain.tools[goal.tool].description)

    def stated(self, facts: Sequence[Fact]) -> list[Sentence]:
        """The facts in sentences, as many in one as suits the user; which of several is meant in one of its own."""
        said: list[Sentence] = []
        for kind, group in groupby(facts, key=lambda fact: (fact.item, isinstance(fact.value, bool), _source(fact))):
            some, most = list(group), _IN_ONE[self.scenario.experience]
            if kind[0]:
                said.append(self._told_apart(some))
            elif kind[1]:
                said += [self._yes_or_no(fact) for fact in some]
            else:
                parts = [some[start : start + most] for start in range(0, len(some), most)]
                said += [self._sentence(part, is_first=not said and not number) for number, part in enumerate(parts)]
        return said

    def _sentence(self, facts: Sequence[Fact], *, is_first: bool) -> Sentence:
        values = [self.value(fact) for fact in facts]
        if self.scenario.experience == "expert":
            parts = [f"{fact.label}: {value}" for fact, value in zip(facts, values, strict=True)]
            return Sentence(sentence(", ".join(parts)), tuple(facts))
        verbs = [is_or_are(fact.label, fact.value) for fact in facts]
        if len(facts) > 1:
            clauses = [
                f"the {fact.label} {verb} {value}" for fact, verb, value in zip(facts, verbs, values, strict=True)
            ]
            return Sentence(sentence(joined(clauses)), tuple(facts))
        parts_of_one = {"label": facts[0].label, "is": verbs[0], "value": values[0]}
        manner = "computed" if facts[0].form else self.scenario.experience if is_first else "regular"
        return Sentence(self.voice.say("facts", manner, **parts_of_one), tuple(facts))

    def value(self, fact: Fact) -> str:
        """The value of a fact as the user writes it."""
        if fact.form:
            return self.voice.computed(fact.form, fact.value, fact.other)
        return self.voice.written(fact.argument, fact.value, spoken=self.scenario.channel in _SPOKEN)

    def _yes_or_no(self, fact: Fact) -> Sentence:
        how = "yes_or_no_whether" if fact.label.startswith("whether ") else "yes_or_no"
        return Sentence(self.voice.say(how, label=fact.label, value=written(fact.value)), (fact,))

    def _told_apart(self, facts: Sequence[Fact]) -> Sentence:
        own = joined([relative(fact.label, fact.value) for fact in facts])
        return Sentence(self.voice.say("told_apart", item=facts[0].item, relative=own), tuple(facts))

    def wished(self) -> list[Sentence]:
        """What the user wishes of the outcome."""
        clauses = [limit_clause(limit, self.voice) for limit in self.limits]
        said = [self.voice.say("limits", clause=each) for each in clauses]
        return [Sentence(text, (limit,)) for text, limit in zip(said, self.limits, strict=True)]

    def outcome(self, numbers: Sequence[int]) -> str:
        """What the assistant tells of some calls: the goals among them, and that what was wished is so."""
        goals = [node for node in (self.graph.nodes[number] for number in numbers) if node.is_goal]
        texts = [self._result(node, is_next=bool(number)) for number, node in enumerate(goals)]
        met = [limit for limit in self.limits if limit.node in numbers]
        if met:
            clauses = joined([clause(limit.name, _at(self.graph, limit)) for limit in met])
            texts.append(self.voice.say("limits_met", clauses=clauses))
        return ("\n\n" if any("\n" in text for text in texts) else " ").join(texts)

    @property
    def in_lines(self) -> bool:
        """Whether the assistant writes long results in lines: to some who read them, to nobody who hears them."""
        return self.scenario.channel not in _SPOKEN and self.scenario.experience in ("regular", "expert")

    def _result(self, node: Node, *, is_next: bool) -> str:
        if node.error is not None:
            return self.voice.say("refused", why=plain_message(node.error))
        kind = "done" if node.tool in self.knowledge.writes else "told"
        intro = self.voice.say(f"next_{kind}" if is_next else kind)
        if is_empty(node.value):
            return f"{intro} {self.voice.say('nothing_told')}".strip()
        if self.in_lines and is_long(node.value):
            return f"{intro}\n{told_in_lines(node.value)}".strip()
        return f"{intro} {told(node.value)}".strip()

    def ask(self, facts: Sequence[Fact]) -> str:
        """The assistant's question for some facts: for those that are needed, if any is."""
        needed = [fact for fact in facts if self.is_needed(fact)] or facts
        return self.voice.say("asks", labels=joined(list(dict.fromkeys(map(_asked, needed)))))

    def confirm(self, goal: Node) -> str:
        """The assistant's question whether to go on with what changes something."""
        return self.voice.say("confirms", what=for_assistant(self.described(goal) or task_words(goal.tool)))

    def whole(self) -> list[Beat]:
        """All is said, done and told in one turn."""
        return [Beat(self.opening(self.facts), self.all, self.outcome(self.all))]


def for_assistant(what: str) -> str:
    """A task in the words of who does it: `give me a quote` is `give you a quote`."""
    return re.sub(r"\bme\b", "you", what)


def _asked(fact: Fact) -> str:
    """What is asked for a fact."""
    if fact.tells_apart:
        return f"which {fact.item} you mean"
    if isinstance(fact.value, bool):
        return fact.label if fact.label.startswith("whether ") else f"a yes or no to “{fact.label}”"
    return f"the {fact.label}"


def _source(fact: Fact) -> int:
    return fact.node if fact.tells_apart else -1


def _at(graph: Graph, limit: Limit) -> Json:
    value = graph.nodes[limit.node].value
    for step in limit.path:
        value = value[step]
    return value
