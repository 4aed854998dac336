"""After a call one object stands at two places of a collection, so that a change of one is a change of the other."""

from __future__ import annotations

from collections.abc import Iterator

from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.probing.observations import Observation
from eigendata_assets.audits.subject import AuditSubject


def run(subject: AuditSubject) -> Iterator[Defect]:
    """One defect for each tool that leaves such a pair; an index beside the collection may hold the same records."""
    for tool in subject.toolset.tools:
        for each in subject.observations.succeeded(tool.key):
            pairs = [pair for pair in each.shared if _is_of_one_collection(*pair)]
            if pairs:
                yield _defect(tool.key, each, *max(pairs, key=_alike))
                break


def _is_of_one_collection(one: str, other: str) -> bool:
    """Whether both places are below one attribute, which holds them both and is neither of them."""
    left, right = one.split("."), other.split(".")
    return left[0] == right[0] and len(left) > 1 and len(right) > 1


def _alike(pair: tuple[str, str]) -> bool:
    """Whether both places end in the same name, as what was copied does."""
    return pair[0].rpartition(".")[2] == pair[1].rpartition(".")[2]


def _defect(tool: str, seen: Observation, one: str, other: str) -> Defect:
    return Defect(
        function=tool,
        cause="shared object",
        message=f"After the call {one} and {other} are one object, not two alike: a change of one changes the other.",
        evidence=seen.evidence("two objects of their own", places=[one, other]),
        repair="Keep a deep copy at the second place.",
        confidence=0.8,
    )


CHECK = Check(
    code="object_shared_by_records",
    component="implementation",
    title="After a call one object stands at two places of a collection.",
    needs=frozenset({"schemas", "probes"}),
    run=run,
)
