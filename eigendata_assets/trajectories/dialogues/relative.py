"""By what people tell one of several apart: `called Ann`, `whose status is on hold`, `that is due on 5 June`."""

from __future__ import annotations

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.trajectories.dialogues.naming import names
from eigendata_assets.trajectories.dialogues.values import clause


def relative(name: str, value: Json) -> str:
    """A field as what follows the name of a thing."""
    if name in names()["name_fields"]:
        return f"called {value}"
    said = clause(name, value)
    if said.startswith("it "):
        return f"that {said.removeprefix('it ')}"
    if said.startswith("the "):
        return f"whose {said.removeprefix('the ')}"
    return f"where {said}"
