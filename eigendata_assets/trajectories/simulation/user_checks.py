"""How well the user was played, by rules: what he cannot know, what contradicts his task, and the assistant's work."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from eigendata_assets.trajectories.dialogues.provenance_check import states
from eigendata_assets.trajectories.graphs.composing import leaves
from eigendata_assets.trajectories.quality.known_facts import KnownFacts, identifiers_in
from eigendata_assets.trajectories.simulation.assignment import Assignment
from eigendata_assets.trajectories.simulation.conversation import Talk
from eigendata_assets.trajectories.simulation.failures import SimulationFailure
from eigendata_assets.trajectories.simulation.replies import Intent
from eigendata_assets.verification.template.conveyed import words

_NUMBER = re.compile(r"(?<![\w.,@/:-])\d+(?:[.,]\d+)*(?![\w@/:-])")
_CALL = re.compile(r"\b\w+_\w+\s*\(|\{\s*\"\w+\"\s*:")
_SHORTEST_NAME, _LONGEST_SMALL = 4, 2


def user_failures(assignment: Assignment, intent: Intent, talk: Talk, tools: Iterable[str]) -> list[SimulationFailure]:
    """What the rules have against the user's words."""
    return [*_unknown_values(assignment, intent, talk), *_assistants_work(talk, tools)]


def _user_words(talk: Talk) -> Iterator[tuple[int, str]]:
    """Turn and words; the last words, at which the dialogue ends, have a turn of their own."""
    for number, turn in enumerate(talk.turns):
        yield number, " ".join(each.content for each in turn.messages if each.role == "user")
    if talk.last_words:
        yield len(talk.turns), talk.last_words


def _unknown_values(assignment: Assignment, intent: Intent, talk: Talk) -> Iterator[SimulationFailure]:
    """The values that stand in neither the task nor the assistant's words before.

    One that the state holds was leaked to the user; one that is nowhere he has made up, and so contradicts his task. A
    small number is everywhere, and so is taken as made up.
    """
    known = _Known()
    known.hear(intent.text, assignment.persona, assignment.manner)
    stored = {str(each).casefold(): str(each) for each in leaves(assignment.tables)}
    names = [
        each for each in stored.values() if each[:1].isupper() and len(each) >= _SHORTEST_NAME and not _is_code(each)
    ]
    for number, said in _user_words(talk):
        for value in _values(said, names):
            if known.has(value):
                continue
            if value.casefold() in stored and len(value) > _LONGEST_SMALL:
                reason = f"he says {value!r}, which neither his task nor the assistant has told him"
                yield SimulationFailure(by="user", code="leaks_unseen_fact", reason=reason, turn=number)
            else:
                reason = f"he says {value!r}, which is not in his task"
                yield SimulationFailure(by="user", code="contradicts_scenario", reason=reason, turn=number)
        known.hear(said, *(step.text for turn in talk.turns[number : number + 1] for step in turn.steps))


def _values(said: str, names: Iterable[str]) -> Iterator[str]:
    """The codes, addresses and numbers in a text, and the names that it has from the state."""
    yield from dict.fromkeys(identifiers_in(said))
    yield from dict.fromkeys(_NUMBER.findall(said))
    padded = f" {' '.join(words(said))} "
    yield from (each for each in names if each in said and f" {' '.join(words(each))} " in padded)


@dataclass(slots=True)
class _Known:
    """What the user was told; a code is known as a whole, not as a part of an address."""

    facts: KnownFacts = field(default_factory=KnownFacts)
    codes: set[str] = field(default_factory=set)

    def hear(self, *texts: str) -> None:
        for text in texts:
            self.facts.hear(text)
            self.codes.update(each.casefold() for each in identifiers_in(text))

    def has(self, value: str) -> bool:
        if _NUMBER.fullmatch(value):
            return self.facts.says_number(value) or self.facts.says_name(value)
        if _is_code(value):
            return value.casefold() in self.codes
        return self.facts.says_name(value) or self._has_all_words(value)

    def _has_all_words(self, value: str) -> bool:
        """Whether a longer name was said, which is remembered in runs of a few words."""
        found = words(value)
        return all("".join(found[place : place + 3]) in self.facts.names for place in range(max(1, len(found) - 2)))


def _is_code(value: str) -> bool:
    return value in identifiers_in(value)


def _assistants_work(talk: Talk, tools: Iterable[str]) -> Iterator[SimulationFailure]:
    names = [each for each in tools if "_" in each]
    for number, said in _user_words(talk):
        named = next((each for each in names if each in said), None)
        if named or _CALL.search(said):
            reason = f"he names the function {named}" if named else "he writes a call"
            yield SimulationFailure(by="user", code="does_assistants_work", reason=reason, turn=number)


def stops_early(assignment: Assignment, talk: Talk, unmet: str) -> SimulationFailure | None:
    """The user's failure where he ended although something was `unmet` and he was asked, or had more to say.

    Where he had said all, and nothing was asked of him any more, it was the assistant that failed, and there is none.
    """
    if not talk.turns:
        return SimulationFailure(by="user", code="stops_early", reason="he says nothing at all", turn=0)
    if talk.ending != "user is done" or not unmet:
        return None
    said = " ".join(words for _, words in _user_words(talk))
    unsaid = [name for name, value in assignment.said if not isinstance(value, bool) and not states(said, value)]
    last = talk.turns[-1].steps[-1].text.strip().rstrip("*_ ")
    if not unsaid and not last.endswith("?"):
        return None
    why = f"without having said his {unsaid[0].replace('_', ' ')}" if unsaid else "although he is asked for something"
    reason = f"he ends before {unmet}, {why}"
    return SimulationFailure(by="user", code="stops_early", reason=reason, turn=len(talk.turns))
