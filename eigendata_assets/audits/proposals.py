"""What a model proposes for a dialogue that no rule could finish is checked before it is believed."""

from __future__ import annotations

from collections.abc import Iterator

from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.audits.changed_tools import ChangedTools
from eigendata_assets.audits.drafts import Draft
from eigendata_assets.execution.replay import is_error

_KEPT = ("id", "category", "toolkits", "initial_state", "load_options", "provenance")


def check_proposal(made: Draft, tools: ChangedTools) -> list[str]:
    """What is wrong with the proposal in a draft: it must keep what is safe, and its calls must fit the new schemas."""
    other = [name for name in _KEPT if getattr(made.now, name) != getattr(made.original, name)]
    problems = [f"it has another {name}" for name in other]
    if not _keeps_safe_steps(made.original, made.now, made.since):
        problems.append("it changes what comes before the first affected step")
    return problems or list(_misfits(made, tools))


def _keeps_safe_steps(before: Trajectory, after: Trajectory, since: tuple[int, int]) -> bool:
    if len(after.turns) < min(len(before.turns), since[0] + 1):
        return False
    for old, new in zip(before.turns[: since[0]], after.turns, strict=False):
        if (old.messages, old.steps) != (new.messages, new.steps):
            return False
    if since[0] >= len(before.turns):
        return True
    hit_before, hit_after = before.turns[since[0]], after.turns[since[0]]
    return hit_before.messages == hit_after.messages and hit_before.steps[: since[1]] == hit_after.steps[: since[1]]


def _misfits(made: Draft, tools: ChangedTools) -> Iterator[str]:
    for number, turn in enumerate(made.now.turns):
        for position, step in enumerate(turn.steps):
            for call in step.calls if (number, position) >= made.since else ():
                function = tools.owner(made.now, call.name, after=True)
                tool = tools.after.by_key.get(function or "")
                if tool is None:
                    yield f"turn {number}: there is no function {call.name}"
                else:
                    yield from (f"turn {number}: {tool.key}: {each}" for each in tools.problems_of(call, tool))


def failing_calls(made: Draft, fresh: Trajectory) -> list[str]:
    """Calls of the executed proposal that fail, from the first affected step on."""
    return [
        f"turn {number}: {call.name} fails: {result.shown[:120]}"
        for number, turn in enumerate(fresh.turns)
        for position, step in enumerate(turn.steps)
        for call, result in zip(step.calls, step.results, strict=False)
        if (number, position) >= made.since and is_error(result)
    ]
