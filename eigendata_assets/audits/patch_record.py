"""What a patched row says of itself: what changed, why, in which turns, before and after, and who decided it."""

from __future__ import annotations

from typing import Literal

from eigendata_assets.artifacts.frozen import Artifact, Json
from eigendata_assets.artifacts.trajectory import Trajectory

_FIELD = "patches"


class Edit(Artifact):
    """One thing that is another now; turns, steps and calls count from 0, None for the dialogue as a whole.

    `renames` says that before and after are names of a function or parameter, not values.
    """

    turn: int | None = None
    step: int | None = None
    call: int | None = None
    what: str
    before: Json = None
    after: Json = None
    why: str
    renames: bool = False


class PatchRecord(Artifact):
    """One patch of a row: `changes` is the id of the changes it has seen, `turns` are those that are others now.

    `executed_as` lists the calls that the environment was given under other names than the row has (the code was not
    yet that of the new schema).
    """

    changes: str
    made_by: Literal["rule", "model"] = "rule"
    why: tuple[str, ...] = ()
    turns: tuple[int, ...] = ()
    edits: tuple[Edit, ...] = ()
    executed_as: tuple[str, ...] = ()


def records_of(trajectory: Trajectory) -> tuple[PatchRecord, ...]:
    """The patches that a row has had, oldest first."""
    return tuple(map(PatchRecord.model_validate, trajectory.provenance.details.get(_FIELD, ())))


def with_record(trajectory: Trajectory, record: PatchRecord) -> Trajectory:
    """The row with one more patch in its provenance."""
    written = [*trajectory.provenance.details.get(_FIELD, ()), record.model_dump(mode="json")]
    details = {**trajectory.provenance.details, _FIELD: written}
    return trajectory.model_copy(update={"provenance": trajectory.provenance.model_copy(update={"details": details})})
