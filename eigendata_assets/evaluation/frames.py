"""Verdicts as a table of data, one row each, with the same columns and types however few verdicts there are."""

from __future__ import annotations

import json

import pandas as pd

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.verdicts import Evaluation, Verdict

_TYPES = {
    "official": "bool", "config_match": "bool", "key_function": "bool", "config_func": "bool",
    "llm_judge": "boolean", "all_three": "boolean", "official_turn": "Int64", "calls": "int64", "failed_calls": "int64",
}  # fmt: skip
"""The columns that are not text; in a `boolean` column nothing stands for `no model`."""


def as_frame(evaluation: Evaluation) -> pd.DataFrame:
    """A row for each verdict; lists (state diffs, missing calls, turns) are JSON text, so Parquet invents no nulls."""
    rows = [_row(verdict) for verdict in evaluation.entries]
    names = list(Verdict.model_fields)
    columns = {name: pd.Series([row[name] for row in rows], dtype=_TYPES.get(name, "str")) for name in names}
    return pd.DataFrame(columns, columns=names)


def _row(verdict: Verdict) -> dict[str, Json]:
    return {name: _cell(name, value) for name, value in verdict.model_dump().items()}


def _cell(name: str, value: Json) -> Json:
    if isinstance(value, tuple):
        return json.dumps(value)
    if isinstance(value, str) and name not in _TYPES:
        return value.encode("utf-8", "backslashreplace").decode()  # half of a surrogate pair fits no Parquet file
    return None if _TYPES.get(name) == "boolean" and isinstance(value, str) else value
