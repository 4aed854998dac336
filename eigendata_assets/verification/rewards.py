"""Structural and functional reward of predicted calls (GenesisFunc paper, appendix E.2), as pure functions.

    R_structural = 1/N sum r_structural(i),   r_structural(i) = 1 where call i follows the schema, else 0       (6, 7)
    R_correct    = 1/N sum r_correct(i),      r_correct(i)    = 3, 2, 1 or 0                                    (8, 9)
    R_final      = R_structural + R_correct                                                                     (10)

N is the number of predicted calls. The paper does not say what no call at all is worth; here it is worth everything
where none was wanted, and nothing where one was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from jsonschema import Draft202012Validator

from eigendata_assets.artifacts.canonical import canonical_json
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.artifacts.trajectory import Call

EXACT, PARTLY, NAME_ONLY = 3.0, 2.0, 1.0


def structural_rewards(predicted: Sequence[Json], tools: Mapping[str, ToolSchema]) -> list[float]:
    """r_structural of each predicted call, as a model wrote it: 1.0 or 0.0.

    1.0 for an object of exactly `name` and then `arguments`, with a tool that exists and arguments that its schema
    allows; parameters that it does not know are refused unless it says otherwise.
    """
    return [float(_follows_schema(call, tools)) for call in predicted]


def structural_reward(predicted: Sequence[Json], tools: Mapping[str, ToolSchema]) -> float:
    """R_structural, from 0 to 1; 1.0 where there is no call that could break a schema."""
    return _mean(structural_rewards(predicted, tools), empty=1.0)


def functional_rewards(predicted: Sequence[Call], reference: Sequence[Call]) -> list[float]:
    """r_correct of each predicted call: 3.0 exact, 2.0 tool and an argument right, 1.0 only the tool, 0.0 otherwise.

    Each call of the reference answers for one predicted call at most, so that the sum is greatest.
    """
    rewards = [0.0] * len(predicted)
    free = set(range(len(reference)))
    for place, call in enumerate(predicted):
        exact = next((each for each in sorted(free) if _agreement(call, reference[each]) == EXACT), None)
        if exact is not None:
            rewards[place] = EXACT
            free.discard(exact)
    left = [place for place, reward in enumerate(rewards) if not reward]
    for level in (PARTLY, NAME_ONLY):
        choices = {
            place: [each for each in sorted(free) if _agreement(predicted[place], reference[each]) >= level]
            for place in left
        }
        taken = _most_pairs(choices)
        for each, place in taken.items():
            rewards[place] = level
            free.discard(each)
            left.remove(place)
    return rewards


def functional_reward(predicted: Sequence[Call], reference: Sequence[Call]) -> float:
    """R_correct, from 0 to 3."""
    return _mean(functional_rewards(predicted, reference), empty=0.0 if reference else EXACT)


def final_reward(predicted: Sequence[Json], reference: Sequence[Call], tools: Mapping[str, ToolSchema]) -> float:
    """R_final, from 0 to 4, of calls as a model wrote them; one that has no name or arguments is right in nothing."""
    if not predicted and reference:
        return 0.0
    readable = [_read(call) for call in predicted]
    return structural_reward(predicted, tools) + functional_reward(readable, reference)


def _read(call: Json) -> Call:
    if isinstance(call, dict) and isinstance(call.get("name"), str) and isinstance(call.get("arguments"), dict):
        return Call(name=call["name"], arguments=call["arguments"])
    return Call(name="", arguments={})


def _follows_schema(call: Json, tools: Mapping[str, ToolSchema]) -> bool:
    if not isinstance(call, dict) or list(call) != ["name", "arguments"] or not isinstance(call["arguments"], dict):
        return False
    tool = tools.get(call["name"]) if isinstance(call["name"], str) else None
    if tool is None:
        return False
    schema = {"additionalProperties": False, **tool.parameters}
    return bool(Draft202012Validator(schema).is_valid(call["arguments"]))


def _agreement(call: Call, reference: Call) -> float:
    if call.name != reference.name or not call.name:
        return 0.0
    mine, theirs = _canonical_arguments(call), _canonical_arguments(reference)
    if mine == theirs:
        return EXACT
    return PARTLY if mine.items() & theirs.items() else NAME_ONLY


def _canonical_arguments(call: Call) -> dict[str, str]:
    return {name: canonical_json(value) for name, value in call.arguments.items()}


def _most_pairs(choices: Mapping[int, Sequence[int]]) -> dict[int, int]:
    """Chosen to chooser, as many pairs as there can be."""
    taken: dict[int, int] = {}
    for chooser in choices:
        _give(chooser, choices, taken, set())
    return taken


def _give(chooser: int, choices: Mapping[int, Sequence[int]], taken: dict[int, int], tried: set[int]) -> bool:
    for each in choices[chooser]:
        if each not in tried:
            tried.add(each)
            if each not in taken or _give(taken[each], choices, taken, tried):
                taken[each] = chooser
                return True
    return False


def _mean(rewards: Sequence[float], empty: float) -> float:
    return sum(rewards) / len(rewards) if rewards else empty
