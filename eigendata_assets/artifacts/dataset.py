"""Which dialogues a generated domain has: batches, one after the other, each with all that decides its dialogues."""

from __future__ import annotations

from pydantic import Field

from eigendata_assets.artifacts.frozen import FORMAT_VERSION, Artifact


class Batch(Artifact):
    """`count` dialogues in shards of `shard_size`, the first of which has the number `first_shard`.

    The dialogue at place i of a batch is a matter of seed, shares, count and i; it lies in row i of the batch's shards.
    Where shares are not `exact`, a place of whose kind no dialogue is left has one of another kind. `made_by` is `rule`
    where a place can be drawn again, or names the model that made the dialogues.
    """

    count: int = Field(ge=1)
    seed: int = 0
    shares: dict[str, float] = {}
    first_shard: int = Field(default=0, ge=0)
    shard_size: int = Field(default=1000, ge=1, le=1000)
    made_by: str = "rule"
    exact: bool = True

    @property
    def shards(self) -> dict[str, range]:
        """The shards of the batch, in order, with the places whose dialogues they hold."""
        starts = range(0, self.count, self.shard_size)
        return {
            shard_name(self.first_shard + number): range(start, min(start + self.shard_size, self.count))
            for number, start in enumerate(starts)
        }


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


class GenerationReport(Artifact):
    """What a generation came to: dialogues by kind, calls by tool, and why drafts were drawn anew, how often.

    `resumed` dialogues were kept from a run that was stopped; `shards` are those that hold the dialogues. `left_out`
    are kinds that the domain does not give, where no kinds were asked for: the others have their share; `short` are
    those of which it gives fewer, and how many are missing.
    """

    format_version: int = FORMAT_VERSION
    domain: str
    dialogues: int
    resumed: int
    kinds: dict[str, int]
    tools: dict[str, int]
    dropped: dict[str, int]
    shards: tuple[str, ...]
    left_out: tuple[str, ...] = ()
    short: dict[str, int] = {}


def shard_name(number: int) -> str:
    """The shard of a number; names are in the order of numbers."""
    return f"shard_{number:05}"
