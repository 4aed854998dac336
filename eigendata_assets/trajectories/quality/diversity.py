"""The variety of a collection, measured in one pass (compare GenesisFunc, appendix B)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from eigendata_assets.artifacts.canonical import canonical_hash
from eigendata_assets.artifacts.diversity import (
    Distribution,
    DiversityReport,
    Measure,
    NearDuplicate,
    PairUse,
    ParameterUse,
    ToolUse,
)
from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.artifacts.trajectory import Call, Result, Trajectory
from eigendata_assets.execution.progress import Progress
from eigendata_assets.execution.replay import is_error
from eigendata_assets.trajectories.quality.collection import Collection
from eigendata_assets.trajectories.quality.dialogue_text import call_text
from eigendata_assets.trajectories.quality.near_duplicates import SIMILAR, NearDuplicates
from eigendata_assets.trajectories.quality.recorded_origins import origins_in, revisions_in
from eigendata_assets.verification.template.conveyed import words

_EXAMPLES = 20
_LONGEST_RUN = 3
_MEASURES: tuple[Measure, ...] = ("turns", "calls", "words of the user", "words of the assistant")


@dataclass(slots=True)
class _Seen:
    """What was counted so far; `values` holds hashes of the values that a parameter was given."""

    ids: list[str] = field(default_factory=list)
    offered: Counter[str] = field(default_factory=Counter)
    dialogues: Counter[str] = field(default_factory=Counter)
    calls: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    given: Counter[tuple[str, str]] = field(default_factory=Counter)
    values: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    shapes: Counter[str] = field(default_factory=Counter)
    runs: list[set[int]] = field(default_factory=lambda: [set() for _ in range(_LONGEST_RUN)])
    all_runs: Counter[int] = field(default_factory=Counter)
    skeletons: set[str] = field(default_factory=set)
    sequences: set[str] = field(default_factory=set)
    lengths: dict[Measure, Counter[int]] = field(default_factory=lambda: {each: Counter() for each in _MEASURES})
    duplicates: list[NearDuplicate] = field(default_factory=list)
    origins: Counter[str] = field(default_factory=Counter)
    revised: Counter[str] = field(default_factory=Counter)


def measure_diversity(collection: Collection, progress: Progress, similar: float = SIMILAR) -> DiversityReport:
    """The variety of a collection; dialogues are read one at a time, once."""
    seen, near = _Seen(), NearDuplicates(similar)
    with progress("measuring variety", 1) as advance:
        for entry in collection.entries:
            _count_calls(seen, collection, entry)
            _count_words(seen, near, entry)
            seen.ids.append(entry.id)
            seen.kinds[entry.category] += 1
            seen.origins.update(origins_in(entry))
            seen.revised.update(revisions_in(entry))
            seen.shapes[shape_of(entry)] += 1
        advance()
    return _report(collection, seen, similar)


def shape_of(entry: Trajectory) -> str:
    """What a dialogue looks like: its turns, the functions it calls, and whether it calls several at once."""
    turns = sum(1 for turn in entry.turns if any(message.role == "user" for message in turn.messages))
    functions = len({call.name for call in entry.calls})
    parts = [
        "multi-turn" if turns > 1 else "single-turn",
        "no call" if not functions else "one function" if functions == 1 else "several functions",
    ]
    if any(len(step.calls) > 1 for turn in entry.turns for step in turn.steps):
        parts.append("parallel calls")
    return ", ".join(parts)


def _count_calls(seen: _Seen, collection: Collection, entry: Trajectory) -> None:
    names = [call.name for call in entry.calls]
    seen.offered.update({tool.name for tool in collection.tools_of(entry)} | {*names})
    seen.dialogues.update(set(names))
    seen.calls.update(names)
    seen.pairs.update(pairwise(names))
    seen.skeletons.add(canonical_hash(names))
    seen.sequences.add(canonical_hash([[call.name, call.arguments] for call in entry.calls]))
    for call, result in _with_results(entry):
        seen.failed[call.name] += result is not None and is_error(result)
        for parameter, value in call.arguments.items():
            seen.given[call.name, parameter] += 1
            seen.values.setdefault((call.name, parameter), set()).add(canonical_hash(value))
    seen.lengths["turns"][len(entry.turns)] += 1
    seen.lengths["calls"][len(names)] += 1


def _count_words(seen: _Seen, near: NearDuplicates, entry: Trajectory) -> None:
    asked = [words(message.content) for turn in entry.turns for message in turn.messages if message.role == "user"]
    answered = words(" ".join(step.text for turn in entry.turns for step in turn.steps))
    for said in asked:
        for size, runs in enumerate(seen.runs, start=1):
            found = [_hash_of(said[start : start + size]) for start in range(len(said) - size + 1)]
            runs.update(found)
            seen.all_runs[size] += len(found)
    seen.lengths["words of the user"][sum(map(len, asked))] += 1
    seen.lengths["words of the assistant"][len(answered)] += 1
    called = words(" ".join(call_text(call) for call in entry.calls))
    like = near.add([*(word for said in asked for word in said), *called, *answered])
    if like:
        similarity = round(like.similarity, 4)
        seen.duplicates.append(NearDuplicate(id=entry.id, like=seen.ids[like.number], similarity=similarity))


def _hash_of(run: list[str]) -> int:
    """A run of words as a number, for one process; only how many there are is ever written."""
    return hash(tuple(run))


def _with_results(entry: Trajectory) -> Iterator[tuple[Call, Result | None]]:
    for turn in entry.turns:
        for step in turn.steps:
            for place, call in enumerate(step.calls):
                yield call, step.results[place] if place < len(step.results) else None


def _report(collection: Collection, seen: _Seen, similar: float) -> DiversityReport:
    functions = sorted({*seen.offered, *collection.by_name})
    pairs = sorted(seen.pairs.items(), key=lambda each: (-each[1], each[0]))
    examples = sorted(seen.duplicates, key=lambda each: -each.similarity)[:_EXAMPLES]
    return DiversityReport(
        subject=collection.name,
        source=collection.source,
        dialogues=len(seen.ids),
        calls=seen.calls.total(),
        tools=tuple(_tool_use(name, collection.by_name.get(name, ()), seen) for name in functions),
        pairs=tuple(PairUse(first=first, then=then, times=times) for (first, then), times in pairs),
        possible_pairs=len(functions) ** 2,
        kinds=dict(sorted(seen.kinds.items())),
        shapes=dict(sorted(seen.shapes.items())),
        slot_filling=_slot_filling(collection, seen),
        distinct={
            str(size): round(len(runs) / seen.all_runs[size], 4)
            for size, runs in enumerate(seen.runs, start=1)
            if seen.all_runs[size]
        },
        skeletons=len(seen.skeletons),
        sequences=len(seen.sequences),
        distributions=tuple(_distribution(measure, counts) for measure, counts in seen.lengths.items()),
        similarity_threshold=similar,
        near_duplicates=len(seen.duplicates),
        examples=tuple(examples),
        origins=dict(sorted(seen.origins.items())),
        revised=dict(sorted(seen.revised.items())),
    )


def _tool_use(name: str, tools: tuple[ToolSchema, ...], seen: _Seen) -> ToolUse:
    declared = {parameter for tool in tools for parameter in tool.parameters.get("properties", {})}
    required = {parameter for tool in tools for parameter in tool.parameters.get("required", ())}
    given = {parameter for function, parameter in seen.given if function == name}
    return ToolUse(
        function=name,
        offered=seen.offered[name],
        dialogues=seen.dialogues[name],
        calls=seen.calls[name],
        failed=seen.failed[name],
        parameters=tuple(
            ParameterUse(
                name=parameter,
                required=parameter in required if tools else None,
                calls=seen.given[name, parameter],
                values=len(seen.values.get((name, parameter), ())),
            )
            for parameter in sorted(declared | given)
        ),
    )


def _slot_filling(collection: Collection, seen: _Seen) -> float | None:
    """The share of optional parameters that calls give; None where no called tool declares any."""
    slots = filled = 0
    for name, tools in collection.by_name.items():
        for parameter in tools[0].parameters.get("properties", {}):
            if parameter not in tools[0].parameters.get("required", ()):
                slots += seen.calls[name]
                filled += seen.given[name, parameter]
    return round(filled / slots, 4) if slots else None


def _distribution(measure: Measure, counts: Counter[int]) -> Distribution:
    total = counts.total() or 1
    mean = sum(count * dialogues for count, dialogues in counts.items()) / total
    return Distribution(measure=measure, counts=tuple(sorted(counts.items())), mean=round(mean, 2))
