"""The memory agent (GenesisFunc 4.2.1): what was told of some tools already is forbidden the next time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from eigendata_assets.trajectories.schema_only.sampling import Sample
from eigendata_assets.trajectories.schema_only.similarity import words_of

_TOLD = 30
"""So many forbidden topics are told at most, the latest first; all are checked."""


@dataclass(slots=True)
class Memory:
    """The topics of finished dialogues, by the tools they are about; `refused` counts topics that came again."""

    topics: dict[str, dict[tuple[str, ...], str]] = field(default_factory=dict)
    refused: int = 0

    def forbidden(self, sample: Sample) -> list[str]:
        """The topics of earlier dialogues about any of the sample's targets, the latest first."""
        seen = [topic for tool in sample.targets for topic in self.topics.get(tool.key, {}).values()]
        return list(dict.fromkeys(reversed(seen)))[:_TOLD]

    def has_seen(self, sample: Sample, topic: str) -> bool:
        """Whether a dialogue about one of these targets had this topic, whatever the order of its words."""
        return any(_key(topic) in self.topics.get(tool.key, {}) for tool in sample.targets)

    def remember(self, sample: Sample, topic: str) -> bool:
        """The topic is forbidden from now on; False, and counted, where it was before."""
        if self.has_seen(sample, topic):
            self.refused += 1
            return False
        for tool in sample.targets:
            self.topics.setdefault(tool.key, {})[_key(topic)] = topic
        return True

    @property
    def distinct(self) -> int:
        """How many topics there are."""
        return len({key for seen in self.topics.values() for key in seen})


def _key(topic: str) -> tuple[str, ...]:
    return tuple(sorted(set(words_of(topic))))


def summary(topics: Sequence[str]) -> str:
    """The topics as a prompt shows them."""
    return "\n".join(f"- {topic}" for topic in topics) or "(nothing yet)"
