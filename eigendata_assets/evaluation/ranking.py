"""Models side by side: counts by category, and ranks by the official verdict and by outcome."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from eigendata_assets.artifacts.verdicts import Summary, Verdict

ALL = "all"


def summarize(verdicts: Sequence[Verdict]) -> tuple[Summary, ...]:
    """One summary for each model and category, and one for each model over all categories."""
    models = list(dict.fromkeys(verdict.model for verdict in verdicts))
    categories = [*dict.fromkeys(verdict.category for verdict in verdicts), ALL]
    rows = []
    for category in categories:
        groups = {model: _of(verdicts, model, category) for model in models}
        groups = {model: group for model, group in groups.items() if group}
        official = _ranks({model: _share(verdict.official for verdict in group) for model, group in groups.items()})
        outcome = _ranks({model: _share(verdict.config_func for verdict in group) for model, group in groups.items()})
        rows += [_summary(model, category, groups[model], official[model], outcome[model]) for model in groups]
    return tuple(rows)


def disagrees(verdict: Verdict) -> bool:
    """Whether the official verdict and the outcome say different things."""
    return verdict.official != verdict.config_func


def _of(verdicts: Sequence[Verdict], model: str, category: str) -> list[Verdict]:
    return [each for each in verdicts if each.model == model and category in (each.category, ALL)]


def _share(flags: Iterable[bool]) -> float:
    values = list(flags)
    return sum(values) / len(values)


def _ranks(scores: dict[str, float]) -> dict[str, int]:
    return {model: 1 + sum(other > score for other in scores.values()) for model, score in scores.items()}


def _summary(model: str, category: str, group: list[Verdict], rank_official: int, rank_outcome: int) -> Summary:
    return Summary(
        model=model,
        category=category,
        entries=len(group),
        official=sum(each.official for each in group),
        config_match=sum(each.config_match for each in group),
        key_function=sum(each.key_function for each in group),
        config_func=sum(each.config_func for each in group),
        disagreements=sum(map(disagrees, group)),
        rank_official=rank_official,
        rank_outcome=rank_outcome,
    )
