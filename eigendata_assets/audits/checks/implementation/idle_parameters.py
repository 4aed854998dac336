"""A parameter changes nothing: whatever is given for it, result and state are the same."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from typing import Any

from eigendata_assets.artifacts.canonical import canonical_json
from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.audits.causes import parameter_unknown
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.checks.implementation.effects import Effect, effect_of
from eigendata_assets.audits.probing.observations import OUTSIDE, Observation
from eigendata_assets.audits.schema_reading import description_of, parameters_of, types_of
from eigendata_assets.audits.subject import AuditSubject

_NOT_USED = re.compile(
    r"\b(ignored|unused|not used|reserved|no effect|deprecated|for compatibility|simulat)", re.IGNORECASE
)
_CREDENTIAL = re.compile(
    r"passw|secret|token|username|user_?name|client_?id|credential|pin\b|grant|api_?key|auth", re.IGNORECASE
)
_OF_FORMAT = re.compile(
    r"human|readable|verbose|detail|format|unit|pretty|sort|order|revers|descend|ascend", re.IGNORECASE
)


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Parameters of which every tried value has the same effect, and that the code does not look at."""
    for tool in subject.toolset.tools:
        method = subject.code.methods.get(tool.key)
        for name, schema in parameters_of(tool).items():
            if _NOT_USED.search(description_of(schema)) or (method and name not in method.parameters):
                continue
            tried = _tried(subject, tool, name)
            looked_at = method is None or _is_looked_at(method.node, name)
            checked_only = _takes_anything(tried, name)
            tried = [each for each in tried if not each.failed] if checked_only or not looked_at else tried
            values = {canonical_json(each.probe.arguments.get(name)) for each in tried}
            if len(values) < (2 if types_of(schema) == {"boolean"} else 3) or not _all_alike(tried):
                continue
            confidence = _confidence(name, schema, tried, looked_at)
            yield _defect(tool, name, tried, looked_at, confidence)


def _tried(subject: AuditSubject, tool: ToolSchema, name: str) -> list[Observation]:
    return [
        each
        for each in subject.observations.of(tool.key)
        if each.probe.variation not in OUTSIDE | {"early"} and each.probe.parameter in (name, None)
    ]


def _takes_anything(tried: Sequence[Observation], name: str) -> bool:
    """Whether a call that changes the state takes any text, so that refusals are of the text's form alone."""
    unknown = [each for each in tried if each.probe.variation == "unknown" and each.probe.parameter == name]
    return bool(unknown) and all(each.changed and not each.failed for each in unknown)


def _all_alike(tried: Sequence[Observation]) -> bool:
    """Whether all calls succeed, with one effect in each setting."""
    by_place: dict[str, set[Effect]] = {}
    for each in tried:
        if each.failed or each.result is None or each.stopped:
            return False
        place = canonical_json([each.probe.setting.entry, len(each.probe.setting.prefix)])
        by_place.setdefault(place, set()).add(effect_of(each))
    return all(len(effects) == 1 for effects in by_place.values())


def _is_looked_at(node: ast.AST, name: str) -> bool:
    """Whether a method uses the parameter, itself or by `locals()`, other than to hand it to a check."""
    checks = [each for each in ast.walk(node) if isinstance(each, ast.Expr) and isinstance(each.value, ast.Call)]
    checked = {id(argument) for check in checks for argument in ast.walk(check) if _is_of_self_free_call(check)}
    names = [each for each in ast.walk(node) if isinstance(each, ast.Name) and id(each) not in checked]
    used = [each for each in names if each.id in (name, "locals", "vars")]
    return any(each.lineno <= _overwritten_at(node, name) for each in used if isinstance(each.ctx, ast.Load))


def _overwritten_at(node: ast.AST, name: str) -> float:
    """The line at which the parameter is given another value whatever was passed; infinity where it never is."""
    body = getattr(node, "body", [])
    blocks = [body, *(each.body for each in body if isinstance(each, ast.Try | ast.With))]
    lines = [
        each.lineno
        for block in blocks
        for each in block
        if isinstance(each, ast.Assign)
        and any(isinstance(target, ast.Name) and target.id == name for target in each.targets)
        and not any(isinstance(part, ast.Name) and part.id == name for part in ast.walk(each.value))
    ]
    return min(lines, default=float("inf"))


def _is_of_self_free_call(statement: ast.Expr) -> bool:
    """Whether a call whose result nobody takes is one of a plain function: it can only refuse its arguments."""
    return isinstance(statement.value, ast.Call) and isinstance(statement.value.func, ast.Name)


def _confidence(name: str, schema: dict[str, Any], tried: Sequence[Observation], looked_at: bool) -> float:
    if _CREDENTIAL.search(name):
        return 0.6
    if not looked_at:
        return 0.9
    if types_of(schema) == {"boolean"}:
        return 0.75 if _OF_FORMAT.search(name) else 0.4
    keeps = all(each.changed for each in tried)
    return 0.75 if keeps and types_of(schema) == {"string"} else 0.4


def _defect(tool: ToolSchema, name: str, tried: Sequence[Observation], looked_at: bool, confidence: float) -> Defect:
    other = next((each for each in tried if each.probe.parameter == name), tried[0])
    code = "" if looked_at else " The code never looks at it."
    values = list(
        {canonical_json(each.probe.arguments.get(name)): each.probe.arguments.get(name) for each in tried}.values()
    )
    return Defect(
        function=tool.key,
        cause=parameter_unknown(name),
        message=f"{name} changes nothing: {len(values)} different values gave the same result and state.{code}",
        evidence=other.evidence(f"a result or a state that depends on {name}", values=values[:8], looked_at=looked_at),
        repair=f"Let {name} do what the schema promises, or take it out of the schema.",
        severity="warning",
        confidence=confidence,
    )


CHECK = Check(
    code="parameter_without_effect",
    component="implementation",
    title="A parameter changes nothing, whatever is given for it.",
    needs=frozenset({"schemas", "probes"}),
    run=run,
)
