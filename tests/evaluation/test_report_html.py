"""The page holds everything itself, runs nothing but its own script, and shows foreign text as text."""

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eigendata_assets.artifacts.verdicts import Evaluation, StateChange
from eigendata_assets.evaluation import report
from eigendata_assets.reports.text import one_line
from tests.evaluation.report_examples import HOSTILE, evaluation, everywhere, rejected, two_models, verdict


class Page(HTMLParser):
    """What a browser would read: the tags with the names of their attributes, their values, and the text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, ...]] = []
        self.values: list[str] = []
        self.texts: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, *(name for name, _ in attrs)))
        self.values += [value or "" for _, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        self.tags.append((f"/{tag}",))

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")


HARMLESS = Page(report.html(everywhere("x")))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_changes_no_tag_and_no_attribute(text: str) -> None:
    assert Page(report.html(everywhere(text))).tags == HARMLESS.tags


@given(st.text(st.characters(exclude_categories=()), min_size=1))
def test_no_text_changes_a_tag_or_an_attribute(text: str) -> None:
    assert Page(report.html(everywhere(text))).tags == HARMLESS.tags


@pytest.mark.parametrize("text", HOSTILE[:-2])
def test_hostile_text_is_shown_as_it_is(text: str) -> None:
    page = Page(report.html(everywhere(text)))
    shown = "".join(page.texts)
    assert all(one_line(f"{text}{mark}", 80) in shown for mark in ("d", "1", "2", "i", "c", "e"))
    assert one_line(f"{text}m") in page.texts


def test_the_page_loads_nothing() -> None:
    html = report.html(two_models())
    assert re.findall(r"\b(?:src|srcset|action|data|poster)=|url\(|@import|https?:|//\w", html) == []
    assert all(target.startswith("#") for target in re.findall(r'href="([^"]*)"', html))


def test_the_content_policy_names_exactly_the_style_and_the_script_of_the_page() -> None:
    html = report.html(two_models())
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', html)
    for tag in ("style", "script"):
        (text,) = re.findall(f"<{tag}>(.*?)</{tag}>", html, flags=re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"\s(?:style|on\w+)=", html)


def test_every_link_of_the_page_leads_to_a_section() -> None:
    page = Page(report.html(two_models()))
    targets = {value[1:] for value in page.values if value.startswith("#")}
    assert targets == {"ranking", "accepted", "categories", "calls", "disagreements", "unreadable"}
    assert targets <= set(page.values)


def test_what_the_script_looks_for_is_on_the_page() -> None:
    html = report.html(two_models())
    assert set(re.findall(r'by\("(\w+)"\)', html)) <= set(re.findall(r'id="(\w+)"', html))


def test_a_state_diff_is_a_table_of_before_and_after() -> None:
    texts = Page(report.html(two_models())).texts
    start = texts.index("State where the official check gave up (turn 2)")
    assert texts[start + 1 : start + 7] == ["Where", "Reference", "Model", "Fleet.cars.7.owner", '"Ann"', "none"]


def test_models_that_were_judged_on_other_entries_are_warned_about() -> None:
    warning = "not judged on the same entries"
    assert warning in report.html(evaluation(verdict(1, "a"), verdict(2, "b")))
    assert warning not in report.html(two_models())


def test_an_evaluation_of_nothing_says_so() -> None:
    html = report.html(evaluation())
    assert "No entry was evaluated." in html
    assert "<script" not in html


def test_a_model_that_is_agreed_upon_has_no_list() -> None:
    html = report.html(evaluation(verdict()))
    assert "agree everywhere" in html
    assert "<script" not in html


def test_what_is_not_listed_is_said_to_be_in_the_json() -> None:
    html = report.html(evaluation(*(rejected(number) for number in range(1000))))
    assert "300 of 1,000 listed, 700 more in the JSON" in html
    assert html.count('<details class="card"') == 300


def test_unreadable_lines_are_capped_too() -> None:
    html = report.html(evaluation(verdict(), unreadable=("model: base_1: turn 0: what",) * 250))
    assert "250 entries, answers or calls could not be read or run" in html
    assert "The other 150 are in the JSON" in html


def large() -> Evaluation:
    """Ten models that all disagree on everything, with twenty long changes each."""
    change = StateChange(table="T" * 300, key='<"&' * 100, field="f", before='<"&' * 1_000, after='>"&' * 1_000)
    one = rejected(1, state_diff=(change,) * 20, official_diff=(change,) * 20, reason="<" * 5_000)
    return evaluation(
        *(one.model_copy(update={"id": f"e{n}", "model": f"m{m}"}) for m in range(10) for n in range(300))
    )


def test_a_large_evaluation_gives_a_page_of_a_few_megabytes() -> None:
    assert len(report.html(large())) < 5_000_000
    assert len(report.html(evaluation(*(rejected(n, f"m{m}") for m in range(10) for n in range(600))))) < 600_000
