"""The assistant asks for what the user has not said."""

from __future__ import annotations

from eigendata_assets.trajectories.dialogues.beats import Beat
from eigendata_assets.trajectories.dialogues.scene import Scene


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
        return [*beats, Beat(tuple(scene.stated(rest)), after, scene.outcome(after))]
    return [*beats, Beat(tuple(scene.stated(rest)), scene.all, scene.outcome(scene.all))]


def one_missing(scene: Scene) -> list[Beat] | None:
    """The user leaves one value out, and says it when he is asked."""
    values = [fact for fact in scene.facts if not fact.tells_apart]
    if not values:
        return None
    missing = values[-1]
    before, after = scene.all[: missing.node], scene.all[missing.node :]
    given = [fact for fact in scene.facts if fact != missing]
    opening = Beat(scene.opening(given), before, scene.ask([missing]))
    return [opening, Beat(tuple(scene.stated([missing])), after, scene.outcome(after))]
