"""The database of a domain that is generated from a spec, as a Dagster asset."""

import dagster as dg

from eigendata_assets.artifacts.domain import Domain, SpecSource
from eigendata_assets.artifacts.spec.consistency import ConsistencyReport
from eigendata_assets.databases import flow
from eigendata_assets.storage.workspace import Workspace


def build_database_assets(domain: Domain, source: SpecSource) -> list[dg.AssetsDefinition]:
    """The asset at the head of a domain that is generated."""
    name = domain.name

    @dg.asset(key_prefix=name, group_name=name, kinds={"sqlite"}, code_version=f"{source.scale} {source.seed}")
    def database(workspace: dg.ResourceParam[Workspace]) -> dg.MaterializeResult:
        """The populated tables: as SQLite, as the state of an environment, and documented."""
        report = flow.make_database(workspace, name, source)
        files = flow.database_files(workspace, name)
        rows = sum(report.rows.values())
        metadata = {"rows": rows, "statements": report.statements, "redrawn": sum(x.records for x in report.redrawn)}
        return dg.MaterializeResult(metadata={**metadata, "tables": _row_table(report), "folder": str(files.folder)})

    return [database]


def _row_table(report: ConsistencyReport) -> dg.MarkdownMetadataValue:
    rows = [f"| `{table}` | {count:,} |" for table, count in report.rows.items()]
    return dg.MetadataValue.md("\n".join(["| table | rows |", "|---|---|", *rows]))
