"""The same number written 25 or 25.0 is judged differently (EigenData 4.1, evaluation errors 1)."""

from __future__ import annotations

from collections.abc import Iterator

from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.checks.evaluation.path_evidence import path_evidence, written
from eigendata_assets.audits.probing.paths import OtherPath
from eigendata_assets.audits.subject import AuditSubject


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Tools whose result repeats a number as it was written, where the schema allows both ways to write it."""
    by_tool: dict[str, list[OtherPath]] = {}
    for path in subject.observations.other_paths:
        if path.alternative.way == "number" and path.miss:
            by_tool.setdefault(path.alternative.instead_of[0][0], []).append(path)
    for tool, paths in by_tool.items():
        path = paths[0]
        (_, call), new = path.alternative.instead_of[0], path.alternative.new_calls
        entries = tuple(dict.fromkeys(each.alternative.entry for each in paths))
        yield Defect(
            function=tool,
            cause="format of numbers",
            message=f"{written(new)} is the same as the reference's {written([call])}, and the schema allows it; the "
            f"check of results rejects it, because the result shows the number as it was written.",
            evidence=path_evidence(subject, path),
            repair="Compare numbers by value, or convert the argument before the result shows it.",
            confidence=0.9,
            affects=entries,
        )


CHECK = Check(
    code="number_format_rejected",
    component="evaluation",
    title="The benchmark's check tells 25 from 25.0.",
    needs=frozenset({"schemas", "references", "requests", "results", "probes"}),
    run=run,
)
