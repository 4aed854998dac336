"""Rows that the spec labels, and the tools that can be asked about them."""

from __future__ import annotations

from random import Random

from eigendata_assets.trajectories.graphs.knowledge import Knowledge, Place

_STEPS = 2


def labels_of(knowledge: Knowledge, tool: str) -> tuple[str, ...]:
    """The labels, as `table.label`, of rows that a call of the tool can be about."""
    found = []
    for table, labels in knowledge.labels.items():
        for label, keys in labels.items():
            if any(_rows_taken(knowledge, tool, (table, key)) for key in keys):
                found.append(f"{table}.{label}")
    return tuple(found)


def labelled_row(knowledge: Knowledge, tool: str, name: str, random: Random) -> tuple[Place, Place] | None:
    """A row with a label, and a row that the tool takes and that refers to it, or is it; None where there is none."""
    table, _, label = name.partition(".")
    keys = list(knowledge.labels[table][label])
    random.shuffle(keys)
    for key in keys:
        taken = _rows_taken(knowledge, tool, (table, key))
        if taken:
            return (table, key), random.choice(taken)
    return None


def _rows_taken(knowledge: Knowledge, tool: str, place: Place) -> list[Place]:
    """Rows whose keys the tool takes: this one, those that refer to it, and what it refers to if its table is read.

    Itself where the tool takes no keys.
    """
    parameters = knowledge.domain.tools[tool].parameters.values()
    tables = {each.references.partition(".")[0] for each in parameters if each.references}
    if not tables:
        return [place] if place[0] in knowledge.tables_read[tool] else []
    is_read = place[0] in knowledge.tables_read[tool]
    found = [each for each in knowledge.above(knowledge.database, place) if is_read and each[0] in tables]
    level = [place]
    for _ in range(_STEPS + 1):
        found += [each for each in level if each[0] in tables]
        level = [child for each in level for child in knowledge.children.get(each, ())]
    return list(dict.fromkeys(found))
