"""A value is explained by anything that speaks for it, and unexplained only where nothing does."""

from __future__ import annotations

from typing import Any

import pytest

from eigendata_assets.audits.explanations import is_explained
from eigendata_assets.audits.known_texts import Known
from eigendata_assets.audits.text_origin import Kind, origin_of

SAID = """Send Nvidia's report 'North up, South down.' to Ann Lee by May 3rd; she owes me 1,200 dollars.
Write in the format 'X is due.'"""
KNOWN = Known(
    said=SAID,
    returned=("file_07", "Line one of it\nand line two of it", 80.0, 250.0),
    passed=(100.0,),
    stored=("ann@example.com", 41),
    told="{'description': 'fast or slow; at most 50'}",
)


@pytest.mark.parametrize(
    "value",
    [
        *("Ann Lee", "ann@example.com", "FILE_07", "slow", "2024-05-03", "NVDA", "ann_report.pdf", "", "07.pdf"),
        *(1200, 41, 50, 80, 330.0, 170.0, 960.0, 3.125, True, None, 2500),
    ],
)
def test_what_was_said_shown_stored_told_or_follows_is_explained(value: Any) -> None:
    assert is_explained(value, KNOWN)


@pytest.mark.parametrize("value", ["zebra", "secret_word", "2024-06-04", 777.77])
def test_what_comes_from_nowhere_is_not(value: Any) -> None:
    assert not is_explained(value, KNOWN)


def test_a_literal_of_the_program_may_be_returned_by_a_tool() -> None:
    assert is_explained("zebra", KNOWN, 'return "zebra"')


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("North up, South down.", "copied"),
        ("North up, South down", "altered quotation"),
        ("Line one of it and line two of it", "altered result"),
        ("one of it Line and line two of it", "altered result"),
        ("Some words of my own", "free"),
        ("80.0 is due.", "filled in"),
    ],
)
def test_the_origin_of_a_text_is_told(value: str, kind: Kind) -> None:
    assert origin_of(value, KNOWN).kind == kind


def test_a_quotation_with_blanks_is_filled_in() -> None:
    known = Known("Say 'The price of it is X dollars.'", (80.0,), (), (), "")
    assert origin_of("The price of it is 80 dollars.", known).kind == "filled in"
