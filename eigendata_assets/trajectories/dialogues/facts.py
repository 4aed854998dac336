"""What the user of a graph knows and says: values of arguments, and by what a found value is told apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.trajectories.dialogues.beats import Fact
from eigendata_assets.trajectories.dialogues.values import singular
from eigendata_assets.trajectories.dialogues.wording import label_of, said_label
from eigendata_assets.trajectories.graphs.graph import Found, Graph, Node, Path, Said
from eigendata_assets.trajectories.graphs.knowledge import Knowledge


def facts_of(knowledge: Knowledge, graph: Graph) -> list[Fact]:
    """The facts in the order of the calls that need them, each once; no two of one part of a graph are called alike."""
    found: dict[tuple[str, str, str], Fact] = {}
    for number, node in enumerate(graph.nodes):
        for fact in _facts(knowledge, number, node):
            found.setdefault((fact.label, repr(fact.value), fact.item), fact)
    facts = list(found.values())
    alike = Counter(fact.label for fact in facts if not fact.tells_apart)
    return [_with_purpose(knowledge, graph, fact) if alike[fact.label] > 1 else fact for fact in facts]


def _facts(knowledge: Knowledge, number: int, node: Node) -> Iterator[Fact]:
    for name, source in node.sources.items():
        if isinstance(source, Said):
            yield Fact(number, name, _label(knowledge, node.tool, name, source.value), source.value)
    for name, source in node.sources.items():
        for apart, value in source.told_apart if isinstance(source, Found) else ():
            yield Fact(number, name, apart, value, _item(source.path if isinstance(source, Found) else ()))


def _with_purpose(knowledge: Knowledge, graph: Graph, fact: Fact) -> Fact:
    """A fact for a look-up, called by what it is for in the end: the city for the origin, that for the destination."""
    if fact.tells_apart or graph.nodes[fact.node].is_goal:
        return fact
    number, purpose = fact.node, ""
    for later, node in enumerate(graph.nodes):
        for name, source in node.sources.items():
            if isinstance(source, Found) and source.node == number and not graph.nodes[number].is_goal:
                number, purpose = later, label_of(name, knowledge.domain.tools[node.tool].parameters[name])
                break
    return replace(fact, label=f"{fact.label} for the {purpose}") if purpose else fact


def _label(knowledge: Knowledge, tool: str, name: str, value: Json) -> str:
    """With its table where several tables have a column of that name: `customer's name`."""
    label = said_label(name, knowledge.domain.tools[tool].parameters[name], value)
    tables = [table for table, column in knowledge.plain_texts if column == name]
    read = [table for table in tables if table in knowledge.tables_read[tool]]
    is_ambiguous = label.lower() == name and len(tables) > 1 and len(read) == 1
    return f"{singular(read[0])}'s {name}" if is_ambiguous else label


def _item(path: Path) -> str:
    """What the items of a list are, by the name of the list; where it has none, they are entries."""
    lists = [place for place, step in enumerate(path) if isinstance(step, int)]
    before = path[lists[0] - 1] if lists and lists[0] else "entries"
    return singular(str(before))
