"""The rules of the rule checker (GenesisFunc, section 4, appendix A.3): four aspects, each rule a sentence that holds.

A rule looks at one dialogue and gives a failure, with a hint, for each place where it does not hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from eigendata_assets.artifacts.quality import Aspect, Need, RuleFailure, Weight
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.trajectories.quality import call_rules, statement_rules, structure_rules, tool_rules
from eigendata_assets.trajectories.quality.collection import Collection
from eigendata_assets.trajectories.quality.places import Place

Look = Callable[[Collection, Trajectory], Iterable[Place]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; `needs` is what a collection must record for it to be run."""

    code: str
    aspect: Aspect
    weight: Weight
    title: str
    needs: frozenset[Need]
    look: Look

    def failures(self, collection: Collection, entry: Trajectory) -> Iterator[RuleFailure]:
        """Where the rule does not hold of a dialogue."""
        for place in self.look(collection, entry):
            yield RuleFailure(
                rule=self.code,
                aspect=self.aspect,
                weight=self.weight,
                where=place.where,
                message=place.message,
                hint=place.hint,
                function=place.function,
            )


def _rule(code: str, aspect: Aspect, weight: Weight, title: str, needs: tuple[Need, ...], look: Look) -> Rule:
    return Rule(code, aspect, weight, title, frozenset(needs), look)


RULES: tuple[Rule, ...] = (
    _rule(
        "tool_is_defined_completely", "tool definition", "wrong",
        "A tool has a name that can be called, a description, and a type for every parameter.",
        ("tools",), tool_rules.incomplete,
    ),
    _rule(
        "tool_is_offered", "call", "blocks",
        "A called function is among the tools that are offered at that moment.",
        ("tools",), call_rules.not_offered,
    ),
    _rule(
        "arguments_fit_the_schema", "call", "blocks",
        "The arguments of a call are valid against the JSON Schema of the tool.",
        ("tools",), call_rules.bad_arguments,
    ),
    _rule(
        "identifiers_come_from_somewhere", "call", "wrong",
        "An identifier in an argument was said, was found by an earlier call, or is in a tool's definition.",
        ("user words", "results"), call_rules.made_up_identifiers,
    ),
    _rule(
        "call_is_not_repeated", "call", "doubtful",
        "No call is made again at once after it gave a result, with the same arguments and the same result.",
        ("results",), call_rules.repeated,
    ),
    _rule(
        "every_call_has_its_result", "structure", "wrong",
        "Every call is followed by its result.", ("results",), structure_rules.calls_without_result,
    ),
    _rule(
        "user_speaks_first", "structure", "wrong",
        "The user has spoken before the assistant moves, and says something whenever he speaks.",
        ("user words",), structure_rules.silent_user,
    ),
    _rule(
        "every_turn_is_answered", "structure", "wrong",
        "Every turn ends with words of the assistant.", ("assistant words",), structure_rules.unanswered,
    ),
    _rule(
        "numbers_are_found", "statement", "wrong",
        "A number that the assistant states was said, returned, or follows from what was returned.",
        ("assistant words", "user words", "results"), statement_rules.unfounded_numbers,
    ),
    _rule(
        "names_are_found", "statement", "wrong",
        "A code, address or name that the assistant states was said or returned.",
        ("assistant words", "user words", "results"), statement_rules.unfounded_names,
    ),
    _rule(
        "failures_are_told", "statement", "wrong",
        "Where the last call of a turn failed, the assistant's answer says so.",
        ("assistant words", "results"), statement_rules.concealed_failures,
    ),
    _rule(
        "turn_does_not_end_in_failure", "structure", "doubtful",
        "No turn ends with a failed call and without a word.",
        ("results",), statement_rules.failures_without_a_word,
    ),
)  # fmt: skip


def applicable(collection: Collection) -> dict[str, tuple[Need, ...]]:
    """Rule to what the collection lacks for it; nothing lacks where the rule can be run."""
    has = collection.recorded.has
    return {rule.code: tuple(sorted(rule.needs - has)) for rule in RULES}


def failures_of(collection: Collection, entry: Trajectory) -> tuple[RuleFailure, ...]:
    """The failures of all rules that can be run on the collection."""
    missing = applicable(collection)
    return tuple(each for rule in RULES if not missing[rule.code] for each in rule.failures(collection, entry))
