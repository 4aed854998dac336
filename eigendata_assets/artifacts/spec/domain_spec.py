"""A domain spec: the tables, the policy, the tools and their behaviour, from which a domain is built."""

from __future__ import annotations

from pydantic import Field

from eigendata_assets.artifacts.frozen import Artifact
from eigendata_assets.artifacts.spec.behaviour import Tool
from eigendata_assets.artifacts.spec.tables import Name, Table


class DomainSpec(Artifact):
    """One domain, complete enough to be built without a model where every tool has `steps`.

    `now` is the time at which the environment's clock stands. `policy` is what the assistant is told. `seed` decides
    every draw. A spec that says less is legal where a model is configured, which then proposes the rest.
    """

    name: Name
    description: str
    now: str = Field(default="2025-06-02T09:00:00", pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$")
    seed: int = 0
    policy: str = ""
    tables: dict[Name, Table] = {}
    tools: dict[Name, Tool] = {}
