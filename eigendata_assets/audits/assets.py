"""The audit of a domain as a Dagster asset with its check, and the patch of a domain as the step of a job."""

from collections.abc import Sequence
from pathlib import Path

import dagster as dg

from eigendata_assets.agents.chat_model import MODEL_POOL, ChatModel
from eigendata_assets.agents.labels import Labelled
from eigendata_assets.artifacts.domain import Domain
from eigendata_assets.audits import report, stored
from eigendata_assets.audits.auditing import THRESHOLD
from eigendata_assets.audits.stored_patch import patch_stored, prepare
from eigendata_assets.execution.progress import Progress
from eigendata_assets.execution.protocol import Sandbox
from eigendata_assets.storage.workspace import Workspace
from eigendata_assets.trajectories.assets import refresh


class AuditConfig(dg.Config):
    """How certain a finding must be to be listed, from 0 to 1; whether a model is asked, where one is configured."""

    threshold: float = THRESHOLD
    model: bool = True


def build_audit_assets(domain: Domain, audited: Sequence[str]) -> list[dg.AssetsDefinition]:
    """The asset that audits a domain; `audited` are the assets that it looks at."""
    name, looked_at = domain.name, [[domain.name, each] for each in audited]

    @dg.asset(pool=MODEL_POOL, key_prefix=name, group_name=name, kinds={"json"}, deps=looked_at)
    def audit_report(
        config: AuditConfig,
        workspace: dg.ResourceParam[Workspace],
        sandbox: dg.ResourceParam[Sandbox],
        chat: dg.ResourceParam[ChatModel],
        progress: dg.ResourceParam[Progress],
    ) -> dg.MaterializeResult:
        """What is wrong with the domain, by component, with evidence that runs."""
        asked = Labelled(chat, asset=f"{name}/audit_report") if config.model else None
        done = stored.audit_stored(workspace, domain, sandbox, progress, config.threshold, asked)
        page = workspace.store(name).audit_folder / stored.REPORT
        return dg.MaterializeResult(
            metadata={
                "findings": len(done.findings),
                "entries affected": done.summary.entries_affected,
                "share of entries": done.summary.share,
                "by component": dg.MetadataValue.md(report.by_component(done)),
                "checks not run": sum(bool(run.missing) for run in done.summary.checks),
                "claims of a model": dg.MetadataValue.md(report.by_review(done)),
                "page": dg.MetadataValue.path(Path(page).resolve()),
            }
        )

    return [audit_report]


def build_audit_checks(domain: Domain) -> dg.AssetChecksDefinition:
    """What should hold of a domain after an audit."""

    @dg.asset_check(
        asset=dg.AssetKey([domain.name, "audit_report"]),
        name="audit_finds_no_error",
        description="No finding is an error.",
    )
    def audit_finds_no_error(workspace: dg.ResourceParam[Workspace]) -> dg.AssetCheckResult:
        """Reads the last audit."""
        findings = stored.read_report(workspace.store(domain.name)).findings
        errors = [each for each in findings if each.severity == "error"]
        lines = [f"- `{each.id}` {report.subject_of(each)}: {each.message}" for each in errors[:50]]
        return dg.AssetCheckResult(
            passed=not errors,
            severity=dg.AssetCheckSeverity.WARN,
            metadata={"errors": len(errors), "first errors": dg.MetadataValue.md("\n".join(lines) or "none")},
        )

    return audit_finds_no_error


def patch(
    domain: Domain,
    context: dg.OpExecutionContext,
    workspace: Workspace,
    sandbox: Sandbox,
    progress: Progress,
    schemas: str,
    mapping: str | None,
) -> None:
    """The domain is as the schemas of a file want it, and every shard that is another is recorded as materialized."""
    task = prepare(domain, workspace.store(domain.name), Path(schemas), Path(mapping) if mapping else None)
    report = patch_stored(task, sandbox, progress)
    context.log.info("%s of %s rows looked at: %s", report.decoded, report.rows, report.outcomes)
    refresh(context, domain, workspace, sandbox, progress)
