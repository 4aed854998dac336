"""What a correct outcome is, as Dagster assets."""

import dagster as dg

from eigendata_assets.agents.chat_model import MODEL_POOL, ChatModel
from eigendata_assets.artifacts.domain import Domain
from eigendata_assets.artifacts.verification_function import SoundnessReport
from eigendata_assets.execution.progress import Progress
from eigendata_assets.execution.protocol import Sandbox
from eigendata_assets.storage.domain_store import DomainStore
from eigendata_assets.storage.workspace import Workspace
from eigendata_assets.verification import flow

SOUND = "every_function_is_sound"
_SHOWN = 50


def build_verification_assets(domain: Domain) -> list[dg.AssetsDefinition]:
    """The assets that say what an outcome must contain."""
    return [_key_functions(domain.name), _verification_functions(domain)]


def _key_functions(name: str) -> dg.AssetsDefinition:
    @dg.asset(key_prefix=name, group_name=name, kinds={"json"}, deps=[[name, "trajectories"]])
    def key_functions(
        workspace: dg.ResourceParam[Workspace],
        sandbox: dg.ResourceParam[Sandbox],
        progress: dg.ResourceParam[Progress],
    ) -> dg.MaterializeResult:
        """The calls that each task cannot do without, found by leaving each call out."""
        return dg.MaterializeResult(metadata=find_key_functions(workspace.store(name), sandbox, progress))

    return key_functions


def find_key_functions(store: DomainStore, sandbox: Sandbox, progress: Progress) -> dict[str, int | str]:
    """The key calls of the trajectories are in their file; gives them in numbers."""
    done = flow.update_key_calls(store, sandbox, progress)
    return {
        "trajectories": done.trajectories,
        "looked at anew": done.renewed,
        "key calls": done.key_calls,
        "file": str(store.key_calls_file),
    }


def _verification_functions(domain: Domain) -> dg.AssetsDefinition:
    name = domain.name

    @dg.asset(
        pool=MODEL_POOL,
        key_prefix=name,
        group_name=name,
        kinds={"parquet"},
        deps=[[name, "trajectories"]],
        check_specs=[dg.AssetCheckSpec(SOUND, asset=dg.AssetKey([name, "verification_functions"]))],
    )
    def verification_functions(
        workspace: dg.ResourceParam[Workspace],
        chat: dg.ResourceParam[ChatModel],
        sandbox: dg.ResourceParam[Sandbox],
        progress: dg.ResourceParam[Progress],
    ) -> dg.MaterializeResult:
        """For each trajectory a program that scores outcomes, proved by the soundness gate or dropped."""
        report = flow.update_functions(workspace.store(name), domain.ignore_state, chat, sandbox, progress)
        return dg.MaterializeResult(metadata=_metadata(report), check_results=[_check(report, domain)])

    return verification_functions


def _metadata(report: SoundnessReport) -> dict[str, int | dg.MarkdownMetadataValue]:
    tested = "\n".join(["| requirement | runs scored |", "|---|---|", *_rows(report.tested)])
    return {
        "trajectories": report.trajectories,
        "sound": report.sound,
        "repaired": report.repaired,
        "dropped": report.dropped,
        "runs scored": dg.MetadataValue.md(tested),
    }


def _check(report: SoundnessReport, domain: Domain) -> dg.AssetCheckResult:
    """A published benchmark is as it is, which is worth a warning; what we make ourselves has to be sound."""
    failed = [f"| {row.id} | {each.requirement} | {each.what} |" for row in report.rows for each in row.failures[:1]]
    table = ["| trajectory | requirement | what |", "|---|---|---|", *failed[:_SHOWN]]
    made_here = domain.source.kind not in ("bfcl", "dialogues")
    return dg.AssetCheckResult(
        check_name=SOUND,
        passed=report.dropped == 0,
        severity=dg.AssetCheckSeverity.ERROR if made_here else dg.AssetCheckSeverity.WARN,
        metadata={
            "passed": report.sound + report.repaired,
            "dropped": report.dropped,
            "why": dg.MetadataValue.md("\n".join(["| requirement | dropped |", "|---|---|", *_rows(report.why)])),
            "first of them": dg.MetadataValue.md("\n".join(table)),
        },
    )


def _rows(counts: dict[str, int]) -> list[str]:
    return [f"| {name} | {count} |" for name, count in counts.items()]
