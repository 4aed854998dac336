"""The Markdown report keeps its shape whatever the foreign text in it."""

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from eigendata_assets.evaluation import report
from eigendata_assets.reports.text import one_line
from tests.evaluation.report_examples import HOSTILE, evaluation, everywhere, rejected, two_models, verdict


def tokens(text: str) -> list[Token]:
    """What a Markdown program reads, inline tokens among the others."""
    found = MarkdownIt("commonmark").enable("table").parse(text)
    return [inner for token in found for inner in (token, *(token.children or ()))]


def shape(text: str) -> list[str]:
    """The kinds of tokens, and the plain text, which is ours."""
    return [token.type + (token.content if token.type == "text" else "") for token in tokens(text)]


HARMLESS = shape(report.markdown(everywhere("x")))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_changes_nothing_but_code_spans(text: str) -> None:
    assert shape(report.markdown(everywhere(text))) == HARMLESS


@given(st.text(st.characters(exclude_categories=()), min_size=1))
@example(": ")
def test_no_text_changes_anything_but_code_spans(text: str) -> None:
    assert shape(report.markdown(everywhere(text))) == HARMLESS


@pytest.mark.parametrize("text", [text for text in HOSTILE if len(text) < 70 and "\\|" not in text])
def test_hostile_text_is_shown_as_it_is(text: str) -> None:
    spans = {
        token.content.strip() for token in tokens(report.markdown(everywhere(text))) if token.type == "code_inline"
    }
    wanted = {one_line(text + mark).strip() for mark in "12dsicr"}
    assert wanted <= spans


def test_the_report_has_its_sections_in_order() -> None:
    found = tokens(report.markdown(two_models()))
    headings = [following.content for token, following in pairwise(found) if token.type == "heading_open"]
    assert headings == [
        "Evaluation of `bfcl_v3`",
        "Ranking",
        "By category",
        "Calls",
        "Disagreements",
        "`first`",
        "`second`",
        "Unreadable entries, answers and calls",
    ]


def test_the_ranking_stands_in_the_report_and_alone() -> None:
    table = report.ranking_markdown(two_models())
    assert table.splitlines()[0].startswith("| Model | Entries | Official | Config Match | Key Function | ConfigFunc |")
    assert table.splitlines()[2].startswith("| `second` | 4 | 25.0 % | 100.0 % | 100.0 % | 100.0 % | no model |")
    assert table in report.markdown(two_models())


def test_a_disagreement_has_its_reason_and_its_state_diff() -> None:
    row = next(line for line in report.markdown(two_models()).splitlines() if line.startswith("| `base_2`"))
    assert '| rejects | accepts | `it differs` | `Fleet.cars.7.owner` `"Ann"` → `none` |' in row


def test_what_is_not_listed_is_said_to_be_in_the_json() -> None:
    text = report.markdown(evaluation(*(rejected(number) for number in range(1000))))
    assert "100 of 1000 disagreements, evenly spread; the other 900 are in the JSON of this evaluation." in text


def test_an_evaluation_of_nothing_says_so() -> None:
    text = report.markdown(evaluation(unreadable=("who: what: the inference failed",)))
    assert "0 verdicts on 0 models." in text
    assert "No entry was evaluated." in text
    assert "- `who: what: the inference failed`" in text


def test_one_model_that_is_agreed_upon_is_told_in_the_singular() -> None:
    text = report.markdown(evaluation(verdict()))
    assert "1 verdict on 1 model." in text
    assert "agree everywhere" in text


def test_no_line_of_prose_is_broken_by_two_blank_lines() -> None:
    for each in (two_models(), evaluation(verdict()), evaluation()):
        assert "\n\n\n" not in report.markdown(each)
