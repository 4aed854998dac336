"""Wishes that no argument carries: limits for what a call shows, drawn so that it keeps to them."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.trajectories.dialogues.beats import Limit, Relation
from eigendata_assets.trajectories.dialogues.values import clause, is_or_are, named
from eigendata_assets.trajectories.dialogues.wording import Voice
from eigendata_assets.trajectories.graphs.amounts import amounts_shown
from eigendata_assets.trajectories.graphs.graph import Graph, Path

_MOST = 2


def limits_of(graph: Graph, random: Random) -> list[Limit]:
    """One limit or two, on records that calls of the graph show and that its goals are about; or none."""
    places = amounts_shown(graph)
    chosen = random.sample(places, min(_MOST, len(places)))
    return [_limit(name, value, node, path, random) for name, node, path, value in chosen]


def _limit(name: str, value: Json, node: int, path: Path, random: Random) -> Limit:
    sign = random.choice((1, -1))
    relation: Relation = "at most" if sign > 0 else "at least"
    if isinstance(value, str):
        bound: Json = (date.fromisoformat(value) + timedelta(days=sign * random.choice((0, 1, 3, 7, 14)))).isoformat()
        return Limit(name, relation, bound, node, path)
    if value < 1:
        return Limit(name, "at most", int(value) + 1, node, path)
    step = 10 ** max(0, len(str(abs(int(value)))) - 1)
    return Limit(name, relation, (int(value // step) + (sign > 0)) * step, node, path)


def limit_clause(limit: Limit, voice: Voice) -> str:
    """The wish as a part of a sentence."""
    if isinstance(limit.bound, str):
        return f"{clause(limit.name, limit.bound)} or {'earlier' if limit.relation == 'at most' else 'later'}"
    label, value = named(limit.name, limit.bound)
    return voice.say("limit_clauses", limit.relation, label=label, value=value, **{"is": is_or_are(label, limit.bound)})
