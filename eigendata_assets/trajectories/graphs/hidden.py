"""Keys that only the system knows: no user tells things apart by them."""

from __future__ import annotations

from collections.abc import Callable

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.suites import Tables
from eigendata_assets.trajectories.graphs.knowledge import Knowledge

Hidden = Callable[[str, Json], bool]
"""Whether a field of a name has a value by which no user tells things apart."""


def is_hidden(knowledge: Knowledge, tables: Tables, name: str, value: Json) -> bool:
    """Whether a field has a key that only the system knows, of a row that is in some tables, or was before."""
    if not isinstance(value, str):
        return name in knowledge.key_names
    made_up = filter(knowledge.is_made_up, tables)
    return any(value in tables[table] or value in knowledge.database[table] for table in made_up)
