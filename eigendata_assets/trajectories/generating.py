"""A generated dataset as a story: shard after shard is made and kept, then all of them take their place at once."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eigendata_assets.artifacts.canonical import canonical_hash
from eigendata_assets.artifacts.domain import Domain, SpecSource
from eigendata_assets.artifacts.spec.domain_spec import DomainSpec
from eigendata_assets.databases.flow import database_files, source_spec
from eigendata_assets.environments.behaviour.read import read_behaviours
from eigendata_assets.environments.implemented import current_environment
from eigendata_assets.errors import RequestError
from eigendata_assets.execution.progress import Advance, Progress
from eigendata_assets.execution.protocol import Sandbox
from eigendata_assets.storage.domain_store import DomainStore
from eigendata_assets.storage.files import locked, replaced_folder, write_text
from eigendata_assets.storage.trajectory_shards import SHARD_SIZE, read_table, table_of, trajectories_of, write_table
from eigendata_assets.storage.verification_files import ProvedRow, VerificationFiles
from eigendata_assets.storage.workspace import Workspace
from eigendata_assets.trajectories.dialogues.trajectory_agent import RULES_VERSION
from eigendata_assets.trajectories.fingerprint_columns import planned_row
from eigendata_assets.trajectories.flow import make_plan
from eigendata_assets.trajectories.generation import Generation, skeleton
from eigendata_assets.trajectories.graphs.composing import learn_what_reads_give
from eigendata_assets.trajectories.graphs.ground import by_table_and_label, ground_of
from eigendata_assets.trajectories.graphs.knowledge import Knowledge
from eigendata_assets.trajectories.plan import read_dependencies
from eigendata_assets.trajectories.scenarios.scenario import SHARES, Kind, Space, space
from eigendata_assets.verification.flow import proof_key, proved_row
from eigendata_assets.verification.gate import GATE_VERSION, Gate

_HINT = "`eigendata generate SPEC.yaml` makes database and environment."


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be generated: how many dialogues, from which seed, in which shares of kinds."""

    count: int
    seed: int = 0
    shares: Mapping[Kind, float] | None = None


@dataclass(frozen=True, slots=True)
class Generated:
    """What was generated: dialogues by kind, calls by tool, drafts by why they were dropped; `resumed` were kept."""

    dialogues: int
    resumed: int
    kinds: dict[str, int]
    tools: dict[str, int]
    dropped: dict[str, int]


def generate_dialogues(
    workspace: Workspace, domain: Domain, wanted: Wanted, sandbox: Sandbox, progress: Progress
) -> Generated:
    """The domain's shards hold the dialogues, their verification functions beside them, and the plan knows them.

    Shards are kept as they are made: the same request made again after a stop goes on after the last whole shard.
    """
    store = workspace.store(domain.name)
    knowledge = read_knowledge(workspace, domain)
    with locked(store.lock_file, f"a generation of {domain.name}"):
        generation = open_generation(store, knowledge, domain, wanted, sandbox)
        stage = _Stage(store, domain, generation.space, _request(store, knowledge, wanted))
        resumed = stage.resume(generation)
        with progress(f"generating dialogues of {domain.name}", wanted.count - resumed) as advance:
            for start in range(resumed, wanted.count, SHARD_SIZE):
                stage.add(generation, range(start, min(start + SHARD_SIZE, wanted.count)), advance)
        kinds, tools = stage.publish()
    make_plan(store, domain.depends_on)
    return Generated(wanted.count, resumed, kinds, tools, dict(generation.dropped.most_common()))


def read_knowledge(workspace: Workspace, domain: Domain) -> Knowledge:
    """What is known of a generated domain; raises RequestError where it was not generated yet."""
    if not isinstance(domain.source, SpecSource):
        raise RequestError(f"{domain.name} is not made from a spec", hint=_HINT)
    files = database_files(workspace, domain.name)
    spec: DomainSpec = source_spec(workspace, domain.source).spec
    state = files.read_state()
    if not workspace.store(domain.name).environment_folder.is_dir():
        raise RequestError(f"{domain.name} has no environment", hint=_HINT)
    if not spec.tools:
        raise RequestError(
            f"{domain.name} has no tools", hint="Dialogues are about what tools do: add some to the spec."
        )
    cases = json.loads(files.edge_cases_file.read_text(encoding="utf-8"))
    return Knowledge(spec, read_behaviours(spec), state, *by_table_and_label(cases))


def open_generation(
    store: DomainStore, knowledge: Knowledge, domain: Domain, wanted: Wanted, sandbox: Sandbox
) -> Generation:
    """All that dialogues of a domain are made with."""
    toolset, environment = store.read_toolset(), current_environment(store)
    gives = learn_what_reads_give(knowledge, wanted.seed)
    return Generation(
        knowledge=knowledge,
        gives=gives,
        space=space(wanted.seed, wanted.count, ground_of(knowledge, gives), wanted.shares),
        toolkit=environment.toolkits[0].name,
        gate=Gate(toolset, environment, sandbox, domain.ignore_state),
        environment=environment,
        sandbox=sandbox,
    )


def _request(store: DomainStore, knowledge: Knowledge, wanted: Wanted) -> str:
    """What decides every byte of a dataset, as a hash."""
    shares = dict(wanted.shares or SHARES)
    parts = [wanted.count, wanted.seed, shares, RULES_VERSION, GATE_VERSION, store.edited_files_digest()]
    return canonical_hash([*parts, knowledge.domain.model_dump(mode="json")])


class _Stage:
    """The folder in which shards wait until all are there."""

    def __init__(self, store: DomainStore, domain: Domain, space: Space, request: str) -> None:
        self.store, self.domain, self.space = store, domain, space
        self.now = read_dependencies(store, domain.depends_on)
        self.folder = store.folder / "generation"
        self.functions = VerificationFiles(self.folder)
        self._prepare(request)

    def _prepare(self, request: str) -> None:
        """What another request has left is gone."""
        known = self.folder / "request"
        if not known.exists() or known.read_text(encoding="utf-8") != request:
            shutil.rmtree(self.folder, ignore_errors=True)
            write_text(known, request)

    def resume(self, generation: Generation) -> int:
        """How many dialogues are there already; the generation makes none of them again."""
        count = 0
        while (path := self._shard(count)).exists() and count < len(self.space.kinds):
            for each in trajectories_of(read_table(path), path):
                generation.seen.add(skeleton(each))
                count += 1
            if count % SHARD_SIZE:
                break
        return count

    def add(self, generation: Generation, indices: Sequence[int], advance: Advance) -> None:
        """The shard of these places is in the folder; its functions are written before it."""
        rows, proved = [], list[ProvedRow]()
        for made in generation.make(indices):
            row = planned_row(made.trajectory, self.now)
            trajectory = made.trajectory.model_copy(update={"fingerprint": row["fingerprint"]})
            if made.proof.function is not None:
                made.proof.function["fingerprint"] = row["fingerprint"]
            rows.append(row)
            proved.append(proved_row(trajectory, proof_key(trajectory, self.domain.ignore_state), made.proof))
            advance()
        path = self._shard(indices[0])
        self.functions.write_shard(path.stem, proved)
        write_table(path, table_of(rows))

    def publish(self) -> tuple[dict[str, int], dict[str, int]]:
        """The shards are the domain's, whole; gives the dialogues by kind and the calls by tool."""
        kinds, tools = dict[str, int](), dict.fromkeys((tool.split(".")[-1] for tool in sorted(self.now.described)), 0)
        for path in sorted(self.folder.glob("shard_*.parquet")):
            table = read_table(path)
            for kind in table["category"].to_pylist():
                kinds[kind] = kinds.get(kind, 0) + 1
            for used, times in zip(table["functions_used"].to_pylist(), table["times_used"].to_pylist(), strict=True):
                for key, number in zip(used, times, strict=True):
                    tools[key.split(".")[-1]] = tools.get(key.split(".")[-1], 0) + number
        target = VerificationFiles(self.store.folder)
        with replaced_folder(self.store.shard_folder) as fresh, replaced_folder(target.folder) as proofs:
            for path in sorted(self.folder.glob("shard_*.parquet")):
                shutil.copy(path, fresh / path.name)
                shutil.copy(self.functions.shard_file(path.stem), proofs / path.name)
        shutil.rmtree(self.folder)
        return dict(sorted(kinds.items())), tools

    def _shard(self, index: int) -> Path:
        return self.folder / f"shard_{index // SHARD_SIZE:05}.parquet"
