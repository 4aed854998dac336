"""A path that ends where the reference ends is rejected (EigenData 4.1, evaluation errors 1 and 3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from eigendata_assets.artifacts.trajectory import Call
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.checks.evaluation.path_evidence import path_evidence, written
from eigendata_assets.audits.probing.paths import OtherPath, Way
from eigendata_assets.audits.subject import AuditSubject

_SENTENCE: dict[Way, str] = {
    "order": "{new} in place of {old} ends in the same state",
    "merged": "{new} alone does the work of {old}",
    "omitted": "{old} can be left out: the calls after it do its work as well",
    "tool": "{new} does exactly what {old} does",
    "twins": "{new}, the same calls in the other order, which the request leaves open, end in the same state but for "
    "the ids that are given in turn, or the order in a list",
}

_CONFIDENCE: dict[Way, float] = {"order": 0.95, "merged": 0.95, "omitted": 0.8, "tool": 0.9, "twins": 0.75}

_REST: dict[Way, str] = {"twins": ""}


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Other ways that no result or state tells from the reference's, and that the check rejects; each kind once."""
    kinds: dict[tuple[Way, tuple[str, ...], tuple[str, ...]], list[OtherPath]] = {}
    for path in subject.observations.other_paths:
        way, new = path.alternative.way, path.alternative.new_calls
        if path.miss and way in _SENTENCE:
            old = tuple(tool for tool, _ in path.alternative.instead_of)
            kinds.setdefault((way, old, tuple(call.name for call in new)), []).append(path)
    for (way, old, names), paths in kinds.items():
        yield _defect(subject, way, old, names, paths)


def _defect(
    subject: AuditSubject, way: Way, old: tuple[str, ...], names: tuple[str, ...], paths: Sequence[OtherPath]
) -> Defect:
    path = paths[0]
    entries = tuple(dict.fromkeys(each.alternative.entry for each in paths))
    replaced: tuple[Call, ...] = tuple(call for _, call in path.alternative.instead_of)
    sentence = _SENTENCE[way].format(new=written(path.alternative.new_calls), old=written(replaced))
    return Defect(
        function=old[-1],
        cause=f"other way, {way}: {', '.join(names) or 'nothing'} instead of {', '.join(old)}",
        message=f"{sentence}{_REST.get(way, ', and every other result is the same')}; the check of states and results "
        f"after each turn rejects it ({path.miss.error if path.miss else ''}), in {len(entries)} entries.",
        evidence=path_evidence(subject, path),
        repair="Compare the state that is reached, not the results of the reference's own calls.",
        confidence=_CONFIDENCE[way],
        affects=entries,
    )


CHECK = Check(
    code="other_path_rejected",
    component="evaluation",
    title="The benchmark's check rejects another path to the same state.",
    needs=frozenset({"references", "requests", "results", "probes"}),
    run=run,
)
