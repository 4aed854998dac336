"""Foreign text becomes readable text that does nothing."""

import json
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from eigendata_assets.reports.text import NOTHING, Prose, as_markdown, code_span, compared, one_line, readable
from tests.evaluation.report_examples import HOSTILE

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
ANY_TEXT = st.text(st.characters(exclude_categories=()))
"""Surrogates too: JSON can hold them."""


@given(ANY_TEXT | st.sampled_from(HOSTILE))
def test_one_line_is_one_line_without_characters_that_act(text: str) -> None:
    shown = one_line(text, 200)
    assert len(shown.splitlines()) <= 1
    assert {unicodedata.category(character) for character in shown} & {"Cc", "Cs", "Zl", "Zp"} == set()
    shown.encode()


@given(st.text(st.characters(categories=("L", "N", "P", "S")), max_size=200))
def test_one_line_leaves_ordinary_text_alone(text: str) -> None:
    assert one_line(text, 200) == text


def test_one_line_says_how_long_a_long_text_was() -> None:
    assert one_line("x" * 1234, 10) == "xxxxxxxxx… (1,234 characters)"


@pytest.mark.parametrize(
    ("character", "shown"),
    [("\n", "\\n"), ("\x1b", "\\u001b"), ("\x7f", "\\u007f"), ("\u2028", "\\u2028"), ("\u202e", "\\u202e")],
)
def test_what_acts_is_written_as_an_escape(character: str, shown: str) -> None:
    assert one_line(f"a{character}b") == f"a{shown}b"


def test_joiners_stay_for_the_languages_that_need_them() -> None:
    text = "\u0646\u0645\u06cc\u200c\u062e \U0001f469\u200d\U0001f680"
    assert one_line(text) == text


@given(JSON)
def test_a_value_without_tags_is_shown_as_its_json(value: object) -> None:
    shown = readable(value)
    assert "$" in shown or "…" in shown or json.loads(shown) == value


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ({"$set": [1, "a"]}, '{1, "a"}'),
        ({"$set": []}, "set()"),
        ({"$dict": [[12345, {"price": 1.5}]]}, '{12345: {"price": 1.5}}'),
        ({"$dict": "odd"}, '{"$dict": "odd"}'),
        ({"$dict": [[1]]}, '{"$dict": [[1]]}'),
        ({"a": {"$tuple": [1]}}, '{"a": {"$tuple": [1]}}'),
    ],
)
def test_sets_and_keys_that_are_no_text_are_shown_as_python_writes_them(value: object, shown: str) -> None:
    assert readable(value) == shown


def test_a_deep_value_ends_in_an_ellipsis() -> None:
    value: object = 1
    for _ in range(5_000):
        value = [value]
    assert "…" in readable(value)


def test_a_missing_value_is_none() -> None:
    assert compared(None, 0) == (NOTHING, "0")


def test_long_values_are_shown_from_a_little_before_they_differ() -> None:
    left, right = compared("a" * 5_000 + "left", "a" * 5_000 + "right")
    assert left == '…aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaleft" (5,006 characters)'
    assert right == '…aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaright" (5,007 characters)'


@given(JSON, JSON)
def test_values_that_are_shown_have_bounded_length(before: object, after: object) -> None:
    assert all(len(side) <= 6 * 120 + 40 for side in compared(before, after))


def markdown_cells(text: str) -> list[str]:
    """The texts of a table's only row, as a Markdown program reads it; an error where it reads anything but code."""
    tokens = MarkdownIt("commonmark").enable("table").parse(f"| a | b |\n| --- | --- |\n| {text} | {text} |")
    cells = [token.children or [] for token in tokens if token.type == "inline"][2:]
    assert {child.type for cell in cells for child in cell} <= {"code_inline"}
    return ["".join(child.content for child in cell) for cell in cells]


@given(ANY_TEXT.filter(bool) | st.sampled_from(HOSTILE))
def test_a_code_span_in_a_table_holds_the_text_and_nothing_else(text: str) -> None:
    line = one_line(text)
    written = re.sub(r"(?<=\\)\|", r"\\u007c", line)
    assert [cell.strip() for cell in markdown_cells(code_span(line))] == [written.strip()] * 2


def test_a_pipe_after_a_backslash_is_written_as_an_escape() -> None:
    assert code_span("a|b\\|c") == "`a\\|b\\\\u007cc`"


def test_a_code_span_of_nothing_is_nothing() -> None:
    assert code_span("") == ""


def test_only_our_prose_and_numbers_stay_markdown() -> None:
    assert as_markdown(Prose("*ours*")) == "*ours*"
    assert as_markdown(7) == "7"
    assert as_markdown("*theirs*") == "`*theirs*`"
