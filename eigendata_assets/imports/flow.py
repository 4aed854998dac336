"""Importing a published benchmark, as a story: fetch its package, check it, unpack it, read it, keep it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from eigendata_assets.artifacts.domain import BfclSource, Domain
from eigendata_assets.artifacts.tools import Toolset
from eigendata_assets.errors import RequestError
from eigendata_assets.execution.protocol import Sandbox
from eigendata_assets.execution.replay import replay_trajectories
from eigendata_assets.imports import bfcl
from eigendata_assets.imports.bfcl_package import DATA, DISTRIBUTION, checked_wheel, unpack
from eigendata_assets.imports.mutations import with_observed_mutations
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


def bfcl_source(domain: Domain) -> BfclSource:
    """The benchmark that a domain was imported from; raises RequestError where it was not."""
    if not isinstance(domain.source, BfclSource):
        raise RequestError(f"{domain.name} is not imported from a benchmark, it is of kind {domain.source.kind}")
    return domain.source


def import_dialogues(workspace: Workspace, domain: Domain, fetch: Fetch) -> dict[str, int]:
    """The benchmark's dialogues are in the domain's store, not yet executed; gives their number by category."""
    package = prepare_package(workspace, bfcl_source(domain), fetch)
    references = bfcl.read_references(package.folder, bfcl_source(domain))
    workspace.store(domain.name).write_references(references)
    return {name: sum(each.category == name for each in references) for name in bfcl_source(domain).categories}


def import_database(workspace: Workspace, domain: Domain, fetch: Fetch) -> int:
    """The initial states of all entries are in the domain's database; gives their number."""
    package = prepare_package(workspace, bfcl_source(domain), fetch)
    references = bfcl.read_references(package.folder, bfcl_source(domain))
    workspace.store(domain.name).write_database(references)
    return len(references)


def import_environment(workspace: Workspace, domain: Domain, fetch: Fetch, sandbox: Sandbox) -> Toolset:
    """The environment's modules and its tools' schemas are in the domain's store; gives the tools.

    Every reference is executed once, to see which tools change the state.
    """
    package = prepare_package(workspace, bfcl_source(domain), fetch)
    source = bfcl.read_environment(package.folder, bfcl_source(domain))
    files = {name: (package.folder / name).read_text(encoding="utf-8") for name in source.files}
    store = workspace.store(domain.name)
    store.write_environment(files, source.toolkits, bfcl.LOADER)
    references = bfcl.read_references(package.folder, bfcl_source(domain))
    executed = replay_trajectories(references, store.read_environment(), sandbox)
    toolset = with_observed_mutations(bfcl.read_toolset(package.folder, source), executed)
    store.write_toolset(toolset)
    return toolset
