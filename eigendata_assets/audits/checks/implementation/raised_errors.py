"""A call that fits the schema ends in an exception that the code did not mean to raise (EigenData 3.3, edge cases)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from eigendata_assets.audits.causes import exception
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.probing.observations import Observation
from eigendata_assets.audits.subject import AuditSubject

Meant = tuple[str, re.Pattern[str]]
"""An exception that the code raises itself: its type, and what its message looks like."""

_WRONG_SIGNATURE = re.compile(r"[\w.]+\(\) (got an unexpected|missing \d+ required|takes )")


def run(subject: AuditSubject) -> Iterator[Defect]:
    """One defect for each type of exception that comes out of a tool unintended."""
    meant = intended_errors(subject.files)
    for tool in subject.toolset.tools:
        by_type: dict[str, list[Observation]] = {}
        for each in subject.observations.within_schema(tool.key):
            seen = each if each.raised or not each.repeated else _second(each)
            if seen.raised and _escaped(seen, meant):
                by_type.setdefault(seen.raised, []).append(seen)
        for kind, raised in by_type.items():
            yield _defect(tool.key, kind, raised)


def _second(observation: Observation) -> Observation:
    """The same call made again, as a call of its own after the first."""
    setting = observation.probe.setting
    after = replace(setting, prefix=(*setting.prefix, observation.probe.call))
    probe = replace(observation.probe, setting=after)
    return replace(observation, probe=probe, result=observation.repeated, texts=observation.texts[1:])


def intended_errors(files: Mapping[str, str]) -> list[tuple[str, re.Pattern[str]]]:
    """The exceptions that the code raises itself: their type, and what their message looks like."""
    nodes = (node for path, text in files.items() if path.endswith(".py") for node in ast.walk(ast.parse(text)))
    return [_raised(node.exc) for node in nodes if isinstance(node, ast.Raise) and node.exc is not None]


def _raised(raised: ast.expr) -> Meant:
    call = raised if isinstance(raised, ast.Call) else None
    name = ast.unparse(call.func if call else raised).rpartition(".")[2]
    message = call.args[0] if call and call.args else None
    return name, re.compile(rf"['\"]?{_pattern(message)}['\"]?", re.DOTALL)  # a KeyError puts quotes around it


def _pattern(message: ast.expr | None) -> str:
    """A pattern that every message of the expression matches."""
    if isinstance(message, ast.Constant) and isinstance(message.value, str):
        return re.escape(message.value)
    if isinstance(message, ast.JoinedStr):
        return "".join(_pattern(part) for part in message.values)
    if isinstance(message, ast.BinOp) and isinstance(message.op, ast.Add):
        return _pattern(message.left) + _pattern(message.right)
    return ".*"


def is_intended(kind: str, message: str, meant: list[Meant]) -> bool:
    """Whether an exception that came out is one that the code raises itself."""
    return any(name == kind and pattern.fullmatch(message) for name, pattern in meant)


def _escaped(observation: Observation, meant: list[Meant]) -> bool:
    kind, result = observation.raised, observation.result
    if kind is None or result is None or kind.startswith("limit:"):
        return False
    message = str(result.value)
    if kind == "TypeError" and _WRONG_SIGNATURE.match(message) and observation.probe.call.name + "(" in message:
        return False  # the schema and the signature differ; that is another defect
    return not is_intended(kind, message, meant)


def _defect(tool: str, kind: str, raised: list[Observation]) -> Defect:
    first = min(raised, key=lambda each: each.probe.variation == "early")
    probe = first.probe
    name = probe.parameter
    value = probe.arguments.get((name or "").partition(".")[0])
    again = probe.setting.prefix[-1:] == (probe.call,)
    when = "made a second time" if again else f"with {name} = {value!r}" if name else "on this state"
    message = str(first.result.value) if first.result else ""
    return Defect(
        function=tool,
        cause=exception(kind),
        message=f"A call that fits the schema ({when}) ends in an uncaught {kind}: {message[:120]}",
        evidence=first.evidence("a result, or an error that the tool itself gives", raised=kind, calls=len(raised)),
        repair=f"Check the {'argument ' + name if name else 'state'} first, and return an error that says what is "
        "wrong.",
        severity="warning",
        confidence=0.8,
    )


CHECK = Check(
    code="uncaught_exception",
    component="implementation",
    title="A call that fits the schema ends in an exception that the code did not mean to raise.",
    needs=frozenset({"schemas", "probes", "code"}),
    run=run,
)
