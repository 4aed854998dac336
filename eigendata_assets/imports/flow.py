"""Importing, as a story: a benchmark's package is fetched, checked, unpacked, read and kept; so are own dialogues."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from eigendata_assets.artifacts.domain import BfclSource, DialoguesSource, Domain
from eigendata_assets.artifacts.tools import Toolset
from eigendata_assets.execution.protocol import Sandbox
from eigendata_assets.execution.replay import replay_trajectories
from eigendata_assets.imports import bfcl, dialogues
from eigendata_assets.imports.bfcl_package import DATA, DISTRIBUTION, checked_wheel, unpack
from eigendata_assets.imports.mutations import with_observed_mutations
from eigendata_assets.storage.memo import row_of
from eigendata_assets.storage.workspace import Workspace

Fetch = Callable[[str, str, Path], Path]
"""(distribution, version, folder) to the wheel, downloaded into the folder if it does not lie there already."""


@dataclass(frozen=True, slots=True)
class Package:
    """An unpacked package; `warning` says what could not be checked about it."""

    folder: Path
    warning: str | None


def prepare_package(workspace: Workspace, source: BfclSource, fetch: Fetch) -> Package:
    """The benchmark's package lies unpacked in the workspace's cache, its checksum compared."""
    cache = workspace.cache / DISTRIBUTION / source.version
    wheel = fetch(DISTRIBUTION, source.version, cache)
    warning = checked_wheel(wheel, source.version)
    folder = cache / "unpacked"
    if not (folder / DATA).is_dir():
        unpack(wheel, folder)
    return Package(folder, warning)


def import_references(workspace: Workspace, domain: Domain, source: BfclSource, fetch: Fetch) -> dict[str, int]:
    """The benchmark's dialogues are in the domain's store, not yet executed; gives their number by category."""
    package = prepare_package(workspace, source, fetch)
    references = bfcl.read_references(package.folder, source)
    workspace.store(domain.name).write_references(references)
    return {name: sum(each.category == name for each in references) for name in source.categories}


def import_database(workspace: Workspace, domain: Domain, source: BfclSource, fetch: Fetch) -> int:
    """The initial states of all entries are in the domain's database; gives their number."""
    package = prepare_package(workspace, source, fetch)
    references = bfcl.read_references(package.folder, source)
    workspace.store(domain.name).write_database(references)
    return len(references)


def import_environment(
    workspace: Workspace, domain: Domain, source: BfclSource, fetch: Fetch, sandbox: Sandbox
) -> Toolset:
    """The environment's modules and its tools' schemas are in the domain's store; gives the tools.

    Every reference is executed once, to see which tools change the state.
    """
    package = prepare_package(workspace, source, fetch)
    code = bfcl.read_environment(package.folder, source)
    files = {name: (package.folder / name).read_text(encoding="utf-8") for name in code.files}
    store = workspace.store(domain.name)
    store.write_environment(files, code.toolkits, bfcl.LOADER)
    references = bfcl.read_references(package.folder, source)
    executed = replay_trajectories(references, store.read_environment(), sandbox)
    toolset = with_observed_mutations(bfcl.read_toolset(package.folder, code), executed)
    store.write_toolset(toolset)
    return toolset


def import_own_environment(workspace: Workspace, domain: Domain, source: DialoguesSource) -> Toolset:
    """The modules and the tools' schemas of own dialogues are in the domain's store; gives the tools."""
    toolset = dialogues.read_toolset(source)
    files, toolkits, loader = dialogues.read_environment(source, toolset)
    store = workspace.store(domain.name)
    store.write_environment(files, toolkits, loader)
    store.write_toolset(toolset)
    return toolset


def import_own_dialogues(workspace: Workspace, domain: Domain, source: DialoguesSource) -> int:
    """The dialogues are in the domain's shards, not yet executed; gives their number."""
    store, toolset = workspace.store(domain.name), dialogues.read_toolset(source)
    rows = (row_of(each, toolset.by_key) for each in dialogues.read_dialogues(source, toolset))
    return store.write_corpus(rows, source.shard_size)
