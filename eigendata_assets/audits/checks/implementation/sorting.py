"""What is to be sorted is sorted by something else, or in another unit: the words of a line in place of lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.naming import words_of
from eigendata_assets.audits.probing.observations import Observation
from eigendata_assets.audits.schema_reading import leaves_by_key
from eigendata_assets.audits.subject import AuditSubject
from eigendata_assets.audits.tool_words import own_words

_BY = re.compile(r"\b(?:sorted|ordered|sorts|orders|sort|order)(?: \w+){0,3} by (?:the |their )?`?(\w+)", re.IGNORECASE)
_LINES = re.compile(r"\blines?\b|line by line", re.IGNORECASE)
_KEY_PARAMETERS = frozenset({"sort_by", "order_by", "sortby", "orderby", "sort_key", "sort"})
_FEWEST = 3


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Texts whose lines were promised sorted, and lists that are promised to be in the order of a key."""
    for tool in subject.toolset.tools:
        seen = subject.observations.succeeded(tool.key)
        words = own_words(subject, tool)
        if "sort" in words_of(tool.name) and _LINES.search(words):
            yield from _first(_wrong_unit(tool, each) for each in seen)
        named = _BY.search(words)
        yield from _first(_out_of_order(tool, each, named.group(1) if named else None) for each in seen)


def _first(defects: Iterator[Defect | None]) -> Iterator[Defect]:
    found = next((each for each in defects if each is not None), None)
    if found is not None:
        yield found


def _wrong_unit(tool: ToolSchema, seen: Observation) -> Defect | None:
    """A result of which the text before shows that not its lines were sorted."""
    texts = [leaf for _, leaf in leaves_by_key(seen.result.value if seen.result else None) if isinstance(leaf, str)]
    sources = [leaf for _, leaf in leaves_by_key([seen.before, dict(seen.probe.arguments)]) if isinstance(leaf, str)]
    if len(texts) != 1 or not texts[0].strip():
        return None
    result = texts[0]
    letters = sorted(result.replace("\n", "").replace(" ", ""))
    alike = [text for text in sources if sorted(text.replace("\n", "").replace(" ", "")) == letters]
    if not alike or any(sorted(text.splitlines()) == sorted(result.splitlines()) for text in alike):
        return None
    unit = "words" if sorted(alike[0].split()) == sorted(result.split()) else "characters"
    return Defect(
        function=tool.key,
        cause="unit of sorting",
        message=f"It sorts the {unit} of {alike[0]!r:.60}, not its lines: {result!r:.60}.",
        evidence=seen.evidence("the lines of the text, each as it was", source=alike[0][:500], unit=unit),
        repair=f"Sort the lines, not the {unit}.",
        confidence=0.9,
    )


def _out_of_order(tool: ToolSchema, seen: Observation, promised: str | None) -> Defect | None:
    keys = [seen.probe.arguments.get(name) for name in seen.probe.arguments if name in _KEY_PARAMETERS] or [promised]
    items = _only_list(seen.result.value if seen.result else None)
    for key in keys:
        values = [item[key] for item in items if isinstance(item, dict) and isinstance(key, str) and key in item]
        if len(values) < _FEWEST or len(values) < len(items) or _is_monotone(values):
            continue
        return Defect(
            function=tool.key,
            cause=f"order by {key}",
            message=f"The items are to be in the order of {key}, and come as {values[:5]!r:.100}.",
            evidence=seen.evidence(f"items whose {key} rises or falls throughout", values=values[:20]),
            repair=f"Sort by {key}, numbers as numbers.",
            confidence=0.85,
        )
    return None


def _only_list(value: Json) -> list[Json]:
    parts = list(value.values()) if isinstance(value, dict) else [value]
    lists = [part for part in parts if isinstance(part, list)]
    return lists[0] if len(lists) == 1 else []


def _is_monotone(values: Sequence[Any]) -> bool:
    """Whether values rise or fall by any way in which people compare them."""
    ways: list[Callable[[Any], Any]] = [str, lambda each: str(each).casefold()]
    if all(isinstance(each, int | float) for each in values):
        ways = [float]
    return any(_rises([way(each) for each in order]) for way in ways for order in (values, list(reversed(values))))


def _rises(values: Sequence[Any]) -> bool:
    return all(left <= right for left, right in pairwise(values))


CHECK = Check(
    code="sorted_otherwise",
    component="implementation",
    title="What is to be sorted is sorted by something else, or in another unit.",
    needs=frozenset({"schemas", "probes"}),
    run=run,
)
