"""Discovered preconditions (EigenData 3.4.4, Schema Polish): how a tool refuses calls that fit its schema.

Execution showed the errors, and the description does not tell them. This is no defect, and no audit lists it; a polish
proposes to say it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import takewhile

from eigendata_assets.artifacts.findings import Evidence, SchemaEdit
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.artifacts.trajectory import Result
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.checks.implementation.raised_errors import Meant, intended_errors, is_intended
from eigendata_assets.audits.schema_reading import description_of, parameters_of
from eigendata_assets.audits.subject import AuditSubject
from eigendata_assets.audits.wording import words

_MOST, _LONGEST = 6, 160
_TOLD = 0.75
_ALIKE = 5
_SHORT = 3
_PARAMETER = re.compile(r"<\w+>")
_IDENTIFIER = re.compile(r"(?<![\w<])(?=\w*\d)(?=\w*[A-Za-z])\w{3,}(?![\w>])")
_LIST = re.compile(r"\[[^\[\]]*…[^\[\]]*\]")
_NUMBER = re.compile(r"(?<![\w<])\d+(?:\.\d+)?(?![\w>])")

Refusal = tuple[str, Evidence]
"""The error with the names of parameters in place of their values, and a call that met it."""


def run(subject: AuditSubject) -> Iterator[Defect]:
    """One for each tool that refuses calls in a way that its description does not tell."""
    meant, program = intended_errors(subject.files), "\n".join(subject.files.values())
    for tool in subject.toolset.tools:
        known = " ".join([tool.description, *map(description_of, parameters_of(tool).values())])
        refusals = _distinct((_open(text, program), each) for text, each in _refusals(subject, tool, meant))
        untold = {
            text: evidence for text, evidence in refusals.items() if not is_told(text, known, parameters_of(tool))
        }
        if untold:
            yield _defect(tool, dict(list(untold.items())[:_MOST]))


def _refusals(subject: AuditSubject, tool: ToolSchema, meant: list[Meant]) -> Iterator[Refusal]:
    expected = "the description says with which errors a call that fits the schema is refused"
    for seen in subject.calls_of.get(tool.key, ()):
        text = error_text(seen.result, meant) if seen.failed else None
        if text:
            yield with_names(text, seen.call.arguments), subject.evidence_of(seen, expected)
    for each in subject.observations.within_schema(tool.key):
        text = error_text(each.result, meant) if each.failed else None
        if text:
            yield with_names(text, each.probe.arguments), each.evidence(expected)


def error_text(result: Result | None, meant: list[Meant]) -> str | None:
    """What a tool says when it refuses a call; None where it does not, or where an exception was not meant."""
    if result is None:
        return None
    if result.error is not None:
        return str(result.value) if is_intended(result.error, str(result.value), meant) else None
    value = result.value[0] if isinstance(result.value, list) and len(result.value) == 1 else result.value
    told = value.get("error") if isinstance(value, dict) else None
    return told if isinstance(told, str) else None


def with_names(text: str, arguments: Mapping[str, Json]) -> str:
    """An error with `<parameter>` in the place of each value that the call gave."""
    given = {str(value): name for name, value in arguments.items() if isinstance(value, str | int | float)}
    for value in sorted((each for each in given if each.strip()), key=len, reverse=True):
        if value not in ("True", "False"):
            text = re.sub(rf"(?<![\w<]){re.escape(value)}(?![\w>])", f"<{given[value]}>", text)
    return text.strip()


def _open(text: str, program: str) -> str:
    """An error without the identifiers of this one state: what mixes letters and digits and is not in the code."""
    opened = _IDENTIFIER.sub(lambda found: found[0] if found[0] in program else "…", text)
    return _LIST.sub("…", opened)


def _distinct(refusals: Iterable[Refusal]) -> dict[str, Evidence]:
    """Each error once, as its instance with the most parameters has it; numbers that differ are left open."""
    groups: dict[tuple[str, ...], dict[str, Evidence]] = {}
    for text, evidence in refusals:
        if text and len(text) <= _LONGEST:
            said = words(_PARAMETER.sub(" ", _NUMBER.sub(" ", text)))
            groups.setdefault(tuple(said), {}).setdefault(text, evidence)
    found = {}
    for instances in groups.values():
        most = max(len(_PARAMETER.findall(text)) for text in instances)
        fullest = [text for text in instances if len(_PARAMETER.findall(text)) == most]
        told = fullest[0] if len(fullest) == 1 else _NUMBER.sub("…", fullest[0])
        found[told] = instances[fullest[0]]
    return _begun_alike(found)


def _begun_alike(found: Mapping[str, Evidence]) -> dict[str, Evidence]:
    """Errors that begin with the same words are one, which is told as far as all of them agree."""
    groups: dict[str, list[str]] = {}
    for text in found:
        parts = text.split()
        groups.setdefault(" ".join(parts[:_ALIKE]) if len(parts) > _ALIKE else text, []).append(text)
    return {_agreed(texts): found[texts[0]] for texts in groups.values()}


def _agreed(texts: Sequence[str]) -> str:
    if len(texts) == 1:
        return texts[0]
    columns = zip(*(text.split() for text in texts), strict=False)
    return " ".join([*(column[0] for column in takewhile(lambda each: len(set(each)) == 1, columns)), "…"])


def is_told(text: str, known: str, parameters: Iterable[str]) -> bool:
    """Whether a description says an error, in its words or in most of them."""
    if text in known:
        return True
    names = {word for name in parameters for word in words(name)}
    telling = {word for word in words(text) if len(word) > _SHORT and word not in names}
    said = telling & set(words(known))
    return len(telling) > 1 and len(said) >= _TOLD * len(telling)


def _defect(tool: ToolSchema, untold: Mapping[str, Evidence]) -> Defect:
    quoted = ", ".join(f'"{text}"' for text in untold)
    sentence = f"A call may be refused with the error{'s' if len(untold) > 1 else ''} {quoted}."
    description = f"{tool.description.rstrip()} {sentence}".strip()
    return Defect(
        function=tool.key,
        cause=f"errors not told: {quoted}",
        message=f"Calls that fit the schema are refused with {quoted}, and the description does not say so.",
        evidence=next(iter(untold.values())),
        repair="Say in the description when it is refused.",
        severity="info",
        confidence=0.8,
        edits=(SchemaEdit(tool=tool.key, path=("description",), value=description),),
    )


CHECK = Check(
    code="precondition_not_told",
    component="schema",
    title="The description does not say with which errors calls that fit the schema are refused.",
    needs=frozenset({"schemas", "results"}),
    run=run,
)
