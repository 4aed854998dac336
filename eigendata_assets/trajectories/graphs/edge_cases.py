"""Rows that the spec labels, and the tools that can be asked about them."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from eigendata_assets.trajectories.graphs.knowledge import Knowledge, Place

_STEPS = 2


def labels_of(knowledge: Knowledge, tool: str, *, fails: bool) -> tuple[str, ...]:
    """The labels, as `table.label`, of rows that a call of the tool can be about.

    Where it is not to fail, only those of rows that it can do its work on, as far as a row alone tells.
    """
    found = []
    for table, labels in knowledge.labels.items():
        for label, keys in labels.items():
            taken = (each for key in keys for each in _rows_taken(knowledge, tool, (table, key)))
            if any(fails or _is_allowed(knowledge, tool, each) for each in taken):
                found.append(f"{table}.{label}")
    return tuple(found)


def labelled_rows(
    knowledge: Knowledge, tool: str, name: str, random: Random, *, fails: bool
) -> Iterator[tuple[Place, Place]]:
    """Rows with a label, each with a row that a call can be about: itself, or one that hangs together with it.

    Where it is not to fail, the tool can do its work on the row, as far as the row alone tells.
    """
    table, _, label = name.partition(".")
    keys = knowledge.labels[table][label]
    for key in random.sample(keys, len(keys)):
        taken = _rows_taken(knowledge, tool, (table, key))
        for each in random.sample(taken, len(taken)):
            if fails or _is_allowed(knowledge, tool, each):
                yield (table, key), each


def _is_allowed(knowledge: Knowledge, tool: str, place: Place) -> bool:
    """Whether what the tool requires of a row alone holds for this one, where it takes its key or has to find it."""
    pools, required = knowledge.pools, knowledge.requirements[tool]
    asked = [(each, required.conditions) for each in pools.variables[tool] if each.table == place[0]]
    if required.sought is not None and required.sought.table == place[0]:
        asked.append((pools.found_by(tool, place[0]), required.sought.requirements))
    return not asked or any(pools.is_allowed(variable, some, place[1]) for variable, some in asked)


def _rows_taken(knowledge: Knowledge, tool: str, place: Place) -> list[Place]:
    """Rows whose keys the tool takes: this one, those that refer to it, and what it refers to if its table is read.

    Itself alone where the tool has to find such rows, or takes no keys.
    """
    sought = knowledge.requirements[tool].sought
    if sought is not None and sought.table == place[0]:
        return [place]
    parameters = knowledge.domain.tools[tool].parameters.values()
    tables = {each.references.partition(".")[0] for each in parameters if each.references}
    if not tables:
        return [place] if place[0] in knowledge.tables_read[tool] else []
    is_read = place[0] in knowledge.tables_read[tool]
    found = [each for each in knowledge.above(knowledge.database, place) if is_read and each[0] in tables]
    level = [place]
    for _ in range(_STEPS + 1):
        found += [each for each in level if each[0] in tables]
        level = [child for each in level for child in knowledge.below(each)]
    return list(dict.fromkeys(found))
