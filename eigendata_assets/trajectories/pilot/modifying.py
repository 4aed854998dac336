"""ModifyAgent (EigenData 3.4.2): what failed is edited by a model, executed again and verified, in rounds."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from eigendata_assets.agents.agent import Agent
from eigendata_assets.agents.chat_model import ChatModel
from eigendata_assets.agents.prompt import Prompt
from eigendata_assets.artifacts.frozen import Artifact, Json
from eigendata_assets.artifacts.pilot import SampleFailure
from eigendata_assets.artifacts.trajectory import Call, Trajectory
from eigendata_assets.execution.replay import replay_trajectories
from eigendata_assets.imports.dialogue_parts import Said, turns_of
from eigendata_assets.trajectories.dialogues.provenance_check import texts_of, unresolved
from eigendata_assets.trajectories.pilot.conversion import messages_of
from eigendata_assets.trajectories.quality.collection import Collection
from eigendata_assets.trajectories.quality.dialogue_text import call_text, tools_text
from eigendata_assets.trajectories.quality.model_checker import THRESHOLD, model_check
from eigendata_assets.trajectories.quality.rules import failures_of
from eigendata_assets.trajectories.simulation.origins import origins_of
from eigendata_assets.trajectories.staging import Made
from eigendata_assets.verification.gate import Gate

ROUNDS = 2


class Edit(Artifact):
    """One message as it is to be; of an assistant's message the calls too, none where it makes none."""

    message: int
    text: str
    calls: list[Call]


class Edits(Artifact):
    """The messages that change, and how that settles what was found."""

    edits: list[Edit]
    reason: str


MODIFY_AGENT = Agent("dialogue_modify_agent", Prompt.beside(__file__, "modify.md"), Edits)


@dataclass(frozen=True, slots=True)
class Modifier:
    """Repairs dialogues of one domain; a repaired one passes the rules, the gate and the model checker."""

    gate: Gate
    chat: ChatModel
    rounds: int = ROUNDS

    async def repair(self, trajectory: Trajectory, failures: Sequence[SampleFailure]) -> Made | None:
        """The dialogue with few messages changed, executed and proved; None where the rounds do not suffice.

        What was changed, and for which reasons, stands in its provenance. Raises as `Agent.ask` does.
        """
        collection = Collection("dialogue", "dialogue", [trajectory], self.gate.toolset)
        history: list[Json] = []
        for _ in range(self.rounds):
            reply = await MODIFY_AGENT.ask(
                self.chat,
                failures=[each.model_dump() for each in failures],
                tools=tools_text(collection.tools_of(trajectory)),
                messages=[_shown(said) for said in messages_of(trajectory)],
            )
            edits = reply.value
            history.append({"edits": len(edits.edits), "reason": edits.reason, "made_by": reply.provenance.made_by})
            trajectory = await asyncio.to_thread(self._executed, with_edits(trajectory, edits.edits), history)
            made, failures = await self._verified(trajectory)
            if made is not None:
                return made
        return None

    def _executed(self, trajectory: Trajectory, history: list[Json]) -> Trajectory:
        (executed,) = replay_trajectories([trajectory], self.gate.environment, self.gate.sandbox)
        provenance = executed.provenance
        details = {**provenance.details, "arguments": origins_of(executed), "modified": list(history)}
        return executed.model_copy(update={"provenance": provenance.model_copy(update={"details": details})})

    async def _verified(self, executed: Trajectory) -> tuple[Made | None, list[SampleFailure]]:
        """The dialogue with its proof, or all that is against it."""
        collection = Collection("dialogue", "dialogue", [executed], self.gate.toolset)
        broken = [each for each in failures_of(collection, executed) if each.weight != "doubtful"]
        found = [SampleFailure(code=each.rule, message=f"{each.where}: {each.message}") for each in broken]
        problems = unresolved(executed, texts_of(self.gate.toolset.tools))
        found += [SampleFailure(code="argument_without_origin", message=each) for each in problems]
        if executed.failure is not None:
            found.append(SampleFailure(code="replay_stopped", message=executed.failure))
        if found:
            return None, found
        (proof,) = await asyncio.to_thread(lambda: list(self.gate.prove([executed])))
        if proof.function is None:
            whys = [f"{each.requirement}: {each.what}" for each in proof.soundness.failures]
            return None, [SampleFailure(code="refused_by_the_gate", message=why) for why in whys]
        check = await model_check(executed, collection.tools_of(executed), (), self.chat)
        if check.confidence <= THRESHOLD:
            return None, [SampleFailure(code="model_checker", message=check.rationale)]
        return Made(executed, proof), []


def with_edits(trajectory: Trajectory, edits: Sequence[Edit]) -> Trajectory:
    """The dialogue with these messages in place of its own, to be executed anew; edits of no message are left out.

    What tools gave cannot be edited: execution gives it.
    """
    changed = {each.message: each for each in edits}
    said = [
        _edited(each, changed[number]) if number in changed else each
        for number, each in enumerate(messages_of(trajectory))
    ]
    turns = turns_of([each for each in said if each.role != "tool"])
    if len(turns) == len(trajectory.turns):
        turns = tuple(
            turn.model_copy(update={"tools_added": old.tools_added})
            for turn, old in zip(turns, trajectory.turns, strict=True)
        )
    return trajectory.model_copy(update={"turns": turns, "final_state": {}, "failure": None})


def _edited(said: Said, edit: Edit) -> Said:
    if said.role != "assistant":
        return replace(said, text=edit.text)
    calls = tuple((f"edited_{number}", call) for number, call in enumerate(edit.calls))
    return replace(said, text=edit.text, calls=calls)


def _shown(said: Said) -> str:
    calls = "; ".join(call_text(call) for _, call in said.calls)
    return f"{said.role}: {said.text}" + (f" [calls {calls}]" if calls else "")
