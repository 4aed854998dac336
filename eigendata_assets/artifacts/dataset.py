"""Which dialogues a generated domain has: batches, one after the other, each with all that decides its dialogues."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field

from eigendata_assets.artifacts.frozen import FORMAT_VERSION, Artifact
from eigendata_assets.artifacts.left_out import LeftOut
from eigendata_assets.artifacts.pilot import Mode, PromptVersion


class Batch(Artifact):
    """The dialogues at `count` places, in shards of `shard_size`; the first shard has the number `first_shard`.

    The places begin with `first_place` of a space of `places` (of `count` where that is 0). What a place is to hold is
    a matter of seed, shares, rules and the size of the space; `left_out` are the places for which there is no dialogue.
    Where shares are not `exact`, a place may have a dialogue of another kind: none is left of its own, or it has become
    one in the making. `rules` are weights that a pilot has tuned, by dimension and choice; `prompts` what models were
    told where it was not the seed, the last of a role being what it is told now. `made_by` is `rule`, or names the
    model.
    """

    count: int = Field(ge=1)
    seed: int = 0
    shares: dict[str, float] = {}
    first_shard: int = Field(default=0, ge=0)
    shard_size: int = Field(default=1000, ge=1, le=1000)
    made_by: str = "rule"
    mode: Mode = "rules"
    first_place: int = Field(default=0, ge=0)
    places: int = Field(default=0, ge=0)
    left_out: tuple[int, ...] = ()
    rules: dict[str, dict[str, float]] = {}
    prompts: tuple[PromptVersion, ...] = ()
    exact: bool = True

    @property
    def size(self) -> int:
        """How many places its space has."""
        return self.places or self.count

    @property
    def dialogues(self) -> int:
        """How many dialogues it has."""
        return self.count - len(self.left_out)

    @property
    def shards(self) -> dict[str, Sequence[int]]:
        """The shards of the batch, in order, with the places whose dialogues they hold, row by row."""
        end = self.first_place + self.count
        starts = range(self.first_place, end, self.shard_size)
        return {
            shard_name(self.first_shard + number): self._there(range(start, min(start + self.shard_size, end)))
            for number, start in enumerate(starts)
        }

    def _there(self, places: range) -> Sequence[int]:
        """Those of some places that have a dialogue."""
        missing = set(self.left_out).intersection(places) if self.left_out else ()
        return [place for place in places if place not in missing] if missing else places


class Dataset(Artifact):
    """The batches of a domain, in order."""

    format_version: int = FORMAT_VERSION
    batches: tuple[Batch, ...] = ()

    @property
    def next_shard(self) -> int:
        """The number of the first shard of a further batch."""
        return sum(len(batch.shards) for batch in self.batches)

    @property
    def next_seed(self) -> int:
        """A seed that no batch has."""
        return max((batch.seed for batch in self.batches), default=-1) + 1

    @property
    def shards(self) -> dict[str, Batch]:
        """Every shard that there should be, in order, with its batch."""
        return {shard: batch for batch in self.batches for shard in batch.shards}


class ModelWork(Artifact):
    """What models did for one shard: questions `asked` and answered from what was kept, tokens, and what went wrong.

    `failures` counts by who was to blame and for what.
    """

    asked: int = 0
    kept: int = 0
    tokens: int = 0
    failures: dict[str, int] = {}
    left_out: tuple[LeftOut, ...] = ()


class GenerationReport(Artifact):
    """What a generation came to: dialogues by kind, calls by tool, and why drafts were drawn anew, how often.

    `resumed` dialogues were kept from a run that was stopped; `shards` are those that hold the dialogues. `not_given`
    are kinds that the domain does not give, where no kinds were asked for: the others have their share; `short` are
    those of which it gives fewer, and how many are missing. `by_models` says of each shard what models did for it,
    where they did; where a pilot went before, of all under its name.
    """

    format_version: int = FORMAT_VERSION
    domain: str
    dialogues: int
    resumed: int
    kinds: dict[str, int]
    tools: dict[str, int]
    dropped: dict[str, int]
    shards: tuple[str, ...]
    not_given: tuple[str, ...] = ()
    short: dict[str, int] = {}
    mode: Mode = "rules"
    made_by: str = "rule"
    by_models: dict[str, ModelWork] = {}

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """The places without a dialogue."""
        return tuple(each for work in self.by_models.values() for each in work.left_out)

    @property
    def wanted(self) -> int:
        """How many dialogues were to be made."""
        return self.dialogues + len(self.left_out)


def shard_name(number: int) -> str:
    """The shard of a number; names are in the order of numbers."""
    return f"shard_{number:05}"
