"""Evaluation results: a verdict for each entry and model, and a summary over them."""

from __future__ import annotations

from typing import Literal

from eigendata_assets.artifacts.frozen import FORMAT_VERSION, Artifact, Json

NO_MODEL: Literal["no model"] = "no model"


class StateChange(Artifact):
    """One place where two states differ: table, key and field lead there; a value that is missing is None."""

    table: str
    key: str
    field: str
    before: Json = None
    after: Json = None


class Verdict(Artifact):
    """How one entry of one model was judged.

    `official` follows the benchmark's own checker; `official_error` and `official_turn` (from 0) say where it gave
    up. `config_match`: the final state equals the reference's. `key_function`: the calls the task cannot do without
    were made. `config_func`: both. `llm_judge` and `all_three` need a language model. `state_diff` leads from the
    reference's final state to the model's; `official_diff` does the same after the turn in which the official check
    of the state failed, where the two verdicts disagree.
    """

    id: str
    category: str
    model: str
    official: bool
    official_error: str | None = None
    official_turn: int | None = None
    config_match: bool
    key_function: bool
    config_func: bool
    llm_judge: bool | Literal["no model"] = NO_MODEL
    all_three: bool | Literal["no model"] = NO_MODEL
    reason: str = ""
    missing_calls: tuple[str, ...] = ()
    state_diff: tuple[StateChange, ...] = ()
    official_diff: tuple[StateChange, ...] = ()
    calls: int = 0
    failed_calls: int = 0
    idle_turns_with_calls: tuple[int, ...] = ()


class Summary(Artifact):
    """Counts over the entries of one model, in one category or in all (`category` is then `all`).

    `rank_official` and `rank_outcome` (by `config_func`) count from 1, within the same category; ties share a rank.
    """

    model: str
    category: str
    entries: int
    official: int
    config_match: int
    key_function: int
    config_func: int
    disagreements: int
    rank_official: int
    rank_outcome: int


class Evaluation(Artifact):
    """All verdicts of one evaluation; what `eigendata evaluate --json` prints."""

    format_version: int = FORMAT_VERSION
    domain: str
    source: str
    entries: tuple[Verdict, ...]
    summary: tuple[Summary, ...]
    unreadable: tuple[str, ...] = ()
