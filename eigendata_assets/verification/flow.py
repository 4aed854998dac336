"""What an outcome must contain, as a story: what is known is kept, what was executed anew is looked at anew."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eigendata_assets.agents.chat_model import ChatModel
from eigendata_assets.artifacts.canonical import canonical_hash
from eigendata_assets.artifacts.key_calls import KeyCalls
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.artifacts.verification_function import Soundness, SoundnessReport
from eigendata_assets.environments.implemented import current_environment
from eigendata_assets.execution.progress import Progress
from eigendata_assets.execution.protocol import Sandbox
from eigendata_assets.storage.domain_store import DomainStore
from eigendata_assets.storage.verification_files import ProvedRow, VerificationFiles
from eigendata_assets.verification.gate import GATE_VERSION, Gate
from eigendata_assets.verification.key_functions import find_key_calls
from eigendata_assets.verification.proving import Proof


@dataclass(frozen=True, slots=True)
class KeyCallsDone:
    """How many trajectories there are, how many were looked at anew, and how many key calls all have."""

    trajectories: int
    renewed: int
    key_calls: int


def update_key_calls(store: DomainStore, sandbox: Sandbox, progress: Progress) -> KeyCallsDone:
    """The domain's key calls are those of its trajectories as they are now."""
    stored = tuple(store.planned_trajectories())
    known = store.read_key_calls() if store.key_calls_file.exists() else KeyCalls(entries={})
    due = [each for each in stored if not each.fingerprint or known.fingerprints.get(each.id) != each.fingerprint]
    entries = known.entries | find_key_calls(due, current_environment(store), sandbox, progress)
    kept = {each.id: entries[each.id] for each in stored}
    store.write_key_calls(KeyCalls(entries=kept, fingerprints={each.id: each.fingerprint for each in stored}))
    return KeyCallsDone(len(stored), len(due), sum(map(len, kept.values())))


def update_functions(
    store: DomainStore,
    ignore: tuple[str, ...],
    chat: ChatModel,
    sandbox: Sandbox,
    progress: Progress,
) -> SoundnessReport:
    """Every shard has the verification functions of its trajectories as they are now, each proved; gives the report.

    A row whose trajectory, gate and ignored tables are as before is kept, and a shard of such rows keeps its bytes.
    """
    files, shards = VerificationFiles(store.folder), dict[str, tuple[Trajectory, ...]]()
    for shard in _shards(store):
        shards[shard] = store.read_shard(shard)
    files.keep_only(shards)
    wanted = {each.id: proof_key(each, ignore) for rows in shards.values() for each in rows}
    known = {row.id: row for row in files.read(shards) if wanted.get(row.id) == row.proved_for}
    due = [each for rows in shards.values() for each in rows if each.id not in known or not each.fingerprint]
    gate = Gate(store.read_toolset(), current_environment(store), sandbox, ignore, chat=chat)
    fresh = {
        each.id: proved_row(each, wanted[each.id], proof)
        for each, proof in zip(due, gate.prove(due, progress), strict=True)
    }
    for shard, trajectories in shards.items():
        rows = [fresh.get(each.id) or known[each.id] for each in trajectories]
        if any(row.id in fresh for row in rows) or len(files.read_shard(shard)) != len(rows):
            files.write_shard(shard, rows)
    return read_report(store)


def read_report(store: DomainStore) -> SoundnessReport:
    """The stored proofs of a domain, summed up."""
    rows = VerificationFiles(store.folder).read(_shards(store))
    return report_of(store.folder.name, [row.read_soundness() for row in rows])


def report_of(domain: str, rows: Sequence[Soundness]) -> SoundnessReport:
    """Counts of verdicts, of first reasons for dropping, and of runs scored by requirement."""
    verdicts, tested = Counter(row.verdict for row in rows), Counter[str]()
    for row in rows:
        tested.update(row.tested)
    why = Counter(row.failures[0].requirement for row in rows if row.failures)
    return SoundnessReport(
        domain=domain,
        trajectories=len(rows),
        sound=verdicts["sound"],
        repaired=verdicts["repaired"],
        dropped=verdicts["dropped"],
        why=dict(why.most_common()),
        tested=dict(tested.most_common()),
        rows=tuple(rows),
    )


def read_functions(store: DomainStore) -> dict[str, Mapping[str, object]]:
    """Trajectory id to its function, of those that are sound."""
    rows = VerificationFiles(store.folder).read(_shards(store))
    return {row.id: function for row in rows if (function := row.read_function()) is not None}


def _shards(store: DomainStore) -> list[str]:
    return [each.shard for each in store.usage_index.shards()]


def proof_key(trajectory: Trajectory, ignore: tuple[str, ...]) -> str:
    """What a stored proof of a trajectory was made for: all that it depends on."""
    return canonical_hash([trajectory.fingerprint, GATE_VERSION, list(ignore)])


def proved_row(trajectory: Trajectory, proved_for: str, proof: Proof) -> ProvedRow:
    """The proof as it is stored beside the trajectory."""
    function = None if proof.function is None else json.dumps(proof.function)
    return ProvedRow(trajectory.id, proved_for, proof.soundness.verdict, function, proof.soundness.to_json())
