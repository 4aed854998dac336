"""Names of columns say what to draw, by whole words."""

from __future__ import annotations

import pytest

from eigendata_assets.databases.column_words import faker_by_name, number_by_name, time_by_name


@pytest.mark.parametrize(
    ("table", "name", "provider"),
    [
        ("passengers", "name", "name"),
        ("hotels", "name", "company"),
        ("hotels", "guest_name", "name"),
        ("passengers", "last_name", "last_name"),
        ("users", "email_address", "email"),
        ("users", "emails", "email"),
        ("shops", "home_city", "city"),
        ("shops", "postcode", "postcode"),
        ("shops", "zip_code", "postcode"),
        ("books", "isbn13", "isbn13"),
    ],
)
def test_a_word_of_the_name_chooses_the_provider(table: str, name: str, provider: str) -> None:
    found = faker_by_name(table, name)
    assert found is not None
    assert found.faker == provider


@pytest.mark.parametrize("name", ["capacity", "velocity", "codec", "statement", "denoted", "gist"])
def test_a_word_inside_of_another_says_nothing(name: str) -> None:
    assert faker_by_name("things", name) is None


def test_a_number_has_the_distribution_of_its_word_and_no_finer_step_than_asked() -> None:
    assert number_by_name("total_price", 0.01).distribution == "lognormal"
    assert number_by_name("total_price", 1).step == 1
    assert number_by_name("quantity", 1).parameters == {"mean": 2}
    assert number_by_name("height", 0.5).step == 0.5


def test_a_number_with_an_unknown_name_is_uniform() -> None:
    assert number_by_name("stage", 1).distribution == "uniform"  # not an age
    assert number_by_name("stage", 1).parameters == {"low": 0, "high": 100}


@pytest.mark.parametrize(
    ("name", "past", "future"),
    [("birthday", True, False), ("expires_on", False, True), ("created_at", True, False), ("residue_day", True, True)],
)
def test_a_time_lies_where_such_things_happen(name: str, past: bool, future: bool) -> None:
    found = time_by_name(name)
    assert (found.earliest < 0, found.latest > 0) == (past, future)
