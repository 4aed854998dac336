"""Which functions a change of the spec affects: those whose code or whose suite would be another."""

from __future__ import annotations

from eigendata_assets.artifacts.spec.domain_spec import DomainSpec
from eigendata_assets.artifacts.spec.tables import Table
from eigendata_assets.environments.behaviour.effects import effects_of
from eigendata_assets.environments.behaviour.read import read_behaviours
from eigendata_assets.environments.synthesis.method_code import method_code


def affected_tools(old: DomainSpec, new: DomainSpec) -> set[str]:
    """The tools of the new spec that are new or affected.

    A tool is affected where its own spec is another, where the code that follows from its steps is another (a column's
    type, the clock), or where a table that it uses has other columns.
    """
    before, after = read_behaviours(old), read_behaviours(new)
    reshaped = {name for name, table in new.tables.items() if _shape(table) != _shape(old.tables.get(name))}
    affected = set()
    for name, tool in new.tools.items():
        if old.tools.get(name) != tool or old.now != new.now:
            affected.add(name)
        elif name in after:
            effects = effects_of(new, name, after[name])
            uses = {place.partition(".")[0] for place in effects.reads | effects.writes}
            same = name in before and method_code(old, name, before) == method_code(new, name, after)
            if uses & reshaped or not same:
                affected.add(name)
        elif reshaped:
            affected.add(name)
    return affected


def _shape(table: Table | None) -> object:
    if table is None:
        return None
    columns = {name: (column.type, column.nullable, column.references) for name, column in table.columns.items()}
    return table.key, columns, table.columns[table.key].draw
