"""How varied a collection of dialogues is: what it covers, how often it repeats itself, how long its dialogues are."""

from __future__ import annotations

from typing import Literal

from eigendata_assets.artifacts.frozen import FORMAT_VERSION, Artifact

Measure = Literal["turns", "calls", "words of the user", "words of the assistant"]
"""What is counted in each dialogue."""


class ParameterUse(Artifact):
    """One parameter of a tool: whether calls must give it, and how many do, with how many different values.

    `required` is None where no definition of the tool is known.
    """

    name: str
    required: bool | None
    calls: int
    values: int


class ToolUse(Artifact):
    """One tool: the dialogues that offer it, those that call it, its calls, those that failed, its parameters."""

    function: str
    offered: int
    dialogues: int
    calls: int
    failed: int
    parameters: tuple[ParameterUse, ...]


class PairUse(Artifact):
    """One function called next after another, in a dialogue."""

    first: str
    then: str
    times: int


class Distribution(Artifact):
    """How many dialogues have which count, as (count, dialogues), ascending."""

    measure: Measure
    counts: tuple[tuple[int, int], ...]
    mean: float


class NearDuplicate(Artifact):
    """A dialogue much like an earlier one: the share of three-word runs that both have in those that either has."""

    id: str
    like: str
    similarity: float


class DiversityReport(Artifact):
    """The variety of a collection.

    `slot_filling` is the share of optional parameters that calls give. `distinct` maps n to the share of different
    ones among all runs of n words of the users. `kinds` counts categories as recorded, `shapes` what the dialogues
    look like. `skeletons` counts different sequences of functions, `sequences` different ones with their arguments.
    `origins` counts arguments by where they come from, as recorded, those computed by formula too (`derived`, `derived
    by count`). `revised` counts dialogues whose graph was executed more than once, and how often it was revised how.
    """

    format_version: int = FORMAT_VERSION
    subject: str
    source: str
    dialogues: int
    calls: int
    tools: tuple[ToolUse, ...]
    pairs: tuple[PairUse, ...]
    possible_pairs: int
    kinds: dict[str, int]
    shapes: dict[str, int]
    slot_filling: float | None
    distinct: dict[str, float]
    skeletons: int
    sequences: int
    distributions: tuple[Distribution, ...]
    similarity_threshold: float
    near_duplicates: int
    examples: tuple[NearDuplicate, ...]
    origins: dict[str, int] = {}
    revised: dict[str, int] = {}

    @property
    def tools_used(self) -> int:
        """How many of the tools are called at all."""
        return sum(1 for tool in self.tools if tool.calls)

    @property
    def duplicate_rate(self) -> float:
        """The share of dialogues that are much like an earlier one."""
        return self.near_duplicates / self.dialogues if self.dialogues else 0.0
