"""A tool's own description gives a quantity in one unit, and its only parameter for it is in another."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.audits.causes import parameter_text
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.schema_reading import description_of, parameters_of, result_properties
from eigendata_assets.audits.subject import AuditSubject
from eigendata_assets.audits.tool_words import own_words
from eigendata_assets.audits.units import Unit, unit_of

_LIMIT = re.compile(r"\d+(?:\.\d+)?[\s-]*\w+|\b(?:per|every|within|an?|each|half)\s+\w+", re.IGNORECASE)
"""A number with its unit, or a rate: they say how much or how often, not in what a parameter is."""
_CONVERTS = re.compile(r"\bconvert|\bconversion|\bor\b|\binto\b", re.IGNORECASE)


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Tools whose description, and whose code's own words, name one unit and whose parameter names another."""
    for tool in subject.toolset.tools:
        described = own_words(subject, tool)
        said = unit_of(_LIMIT.sub(" ", described))
        taken = _only_parameter(tool, said) if said and not _CONVERTS.search(described) else None
        if said is None or taken is None:
            continue
        name, unit = taken
        yield Defect(
            function=tool.key,
            cause=parameter_text(name),
            message=f"The tool is described in {said.name}, and its {name} is in {unit.name}.",
            evidence=subject.sample_of(tool.key, "one unit for one quantity", described=described, parameter=name),
            repair=f"Say both in one unit, {unit.name} or {said.name}, as the code computes.",
            confidence=0.85,
        )


def _only_parameter(tool: ToolSchema, said: Unit) -> tuple[str, Unit] | None:
    """The one parameter of the kind, where it is in another unit, and no result is in the unit that is said."""
    parameters = [(name, unit_of(description_of(part))) for name, part in parameters_of(tool).items()]
    results = [unit_of(description_of(part)) for part in result_properties(tool).values()]
    same = [(name, unit) for name, unit in parameters if unit is not None and unit.kind == said.kind]
    if len(same) != 1 or same[0][1].name == said.name or said in results:
        return None
    return same[0]


CHECK = Check(
    code="description_in_another_unit",
    component="schema",
    title="A tool's description and its parameter name two units for one quantity.",
    needs=frozenset({"schemas"}),
    run=run,
)
