"""Imported artifacts as Dagster assets: references, database, environment."""

import dagster as dg

from eigendata_assets.artifacts.domain import BfclSource, DialoguesSource, Domain
from eigendata_assets.artifacts.tools import Toolset
from eigendata_assets.execution.protocol import Sandbox
from eigendata_assets.imports import flow
from eigendata_assets.storage.workspace import Workspace


def build_import_assets(domain: Domain, source: BfclSource | DialoguesSource) -> list[dg.AssetsDefinition]:
    """The assets at the head of an imported domain, from which its plan is made."""
    if isinstance(source, DialoguesSource):
        return _own_assets(domain, source)
    return _benchmark_assets(domain, source)


def _own_assets(domain: Domain, source: DialoguesSource) -> list[dg.AssetsDefinition]:
    name, origin = domain.name, {"source": source.title}

    @dg.asset(key_prefix=name, group_name=name, kinds={"python"})
    def environment(workspace: dg.ResourceParam[Workspace]) -> dg.MaterializeResult:
        """The classes that implement the tools, as files; they run in the sandbox only. Their schemas lie beside."""
        toolset = flow.import_own_environment(workspace, domain, source)
        path = str(workspace.store(name).environment_folder)
        return dg.MaterializeResult(
            metadata={**origin, "tools": len(toolset.tools), "all tools": _tool_table(toolset), "folder": path}
        )

    @dg.asset(key_prefix=name, group_name=name, kinds={"parquet"}, deps=[environment])
    def dialogues(workspace: dg.ResourceParam[Workspace]) -> dg.MaterializeResult:
        """The dialogues as they were given, in the shards in which they are executed."""
        count = flow.import_own_dialogues(workspace, domain, source)
        return dg.MaterializeResult(
            metadata={**origin, "trajectories": count, "folder": str(workspace.store(name).shard_folder)}
        )

    return [environment, dialogues]


def _benchmark_assets(domain: Domain, source: BfclSource) -> list[dg.AssetsDefinition]:
    name = domain.name
    origin = {"source": source.title, "categories": ", ".join(source.categories)}
    version = f"{source.version} {' '.join(source.categories)}"

    @dg.asset(key_prefix=name, group_name=name, kinds={"json"}, code_version=version)
    def references(workspace: dg.ResourceParam[Workspace], fetch: dg.ResourceParam[flow.Fetch]) -> dg.MaterializeResult:
        """The benchmark's dialogues: what the user says, and the calls its authors hold to be right."""
        counts = flow.import_references(workspace, domain, source, fetch)
        path = str(workspace.store(name).references_file)
        return dg.MaterializeResult(metadata={**origin, "entries": sum(counts.values()), **counts, "file": path})

    @dg.asset(key_prefix=name, group_name=name, kinds={"sqlite"}, code_version=version)
    def database(workspace: dg.ResourceParam[Workspace], fetch: dg.ResourceParam[flow.Fetch]) -> dg.MaterializeResult:
        """The initial state of every entry."""
        entries = flow.import_database(workspace, domain, source, fetch)
        path = str(workspace.store(name).database_file)
        return dg.MaterializeResult(metadata={**origin, "entries": entries, "file": path})

    @dg.asset(key_prefix=name, group_name=name, kinds={"python"}, deps=[database], code_version=version)
    def environment(
        workspace: dg.ResourceParam[Workspace],
        fetch: dg.ResourceParam[flow.Fetch],
        sandbox: dg.ResourceParam[Sandbox],
    ) -> dg.MaterializeResult:
        """The classes that implement the tools, as files; they run in the sandbox only. Their schemas lie beside."""
        toolset = flow.import_environment(workspace, domain, source, fetch, sandbox)
        path = str(workspace.store(name).environment_folder)
        return dg.MaterializeResult(
            metadata={**origin, "tools": len(toolset.tools), "all tools": _tool_table(toolset), "folder": path}
        )

    return [references, database, environment]


def _tool_table(toolset: Toolset) -> dg.MarkdownMetadataValue:
    changes = {True: "yes", False: "no", None: "never called"}
    rows = [f"| `{tool.key}` | {changes[tool.mutates_state]} |" for tool in toolset.tools]
    return dg.MetadataValue.md("\n".join(["| tool | changes the state |", "|---|---|", *rows]))
