"""Collections of records are found by their keys and by their ids."""

from __future__ import annotations

from eigendata_assets.audits.records import collections_of


def test_dictionaries_and_lists_of_records_are_collections() -> None:
    value = {"rides": {"R1": {"fare": 1}, "R2": {"fare": 2}}, "bikes": [{"bike_id": 7, "kind": "classic"}]}
    by_key, by_id = [each for each in collections_of(value) if set(each) & {"R1", "7"}]
    assert (list(by_key), list(by_id)) == (["R1", "R2"], ["7"])


def test_lists_without_ids_and_plain_values_are_none() -> None:
    assert list(collections_of({"rows": [{"a": 1}], "n": 3})) == []
    assert list(collections_of("text")) == []
