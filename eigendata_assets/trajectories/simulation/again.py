"""What models made, and is missing or out of date, is held again, in the mode and with the prompts of its batch."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from eigendata_assets.agents.chat_model import ChatModel
from eigendata_assets.agents.errors import ModelNeeded
from eigendata_assets.artifacts.canonical import canonical_hash
from eigendata_assets.artifacts.domain import Domain
from eigendata_assets.artifacts.left_out import LeftOut
from eigendata_assets.errors import GateFailed, RequestError
from eigendata_assets.execution.progress import Advance, Progress
from eigendata_assets.execution.protocol import Sandbox
from eigendata_assets.storage.domain_store import DomainStore
from eigendata_assets.storage.files import locked
from eigendata_assets.storage.generated_shards import parts_of
from eigendata_assets.storage.workspace import Workspace
from eigendata_assets.trajectories.flow import make_plan
from eigendata_assets.trajectories.generating import read_knowledge
from eigendata_assets.trajectories.generation import skeleton
from eigendata_assets.trajectories.origins import made_with
from eigendata_assets.trajectories.redrawing import DueRows, Redrawn, due_rows
from eigendata_assets.trajectories.simulation.flow import Played, calls_in, playing_of
from eigendata_assets.trajectories.simulation.playing import Playing
from eigendata_assets.trajectories.simulation.roles import SimulationAgents
from eigendata_assets.trajectories.staging import Made, Stage, open_stage, read_dataset


def simulate_again(
    workspace: Workspace, domain: Domain, shards: Sequence[str], chat: ChatModel, sandbox: Sandbox, progress: Progress
) -> Redrawn:
    """The rows of some shards of models that are missing or out of date are held again; all others are kept.

    Raises RequestError before any work where no model is configured: the shards stay as they are, and out of date.
    Raises GateFailed where a place has no dialogue any more; its shard stays as it was, the others are done.
    """
    store, knowledge = workspace.store(domain.name), read_knowledge(workspace, domain)
    require_model(domain, shards, chat)
    with locked(store.lock_file, f"a generation of {domain.name}"):
        dataset = read_dataset(store)
        due = list(due_rows(store, domain, {shard: dataset.shards[shard] for shard in sorted(shards)}))
        stage = open_stage(store, domain, canonical_hash([[each.shard, each.places] for each in due]))
        left_out = list[tuple[str, LeftOut]]()
        with progress(f"holding dialogues of {domain.name} again", sum(len(each.places) for each in due)) as advance:
            for each in due:
                playing = playing_of(stage, knowledge, each.batch, _played(each, chat), sandbox)
                playing.simulation.seen.update(_others(store, dataset.shards.keys() - {each.shard}, each))
                failed = asyncio.run(_hold(stage, each, playing, advance))
                left_out += [(each.shard, place) for place in failed]
        stage.publish(dataset)
    make_plan(store, domain.depends_on)
    _require_all(domain, left_out)
    return Redrawn(dict.fromkeys(shards, 0) | {each.shard: len(each.places) for each in due})


def require_model(domain: Domain, shards: Sequence[str], chat: ChatModel) -> None:
    """A model answers all roles; else a RequestError says which shards are left as they are."""
    try:
        SimulationAgents().require(chat)
    except ModelNeeded as error:
        some = ", ".join(shards[:3]) + (", ..." if len(shards) > 3 else "")
        what = f"{len(shards)} of the shards of {domain.name} are a model's work, and stay as they are: {some}"
        raise RequestError(f"{what}; {error.message}", hint=error.hint) from None


def _played(due: DueRows, chat: ChatModel) -> Played:
    if due.batch.mode == "rules":
        raise RequestError(f"{due.shard} is no work of a model", hint="It is drawn anew by rule.")
    return Played(due.batch.mode, chat, agents=SimulationAgents().told(due.batch.prompts))


def _others(store: DomainStore, shards: Iterable[str], due: DueRows) -> Iterator[bytes]:
    """What tells all dialogues apart that are not held again now."""
    yield from calls_in(store, shards)
    again = set(due.positions)
    for row, each in enumerate(store.read_shard(due.shard) if due.whole else ()):
        if row not in again:
            yield skeleton(each)


async def _hold(stage: Stage, due: DueRows, playing: Playing, advance: Advance) -> Sequence[LeftOut]:
    """The shard waits with the dialogues of its due places; where one has none, the shard is left, and it is told."""
    done = await playing.play(due.places, advance)
    if done.work.left_out:
        return done.work.left_out
    made = list(_told(due, done.made))
    if due.whole:
        stage.change(due.shard, parts_of(stage.store.folder, due.shard), made, due.positions)
    else:
        stage.add(due.shard, made)
    return ()


def _told(due: DueRows, made: Iterable[Made]) -> Iterable[Made]:
    """The dialogues, which say the prompts that they were made with, where a pilot has revised any."""
    prompts = {each.role: each for each in due.batch.prompts}.values()
    return (replace(each, trajectory=made_with(each.trajectory, prompts)) if prompts else each for each in made)


def _require_all(domain: Domain, left_out: Sequence[tuple[str, LeftOut]]) -> None:
    if left_out:
        (shard, first), *_ = left_out
        reason = first.reasons[-1] if first.reasons else "?"
        hint = "They stay out of date. Generate the dialogues anew, or mend what has changed."
        what = f"{len(left_out)} dialogues of {domain.name} could not be held again"
        raise GateFailed(f"{what}; place {first.place} of {shard} ({first.kind}): {reason}", hint=hint)
