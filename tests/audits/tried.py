"""What one check finds on a small class, whose tools are tried in this process."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from eigendata_assets.artifacts.findings import Finding
from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.artifacts.trajectory import Call
from eigendata_assets.audits.check import Check
from tests.audits.audited import audited, entry, subject

TEXT: dict[str, Any] = {"type": "string"}
INTEGER: dict[str, Any] = {"type": "integer"}
NUMBER: dict[str, Any] = {"type": "number"}
FLAG: dict[str, Any] = {"type": "boolean"}


def optional(schema: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {**schema, **more, "optional": True}


def found(
    check: Check,
    folder: Path,
    code: str,
    tools: Sequence[ToolSchema],
    *calls: Call,
    state: Any = None,
    said: str = "Go.",
) -> tuple[Finding, ...]:
    """The findings of a check on the class `Desk` with one dialogue of these calls."""
    return audited(check, subject(folder, code, tools, [entry("a", said, *calls, state=state)])).findings


def sure(findings: Sequence[Finding]) -> list[Finding]:
    """Those that a report lists."""
    return [each for each in findings if each.confidence >= 0.7]
