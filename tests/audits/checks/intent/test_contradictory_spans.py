"""Times and a length that do not agree are found; whatever can be read as agreeing is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eigendata_assets.audits.checks.intent.contradictory_spans import CHECK, contradicts_itself
from tests.audits.audited import audited, call, entry, subject, tool

CODE = """
class Desk:
    def _load_scenario(self, state):
        self.taken = []

    def reserve(self, hours):
        self.taken.append(hours)
"""


def test_a_request_that_contradicts_itself_is_found(tmp_path: Path) -> None:
    said = "Reserve the hall from 2 pm to 5 pm, for two hours. Thanks!"
    reserve = tool("reserve", hours={"type": "number"})
    asked = entry("a", said, call("reserve", hours=2))
    (finding,) = audited(CHECK, subject(tmp_path, CODE, [reserve], [asked])).findings
    assert (finding.component, finding.affects) == ("intent", ("a",))


@pytest.mark.parametrize(
    "said",
    [
        "From noon until 3, for four hours.",
        "It is taken from 9:00 to 10:30, lasting 60 minutes.",
        "Between 8 and midnight for 90 minutes.",
    ],
)
def test_no_reading_agrees(said: str) -> None:
    assert contradicts_itself(said)


@pytest.mark.parametrize(
    "said",
    [
        "From noon until 3, for three hours.",
        "From 9:00 to 10:30, for ninety minutes.",
        "From 10 in the evening to 6, for eight hours.",
        "Any two hours from 9 to 17, for two hours.",
        "From 9 to 17 there is room.",
        "Book it for two hours.",
        "From 3 to 5 people, for two hours.",
        "From 11 to 1, for two hours.",
    ],
)
def test_what_can_agree_is_fine(said: str) -> None:
    assert not contradicts_itself(said)


@given(st.integers(0, 23), st.integers(1, 11))
def test_a_length_that_is_the_difference_never_contradicts(start: int, hours: int) -> None:
    assert not contradicts_itself(f"From {start}:00 until {(start + hours) % 24}:00, for {hours} hours.")


@given(st.text())
def test_any_text_can_be_read(said: str) -> None:
    assert contradicts_itself(said) in (True, False)
