"""The frame has a row for each verdict and the same types always, through Parquet and back."""

import json
from io import BytesIO

import pandas as pd
import pytest

from eigendata_assets.artifacts.verdicts import Evaluation, Verdict
from eigendata_assets.evaluation.report import as_frame
from tests.evaluation.report_examples import HOSTILE, evaluation, everywhere, two_models, verdict


def through_parquet(evaluation: Evaluation) -> pd.DataFrame:
    """The frame as a reader of the file gets it."""
    target = BytesIO()
    as_frame(evaluation).to_parquet(target)
    return pd.read_parquet(target)


def test_every_field_of_a_verdict_is_a_column() -> None:
    assert list(as_frame(two_models()).columns) == list(Verdict.model_fields)
    assert len(as_frame(two_models())) == 8


def test_types_are_the_same_without_verdicts() -> None:
    pd.testing.assert_series_equal(as_frame(evaluation()).dtypes, as_frame(two_models()).dtypes)


def test_nested_values_are_json_text() -> None:
    row = through_parquet(two_models()).iloc[6]
    assert json.loads(row["official_diff"]) == [
        {"table": "Fleet.cars", "key": "7", "field": "owner", "before": "Ann", "after": None}
    ]
    assert json.loads(row["idle_turns_with_calls"]) == []


def test_no_model_is_no_value_and_a_judgement_is_a_boolean() -> None:
    frame = through_parquet(evaluation(verdict(1), verdict(2, llm_judge=True), verdict(3, llm_judge=False)))
    assert frame["llm_judge"].dtype == "boolean"
    assert [None if pd.isna(each) else bool(each) for each in frame["llm_judge"]] == [None, True, False]


def test_a_turn_that_is_not_there_is_no_value() -> None:
    turns = through_parquet(two_models())["official_turn"]
    assert turns.isna().sum() == 5
    assert turns.dropna().tolist() == [2, 2, 2]


@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_goes_through_parquet(text: str) -> None:
    frame = through_parquet(everywhere(text))
    readable = f"{text}i".encode("utf-8", "backslashreplace").decode()
    assert list(frame["id"]) == [readable, readable]
    assert json.loads(frame["state_diff"][0])[0]["before"] == text
