"""ModifyAgent (EigenData 3.4.4, Schema Polish): rewrites the schema of one tool to a request in words."""

from __future__ import annotations

import json
from collections.abc import Sequence

from eigendata_assets.agents.agent import Agent
from eigendata_assets.agents.prompt import Prompt
from eigendata_assets.artifacts.findings import SchemaEdit
from eigendata_assets.artifacts.frozen import Artifact, Json
from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.audits.edits import applied
from eigendata_assets.audits.reviewing.answers import Fields
from eigendata_assets.audits.reviewing.dialogue_text import call_text
from eigendata_assets.audits.reviewing.function_review import specification
from eigendata_assets.audits.subject import AuditSubject
from eigendata_assets.errors import InputError

_CALLS, _RESULTS = 4, 2


class RewrittenSchema(Artifact):
    """The whole schema as it should be; `parameters` and `returns` are JSON text, `null` where there is none."""

    description: str
    parameters: str
    returns: str
    reason: str


MODIFY_AGENT = Agent("schema_modify_agent", Prompt.beside(__file__, "schema_modify_agent.md"), RewrittenSchema)


def fields_of(
    subject: AuditSubject, tool: ToolSchema, request: str, feedback: Sequence[str], against: Sequence[str] = ()
) -> Fields:
    """What the agent is shown; `feedback` is what people said of earlier proposals, `against` what its last broke."""
    calls = [seen for seen in subject.calls_of.get(tool.key, ()) if not seen.failed]
    return {
        "request": request,
        "specification": specification(tool),
        "calls": [call_text(seen.call) for seen in calls[:_CALLS]],
        "results": [seen.result.shown[:500] for seen in calls[:_RESULTS] if seen.result],
        "feedback": list(feedback),
        "against": list(against),
    }


def rewritten(tool: ToolSchema, reply: RewrittenSchema) -> tuple[ToolSchema, tuple[SchemaEdit, ...]]:
    """The tool with the new schema, and the edits that lead there; raises InputError where a part is no JSON object."""
    parts: dict[str, Json] = {
        "description": reply.description,
        "parameters": _read(tool, "parameters", reply.parameters),
        "returns": _read(tool, "returns", reply.returns),
    }
    edits = tuple(
        SchemaEdit(tool=tool.key, path=(name,), value=value)
        for name, value in parts.items()
        if value != getattr(tool, name)
    )
    return applied(tool, edits), edits


def _read(tool: ToolSchema, part: str, text: str) -> Json:
    try:
        value = json.loads(text or "null")
    except (ValueError, RecursionError) as error:
        raise InputError(f"`{part}` is no JSON: {error}", where=(tool.key,)) from None
    optional = part == "returns" and value is None
    if not optional and not isinstance(value, dict):
        raise InputError(f"`{part}` is no JSON object", where=(tool.key,))
    return value
