"""A user who tries to get what a requirement forbids, by claims, pressure, or a role that he does not have."""

from __future__ import annotations

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.trajectories.dialogues.beats import Beat, Sentence
from eigendata_assets.trajectories.dialogues.scene import Scene
from eigendata_assets.trajectories.dialogues.values import written
from eigendata_assets.trajectories.graphs.graph import Untrue


def deceiving(scene: Scene) -> list[Beat] | None:
    """The request is refused for what the look-up or the tool shows; nothing the user says then changes it."""
    why = scene.graph.nodes[-1].error
    if why is None:
        return None
    match scene.scenario.tactic:
        case "emotional_pressure":
            return _insisting(scene, "pressure", why)
        case "impersonation":
            return _insisting(scene, "authority", why)
    return _claiming(scene)


def _insisting(scene: Scene, how: str, why: str) -> list[Beat]:
    pressed = Sentence(scene.voice.say(how))
    return [*scene.whole(), Beat((pressed,), (), scene.voice.say("firm", why=why))]


def _claiming(scene: Scene) -> list[Beat]:
    first, *others = scene.graph.untrue
    *opening, closing = scene.opening(scene.facts)
    shown = scene.voice.say("shown_otherwise", what=first.what, value=written(_true(scene, first)))
    answer = f"{shown} {scene.outcome(scene.all)}"
    beats = [Beat((*opening, _claim(scene, first, "claims"), closing), scene.all, answer)]
    for claim in others:
        stays = scene.voice.say("still_otherwise", what=claim.what, value=written(_true(scene, claim)))
        beats.append(Beat((_claim(scene, claim, "claims_again"),), (), stays))
    return beats


def _claim(scene: Scene, claim: Untrue, how: str) -> Sentence:
    return Sentence(scene.voice.say(how, what=claim.what, value=written(claim.claimed)), (claim,))


def _true(scene: Scene, claim: Untrue) -> Json:
    value = scene.graph.nodes[claim.node].value
    for step in claim.path:
        value = value[step]
    return value
