"""A verification function from a trajectory, without a model: what its execution did, and what its words convey.

The rule of the VerificationFunctionAgent (EigenData paper, section 3.4). Functions are plain dictionaries of the shape
of `artifacts/verification_function.py` here: thousands are made and scored in a row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.execution.replay import is_error
from eigendata_assets.verification.evidence import Evidence, Made, Task, defaults_of, was_said
from eigendata_assets.verification.key_functions import is_look_up, is_phrase, leaves
from eigendata_assets.verification.made_values import ANY_WORDS, pattern_of, replaced
from eigendata_assets.verification.template.changes import Change
from eigendata_assets.verification.template.conveyed import conveyed

Function = dict[str, Any]
"""A `VerificationFunction` as `model_dump` gives it."""


Variant = tuple[str, tuple[Change, ...], tuple[str, ...]]
"""One valid outcome: what it comes from, its changes, the keys that the tools have made up."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What a function asks for beside the change of the state.

    `reads`: numbers of calls whose result is needed. `information`: values that must be told, with their sources.
    `demanded`: numbers of calls that must be made as they are. `own_wording`: texts in the author's own words may be
    worded otherwise. `any_keys`: new records may have other keys, where the tools have made them up. `others`: further
    valid outcomes.
    """

    reads: frozenset[int]
    information: tuple[tuple[Json, str], ...]
    demanded: frozenset[int] = frozenset()
    own_wording: bool = True
    any_keys: bool = True
    others: tuple[Variant, ...] = ()


def choose(task: Task, evidence: Evidence) -> Choice:
    """The choice by rule: reads that are no look-ups, and what the reference itself says of the results that count.

    A call that failed, and that the same tool made good later, is a detour: who goes straight is not wrong.
    """
    reads = frozenset(
        each.number
        for each in task.calls
        if each.number not in evidence.writes
        and not is_look_up(task.trajectory, (each.turn, each.position), later=each.number in evidence.later)
        and not _was_made_good(each, task)
    )
    return Choice(reads, tuple(_told(task, evidence, reads)))


def _was_made_good(made: Made, task: Task) -> bool:
    later = task.calls[made.number + 1 :]
    return is_error(made.result) and any(
        each.call.name == made.call.name and not is_error(each.result) for each in later
    )


def _told(task: Task, evidence: Evidence, reads: frozenset[int]) -> Iterator[tuple[Json, str]]:
    """The numbers and names that the reference tells, that its results hold, and that the user did not say himself."""
    text = "\n".join(task.messages)
    if not text:
        return
    known: set[Json] = set()
    for each in task.calls:
        if is_error(each.result) or not (each.number in reads or each.number in evidence.writes):
            continue
        for value in sorted(leaves(each.result.value), key=str):
            if value not in known and _names(value) and conveyed(value, text) and not was_said(value, task):
                known.add(value)
                yield value, f"the result of {each.call.name}"


def _names(value: str | float) -> bool:
    """Whether a value is a number or a name, not a word like `cancelled` for which there are others."""
    return not isinstance(value, str) or any(char.isdigit() or char.isupper() for char in value)


def derive(task: Task, evidence: Evidence, choice: Choice) -> Function:
    """The function for a choice: the reference's outcome and the further ones."""
    calls = [each for each in task.calls if _is_demanded(each, evidence, choice)]
    made: dict[str, str] = {}
    worded = _own_words(task, evidence) if choice.own_wording else {}
    variants = [("reference", evidence.changes, evidence.made), *choice.others]
    outcomes = [
        _outcome(label, changes, _masks(label, keys if choice.any_keys else (), made, worded), calls, task, choice)
        for label, changes, keys in variants
    ]
    return {
        "format_version": 1,
        "id": task.trajectory.id,
        "ignore": list(task.ignore),
        "made": made,
        "defaults": _defaults(task, calls),
        "outcomes": outcomes,
        "failures": {},
        "fingerprint": task.trajectory.fingerprint,
        "made_by": "rule",
    }


def _is_demanded(made: Made, evidence: Evidence, choice: Choice) -> bool:
    """Reads that count, writes of which the final state shows nothing, and what a repair demands."""
    undone = made.number in evidence.writes and made.number not in evidence.persists
    return undone or made.number in choice.reads or made.number in choice.demanded


def _masks(label: str, keys: Sequence[str], made: dict[str, str], worded: Mapping[str, str]) -> dict[str, Json]:
    """Text to what stands for it in one outcome; the patterns are added to `made`."""
    masks: dict[str, Json] = {}
    for text, name in worded.items():
        made[name] = ANY_WORDS
        masks[text] = {"$made": name}
    for number, key in enumerate(keys, start=1):
        name = f"new {number}" if label == "reference" else f"new {number} ({label})"
        made[name] = pattern_of(key)
        masks[key] = {"$made": name}
    return masks


def _own_words(task: Task, evidence: Evidence) -> dict[str, str]:
    """Phrases of writes that nobody had said before, with a name for each."""
    phrases = {
        value: None
        for each in task.calls
        if each.number in evidence.writes
        for name in each.free
        if isinstance(value := each.call.arguments[name], str) and is_phrase(value)
    }
    return {phrase: f"wording {number}" for number, phrase in enumerate(phrases, start=1)}


def _outcome(
    label: str,
    changes: Sequence[Change],
    masks: Mapping[str, Json],
    calls: Sequence[Made],
    task: Task,
    choice: Choice,
) -> dict[str, Json]:
    return {
        "label": label,
        "changes": [_required(each, masks) for each in changes],
        "calls": [_required_call(each, masks, each.number in choice.reads) for each in calls],
        "information": [
            {"value": masks.get(value, value) if isinstance(value, str) else value, "source": source}
            for value, source in choice.information
        ],
        "answers": bool(task.messages) and not (changes or calls),
    }


def _required(change: Change, masks: Mapping[str, Json]) -> dict[str, Json]:
    table, way, kind, before, after = change
    path = [masks.get(step, step) for step in way] if masks else list(way)
    if masks:
        after = replaced(after, masks, way[-1] if way else "")
    return {"table": table, "path": path, "kind": kind, "before": before, "after": after}


def _required_call(made: Made, masks: Mapping[str, Json], is_read: bool) -> dict[str, Json]:
    failed = is_error(made.result)
    by_result = is_read and not failed and _says_something(made.result.value)
    arguments = replaced(made.call.arguments, masks) if masks else made.call.arguments
    return {
        "any_of": [{"name": made.call.name, "arguments": arguments, "free": list(made.free)}],
        "by_result": by_result,
        "result": made.result.value if by_result else None,
        "may_fail": failed,
    }


def _says_something(result: Json) -> bool:
    """Whether a result is more than that the call was made."""
    return result is not None and not isinstance(result, bool) and result not in ("", [], {})


def _defaults(task: Task, calls: Sequence[Made]) -> dict[str, dict[str, Json]]:
    return defaults_of({name: task.tools[name] for each in calls if (name := each.call.name) in task.tools})
