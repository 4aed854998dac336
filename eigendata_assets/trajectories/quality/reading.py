"""Collections from what is there: a file of dialogues in anybody's format, or the trajectories of a domain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from eigendata_assets.artifacts.tools import Toolset
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.errors import InputError
from eigendata_assets.imports.dialogue_files import read_dialogues
from eigendata_assets.storage.domain_store import DomainStore
from eigendata_assets.trajectories.quality.collection import Collection


@dataclass(frozen=True, slots=True)
class StoredDialogues:
    """The trajectories of a domain in the order of its shards, one shard in memory at a time, as often as wanted."""

    store: DomainStore

    def __iter__(self) -> Iterator[Trajectory]:
        return self.store.read_trajectories(sorted(self.store.shards()))


def collection_in_file(path: Path, tools: Toolset | None = None) -> Collection:
    """The dialogues of a file; `tools` are offered to them where the file defines none.

    Raises InputError where nothing in the file can be read.
    """
    found = read_dialogues(path)
    toolset = found.toolset if found.toolset.tools or tools is None else tools
    source = f"{path.name} ({', '.join(found.formats)})"
    return Collection(name_of(path), source, found.entries, toolset, found.unreadable)


def collection_of_domain(store: DomainStore, title: str) -> Collection:
    """The trajectories of a domain, as stored; raises InputError where it has none."""
    if not store.shards():
        hint = "Import or generate trajectories first."
        raise InputError("the domain has no trajectories", where=(str(store.shard_folder),), hint=hint)
    return Collection(store.folder.name, title, StoredDialogues(store), store.read_toolset())


def name_of(path: Path) -> str:
    """By what name the review queue and the reports know a file."""
    return path.name.partition(".")[0]
