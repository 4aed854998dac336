"""Sandbox and engine as Dagster resources; processes that only work need not load Dagster for them."""

import contextlib
from collections.abc import Iterator

import dagster as dg

from eigendata_assets.execution.protocol import Limits
from resources.process_engine import ProcessEngine
from resources.subprocess_sandbox import SubprocessSandbox


class SandboxResource(dg.ConfigurableResource[SubprocessSandbox]):
    """The sandbox for assets that ask for `dg.ResourceParam[Sandbox]`; closed when the run is over."""

    processes: int = 0  # 0: one for each usable core
    call_seconds: float = Limits().call_seconds
    memory_mib: int = Limits().memory_bytes >> 20

    def create_resource(self, context: dg.InitResourceContext) -> SubprocessSandbox:  # noqa: ARG002 - Dagster's signature
        """A sandbox with the limits that are configured."""
        limits = Limits(call_seconds=self.call_seconds, memory_bytes=self.memory_mib << 20)
        return SubprocessSandbox(limits, self.processes or None)

    @contextlib.contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator[SubprocessSandbox]:
        """The sandbox lives as long as the run."""
        with self.create_resource(context) as sandbox:
            yield sandbox


class EngineResource(dg.ConfigurableResource[ProcessEngine]):
    """Processes for work that is done in many at once."""

    processes: int = 0  # 0: one for each usable core

    def create_resource(self, context: dg.InitResourceContext) -> ProcessEngine:  # noqa: ARG002 - Dagster's signature
        """An engine; it starts processes where work is opened, and none is left when the work is done."""
        return ProcessEngine(self.processes or None)
