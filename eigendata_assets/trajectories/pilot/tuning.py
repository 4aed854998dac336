"""The prompt engineer without a model: the weights of what scenarios choose from are tuned by the same criteria.

A weight is judged by leaving out: what the criterion's value would be without the samples that have this choice. One
rule serves every criterion and every dimension that scenarios declare.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from eigendata_assets.agents.offline import Offline
from eigendata_assets.artifacts.pilot import FailureAnalysis, JudgedSample, PromptVersion, Strategy
from eigendata_assets.trajectories.pilot.analysing import analyse
from eigendata_assets.trajectories.pilot.judging import DialogueJudge
from eigendata_assets.trajectories.pilot.samples import Sample, Tried
from eigendata_assets.trajectories.scenarios.dimensions import DIMENSIONS
from eigendata_assets.trajectories.scenarios.scenario import KEYS

KIND = "kind"

USUAL: Mapping[str, Mapping[str, float]] = {
    **{name: dict.fromkeys(filter(None, get_args(choices)), 1.0) for name, choices in DIMENSIONS.items()},
    KEYS: {"told": 1.0, "looked_up": 3.0},
}
"""The weights of what scenarios choose from beside their kind; as long as they are these, the rules go their usual way.

Who knows the keys of his things follows from his experience until the weights say otherwise.
"""

_OF_WORDS = frozenset({"mood", "background", "channel"})
"""Dimensions that shape what is said, and no call."""

_BY_WORDS = frozenset({"accepted", "clean", "distinct"})
"""Criteria that what is said can move."""

_STEP = 2.0
_SLIGHT = 0.02
"""A choice that moves a criterion by less than this is left alone."""

Weights = Mapping[str, Mapping[str, float]]
"""Dimension to choice to weight."""


@dataclass(frozen=True, slots=True)
class Effect:
    """How far a criterion's value is higher without the samples of one choice."""

    criterion: str
    dimension: str
    choice: str
    gain: float


@dataclass(frozen=True, slots=True)
class WeightTuner:
    """Halves the weight of what lowers a missed criterion, doubles the weight of what raises it.

    Dimensions that are `fixed`, because they were asked for, are left as they are.
    """

    judge: DialogueJudge
    fixed: frozenset[str] = frozenset()

    async def analyse(self, samples: Sequence[Sample], judged: Sequence[JudgedSample]) -> FailureAnalysis:
        """The categories by code of check."""
        return await analyse(samples, judged, self.judge.criteria, Offline())

    async def revise(self, best: Tried, before: Sequence[Strategy]) -> Strategy | None:
        """The weights changed by the greatest effect that gives a strategy not tried yet; None where there is none."""
        known = {each.version for each in before}
        changed = (reweighted(best.strategy, effect) for effect in await self._effects(best))
        return next((each for each in changed if each.version not in known), None)

    async def _effects(self, best: Tried) -> list[Effect]:
        """The effects of every choice on the missed criteria, the greatest first."""
        found = []
        for dimension, choices in weights_of(best.strategy).items():
            missed = [name for name in best.round.missed if name in _BY_WORDS or dimension not in _OF_WORDS]
            for choice in choices if missed and dimension not in self.fixed else ():
                left = [each for each in best.samples if each.labels.get(dimension) != choice]
                if left and len(left) < len(best.samples):
                    _, values = await self.judge.judge(left)
                    found += [
                        Effect(name, dimension, choice, values[name] - best.round.values[name]) for name in missed
                    ]
        felt = [each for each in found if abs(each.gain) >= _SLIGHT]
        return sorted(felt, key=lambda each: (-abs(each.gain), each.dimension, each.choice, each.criterion))


def weights_of(strategy: Strategy) -> dict[str, dict[str, float]]:
    """The weights that a strategy of rules holds."""
    return {each.role: json.loads(each.text) for each in strategy.prompts}


def tuned(strategy: Strategy) -> dict[str, dict[str, float]]:
    """The weights that are not the usual ones, the shares of kinds aside."""
    weights = weights_of(strategy)
    return {name: each for name, each in weights.items() if name != KIND and each != USUAL.get(name)}


def strategy_of(weights: Weights) -> Strategy:
    """The seeds of a strategy of rules."""
    return Strategy(prompts=tuple(PromptVersion(role=name, text=_text(each)) for name, each in weights.items()))


def reweighted(strategy: Strategy, effect: Effect) -> Strategy:
    """The strategy with the weight of one choice halved where it is better left out, doubled otherwise."""
    return Strategy(
        prompts=tuple(_reweighted(each, effect) if each.role == effect.dimension else each for each in strategy.prompts)
    )


def _reweighted(version: PromptVersion, effect: Effect) -> PromptVersion:
    weights: dict[str, float] = json.loads(version.text)
    factor = 1 / _STEP if effect.gain > 0 else _STEP
    text = _text({**weights, effect.choice: weights[effect.choice] * factor})
    reason = (
        f"{effect.criterion} would be {abs(effect.gain):.2f} {'higher' if effect.gain > 0 else 'lower'} "
        f"without {effect.choice}"
    )
    return PromptVersion(role=version.role, text=text, parent=version.version, reason=reason, made_by="rule")


def _text(weights: Mapping[str, float]) -> str:
    return json.dumps(dict(weights), indent=1)
