"""What must hold of generated dialogues, in one reading of all shards, with the evidence where it does not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from eigendata_assets.artifacts.dataset import Dataset
from eigendata_assets.execution.progress import Progress
from eigendata_assets.storage.domain_store import DomainStore
from eigendata_assets.storage.verification_files import VerificationFiles
from eigendata_assets.trajectories.dialogues.provenance_check import texts_of, unresolved
from eigendata_assets.trajectories.generating import shares_of
from eigendata_assets.trajectories.generation import skeleton
from eigendata_assets.trajectories.scenarios.scenario import kinds_of


@dataclass(slots=True)
class Judged:
    """How many dialogues were looked at, and the problems by check."""

    dialogues: int = 0
    problems: dict[str, list[str]] = field(default_factory=dict)


def judge(store: DomainStore, dataset: Dataset, progress: Progress) -> Judged:
    """All checks over the shards of a dataset, one shard in memory at a time."""
    found = Judged(problems={"every_argument_has_an_origin": [], "no_two_dialogues_are_alike": []})
    kinds, tools, seen = Counter[tuple[int, str]](), Counter[str](), dict[bytes, str]()
    texts = texts_of(store.read_toolset().tools)
    numbers = {shard: number for number, batch in enumerate(dataset.batches) for shard in batch.shards}
    with progress("checking dialogues", len(numbers)) as advance:
        for shard, number in numbers.items():
            for each in store.read_shard(shard):
                found.dialogues += 1
                problems = [f"{each.id}: {what}" for what in unresolved(each, texts)]
                found.problems["every_argument_has_an_origin"] += problems
                if other := seen.get(key := skeleton(each)):
                    found.problems["no_two_dialogues_are_alike"].append(f"{each.id} in {shard} and {other}")
                seen[key] = f"{each.id} in {shard}"
                kinds[number, each.category] += 1
                tools.update(call.name for call in each.calls)
            advance()
    found.problems["kinds_have_their_shares"] = list(_wrong_shares(dataset, kinds))
    unused = [tool.key for tool in store.read_toolset().tools if not tools[tool.name]]
    found.problems["every_tool_is_used"] = [f"{tool} is in no dialogue" for tool in unused]
    found.problems["every_function_is_sound"] = list(_unsound(store, list(numbers)))
    return found


def _wrong_shares(dataset: Dataset, kinds: Mapping[tuple[int, str], int]) -> Iterator[str]:
    """The kinds of which a batch has not as many as its shares say, where it says shares at all."""
    for number, batch in enumerate(dataset.batches):
        places = slice(batch.first_place, batch.first_place + batch.count)
        asked = Counter(kinds_of(batch.seed, batch.size, shares_of(batch))[places] if batch.shares else ())
        for kind, count in asked.items():
            found = kinds.get((number, kind), 0)
            if found != count and (batch.exact or (batch.made_by == "rule" and not found)):
                yield f"batch {number}: {kinds.get((number, kind), 0)} of the kind {kind}, {count} were asked for"


def _unsound(store: DomainStore, shards: Sequence[str]) -> Iterator[str]:
    """The dialogues whose functions did not prove themselves, or proved themselves for another dialogue."""
    files = VerificationFiles(store.folder)
    for shard in shards:
        fingerprints = dict(
            zip(*(store.read_table(shard)[name].to_pylist() for name in ("id", "fingerprint")), strict=True)
        )
        rows = {row.id: row.read_function() for row in files.read_shard(shard)}
        for name, fingerprint in fingerprints.items():
            function = rows.get(name)
            if function is None:
                yield f"{name} has no function"
            elif function.get("fingerprint") != fingerprint:
                yield f"{name} has a function for what it was before"
