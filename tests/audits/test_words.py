"""Units, names, annotations, numbers and sources are recognized in the words that people use."""

from __future__ import annotations

import pytest

from eigendata_assets.audits.annotations import json_types
from eigendata_assets.audits.naming import same_quantity, singular, words_of
from eigendata_assets.audits.provenance import has_source, is_token, plain
from eigendata_assets.audits.quotations import numbers_in
from eigendata_assets.audits.units import Unit, names_units, unit_of


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("The speed to set in m/h.", Unit("speed", "m/h")),
        ("The current speed of the vehicle in km/h.", Unit("speed", "km/h")),
        ("Speed in kilometers per hour", Unit("speed", "km/h")),
        ("The distance in km.", Unit("length", "kilometers")),
        ("The distance to travel in miles.", Unit("length", "miles")),
        ("The temperature in degrees Celsius.", Unit("temperature", "Celsius")),
        ("The slope in degrees.", Unit("angle", "degrees")),
        ("The limit in USD", Unit("money", "USD")),
        ("The length in miles or kilometers.", None),
        ("Miles to go before 5 minutes are over.", None),
        ("The name of the second file.", None),
        ("A familiar barometer.", None),
        ("", None),
    ],
)
def test_a_description_names_a_unit_where_it_names_exactly_one(text: str, unit: Unit | None) -> None:
    assert unit_of(text) == unit


def test_values_that_are_units_let_the_caller_choose() -> None:
    assert names_units(("celsius", "fahrenheit"))
    assert not names_units(("on", "off", 3))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("currentSpeed", ("current", "speed")),
        ("ticket_id", ("ticket", "id")),
        ("cityA", ("city", "a")),
        ("MA(20)", ("ma", "20")),
        ("ACTemperature", ("ac", "temperature")),
        ("__", ()),
    ],
)
def test_names_are_words_in_lower_case(name: str, words: tuple[str, ...]) -> None:
    assert words_of(name) == words


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("speed", "currentSpeed", True),
        ("distance", "total_distance", True),
        ("distance", "distanceToNextVehicle", False),
        ("amount", "value", False),
        ("speed", "distance", False),
    ],
)
def test_two_names_are_of_one_quantity_where_only_qualifying_words_differ(left: str, right: str, same: bool) -> None:
    assert same_quantity(left, right) is same


@pytest.mark.parametrize(("word", "one"), [("tickets", "ticket"), ("cities", "city"), ("glass", "glass"), ("id", "id")])
def test_plurals_have_a_singular(word: str, one: str) -> None:
    assert singular(word) == one


@pytest.mark.parametrize(
    ("annotation", "types"),
    [
        ("int", {"integer"}),
        ("float", {"number"}),
        ("List[str]", {"array"}),
        ("list[dict[str, int]]", {"array"}),
        ("Optional[str]", {"string", "null"}),
        ("Union[str, int]", {"string", "integer"}),
        ("str | None", {"string", "null"}),
        ("typing.Dict[str, Any]", {"object"}),
        ("Literal['a', 1]", {"string", "integer"}),
        ("Annotated[int, 'x']", {"integer"}),
        ("'int'", {"integer"}),
        ("Any", set()),
        ("Union[str, Ticket]", set()),
        ("Ticket", set()),
        ("", set()),
        ("(", set()),
    ],
)
def test_annotations_are_json_types_and_what_we_do_not_know_is_none(annotation: str, types: set[str]) -> None:
    assert json_types(annotation) == types


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("32 PSI, 30.5 and -4", {"32", "30.5", "-4"}),
        ("usage 205 bytes.", {"205"}),
        ("flight AA100, v2, 1.2.3", set()),
        ("100%", {"100"}),
        ("", set()),
    ],
)
def test_numbers_in_a_text_are_those_that_stand_alone(text: str, numbers: set[str]) -> None:
    assert numbers_in(text) == numbers


@pytest.mark.parametrize("value", ["abc123xyz", "card_1496", "ticket_001", "FL-9a"])
def test_a_token_is_one_word_of_letters_and_digits(value: str) -> None:
    assert is_token(value)


@pytest.mark.parametrize("value", ["2024-10-06", "10:30", "15th", "plain", "a b1", "x1", 12345, True, None, "1,500.00"])
def test_what_people_say_in_words_is_no_token(value: object) -> None:
    assert not is_token(value)


def test_a_source_may_write_a_value_with_other_signs_and_in_another_case() -> None:
    known = plain("My card is CARD 1496.")
    assert has_source("card_1496", known)
    assert not has_source("card_1497", known)
