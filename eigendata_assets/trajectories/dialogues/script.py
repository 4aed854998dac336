"""UserIntentFromGraphAgent (EigenData 3.4) by rule: what the user says in each turn, what is called and told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from eigendata_assets.trajectories.dialogues.beats import Beat
from eigendata_assets.trajectories.dialogues.kinds.asking import facts_on_request, one_missing
from eigendata_assets.trajectories.dialogues.kinds.deception import deceiving
from eigendata_assets.trajectories.dialogues.kinds.mistakes import one_corrected, one_invalid, one_not_found
from eigendata_assets.trajectories.dialogues.kinds.recovery import refused_then_done
from eigendata_assets.trajectories.dialogues.kinds.tasks import task_by_task
from eigendata_assets.trajectories.dialogues.kinds.tools import tool_added, without_tool
from eigendata_assets.trajectories.dialogues.scene import Scene
from eigendata_assets.trajectories.dialogues.values import written
from eigendata_assets.trajectories.dialogues.wording import Voice
from eigendata_assets.trajectories.graphs.graph import Graph
from eigendata_assets.trajectories.graphs.knowledge import Knowledge
from eigendata_assets.trajectories.scenarios.dimensions import Kind
from eigendata_assets.trajectories.scenarios.scenario import Scenario

_TELLERS: Mapping[Kind, Callable[[Scene], list[Beat] | None]] = {
    "multi_turn_single_task": facts_on_request,
    "multi_turn_multi_task": task_by_task,
    "missing_parameter": one_missing,
    "invalid_value": one_invalid,
    "wrong_premise": one_not_found,
    "self_correction": one_corrected,
    "no_suitable_tool": without_tool,
    "tools_added": tool_added,
    "recovery": refused_then_done,
    "deception": deceiving,
}


@dataclass(frozen=True, slots=True)
class Script:
    """Makes the beats of a graph for a scenario."""

    knowledge: Knowledge
    graph: Graph
    scenario: Scenario
    voice: Voice

    def beats(self) -> list[Beat] | None:
        """The turns of the dialogue; None where the graph has nothing that the scenario is about."""
        scene = Scene(self.knowledge, self.graph, self.scenario, self.voice)
        if self.scenario.aim == "several_constraints" and not scene.limits:
            return None
        beats = _TELLERS.get(self.scenario.kind, Scene.whole)(scene)
        if not beats:
            return None
        return [replace(beats[0], situation=self._situation()), *beats[1:]]

    def _situation(self) -> str:
        """What the assistant is told beforehand: the policy of the domain, the time, and how the user comes."""
        domain = self.knowledge.domain
        policy = domain.policy.strip() or self.voice.say("without_policy", what=domain.description)
        now = self.voice.say("now", day=written(domain.now))
        return f"{policy}\n\n{now} {self.voice.say('situations', self.scenario.channel)}"
