"""What a model did on a benchmark: its calls, turn by turn, as read from a result file."""

from __future__ import annotations

from eigendata_assets.artifacts.frozen import Artifact
from eigendata_assets.artifacts.trajectory import Call


class AttemptedCall(Artifact):
    """A call as the model wrote it; `problem` says why it cannot be run, and then `call` has no arguments."""

    call: Call
    problem: str | None = None


class ModelStep(Artifact):
    """One answer of the model: calls, or text.

    `unreadable` says why an answer that is no plain text has no calls.
    """

    calls: tuple[AttemptedCall, ...] = ()
    text: str = ""
    unreadable: str | None = None


class ModelEntry(Artifact):
    """A model's run on one entry; `problem` says why there are no turns (the inference itself failed)."""

    id: str
    turns: tuple[tuple[ModelStep, ...], ...] = ()
    problem: str | None = None


class ModelRun(Artifact):
    """A model's run over some entries; `source` names the files it was read from."""

    model: str
    source: tuple[str, ...]
    entries: tuple[ModelEntry, ...]
