"""A move within a list that does more than to move one item: the others do not keep their order."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eigendata_assets.artifacts.canonical import canonical_json
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.naming import words_of
from eigendata_assets.audits.probing.observations import Observation
from eigendata_assets.audits.subject import AuditSubject
from eigendata_assets.audits.tool_words import all_words

_MOVES = frozenset({"move", "reposition", "shift", "reinsert"})
_MORE = re.compile(r"\bswap|\bexchang|\btrade|\bsort|\brevers|\bshuffl|\brotat", re.IGNORECASE)


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Tools that by their name move one thing, and leave a list in another order than one moved item explains."""
    for tool in subject.toolset.tools:
        if not _MOVES & set(words_of(tool.name)) or _MORE.search(all_words(subject, tool)):
            continue
        for each in subject.observations.succeeded(tool.key):
            disturbed = _disturbed(each.before, each.after) if each.changed else None
            if disturbed is not None:
                yield _defect(tool, each, *disturbed)
                break


def _disturbed(before: Json, after: Json) -> tuple[list[str], list[str]] | None:
    """The first list that holds the same items in an order that no single move gives."""
    if isinstance(before, list) and isinstance(after, list):
        old, new = (list(map(canonical_json, each)) for each in (before, after))
        if old != new and sorted(old) == sorted(new):
            return None if _is_one_move(old, new) else (old, new)
    parts = _pairs(before, after)
    return next((found for one, other in parts if (found := _disturbed(one, other)) is not None), None)


def _pairs(before: Json, after: Json) -> list[tuple[Json, Json]]:
    if isinstance(before, dict) and isinstance(after, dict):
        return [(before[key], after[key]) for key in before if key in after]
    if isinstance(before, list) and isinstance(after, list):
        return list(zip(before, after, strict=False))
    return []


def _is_one_move(old: list[str], new: list[str]) -> bool:
    """Whether one item taken out of both leaves the same rest."""
    first = next(place for place, (one, other) in enumerate(zip(old, new, strict=True)) if one != other)
    return any(_without(old, item) == _without(new, item) for item in (old[first], new[first]))


def _without(items: list[str], item: str) -> list[str]:
    place = items.index(item)
    return items[:place] + items[place + 1 :]


def _defect(tool: ToolSchema, seen: Observation, old: list[str], new: list[str]) -> Defect:
    return Defect(
        function=tool.key,
        cause="more than one item moved",
        message=f"Of a list of {len(old)} items it moves more than one: the others do not keep their order.",
        evidence=seen.evidence("the other items in the order that they had", before=old[:8], after=new[:8]),
        repair="Take the item out of its place and insert it at the new one.",
        confidence=0.85,
    )


CHECK = Check(
    code="move_disturbs_order",
    component="implementation",
    title="A move within a list disturbs the order of the other items.",
    needs=frozenset({"schemas", "probes"}),
    run=run,
)
