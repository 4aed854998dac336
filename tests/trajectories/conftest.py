"""The shipped domains, populated, with environments written by rule: what dialogues are generated from."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pytest

from eigendata_assets.agents.offline import Offline
from eigendata_assets.artifacts.domain import Domain as DomainFile
from eigendata_assets.artifacts.domain import SpecSource
from eigendata_assets.databases.flow import generate_database, make_database, write_database
from eigendata_assets.databases.spec_reading import read_spec
from eigendata_assets.environments.behaviour.read import read_behaviours
from eigendata_assets.environments.flow import build_environment
from eigendata_assets.environments.synthesis.method_code import method_code
from eigendata_assets.environments.synthesis.module_code import class_name, module_code
from eigendata_assets.environments.tool_schemas import toolset_of
from eigendata_assets.execution.protocol import EnvironmentCode, Sandbox, Toolkit
from eigendata_assets.storage.database_files import DatabaseFiles
from eigendata_assets.storage.workspace import Workspace
from eigendata_assets.trajectories.generation import Generation
from eigendata_assets.trajectories.graphs.composing import learn_what_reads_give
from eigendata_assets.trajectories.graphs.ground import by_table_and_label, ground_of
from eigendata_assets.trajectories.graphs.knowledge import Knowledge
from eigendata_assets.trajectories.scenarios.dimensions import Kind
from eigendata_assets.trajectories.scenarios.scenario import Space, space
from eigendata_assets.trajectories.staging import Made
from eigendata_assets.verification.gate import Gate
from tests.trajectories.lockers import LOCKERS

SPECS = Path(__file__).parents[2] / "domains"
COUNT = 60


@dataclass(frozen=True)
class Domain:
    """A populated domain with its environment, and what its look-ups give."""

    knowledge: Knowledge
    gives: dict[str, tuple[str, ...]]
    environment: EnvironmentCode
    sandbox: Sandbox

    def space(self, count: int, seed: int = 1, shares: Mapping[Kind, float] | None = None) -> Space:
        """Scenarios of the domain."""
        return space(seed, count, ground_of(self.knowledge, self.gives), shares)

    def generation(self, count: int = COUNT, seed: int = 1) -> Generation:
        """A generation that has not begun."""
        spec = self.knowledge.domain
        toolset = toolset_of(spec, dict(self.knowledge.behaviours))
        gate = Gate(toolset, self.environment, self.sandbox)
        drawn = self.space(count, seed)
        toolkit = class_name(spec.name)
        return Generation(self.knowledge, self.gives, drawn, toolkit, gate, self.environment, self.sandbox)


def _domain(path: Path, folder: Path, sandbox: Sandbox) -> Domain:
    read = read_spec(path)
    files = DatabaseFiles(folder)
    write_database(generate_database(read), files)
    behaviours = read_behaviours(read.spec)
    module = module_code(read.spec, {tool: method_code(read.spec, tool, behaviours) for tool in read.spec.tools})
    (folder / f"{read.spec.name}.py").write_text(module)
    toolkit = Toolkit(class_name(read.spec.name), read.spec.name)
    cases = json.loads(files.edge_cases_file.read_text())
    knowledge = Knowledge(read.spec, behaviours, files.read_state(), *by_table_and_label(cases))
    code = EnvironmentCode(folder, (toolkit,), "_load_state")
    return Domain(knowledge, learn_what_reads_give(knowledge, 1), code, sandbox)


@pytest.fixture(scope="session")
def populated(tmp_path_factory: pytest.TempPathFactory, sandbox: Sandbox) -> Callable[[str], Domain]:
    """A shipped domain by its name, populated when it is first asked for."""
    return cache(lambda name: _domain(SPECS / f"{name}.yaml", tmp_path_factory.mktemp(name), sandbox))


@pytest.fixture(scope="session", params=["airline", "hotel_chain", "library"])
def generated_domain(request: pytest.FixtureRequest, populated: Callable[[str], Domain]) -> Domain:
    return populated(str(request.param))


@dataclass(frozen=True)
class Dataset:
    """What a generation has made."""

    domain: Domain
    generation: Generation
    made: list[Made]


def _dataset(domain: Domain) -> Dataset:
    generation = domain.generation()
    return Dataset(domain, generation, list(generation.make(range(COUNT))))


@pytest.fixture(scope="session")
def made_once(populated: Callable[[str], Domain]) -> Callable[[str], Dataset]:
    """What a generation makes of a shipped domain, made when it is first asked for."""
    return cache(lambda name: _dataset(populated(name)))


@pytest.fixture(scope="session")
def dataset(generated_domain: Domain, made_once: Callable[[str], Dataset]) -> Dataset:
    return made_once(generated_domain.knowledge.domain.name)


@pytest.fixture(scope="session")
def fresh(generated_domain: Domain) -> Domain:
    """The same domain as another process would read it."""
    return replace(generated_domain, knowledge=replace(generated_domain.knowledge))


@pytest.fixture(scope="session")
def built_lockers(tmp_path_factory: pytest.TempPathFactory, sandbox: Sandbox) -> Workspace:
    """A workspace with the lockers, built."""
    workspace = Workspace(tmp_path_factory.mktemp("workspace"))
    source = SpecSource(file="specs/lockers.yaml")
    (workspace.root / "specs").mkdir()
    (workspace.root / source.file).write_text(LOCKERS)
    workspace.write_domain(DomainFile(name="lockers", source=source))
    make_database(workspace, "lockers", source)
    build_environment(workspace, "lockers", source, sandbox, Offline())
    return workspace


@pytest.fixture
def lockers(built_lockers: Workspace, tmp_path: Path) -> Workspace:
    """A copy of it, to be changed."""
    shutil.copytree(built_lockers.root, tmp_path / "workspace")
    return Workspace(tmp_path / "workspace")
