"""The calls a task cannot do without (EigenData paper, section 4.3, "Key Function"), found by execution.

In a reference dialogue, a call is key when it changed the state, and when its result is what the user asked for: it
is the last of its turn, or nothing that comes later depends on it. A look-up is not key: leaving it out changes a
later result, or its result holds an argument of a later call that the user never said. Another way to the same
information is then as good.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.key_calls import KeyCall
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.execution.progress import Progress, silent
from eigendata_assets.execution.protocol import EnvironmentCode, Replay, ReplayOutcome, Sandbox
from eigendata_assets.execution.replay import is_error, replay_all, replay_of, turn_replay

_WORD = re.compile(r"\w+")

PHRASE = 3
"""From so many words on, a text is a phrase: its punctuation and case are not part of its meaning."""

QUOTED = 0.8
"""From this share of known words on, a phrase is a quotation, and its words are not free."""

Position = tuple[int, int]
"""Turn and call, from 0."""


@dataclass(frozen=True, slots=True)
class Omission:
    """What leaving a call out does: to results that come later, and to the final state."""

    later_results: bool
    final_state: bool


def find_key_calls(
    references: Sequence[Trajectory], environment: EnvironmentCode, sandbox: Sandbox, progress: Progress = silent
) -> dict[str, tuple[KeyCall, ...]]:
    """Entry id to its key calls, in the order of the reference; the references have been executed."""
    calls = [(reference, position) for reference in references for position in _positions(reference)]
    replays = [_without(reference, position) for reference, position in calls]
    with progress("leaving calls out", len(replays)) as advance:
        outcomes = replay_all(replays, environment, sandbox, on_done=lambda _: advance())
    omissions: dict[str, dict[Position, Omission]] = {reference.id: {} for reference in references}
    for (reference, position), outcome in zip(calls, outcomes, strict=True):
        omissions[reference.id][position] = _omission(reference, position, outcome)
    return {reference.id: tuple(_key_calls(reference, omissions[reference.id])) for reference in references}


def _positions(reference: Trajectory) -> Iterator[Position]:
    """Turn and call of every call that was executed."""
    for number, turn in enumerate(reference.turns):
        yield from ((number, position) for position in range(len(turn.results)))


def _without(reference: Trajectory, position: Position) -> Replay:
    """The replay of a reference with one call left out."""
    turns = [list(turn) for turn in turn_replay(reference).turns]
    del turns[position[0]][position[1]]
    return replay_of(reference, turns)


def _omission(reference: Trajectory, position: Position, outcome: ReplayOutcome) -> Omission:
    if outcome.failure:
        return Omission(later_results=True, final_state=True)
    expected = [[result.shown for result in turn.results] for turn in reference.turns]
    del expected[position[0]][position[1]]
    found = [[result.text for result in turn] for turn in outcome.results]
    return Omission(found != expected, outcome.turn_states[-1] != reference.turns[-1].state_hashes)


def _holds_what_nobody_said(reference: Trajectory, position: Position) -> bool:
    """Whether a later call has an argument that this result holds and the user has not said."""
    turn, call = position
    known = leaves(reference.turns[turn].results[call].value)
    said = _said(reference, len(reference.turns))
    later = [*reference.turns[turn].calls[call + 1 :], *(each for t in reference.turns[turn + 1 :] for each in t.calls)]
    arguments = {value for each in later for value in leaves(each.arguments)}
    return any(str(value).casefold() not in said for value in arguments & known)


def _key_calls(reference: Trajectory, omissions: Mapping[Position, Omission]) -> Iterator[KeyCall]:
    for number, turn in enumerate(reference.turns):
        changed = [bool(step.changed) for step in turn.steps for _ in step.calls]
        for place, (call, result) in enumerate(zip(turn.calls, turn.results, strict=False)):
            position = (number, place)
            if not changed[place] and is_look_up(reference, position, later=omissions[position].later_results):
                continue
            yield KeyCall(
                turn=number,
                call=call,
                changes_state=changed[place],
                persists=changed[place] and omissions[position].final_state,
                free=own_words(reference, position),
                shown=result.shown,
                failed=is_error(result),
            )


def is_look_up(reference: Trajectory, position: Position, *, later: bool) -> bool:
    """Whether a call that changed nothing was only made for calls to come; `later`: their results depend on it."""
    turn, call = position
    return call < len(reference.turns[turn].calls) - 1 and (later or _holds_what_nobody_said(reference, position))


def own_words(reference: Trajectory, position: Position) -> tuple[str, ...]:
    """The arguments of several words most of which nobody said and nothing showed before: their wording is free."""
    turn, place = position
    arguments = reference.turns[turn].calls[place].arguments
    phrases = {name: value for name, value in arguments.items() if isinstance(value, str) and is_phrase(value)}
    known = set[str]()
    for text in _texts_before(reference, position):
        if not phrases:
            break
        known.update(words(text))
        phrases = {name: value for name, value in phrases.items() if _share_known(value, known) < QUOTED}
    return tuple(phrases)


def _texts_before(reference: Trajectory, position: Position) -> Iterator[str]:
    """What was said until a call, then what the results before it show."""
    turn, place = position
    yield _said(reference, turn + 1)
    for each in reference.turns[:turn]:
        yield from (result.shown for result in each.results)
    yield from (result.shown for result in reference.turns[turn].results[:place])


def is_phrase(text: str) -> bool:
    """Whether a text has several words; a date or a number has none, however it is written."""
    return not text.isalnum() and sum(not word.isdigit() for word in words(text)) >= PHRASE


def _share_known(text: str, known: set[str]) -> float:
    found = words(text)
    return sum(word in known for word in found) / len(found)


@lru_cache(1024)
def words(text: str) -> tuple[str, ...]:
    """The words of a text, in one case and without punctuation."""
    return tuple(_WORD.findall(text.casefold()))


def _said(reference: Trajectory, turns: int) -> str:
    return "\n".join(message.content for turn in reference.turns[:turns] for message in turn.messages).casefold()


def leaves(value: Json) -> set[str | float]:
    """The texts and numbers in a value that could name something: no truth values, nothing of a single character."""
    found: set[str | float] = set()
    _add_leaves(value, found)
    return found


def _add_leaves(value: Json, found: set[str | float]) -> None:
    if isinstance(value, str):
        if len(value) > 1:
            found.add(value)
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            _add_leaves(item, found)
    elif value is not None and not isinstance(value, bool) and len(str(value)) > 1:
        found.add(value)
