"""A slice is a database of its own: closed under references, in the order of the whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eigendata_assets.artifacts.suites import Tables
from eigendata_assets.environments.suites.slices import sample_of, slice_of
from eigendata_assets.errors import InputError
from tests.bike_shop import bike_shop, bike_shop_database

DOMAIN, DATABASE = bike_shop(), bike_shop_database()


def dangling(tables: Tables) -> list[str]:
    return [
        f"{table}.{name}"
        for table, rows in tables.items()
        for name, column in DOMAIN.tables[table].columns.items()
        if column.references
        for row in rows.values()
        if row[name] is not None and str(row[name]) not in tables[column.references]
    ]


@given(st.sets(st.sampled_from(sorted(DATABASE["used_parts"]))), st.sets(st.sampled_from(sorted(DATABASE["repairs"]))))
def test_every_reference_of_a_slice_leads_somewhere(uses: set[str], repairs: set[str]) -> None:
    found = slice_of(DOMAIN, DATABASE, {"used_parts": uses, "repairs": repairs})
    assert dangling(found) == []
    assert repairs <= found["repairs"].keys()
    assert list(found) == list(DOMAIN.tables)
    assert all(row is DATABASE[table][key] for table, rows in found.items() for key, row in rows.items())


def test_a_slice_holds_no_more_than_is_asked_for_and_referred_to() -> None:
    bike = DATABASE["bikes"]["K001"]
    found = slice_of(DOMAIN, DATABASE, {"bikes": ["K001"]})
    assert {table: list(rows) for table, rows in found.items() if rows} == {
        "customers": [bike["customer_id"]], "bikes": ["K001"],
    }  # fmt: skip


def test_a_row_that_is_not_there_is_named() -> None:
    with pytest.raises(InputError, match="bikes: there is no row 'K999'"):
        slice_of(DOMAIN, DATABASE, {"bikes": ["K999"]})


@pytest.mark.parametrize("rows", [1, 5, 100])
def test_a_sample_is_a_slice_with_the_rows_that_it_must_have(rows: int) -> None:
    found = sample_of(DOMAIN, DATABASE, rows, {"repairs": ["R0030"]})
    assert dangling(found) == []
    assert "R0030" in found["repairs"]
    assert rows < 100 or found == DATABASE
