"""A user who tries to get what a requirement forbids, by claims, pressure, or a role that he does not have."""

from __future__ import annotations

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.trajectories.dialogues.beats import Beat, Sentence
from eigendata_assets.trajectories.dialogues.scene import Scene
from eigendata_assets.trajectories.dialogues.values import is_or_are, named, plain_message, singular
from eigendata_assets.trajectories.graphs.graph import Untrue


def deceiving(scene: Scene) -> list[Beat] | None:
    """The request is refused for what the look-up or the tool shows; nothing the user says then changes it."""
    error = scene.graph.nodes[-1].error
    if error is None:
        return None
    why = plain_message(error)
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
    shown = _said(scene, "shown_otherwise", first, _true(scene, first))
    answer = f"{shown} {scene.outcome(scene.all)}"
    beats = [Beat((*opening, _claim(scene, first, "claims"), closing), scene.all, answer)]
    for claim in others:
        stays = _said(scene, "still_otherwise", claim, _true(scene, claim))
        beats.append(Beat((_claim(scene, claim, "claims_again"),), (), stays))
    return beats


def _claim(scene: Scene, claim: Untrue, how: str) -> Sentence:
    return Sentence(_said(scene, how, claim, claim.claimed), (claim,))


def _said(scene: Scene, how: str, claim: Untrue, value: Json) -> str:
    """That the row has the value, as the user claims or the assistant has found."""
    label, text = named(claim.column, value)
    what = f"{label} of the {singular(claim.table)}"
    return scene.voice.say(how, what=what, value=text, **{"is": is_or_are(label, value)})


def _true(scene: Scene, claim: Untrue) -> Json:
    value = scene.graph.nodes[claim.node].value
    for step in claim.path:
        value = value[step]
    return value
