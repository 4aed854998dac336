"""Verdicts on finished dialogues: what rules and a model found, and what people decided (GenesisFunc, section 4)."""

from __future__ import annotations

from collections import Counter
from typing import Literal

from eigendata_assets.artifacts.frozen import FORMAT_VERSION, Artifact

Aspect = Literal["tool definition", "call", "structure", "statement"]

Weight = Literal["blocks", "wrong", "doubtful"]
"""How bad a failure is: it prevents execution, it makes the dialogue wrong, or a person should look."""

Need = Literal["tools", "user words", "assistant words", "results"]
"""What a rule reads; where no dialogue of a collection has it, the rule is not run."""

Decision = Literal["accepted", "review", "approved", "rejected"]
"""By the checks alone: accepted or review. By people: approved in two passes, or rejected."""


class RuleFailure(Artifact):
    """One place where a rule does not hold, with what would mend it; turns, steps and calls count from 0."""

    rule: str
    aspect: Aspect
    weight: Weight
    where: str
    message: str
    hint: str
    function: str | None = None


class ModelCheck(Artifact):
    """How sure a model is that the dialogue is right, from 0 to 1, what it holds against it, and which model it is."""

    confidence: float
    errors: tuple[str, ...]
    rationale: str
    made_by: str


class DialogueVerdict(Artifact):
    """What became of one dialogue; `priority` (0 to 100) says how early a person should look."""

    id: str
    decision: Decision
    priority: float = 0
    failures: tuple[RuleFailure, ...] = ()
    model: ModelCheck | None = None
    model_problem: str = ""

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it is not accepted, in words; nothing where it is."""
        said = [f"{each.where}: {each.message}" if each.where else each.message for each in self.failures]
        if self.model is not None and self.decision != "accepted":
            said.append(f"the model's confidence is {self.model.confidence:.2f}: {self.model.rationale}")
        return (*said, self.model_problem) if self.model_problem else tuple(said)


class RuleRun(Artifact):
    """How one rule did: the dialogues and the places in which it fails, or what it lacked to be run."""

    rule: str
    aspect: Aspect
    weight: Weight
    title: str
    dialogues: int = 0
    places: int = 0
    missing: tuple[Need, ...] = ()


class DialogueChecks(Artifact):
    """The verdicts on a collection. `model` names who checked beside the rules; empty: nobody, for `model_missing`."""

    format_version: int = FORMAT_VERSION
    subject: str
    source: str
    threshold: float
    model: str = ""
    model_missing: str = ""
    rules: tuple[RuleRun, ...]
    verdicts: tuple[DialogueVerdict, ...]
    unreadable: tuple[str, ...] = ()

    @property
    def decisions(self) -> dict[Decision, int]:
        """How many dialogues have each decision."""
        return dict(Counter(each.decision for each in self.verdicts))
