"""Settings and fixtures that every test shares."""

import gc
import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from eigendata_assets.evaluation.benchmark import Benchmark
from resources.subprocess_sandbox import SubprocessSandbox
from tests.tiny_domain import SOURCE, read_benchmark, tiny_package

pytest_plugins = ["tests.command_line", "tests.dagster_stores"]

# What a test leaves behind is little beside what was imported: going through all of it less often saves a twelfth.
gc.set_threshold(10_000, 20, 50)

settings.register_profile("local", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if "CI" in os.environ else "local")


@pytest.fixture(scope="session")
def sandbox() -> Iterator[SubprocessSandbox]:
    """The real sandbox, with one worker that stays warm."""
    with SubprocessSandbox(processes=1) as opened:
        yield opened


@pytest.fixture(scope="session")
def tiny_benchmark(tmp_path_factory: pytest.TempPathFactory, sandbox: SubprocessSandbox) -> Benchmark:
    """The tiny benchmark with its references executed."""
    return read_benchmark(tiny_package(tmp_path_factory.mktemp("tiny")), SOURCE, sandbox)
