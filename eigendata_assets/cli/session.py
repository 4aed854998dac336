"""One invocation of the command: its workspace, and Dagster's jobs run in this process against it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import dagster as dg

from eigendata_assets.artifacts.domain import Domain
from eigendata_assets.cli.console import bar
from eigendata_assets.definitions import build_definitions
from eigendata_assets.errors import EigenDataError
from eigendata_assets.storage.files import write_text
from eigendata_assets.storage.workspace import Workspace

_DAGSTER_YAML = """\
telemetry: {enabled: false}
nux: {enabled: false}
concurrency: {runs: {max_concurrent_runs: 4}, pools: {default_limit: 4, granularity: op}}
"""


_RANGE_START, _RANGE_END = "dagster/asset_partition_range_start", "dagster/asset_partition_range_end"


@dataclass(frozen=True, slots=True)
class Session:
    """Knows the workspace; runs jobs there, so that the UI shows what the command line did."""

    root: Path
    _built: dict[tuple[Domain, ...], dg.Definitions] = field(default_factory=dict, repr=False, compare=False)

    @property
    def workspace(self) -> Workspace:
        """The workspace's artifacts and domains."""
        return Workspace(self.root)

    def jobs_of(self, domain: str) -> list[str]:
        """The jobs of a domain that need no configuration, without its name."""
        names = self._definitions().get_repository_def().job_names
        return sorted(name.removesuffix(f"_{domain}") for name in names if name in _jobs(domain))

    def _definitions(self) -> dg.Definitions:
        """Those of the domains as they are described now; they are built once, since that takes seconds."""
        domains = self.workspace.domains()
        if domains not in self._built:
            self._built[domains] = build_definitions(self.workspace, bar)
        return self._built[domains]

    def prepare(self) -> None:
        """Dagster's home lies in the workspace, and this process uses it."""
        home = self.workspace.dagster_home
        if not (home / "dagster.yaml").exists():
            write_text(home / "dagster.yaml", _DAGSTER_YAML)
        os.environ["DAGSTER_HOME"] = str(home)
        os.environ["EIGENDATA_WORKSPACE"] = str(self.root)

    def run(
        self,
        job: str,
        ops: Mapping[str, Mapping[str, Any]] | None = None,
        assets: Sequence[Sequence[str]] | None = None,
        partition: str | None = None,
    ) -> dg.ExecuteInProcessResult:
        """The result of a job, of one partition or a range `FIRST...LAST` where it has any.

        An error of ours that ended it is raised as it is, not wrapped in Dagster's.
        """
        self.prepare()
        config = {
            "loggers": {"console": {"config": {"log_level": "CRITICAL"}}},
            "ops": {name: {"config": dict(each)} for name, each in (ops or {}).items()},
        }
        selection = None if assets is None else [dg.AssetKey(list(each)) for each in assets]
        tags = _partition_tags(partition)
        definitions = self._definitions()
        with dg.DagsterInstance.get() as instance:
            try:
                resolved = definitions.resolve_job_def(job)
                return resolved.execute_in_process(config, instance, asset_selection=selection, tags=tags)
            except Exception as error:  # noqa: BLE001 - Dagster wraps ours in several of its own
                raise _ours(error) or error from None


def _jobs(domain: str) -> set[str]:
    jobs = ("repair_benchmark", "generate_dataset", "refresh", "plan", "verify", "import")
    return {f"{job}_{domain}" for job in jobs}


def _partition_tags(partition: str | None) -> dict[str, str]:
    if partition is None:
        return {}
    first, _, last = partition.partition("...")
    return {_RANGE_START: first, _RANGE_END: last or first}


def _ours(error: BaseException | None) -> EigenDataError | None:
    """The error of this package that another error was raised from."""
    while error is not None and not isinstance(error, EigenDataError):
        error = error.__cause__
    return error
