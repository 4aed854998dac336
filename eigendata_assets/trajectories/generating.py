"""What dialogues of a generated domain are made from and with: its spec, database and environment, and a request."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from eigendata_assets.artifacts.dataset import Batch
from eigendata_assets.artifacts.domain import Domain, SpecSource
from eigendata_assets.artifacts.spec.domain_spec import DomainSpec
from eigendata_assets.databases.flow import database_files, source_spec
from eigendata_assets.environments.behaviour.read import read_behaviours
from eigendata_assets.environments.implemented import current_environment
from eigendata_assets.errors import RequestError
from eigendata_assets.execution.protocol import Sandbox
from eigendata_assets.storage.domain_store import DomainStore
from eigendata_assets.storage.trajectory_shards import SHARD_SIZE
from eigendata_assets.storage.workspace import Workspace
from eigendata_assets.trajectories.generation import Generation
from eigendata_assets.trajectories.graphs.composing import learn_what_reads_give
from eigendata_assets.trajectories.graphs.ground import by_table_and_label, ground_of
from eigendata_assets.trajectories.graphs.knowledge import Knowledge
from eigendata_assets.trajectories.scenarios.dimensions import Rules
from eigendata_assets.trajectories.scenarios.scenario import KINDS, SHARES, Kind, space
from eigendata_assets.verification.gate import Gate

_HINT = "`eigendata generate SPEC.yaml` makes database and environment."


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be generated: how many dialogues, from which seed, in which shares of kinds, in shards of a size.

    `rules` are weights of what scenarios choose from, where they are not the usual ones.
    """

    count: int
    seed: int = 0
    shares: Mapping[Kind, float] | None = None
    shard_size: int = SHARD_SIZE
    rules: Rules = field(default_factory=dict)


def wanted_of(batch: Batch) -> Wanted:
    """What was asked for when the batch was made."""
    return Wanted(batch.size, batch.seed, shares_of(batch) or None, batch.shard_size, batch.rules)


def shares_of(batch: Batch) -> dict[Kind, float]:
    """The shares of kinds that a batch promises."""
    return {kind: batch.shares[kind] for kind in KINDS if kind in batch.shares}


def with_shares(wanted: Wanted, knowledge: Knowledge) -> Wanted:
    """The same, with the usual shares of all kinds that the domain's tools suit, where none were asked for."""
    if wanted.shares is not None:
        return wanted
    ground = ground_of(knowledge, learn_what_reads_give(knowledge, wanted.seed))
    return replace(wanted, shares={kind: share for kind, share in SHARES.items() if ground.goals(kind)})


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
        space=space(wanted.seed, wanted.count, ground_of(knowledge, gives), wanted.shares, wanted.rules),
        toolkit=environment.toolkits[0].name,
        gate=Gate(toolset, environment, sandbox, domain.ignore_state),
        environment=environment,
        sandbox=sandbox,
    )
