"""How a database is populated: an artifact that a model may propose and a person may edit."""

from __future__ import annotations

from pydantic import Field

from eigendata_assets.artifacts.frozen import FORMAT_VERSION, Artifact
from eigendata_assets.artifacts.spec.draws import Draw, Rows
from eigendata_assets.artifacts.spec.tables import EdgeCase, Name


class TablePlan(Artifact):
    """How the rows of one table are made: how many, how each column is drawn, which edge cases are among them."""

    rows: Rows
    draws: dict[Name, Draw]
    edge_cases: tuple[EdgeCase, ...] = ()


class PopulationPlan(Artifact):
    """Everything that decides a database beside the schema: the same plan and schema give the same bytes."""

    format_version: int = FORMAT_VERSION
    domain: str
    seed: int
    scale: int = Field(default=1, ge=1)
    tables: dict[Name, TablePlan]
