"""Units that contradict, within a tool and between tools that feed each other (EigenData 4.1, figure 8)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.audits.causes import parameter_text
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.docstrings import parameter_texts
from eigendata_assets.audits.naming import same_quantity
from eigendata_assets.audits.schema_reading import (
    declared_values,
    description_of,
    parameters_of,
    result_properties,
)
from eigendata_assets.audits.subject import AuditSubject
from eigendata_assets.audits.units import Unit, names_units, unit_of


@dataclass(frozen=True, slots=True)
class _Measured:
    """A parameter or result key whose description names one unit."""

    tool: ToolSchema
    name: str
    unit: Unit
    text: str


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Parameters in one unit, and results or docstrings that give the same quantity in another."""
    tools = [tool for tool in subject.toolset.tools if not _lets_choose(tool)]
    results = [each for tool in tools for each in _measured(tool, results=True)]
    for tool in tools:
        for taken in _measured(tool, results=False):
            for given in results:
                if given.tool.toolkit == tool.toolkit and _contradict(taken, given):
                    yield _defect(subject, taken, given)
            yield from _docstring(subject, taken)


def _measured(tool: ToolSchema, *, results: bool) -> Iterator[_Measured]:
    for name, schema in (result_properties(tool) if results else parameters_of(tool)).items():
        text = description_of(schema)
        if unit := unit_of(text):
            yield _Measured(tool, name, unit, text)


def _lets_choose(tool: ToolSchema) -> bool:
    """Whether a parameter of the tool chooses the unit."""
    return any(names_units(declared_values(schema)) or name == "unit" for name, schema in parameters_of(tool).items())


def _contradict(taken: _Measured, given: _Measured) -> bool:
    same_kind = taken.unit.kind == given.unit.kind and taken.unit.name != given.unit.name
    return same_kind and same_quantity(taken.name, given.name)


def _defect(subject: AuditSubject, taken: _Measured, given: _Measured) -> Defect:
    same = taken.tool.key == given.tool.key
    where = "the same tool's result" if same else f"the result of {given.tool.name}"
    return Defect(
        function=taken.tool.key,
        cause=parameter_text(taken.name),
        message=f"{taken.name} is taken in {taken.unit.name}, while {where} gives {given.name} in {given.unit.name}.",
        evidence=subject.sample_of(
            taken.tool.key,
            "one unit for one quantity",
            **{f"{taken.tool.name}: {taken.name}": taken.text, f"{given.tool.name} gives {given.name}": given.text},
        ),
        repair=f"Say both in one unit, {given.unit.name} or {taken.unit.name}, as the code computes.",
        confidence=0.9 if same else 0.85,
        affects=subject.callers(taken.tool.key) if same else _fed(subject, taken, given),
    )


def _fed(subject: AuditSubject, taken: _Measured, given: _Measured) -> tuple[str, ...]:
    """The entries that call the one tool before the other."""
    found = []
    for entry in subject.callers(taken.tool.key):
        tools = [seen.tool for seen in subject.calls_in[entry]]
        if given.tool.key in tools and tools.index(given.tool.key) < len(tools) - 1 - tools[::-1].index(taken.tool.key):
            found.append(entry)
    return tuple(found)


def _docstring(subject: AuditSubject, taken: _Measured) -> Iterator[Defect]:
    """The code's own words about a parameter name another unit."""
    method = subject.code.methods.get(taken.tool.key)
    text = parameter_texts(method.docstring, [taken.name]).get(taken.name, "") if method else ""
    said = unit_of(text)
    if method and said and said.kind == taken.unit.kind and said.name != taken.unit.name:
        yield Defect(
            function=taken.tool.key,
            cause=parameter_text(taken.name),
            message=f"{taken.name} is described in {taken.unit.name}, and in the code in {said.name}.",
            evidence=subject.sample_of(
                taken.tool.key,
                "one unit for one parameter",
                schema=taken.text,
                docstring=text,
                line=method.place,
            ),
            repair=f"Describe {taken.name} in {said.name}.",
            confidence=0.9,
            affects=subject.callers(taken.tool.key, taken.name),
        )


CHECK = Check(
    code="contradictory_units",
    component="schema",
    title="A quantity is taken in one unit and given in another.",
    needs=frozenset({"schemas"}),
    run=run,
)
