"""A result is no JSON, so that an assistant is shown Python's way of writing it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.probing.observations import Observation
from eigendata_assets.audits.schema_reading import types_of
from eigendata_assets.audits.subject import AuditSubject

_OF_PYTHON = re.compile(
    r"^\{.*:.*\}$|^\(.*\)$|^\{.*\}$|^(set|frozenset|Decimal|datetime\.\w+|deque|defaultdict|OrderedDict|array)\(.*\)$|"
    r"<[\w.]+ (object|instance)? ?at 0x[0-9a-f]+>|^<.*>$",
    re.DOTALL,
)


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Tools whose result, where it is declared to be no text, came as text that only Python can read."""
    for tool in subject.toolset.tools:
        seen = next((each for each in subject.observations.succeeded(tool.key) if _is_python(tool, each)), None)
        if seen is not None and seen.result is not None:
            yield Defect(
                function=tool.key,
                cause="result is not JSON",
                message=f"The result cannot be written as JSON; an assistant is shown {seen.result.value!r:.100}.",
                evidence=seen.evidence("a result of JSON values"),
                repair="Turn the values into numbers, texts, lists and objects before they are returned.",
                confidence=0.9,
            )


def _is_python(tool: ToolSchema, observation: Observation) -> bool:
    value = observation.result.value if observation.result else None
    declared = types_of(tool.returns or {})
    if not isinstance(value, str) or "string" in declared or not _OF_PYTHON.search(value.strip()):
        return False
    try:
        json.loads(value)
    except ValueError:
        return bool(declared) or "0x" in value
    return False


CHECK = Check(
    code="result_not_json",
    component="implementation",
    title="A result cannot be written as JSON.",
    needs=frozenset({"schemas", "probes"}),
    run=run,
)
