"""Arguments that were taken from a result which is another now.

An id that one call gave and a later call was given must follow. It follows by rule where the old value stood in the
results only there, became one new value, and the user never said it; what may be such a value and is not certain is a
problem.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.trajectory import Call
from eigendata_assets.audits.call_patch import CallEdit
from eigendata_assets.audits.drafts import Draft, Place
from eigendata_assets.audits.result_changes import Leaf, ValueChanges, all_same, value_changes
from eigendata_assets.audits.text_rewrite import is_distinctive, user_words

_WHY = "it was taken from a result that is another now"


def propagate(made: Draft) -> bool:
    """Whether an argument of the draft had to follow a changed result; only the first step that has one is changed.

    The draft is then to be executed again, before later steps are looked at.
    """
    if all_same(made.original, made.now, made.since):
        return False
    for place, calls in _later_steps(made):
        changes = value_changes(made.original, made.now, made.since, place)
        if not (changes.now or changes.gone):
            continue
        moved = [_follow(made, place, number, call, changes) for number, call in enumerate(calls)]
        if any(moved) or made.problems:
            return any(moved)
    return False


def _later_steps(made: Draft) -> Iterator[tuple[Place, tuple[Call, ...]]]:
    for number, turn in enumerate(made.now.turns):
        for position, step in enumerate(turn.steps):
            if (number, position) > made.since and step.calls:
                yield (number, position), step.calls


def _follow(made: Draft, place: Place, number: int, call: Call, changes: ValueChanges) -> bool:
    arguments = copy.deepcopy(call.arguments)
    said = user_words(made.now, place[0])
    moved = False
    for holder, key, path in list(_places(arguments, "arguments")):
        value = holder[key]
        if isinstance(value, bool) or value is None or not changes.concerns(value) or str(value).casefold() in said:
            continue
        successor = changes.successor(value)
        if successor is None or not _is_sure(value):
            where = f"turn {place[0]}, step {place[1]}: {call.name}: {path}"
            made.problems.append(f"{where} is {value!r}, which may come from a result that is another now")
            return False
        holder[key] = successor[0]
        made.note(place, number, CallEdit(path, value, successor[0], _WHY))
        moved = True
    if moved:
        made.replace_call(place, number, call.model_copy(update={"arguments": arguments}))
    return moved


def _is_sure(value: Leaf) -> bool:
    return is_distinctive(str(value)) or (isinstance(value, str) and len(value) > 1)


def _places(value: Json, path: str) -> Iterator[tuple[Json, Json, str]]:
    """Each leaf: what holds it, its key there, and the path to it."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in pairs:
        inner = f"{path}.{key}"
        if isinstance(item, dict | list):
            yield from _places(item, inner)
        else:
            yield value, key, inner
