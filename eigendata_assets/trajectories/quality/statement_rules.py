"""Agreement of what the assistant states with what was said and returned."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.execution.replay import is_error
from eigendata_assets.trajectories.quality.collection import Collection
from eigendata_assets.trajectories.quality.known_facts import facts_by_step, identifiers_in
from eigendata_assets.trajectories.quality.places import Place, at
from eigendata_assets.verification.template.conveyed import words

_LIST_MARK = re.compile(r"^\s*(?:[-*#>]\s*)*\(?\d{1,2}[.):]\s|\(\d{1,2}\)(?=\s\w)", re.MULTILINE)
_NUMBER = re.compile(
    r"(?<![\w.,])[$\u20ac\u00a3\u00a5]?\d(?:[\d.,]*\d)?(?:\s?%|\s?(?:percent|k|thousand|million|m|bn|billion)\b)?",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<=[a-z,;:] )[A-Z][a-z]+(?:[ -][A-Z][a-z]+)+")
_TELLS = frozenset(
    "not no nothing nobody none cannot unable couldn couldnt could fail failed fails failure error unfortunately "
    "sorry apologize apologies however invalid unavailable without wrong denied refused rejected problem issue "
    "trouble missing unknown neither instead only never must need needs require requires required already don "
    "doesn didn isn wasn can won t wrongly incorrect insufficient impossible unsuccessful exceeds exceeded before "
    "please".split()
)
"""Words with which an answer may say that something did not work; an answer with none of them hides it."""


def unfounded_numbers(collection: Collection, entry: Trajectory) -> Iterator[Place]:
    """The numbers that the assistant states and nothing explains, and those that it gives another field than theirs."""
    for (turn, number, step), known in facts_by_step(collection, entry):
        for each in known.labelled.mislabelled(_without_marks(step.text)):
            message = f"the assistant states {each.written!r} for {each.label}, which is {' or '.join(each.known)}"
            yield Place(at(turn, number), message, "State what the results say, or look it up first.")
        for written in _numbers_stated(step.text):
            if not known.says_number(written):
                message = f"the assistant states {written!r}, which nothing said or returned explains"
                yield Place(at(turn, number), message, "State what the results say, or look it up first.")


def unfounded_names(collection: Collection, entry: Trajectory) -> Iterator[Place]:
    """The codes, addresses and names of several words that the assistant states and nobody has said."""
    for (turn, number, step), known in facts_by_step(collection, entry):
        names = [each for each in _NAME.findall(step.text) if not any(map(known.says_name, words(each)))]
        codes = [each for each in identifiers_in(step.text) if not known.says_name(each)]
        for stated in dict.fromkeys((*codes, *names)):
            message = f"the assistant states {stated!r}, which was neither said nor returned"
            yield Place(at(turn, number), message, "State what the results say, or look it up first.")


def concealed_failures(collection: Collection, entry: Trajectory) -> Iterator[Place]:  # noqa: ARG001 as all rules
    """The turns whose last call failed, and whose answer has no word that says so."""
    for place, name, text in _failed_turns(entry):
        if text.strip() and not _TELLS & set(words(text)):
            message = f"{name} failed, and the answer does not say so"
            yield Place(place, message, "Tell the user what did not work.", name)


def failures_without_a_word(collection: Collection, entry: Trajectory) -> Iterator[Place]:  # noqa: ARG001
    """The turns whose last call failed, and after which nothing is recorded."""
    for place, name, text in _failed_turns(entry):
        if not text.strip():
            message = f"the turn ends with a failed call of {name}"
            yield Place(place, message, "Let the assistant recover, or tell the user.", name)


def _failed_turns(entry: Trajectory) -> Iterator[tuple[str, str, str]]:
    """Of each turn whose last call failed: the place, the function, and what the assistant said in the end."""
    for number, turn in enumerate(entry.turns):
        results = turn.results
        if results and is_error(results[-1]) and len(results) == len(turn.calls):
            last = turn.steps[-1]
            yield at(number, len(turn.steps) - 1), turn.calls[-1].name, "" if last.calls else last.text


def _numbers_stated(text: str) -> Iterator[str]:
    """The numbers in a text, each once, without the marks of lists and what belongs to codes."""
    yield from dict.fromkeys(_NUMBER.findall(_without_marks(text)))


def _without_marks(text: str) -> str:
    plain = _LIST_MARK.sub(" ", text)
    for identifier in identifiers_in(plain):
        plain = plain.replace(identifier, " ")
    return plain
