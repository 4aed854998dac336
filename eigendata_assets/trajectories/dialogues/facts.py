"""What the user of a graph knows and says: values of arguments, and by what a found value is told apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.trajectories.dialogues.beats import Fact
from eigendata_assets.trajectories.dialogues.values import is_plural, singular
from eigendata_assets.trajectories.dialogues.wording import UNITS, label_of, said_label
from eigendata_assets.trajectories.graphs.graph import Found, Graph, Node, Path, Said
from eigendata_assets.trajectories.graphs.knowledge import Knowledge
from eigendata_assets.trajectories.graphs.sources import Input, found_in, inputs_in


def facts_of(knowledge: Knowledge, graph: Graph, *, each_task: bool) -> list[Fact]:
    """The facts in the order of the calls that need them, each once.

    Those of one task that are called alike say what they are for.

    With `each_task`, what a task itself takes is said for each task anew, keys aside.
    """
    found: dict[tuple[str, str, str, int], Fact] = {}
    counted = {repr(each.value) for node in graph.nodes for each in _counted(node)}
    for number, node in enumerate(graph.nodes):
        for fact in _facts(knowledge, number, node):
            is_own = node.is_goal and each_task and not fact.item and not _is_key(knowledge, node, fact)
            is_own = is_own and repr(fact.value) not in counted
            found.setdefault((fact.label, repr(fact.value), fact.item, number if is_own else -1), fact)
    facts = list(found.values())
    alike: dict[tuple[str, int], list[int]] = {}
    for place, fact in enumerate(facts):
        if not fact.tells_apart:
            alike.setdefault((fact.label, _task(graph, fact)), []).append(place)
    for places in alike.values():
        if len(places) > 1:
            for place, fact in zip(places, _apart(knowledge, graph, [facts[each] for each in places]), strict=True):
                facts[place] = fact
    return facts


def _task(graph: Graph, fact: Fact) -> int:
    """The number of the goal that a fact is said for."""
    return sum(node.is_goal for node in graph.nodes[: fact.node])


def _facts(knowledge: Knowledge, number: int, node: Node) -> Iterator[Fact]:
    for name, source in node.sources.items():
        if isinstance(source, Said):
            yield Fact(number, name, _label(knowledge, node.tool, name, source.value), source.value)
    for name, source in node.sources.items():
        for each in inputs_in(source):
            if isinstance(each.source, Said):
                yield _input(number, name, each)
    for name, source in node.sources.items():
        for found in found_in(source):
            for apart, value in found.told_apart:
                yield Fact(number, name, apart, value, _item(found.path, _thing(knowledge, node.tool, name)))


def _counted(node: Node) -> Iterator[Input]:
    """The lists of which a call takes the number."""
    return (each for source in node.sources.values() for each in inputs_in(source) if isinstance(each.value, list))


def _input(number: int, argument: str, given: Input) -> Fact:
    """What the user says instead of an argument, under its own name; a unit is said with the number."""
    label = said_label(given.name, given.parameter, given.value)
    unit = f" {given.name.rpartition('_')[2]}" if given.form in UNITS else ""
    other = label_of(*given.other) if given.other else ""
    return Fact(number, argument, label.removesuffix(unit), given.value, is_input=True, form=given.form, other=other)


def _is_key(knowledge: Knowledge, node: Node, fact: Fact) -> bool:
    return bool(knowledge.table_of(knowledge.domain.tools[node.tool].parameters[fact.argument]))


def _apart(knowledge: Knowledge, graph: Graph, facts: Sequence[Fact]) -> Iterator[Fact]:
    """Facts of one label, called by what they are for: in the end, or in the next call where that tells them apart."""
    purposes = [_purposes(knowledge, graph, fact) for fact in facts]
    next_ones = [some[0] if some else "" for some in purposes]
    last_ones = [some[-1] if some else "" for some in purposes]
    chosen = next_ones if len(set(next_ones)) > len(set(last_ones)) else last_ones
    for fact, purpose in zip(facts, chosen, strict=True):
        yield replace(fact, label=f"{fact.label} for the {purpose}") if purpose else fact


def _purposes(knowledge: Knowledge, graph: Graph, fact: Fact) -> list[str]:
    """What the result of a fact's look-up is for, and what the result of that, up to a goal."""
    number, found = fact.node, list[str]()
    for later, node in enumerate(graph.nodes):
        for name, source in node.sources.items():
            if isinstance(source, Found) and source.node == number and not graph.nodes[number].is_goal:
                number = later
                found.append(_thing(knowledge, node.tool, name))
                break
    return found


def _thing(knowledge: Knowledge, tool: str, name: str) -> str:
    """What a parameter gives the key of, or else what it is called."""
    parameter = knowledge.domain.tools[tool].parameters[name]
    table = knowledge.table_of(parameter)
    return singular(table) if table else label_of(name, parameter)


def _label(knowledge: Knowledge, tool: str, name: str, value: Json) -> str:
    """With its table where several tables have a column of that name: `customer's name`."""
    label = said_label(name, knowledge.domain.tools[tool].parameters[name], value)
    tables = [table for table, column in knowledge.plain_texts if column == name]
    read = [table for table in tables if table in knowledge.tables_read[tool]]
    is_ambiguous = label.lower() == name and len(tables) > 1 and len(read) == 1
    return f"{singular(read[0])}'s {name}" if is_ambiguous else label


def _item(path: Path, thing: str) -> str:
    """What the items of a list are, by the name of the list; where that is not of several, what is taken from it."""
    lists = [place for place, step in enumerate(path) if isinstance(step, int)]
    before = str(path[lists[0] - 1]) if lists and lists[0] else ""
    return singular(before) if is_plural(before.split("_")[-1]) else thing
