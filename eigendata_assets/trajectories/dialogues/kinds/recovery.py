"""A request that is refused, and what the user asks for then."""

from __future__ import annotations

from eigendata_assets.trajectories.dialogues.beats import Beat, Sentence
from eigendata_assets.trajectories.dialogues.scene import Scene
from eigendata_assets.trajectories.dialogues.values import plain_message


def refused_then_done(scene: Scene) -> list[Beat] | None:
    """The first goal fails; the user says another value, or asks for something that helps first."""
    first, *others = scene.parts
    later = tuple(number for part in others for number in part)
    refused = scene.graph.nodes[first[-1]]
    if refused.error is None:
        return None
    answer = f"{scene.voice.say('refused', why=plain_message(refused.error))} {scene.voice.say('what_instead')}"
    opening = Beat(scene.opening(scene.facts_for(first), [refused]), first, answer)
    facts = scene.stated(scene.facts_for(later))
    if scene.scenario.way == "enabling_task":
        helping = scene.request(scene.graph.nodes[others[0][-1]])
        said = (Sentence(scene.voice.say("first_then")), helping, *facts)
        return [opening, Beat(said, later, scene.outcome(later))]
    if not facts:
        return None
    return [opening, Beat((Sentence(scene.voice.say("instead")), *facts), later, scene.outcome(later))]
