"""One task after the other, each in a turn of its own."""

from __future__ import annotations

from eigendata_assets.trajectories.dialogues.beats import Beat
from eigendata_assets.trajectories.dialogues.scene import Scene


def task_by_task(scene: Scene) -> list[Beat]:
    """A turn for each goal, with the facts that it needs."""
    beats: list[Beat] = []
    for part in scene.parts:
        facts, goal = scene.facts_for(part), scene.graph.nodes[part[-1]]
        more = (scene.further(), scene.request(goal), *scene.stated(facts))
        said = more if beats else scene.opening(facts, [goal])
        beats.append(Beat(said, part, scene.outcome(part)))
    return beats
