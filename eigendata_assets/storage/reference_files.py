"""Imported dialogues that were not yet executed: one JSON object a line, and their initial states in SQLite."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from sqlite_utils import Database

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.errors import InputError
from eigendata_assets.storage.files import replaced


def reference_line(reference: Trajectory) -> str:
    """The line of a dialogue; what execution gives, and the initial state, are not in it."""
    turns = tuple(
        turn.model_copy(
            update={
                "steps": tuple(step.model_copy(update={"results": (), "changed": ()}) for step in turn.steps),
                "state_hashes": {},
            }
        )
        for turn in reference.turns
    )
    given: dict[str, Json] = {"initial_state": {}, "final_state": {}, "failure": None}
    planned = {"fingerprint": "", "depends_on": {}, "own_parts": {}}
    return reference.model_copy(update={"turns": turns, **given, **planned}).to_json()


def read_references(path: Path, text: str, states: Mapping[str, dict[str, Json]]) -> Iterator[Trajectory]:
    """The dialogues with their initial states; raises InputError naming file and line."""
    for number, line in enumerate(text.split("\n")[:-1], start=1):
        try:
            document = json.loads(line)
            yield Trajectory.model_validate({**document, "initial_state": states[document["id"]]})
        except (ValueError, KeyError, TypeError) as error:
            where = (str(path), f"line {number}")
            raise InputError(f"not a dialogue of this domain: {error}", where=where) from None


def with_lines(text: str, fresh: Mapping[str, str]) -> str:
    """The lines of a file of dialogues with some of them, by id, replaced; all others keep their bytes."""
    lines = [fresh.get(json.loads(line)["id"], line) for line in text.split("\n")[:-1]]
    return "".join(f"{line}\n" for line in lines)


def write_states(path: Path, references: Iterable[Trajectory]) -> None:
    """The initial states of the dialogues are in a fresh SQLite file."""
    rows = (
        {
            "id": each.id,
            "category": each.category,
            "toolkits": json.dumps(each.toolkits),
            "state": json.dumps(each.initial_state),
        }
        for each in references
    )
    with replaced(path) as temporary:
        database = Database(temporary)
        database.table("initial_states").insert_all(rows, pk="id")
        database.close()


def read_states(path: Path) -> dict[str, dict[str, Json]]:
    """Entry id to initial state."""
    database = Database(path)
    try:
        return {row["id"]: json.loads(row["state"]) for row in database["initial_states"].rows}
    finally:
        database.close()
