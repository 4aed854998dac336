"""The assistant lacks the tool for what the user wants, to the end or at first."""

from __future__ import annotations

from eigendata_assets.trajectories.dialogues.beats import Beat, Sentence
from eigendata_assets.trajectories.dialogues.scene import Scene, for_assistant
from eigendata_assets.trajectories.dialogues.tasks import task_words


def without_tool(scene: Scene) -> list[Beat]:
    """The assistant says that it cannot do it."""
    goal = scene.graph.goals[0]
    what = for_assistant(scene.described(goal) or task_words(goal.tool))
    cannot = scene.voice.say("cannot", what=what)
    return [Beat(scene.opening(scene.facts), (), cannot)]


def tool_added(scene: Scene) -> list[Beat]:
    """The tool comes later, and the task is done then."""
    now = (Sentence(scene.voice.say("now_can")),)
    added = (scene.graph.goals[0].tool,)
    return [*without_tool(scene), Beat(now, scene.all, scene.outcome(scene.all), tools_added=added)]
