"""A generated dataset as a story: shard after shard is made and kept, then all of them take their place at once."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

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
from eigendata_assets.storage.files import locked
from eigendata_assets.storage.trajectory_shards import SHARD_SIZE, read_memo
from eigendata_assets.storage.workspace import Workspace
from eigendata_assets.trajectories.dialogues.trajectory_agent import RULES_VERSION
from eigendata_assets.trajectories.flow import make_plan
from eigendata_assets.trajectories.generation import Generation, skeleton
from eigendata_assets.trajectories.graphs.composing import learn_what_reads_give
from eigendata_assets.trajectories.graphs.knowledge import Knowledge
from eigendata_assets.trajectories.scenarios.scenario import SHARES, Kind, space
from eigendata_assets.trajectories.staging import Made, Stage, open_stage
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
        stage = open_stage(store, domain, _request(store, knowledge, wanted))
        resumed = _resume(stage, generation)
        with progress(f"generating dialogues of {domain.name}", wanted.count - resumed) as advance:
            for start in range(resumed, wanted.count, SHARD_SIZE):
                made = generation.make(range(start, min(start + SHARD_SIZE, wanted.count)))
                stage.add(shard_name(start), _told(made, advance))
        stage.publish()
        kinds, tools = _counted(store)
    make_plan(store, domain.depends_on)
    return Generated(wanted.count, resumed, kinds, tools, dict(generation.dropped.most_common()))


def shard_name(index: int) -> str:
    """The shard of the dialogue at a place."""
    return f"shard_{index // SHARD_SIZE:05}"


def _resume(stage: Stage, generation: Generation) -> int:
    """How many dialogues are there already; the generation makes none of them again."""
    seen = [skeleton(each) for shard in stage.shards() for each in stage.read(shard)]
    generation.seen.update(seen)
    return len(seen)


def _told(made: Iterable[Made], advance: Advance) -> Iterator[Made]:
    for each in made:
        advance()
        yield each


def _counted(store: DomainStore) -> tuple[dict[str, int], dict[str, int]]:
    """The dialogues of a domain by kind, and the calls by tool."""
    kinds, tools = Counter[str](), Counter(dict.fromkeys((tool.name for tool in store.read_toolset().tools), 0))
    for shard in store.shards():
        memo = read_memo(store.shard_file(shard))
        kinds.update(memo["category"].to_pylist())
        for used, times in zip(memo["functions_used"].to_pylist(), memo["times_used"].to_pylist(), strict=True):
            tools.update({key.split(".")[-1]: number for key, number in zip(used, times, strict=True)})
    return dict(sorted(kinds.items())), dict(tools)


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
    labelled: dict[str, list[str]] = {}
    for each in json.loads(files.edge_cases_file.read_text(encoding="utf-8")):
        labelled.setdefault(each["table"], []).append(str(each["key"]))
    return Knowledge(spec, read_behaviours(spec), state, {table: tuple(keys) for table, keys in labelled.items()})


def open_generation(
    store: DomainStore, knowledge: Knowledge, domain: Domain, wanted: Wanted, sandbox: Sandbox
) -> Generation:
    """All that dialogues of a domain are made with."""
    toolset, environment = store.read_toolset(), current_environment(store)
    return Generation(
        knowledge=knowledge,
        gives=learn_what_reads_give(knowledge, wanted.seed),
        space=space(wanted.seed, wanted.count, list(knowledge.behaviours), wanted.shares),
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
