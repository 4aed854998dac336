"""The shipped domains, read and populated once for all tests of this folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from eigendata_assets.artifacts.spec.domain_spec import DomainSpec
from eigendata_assets.databases.flow import generate_database, write_database
from eigendata_assets.databases.spec_reading import read_spec
from eigendata_assets.execution.protocol import Sandbox
from eigendata_assets.storage.database_files import DatabaseFiles
from tests.domains.plain_sql import DOMAINS
from tests.domains.playing import Environment, write_environment

SPECS = Path(__file__).parents[2] / "domains"


@dataclass(frozen=True)
class Shipped:
    """A domain of `domains/`: its spec, and its database at scale 1."""

    name: str
    spec: DomainSpec
    files: DatabaseFiles


def _shipped(name: str, folder: Path) -> Shipped:
    read = read_spec(SPECS / f"{name}.yaml")
    files = DatabaseFiles(folder)
    write_database(generate_database(read), files)
    return Shipped(name, read.spec, files)


@pytest.fixture(scope="session")
def populated(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Shipped]:
    """A shipped domain by its name, populated when it is first asked for."""
    return cache(lambda name: _shipped(name, tmp_path_factory.mktemp(name)))


@pytest.fixture(scope="session", params=DOMAINS)
def shipped(request: pytest.FixtureRequest, populated: Callable[[str], Shipped]) -> Shipped:
    return populated(str(request.param))


@pytest.fixture(scope="session")
def environments(tmp_path_factory: pytest.TempPathFactory, sandbox: Sandbox) -> dict[str, Environment]:
    """The environments by the names of their domains."""
    folders = {name: tmp_path_factory.mktemp(f"{name}_environment") for name in DOMAINS}
    return {
        name: write_environment(read_spec(SPECS / f"{name}.yaml").spec, folder, sandbox)
        for name, folder in folders.items()
    }
