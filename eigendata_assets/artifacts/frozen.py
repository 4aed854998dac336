"""What every artifact is: a frozen pydantic model that refuses fields it does not know."""

from __future__ import annotations

import json
from typing import Any

from pydantic import BaseModel, ConfigDict

Json = Any
"""A value that `json.loads` could have returned."""

FORMAT_VERSION = 1
"""Written into every JSON document; raised when a reader of the old shape could not read the new one."""


class Artifact(BaseModel):
    """Base of all artifacts: immutable, equal by value, strict about its fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def to_json(self, indent: int | None = None) -> str:
        """The artifact as JSON in ASCII; unlike pydantic's own, it takes any text, lone surrogates too."""
        return json.dumps(self.model_dump(), indent=indent)
