"""What a check is: a general property of function-calling data, and the defects where it does not hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from eigendata_assets.artifacts.findings import Component, Evidence, SchemaEdit, Severity
from eigendata_assets.audits.subject import AuditSubject

Need = Literal["schemas", "references", "requests", "results", "states", "code", "probes", "suites", "spec", "model"]
"""What a check reads.

schemas: the tools are described. references: there are entries with calls. requests: somebody asks for them, in words.
results: the calls have results. suites: there are cases with what they must give. spec: the domain was made of one.
states: initial states are known. code: the tools' source is known. probes: calls can be tried in the sandbox. model: a
language model is configured, and wanted.
"""


@dataclass(frozen=True, slots=True)
class Defect:
    """One defect as a check reports it; the audit gives it its id and the entries it exposes.

    `cause` tells defects of one function apart, and is the same text in every check that could find the same defect:
    `parameter PATH`, `value PATH=VALUE`, `result KEY`, `call TOOL(ARGUMENTS)`; see `causes.py`. `affects` are the
    entries that meet it; None: all whose reference calls the function. `edits` mend the schema, where that is at fault.
    """

    function: str | None
    cause: str
    message: str
    evidence: Evidence
    repair: str
    severity: Severity = "error"
    confidence: float = 0.9
    affects: tuple[str, ...] | None = None
    component: Component | None = None
    edits: tuple[SchemaEdit, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """A check; `title` is a sentence that says what is wrong where it finds something.

    `component` is that of its defects that name no other.
    """

    code: str
    component: Component
    title: str
    needs: frozenset[Need]
    run: Callable[[AuditSubject], Iterable[Defect]]


@dataclass(frozen=True, slots=True)
class Review:
    """A check that asks a model; what it claims is executed before it is a finding (see `reviewing/`)."""

    code: str
    component: Component
    title: str
    needs: frozenset[Need]
