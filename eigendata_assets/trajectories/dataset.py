"""A generated dataset as a story: shards are drawn and settled, wait, and take their place all at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pydantic import ValidationError

from eigendata_assets.artifacts.canonical import canonical_hash
from eigendata_assets.artifacts.dataset import Batch, Dataset, GenerationReport
from eigendata_assets.artifacts.domain import Domain
from eigendata_assets.artifacts.pilot import Mode
from eigendata_assets.errors import InputError, RequestError
from eigendata_assets.execution.engine import Engine
from eigendata_assets.execution.progress import Progress
from eigendata_assets.storage.domain_store import DomainStore
from eigendata_assets.storage.files import locked, write_text
from eigendata_assets.storage.trajectory_shards import read_memo
from eigendata_assets.storage.workspace import Workspace
from eigendata_assets.trajectories.dialogues.trajectory_agent import RULES_VERSION
from eigendata_assets.trajectories.drawing import Drawing
from eigendata_assets.trajectories.flow import make_plan
from eigendata_assets.trajectories.generating import Wanted, read_knowledge, shares_of
from eigendata_assets.trajectories.graphs.knowledge import Knowledge
from eigendata_assets.trajectories.possible_kinds import not_given, possible
from eigendata_assets.trajectories.scenarios.scenario import exact_counts
from eigendata_assets.trajectories.settling import settling_of
from eigendata_assets.trajectories.staging import open_stage, read_dataset
from eigendata_assets.verification.gate import GATE_VERSION

REPORT = "generation_report.json"


@dataclass(frozen=True, slots=True)
class Making:
    """How a dataset is made: in how many processes, and whether it is added to what the domain has."""

    processes: int | None = None
    append: bool = False


def generate_dialogues(
    workspace: Workspace, domain: Domain, wanted: Wanted, engine: Engine, progress: Progress, how: Making | None = None
) -> GenerationReport:
    """The domain's shards hold the dialogues, what they were made from and their functions, and the plan knows them.

    Shards are kept as they are made: the same request made again after a stop goes on with those that are missing.
    Raises GateFailed where no dialogue of a kind is found.
    """
    how = how or Making()
    store, knowledge = workspace.store(domain.name), read_knowledge(workspace, domain)
    with locked(store.lock_file, f"a generation of {domain.name}"):
        before = read_dataset(store) if how.append else Dataset()
        wanted = replace(possible(knowledge, wanted), exact=wanted.shares is not None)
        batch = next_batch(before, wanted)
        stage = open_stage(store, domain, _request(store, knowledge, before, batch))
        resumed = sum(len(batch.shards[shard]) for shard in stage.shards())
        tasks = (
            Drawing(shard=shard, batch=batch, places=dict.fromkeys(each, 0)) for shard, each in batch.shards.items()
        )
        with (
            progress(f"generating dialogues of {domain.name}", batch.count - resumed) as advance,
            settling_of(workspace, stage, engine, advance, how.processes, before.shards) as settling,
        ):
            list(settling.settled(tasks))
        stage.publish(Dataset(batches=(*before.batches, batch)))
        report = report_of(store, [batch], resumed, settling.dropped)
        if not batch.exact:
            short = _short(batch, report.kinds)
            report = report.model_copy(update={"not_given": not_given(batch.shares), "short": short})
        write_text(store.folder / REPORT, report.to_json(indent=1) + "\n")
    make_plan(store, domain.depends_on)
    return report


def next_batch(before: Dataset, wanted: Wanted, made_by: str = "rule", mode: Mode = "rules") -> Batch:
    """The batch that is to follow those that are there; raises RequestError where one of them has its seed."""
    if any(batch.seed == wanted.seed for batch in before.batches):
        hint = f"Take another seed, {before.next_seed} for example."
        raise RequestError(f"the domain has dialogues of the seed {wanted.seed} already", hint=hint)
    return Batch(
        count=wanted.count,
        seed=wanted.seed,
        shares={str(kind): share for kind, share in (wanted.shares or {}).items()},
        first_shard=before.next_shard,
        shard_size=wanted.shard_size,
        made_by=made_by,
        mode=mode,
        exact=wanted.exact,
    )


def _request(store: DomainStore, knowledge: Knowledge, before: Dataset, batch: Batch) -> str:
    """What decides every byte of a dataset, as a hash."""
    made = [before.model_dump(), batch.model_dump(), RULES_VERSION, GATE_VERSION, store.edited_files_digest()]
    return canonical_hash([*made, knowledge.domain.model_dump(mode="json")])


def report_of(store: DomainStore, batches: Sequence[Batch], resumed: int, dropped: Counter[str]) -> GenerationReport:
    """What the generation of some batches of one mode came to, by the columns of their shards."""
    kinds, tools = Counter[str](), Counter(dict.fromkeys((tool.name for tool in store.read_toolset().tools), 0))
    shards = tuple(shard for batch in batches for shard, places in batch.shards.items() if places)
    for shard in shards:
        memo = read_memo(store.shard_file(shard))
        kinds.update(memo["category"].to_pylist())
        for used, times in zip(memo["functions_used"].to_pylist(), memo["times_used"].to_pylist(), strict=True):
            tools.update({key.split(".")[-1]: number for key, number in zip(used, times, strict=True)})
    return GenerationReport(
        domain=store.folder.name,
        dialogues=sum(batch.dialogues for batch in batches),
        resumed=resumed,
        kinds=dict(sorted(kinds.items())),
        tools=dict(tools),
        dropped=dict(dropped.most_common()),
        shards=shards,
        mode=batches[0].mode,
        made_by=batches[0].made_by,
    )


def _short(batch: Batch, kinds: Mapping[str, int]) -> dict[str, int]:
    """The kinds of which there are fewer than their share, and how many are missing."""
    asked = exact_counts(batch.count, shares_of(batch))
    return {kind: count - kinds.get(kind, 0) for kind, count in asked.items() if kinds.get(kind, 0) < count}


def read_generation_report(store: DomainStore) -> GenerationReport:
    """What the last generation came to; raises InputError where there was none."""
    path = store.folder / REPORT
    try:
        return GenerationReport.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        hint = "`eigendata generate NAME --count N` writes it."
        raise InputError(f"not the report of a generation: {error}", where=(str(path),), hint=hint) from None
