"""The assistant asks for what the user has not said."""

from __future__ import annotations

from collections.abc import Sequence

from eigendata_assets.trajectories.dialogues.beats import Beat, Fact, Sentence
from eigendata_assets.trajectories.dialogues.scene import Scene

_AT_ONCE = 0.5


def facts_on_request(scene: Scene) -> list[Beat] | None:
    """The request first, then the facts, in one or two answers to what the assistant asks."""
    holders = sorted({fact.node for fact in scene.facts})
    if not holders:
        return None
    cut = scene.voice.random.choice(holders)
    first = [fact for fact in scene.facts if fact.node < cut]
    rest = [fact for fact in scene.facts if fact.node >= cut]
    before, after = scene.all[:cut], scene.all[cut:]
    beats = [Beat(scene.opening([]), (), scene.ask(first or rest))]
    if first:
        beats.append(Beat(tuple(scene.stated(first)), before, scene.ask(rest)))
    return [*beats, *_done(scene, rest, after if first else scene.all)]


def _done(scene: Scene, facts: Sequence[Fact], calls: tuple[int, ...]) -> list[Beat]:
    """The last facts, and the calls; in half of all cases what changes something is only done when the user agrees."""
    goal = scene.graph.nodes[calls[-1]]
    if goal.tool not in scene.knowledge.writes or scene.voice.random.random() < _AT_ONCE:
        return [Beat(tuple(scene.stated(facts)), calls, scene.outcome(calls))]
    agreed = (Sentence(scene.voice.say("confirmed")),)
    asked = Beat(tuple(scene.stated(facts)), calls[:-1], scene.confirm(goal))
    return [asked, Beat(agreed, calls[-1:], scene.outcome(calls))]


def one_missing(scene: Scene) -> list[Beat] | None:
    """The user leaves out a value that a call cannot do without, and says it when he is asked."""
    values = [fact for fact in scene.facts if scene.is_needed(fact) and not fact.tells_apart]
    if not values:
        return None
    missing = values[-1]
    before, after = scene.all[: missing.node], scene.all[missing.node :]
    given = [fact for fact in scene.facts if fact != missing]
    opening = Beat(scene.opening(given), before, scene.ask([missing]))
    return [opening, Beat(tuple(scene.stated([missing])), after, scene.outcome(after))]
