"""Which kinds of dialogues a tool can be the goal of, told before anything is drawn."""

from __future__ import annotations

from eigendata_assets.artifacts.spec.behaviour import Parameter
from eigendata_assets.environments.suites.argument_rules import is_required
from eigendata_assets.trajectories.graphs.goals import refuses
from eigendata_assets.trajectories.graphs.knowledge import Knowledge
from eigendata_assets.trajectories.scenarios.dimensions import Kind


def suits(knowledge: Knowledge, kind: Kind, tool: str) -> bool:
    """Whether there can be a dialogue of the kind about the tool."""
    parameters = knowledge.domain.tools[tool].parameters.values()
    match kind:
        case "no_suitable_tool" | "tools_added":
            return tool in knowledge.writes
        case "against_policy" | "deception":
            return refuses(knowledge, tool)
        case "recovery":
            return tool in knowledge.writes and refuses(knowledge, tool)
        case "invalid_value":
            return any(map(is_bounded, parameters))
        case "wrong_premise":
            return any(is_required(each) and knowledge.table_of(each) for each in parameters)
        case "missing_parameter" | "multi_turn_single_task" | "self_correction":
            return any(map(is_required, parameters))
    return True


def is_bounded(parameter: Parameter) -> bool:
    """Whether there are values of the right type that are too large, too small or too many."""
    bounds = (parameter.minimum, parameter.maximum, parameter.max_items)
    return not parameter.enum and any(bound is not None for bound in bounds)
