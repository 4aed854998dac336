"""What was found when a generated database was verified."""

from __future__ import annotations

from eigendata_assets.artifacts.frozen import FORMAT_VERSION, Artifact, Json
from eigendata_assets.artifacts.spec.remarks import SpecPath


class Violation(Artifact):
    """A statement of the spec that some records break: how many, and the keys of the first of them."""

    path: SpecPath
    statement: str
    table: str
    records: int
    keys: tuple[Json, ...] = ()


class Redrawn(Artifact):
    """Records that were drawn again: in which round, which columns, and because of which statement."""

    round: int
    table: str
    columns: tuple[str, ...]
    records: int
    because: SpecPath


class ToolQueries(Artifact):
    """What a tool's look-ups, searches and requirements gave for sample arguments: how often of how many tries.

    `found` counts rows got and searches that were not empty, `held` the requirements that held, by their place among
    the tool's steps. `not_asked` says why the rest of the steps was not tried.
    """

    tool: str
    tries: int
    found: dict[str, int] = {}
    held: dict[str, int] = {}
    reached: dict[str, int] = {}
    not_asked: str = ""


class ConsistencyReport(Artifact):
    """The end-to-end validation of a database (paper 3.2.4)."""

    format_version: int = FORMAT_VERSION
    domain: str
    rows: dict[str, int]
    statements: int
    rounds: int
    redrawn: tuple[Redrawn, ...] = ()
    violations: tuple[Violation, ...] = ()
    queries: tuple[ToolQueries, ...] = ()
    remarks: tuple[str, ...] = ()
