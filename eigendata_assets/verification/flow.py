"""What an outcome must contain, as a story: what is known is kept, what was executed anew is looked at anew."""

from __future__ import annotations

from dataclasses import dataclass

from eigendata_assets.artifacts.key_calls import KeyCalls
from eigendata_assets.environments.implemented import current_environment
from eigendata_assets.execution.progress import Progress
from eigendata_assets.execution.protocol import Sandbox
from eigendata_assets.storage.domain_store import DomainStore
from eigendata_assets.verification.key_functions import find_key_calls


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
