"""What samples are judged by: criteria that rules measure, and criteria that a model scores (EigenData 3.4.1)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from eigendata_assets.artifacts.diversity import DiversityReport, Measure
from eigendata_assets.artifacts.pilot import Criterion, JudgedSample
from eigendata_assets.errors import RequestError

Measured = Callable[[Sequence[JudgedSample], DiversityReport], float]

BY_MODEL: Mapping[str, str] = {
    "factual_accuracy": "what the assistant says agrees with what the tools returned and the policy says",
    "relevance": "what is asked and done belongs to the domain, and serves what the user wants",
    "coherence": "each message follows from those before it; nobody forgets, repeats or contradicts himself",
    "formatting": "messages are plain and readable; no call, identifier or template stands where words belong",
    "realism": "a real user of this service could have written the user's messages; he does not talk like a machine",
}
"""Criterion to what a score of 1 means."""

DEFAULTS_BY_RULE = (
    Criterion(name="accepted", at_least=0.9),
    Criterion(name="clean", at_least=1.0),
    Criterion(name="tools", at_least=0.5),
    Criterion(name="pairs", at_least=0.5),
    Criterion(name="distinct", at_least=0.95),
    Criterion(name="several_turns", at_least=0.4),
    Criterion(name="several_calls", at_least=0.5),
)
DEFAULTS_BY_MODEL = (
    Criterion(name="accepted", at_least=0.8),
    Criterion(name="clean", at_least=0.8),
    *(Criterion(name=name, at_least=0.75) for name in BY_MODEL),
)


def read_criteria(given: Iterable[str], defaults: Sequence[Criterion]) -> tuple[Criterion, ...]:
    """The criteria in texts `NAME=SCORE`, beside the defaults; one of a default's name is instead of it.

    Raises RequestError naming the text that is none.
    """
    wanted: dict[str, Criterion] = {}
    for text in given:
        name, _, score = text.partition("=")
        if name not in {**BY_RULE, **BY_MODEL} or not _is_share(score):
            names = ", ".join((*BY_RULE, *BY_MODEL))
            raise RequestError(f"{text!r} is not NAME=SCORE", hint=f"Scores are from 0 to 1; names: {names}.")
        wanted[name] = Criterion(name=name, at_least=float(score))
    return tuple(({each.name: each for each in defaults} | wanted).values())


def _is_share(text: str) -> bool:
    return text.replace(".", "", 1).isdigit() and 0 <= float(text) <= 1


def _accepted(samples: Sequence[JudgedSample], variety: DiversityReport) -> float:  # noqa: ARG001 as all of these
    """The share of samples that were executed and proved."""
    return _share(sum(each.accepted for each in samples), len(samples))


def _clean(samples: Sequence[JudgedSample], variety: DiversityReport) -> float:  # noqa: ARG001
    """The share of accepted samples against which the checks have nothing."""
    taken = [each for each in samples if each.accepted]
    return _share(sum(not each.failures for each in taken), len(taken))


def _tools(samples: Sequence[JudgedSample], variety: DiversityReport) -> float:  # noqa: ARG001
    """The share of tools that are called, among as many as there are calls for."""
    return _share(sum(1 for tool in variety.tools if tool.calls), min(len(variety.tools), variety.calls))


def _pairs(samples: Sequence[JudgedSample], variety: DiversityReport) -> float:  # noqa: ARG001
    """How many different pairs of tools follow each other, among all pairs that do."""
    return _share(len(variety.pairs), sum(pair.times for pair in variety.pairs))


def _distinct(samples: Sequence[JudgedSample], variety: DiversityReport) -> float:  # noqa: ARG001
    """The share of dialogues that are no near duplicate of another."""
    return _share(variety.dialogues - variety.near_duplicates, variety.dialogues)


def _several(measure: Measure) -> Measured:
    """The share of dialogues with more than one of what is measured."""

    def share(samples: Sequence[JudgedSample], variety: DiversityReport) -> float:  # noqa: ARG001
        (counts,) = (each.counts for each in variety.distributions if each.measure == measure)
        return _share(sum(dialogues for count, dialogues in counts if count > 1), variety.dialogues)

    return share


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


BY_RULE: Mapping[str, Measured] = {
    "accepted": _accepted,
    "clean": _clean,
    "tools": _tools,
    "pairs": _pairs,
    "distinct": _distinct,
    "several_turns": _several("turns"),
    "several_calls": _several("calls"),
}
"""Criterion to how it is measured."""
