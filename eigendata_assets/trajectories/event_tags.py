"""The tags by which Dagster knows from which plan a shard was made; their names are Dagster's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

DATA_VERSION = "dagster/data_version"
_NOT_OBSERVED = "NULL"


@dataclass(frozen=True, slots=True)
class Parent:
    """What something was made from: an asset (a key as text), its data version, and the number of its event."""

    asset: str
    version: str
    pointer: str


def materialization_tags(version: str, code_version: str, parents: Iterable[Parent]) -> dict[str, str]:
    """The tags of what has this version and was made from these parents."""
    tags = {
        DATA_VERSION: version,
        "dagster/data_version_is_user_provided": "true",
        "dagster/code_version": code_version,
    }
    for parent in parents:
        tags[f"dagster/input_data_version/{parent.asset}"] = parent.version
        tags[_pointer_tag(parent.asset)] = parent.pointer
    return tags


def _pointer_tag(asset: str) -> str:
    return f"dagster/input_event_pointer/{asset}"


@dataclass(frozen=True, slots=True)
class PlanTags:
    """What a shard's materialization says of the plan (`asset`, a key as text) that it was made from.

    `versions` are the plan's, by shard. `pointers` lead to the plan's latest observation of each shard,
    `recorded_pointers` to the one that the shard's latest materialization names, for shards with rows that wait.
    """

    asset: str
    code_version: str
    versions: Mapping[str, str]
    pointers: dict[str, str] = field(default_factory=dict)
    recorded_pointers: dict[str, str] = field(default_factory=dict)

    @property
    def pointer_tag(self) -> str:
        """The tag that names the observation."""
        return _pointer_tag(self.asset)

    def of(self, shard: str, version: str, *, waits: bool) -> dict[str, str]:
        """The tags of a shard whose rows have this version.

        Where rows wait for a model, the shard goes on naming the observation that it was made from before, so that it
        stays out of date.
        """
        parent = Parent(self.asset, self.versions[shard], self._pointer(shard, waits))
        return materialization_tags(version, self.code_version, [parent])

    def _pointer(self, shard: str, waits: bool) -> str:
        latest = self.pointers.get(shard, _NOT_OBSERVED)
        return self.recorded_pointers.get(shard, latest) if waits else latest
