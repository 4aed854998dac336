"""Says whether an outcome of one task is right: `python verify.py outcome.json`, `score(outcome)`, `explain(outcome)`.

An outcome is {"initial_state", "final_state", "calls": [{"name", "arguments", "result", "error"}], "messages": [text]}.
States map toolkit to table to content. FUNCTION, below, says what must have become of the state (and that nothing else
has), which calls must have been made, and what the assistant must have said. Only the standard library is needed.
"""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from eigendata_assets.verification.template.changes import (
    Bound,
    Change,
    digest,
    filled,
    match,
    same,
    state_changes,
    state_problems,
    unify,
)
from eigendata_assets.verification.template.conveyed import conveyed, words

FUNCTION: dict[str, Any] = json.loads(r"""
{}
""")

PHRASE = 3


def score(outcome: Mapping[str, Any]) -> float:
    """1.0 where the outcome is right, else 0.0."""
    return 0.0 if explain(outcome) else 1.0


def explain(outcome: Mapping[str, Any]) -> list[str]:
    """What is wrong with the outcome; empty where it is right."""
    return reasons(FUNCTION, outcome)


def reasons(function: Mapping[str, Any], outcome: Mapping[str, Any]) -> list[str]:
    """What is wrong with an outcome by a function: of several valid outcomes, by the one that comes nearest."""
    changes = state_changes(outcome["initial_state"], outcome["final_state"], function["ignore"])
    calls, messages = outcome["calls"], outcome["messages"]
    found = [list(problems(function, each, changes, calls, messages)) for each in function["outcomes"]]
    nearest = min(found, key=len)
    if not nearest:
        return []
    meaning = function["failures"].get(digest(changes))
    return ([meaning] if meaning else []) + nearest


def fitting_outcomes(
    function: Mapping[str, Any], changes: Sequence[Change]
) -> Iterator[tuple[Mapping[str, Any], Bound]]:
    """The valid outcomes that have exactly these changes, each with what the tools made up."""
    for wanted in function["outcomes"]:
        bound = match(wanted["changes"], changes, {}, function["made"])
        if bound is not None:
            yield wanted, bound


def is_done(
    function: Mapping[str, Any],
    wanted: Mapping[str, Any],
    bound: Bound,
    calls: Sequence[Mapping[str, Any]],
    messages: Sequence[str],
) -> bool:
    """Whether all calls were made and all is said that a valid outcome wants; looks no further than what is missing."""
    return next(_left_undone(function, wanted, bound, calls, messages), None) is None


def problems(
    function: Mapping[str, Any],
    wanted: Mapping[str, Any],
    changes: Sequence[Change],
    calls: Sequence[Mapping[str, Any]],
    messages: Sequence[str],
) -> Iterator[str]:
    """What keeps an outcome from being one of the valid ones."""
    bound = match(wanted["changes"], changes, {}, function["made"])
    if bound is None:
        yield from state_problems(wanted["changes"], changes, function["made"])
    yield from _left_undone(function, wanted, bound, calls, messages)


def _left_undone(
    function: Mapping[str, Any],
    wanted: Mapping[str, Any],
    bound: Bound | None,
    calls: Sequence[Mapping[str, Any]],
    messages: Sequence[str],
) -> Iterator[str]:
    """What was not called or not said; what a tool made up is not asked for where the state is wrong."""
    for call in _missing_calls(function, wanted["calls"], calls, bound or {}):
        yield f"no call does what {_shown(call['any_of'][0])} does"
    text = "\n".join(messages)
    for each in wanted["information"]:
        value = filled(each["value"], bound or {})
        if not conveyed(value, text) and not (value is None and bound is None):
            yield f"the assistant does not say {value!r} ({each['source']})"
    if wanted["answers"] and not text.strip():
        yield "the assistant says nothing"


def _missing_calls(
    function: Mapping[str, Any], wanted: Sequence[Mapping[str, Any]], calls: Sequence[Mapping[str, Any]], bound: Bound
) -> list[Mapping[str, Any]]:
    """The wanted calls that were not made; one call does not stand for two."""
    choices = [[place for place, call in enumerate(calls) if _answers(function, each, call, bound)] for each in wanted]
    taken: dict[int, int] = {}
    return [each for number, each in enumerate(wanted) if not _assign(number, choices, taken, set())]


def _assign(number: int, choices: Sequence[Sequence[int]], taken: dict[int, int], tried: set[int]) -> bool:
    for place in choices[number]:
        if place not in tried:
            tried.add(place)
            if place not in taken or _assign(taken[place], choices, taken, tried):
                taken[place] = number
                return True
    return False


def _answers(function: Mapping[str, Any], wanted: Mapping[str, Any], call: Mapping[str, Any], bound: Bound) -> bool:
    """Whether a call does what a wanted one does, or shows the very result that counts."""
    result = call["result"]
    failed = call["error"] is not None or (isinstance(result, dict) and bool(result.get("error")))
    if failed and not wanted["may_fail"]:
        return False
    for each in wanted["any_of"]:
        if each["name"] == call["name"] and _matters(function, each, call["arguments"], bound):
            return True
    return wanted["by_result"] and not failed and same(wanted["result"], result)


def _matters(function: Mapping[str, Any], wanted: Mapping[str, Any], given: Mapping[str, Any], bound: Bound) -> bool:
    """Whether the arguments that matter are given; those left out have their defaults."""
    if wanted["arguments"] == given:
        return True
    known = function["defaults"].get(wanted["name"], {})
    asked = {name: value for name, value in {**known, **wanted["arguments"]}.items() if name not in wanted["free"]}
    have = {name: value for name, value in {**known, **given}.items() if name not in wanted["free"]}
    return asked.keys() == have.keys() and all(
        _alike(value, have[name], bound, function["made"]) for name, value in asked.items()
    )


def _alike(wanted: Any, found: Any, bound: Bound, made: Mapping[str, str]) -> bool:
    """Equal; of a phrase, only the words matter."""
    if isinstance(wanted, str) and isinstance(found, str) and " " in wanted and len(words(wanted)) >= PHRASE:
        return words(wanted) == words(found)
    return unify(wanted, found, dict(bound), made)


def _shown(call: Mapping[str, Any]) -> str:
    return f"{call['name']}({', '.join(f'{name}={value!r}' for name, value in call['arguments'].items())})"


def main() -> None:
    """Prints the score of the outcome in a file, and what is wrong with it."""
    outcome = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    sys.stdout.write(json.dumps({"score": score(outcome), "reasons": explain(outcome)}, indent=1) + "\n")


if __name__ == "__main__":
    main()
