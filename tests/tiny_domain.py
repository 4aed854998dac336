"""The tiny benchmark, unpacked, read and executed: what evaluation starts from."""

from __future__ import annotations

from pathlib import Path

from eigendata_assets.artifacts.domain import BfclSource, Domain
from eigendata_assets.evaluation.benchmark import Benchmark
from eigendata_assets.execution.protocol import EnvironmentCode, Sandbox
from eigendata_assets.execution.replay import replay_trajectories
from eigendata_assets.imports import bfcl
from eigendata_assets.imports.bfcl_package import unpack
from eigendata_assets.verification.key_functions import find_key_calls
from tests.tiny_benchmark import VERSION, write_wheel

SOURCE = BfclSource(version=VERSION, categories=bfcl.CATEGORIES)


def tiny_package(folder: Path) -> Path:
    """The benchmark's package, unpacked in the folder."""
    return unpack(write_wheel(folder), folder / "unpacked")


def read_benchmark(package: Path, source: BfclSource, sandbox: Sandbox) -> Benchmark:
    """A package with its references executed and their key calls found."""
    environment = bfcl.read_environment(package, source)
    code = EnvironmentCode(package, environment.toolkits)
    references = replay_trajectories(bfcl.read_references(package, source), code, sandbox)
    return Benchmark(
        domain=Domain(name="tiny", source=source),
        toolset=bfcl.read_toolset(package, environment),
        references={each.id: each for each in references},
        key_calls=find_key_calls(references, code, sandbox),
        environment=code,
    )
