"""A reference that alters a text it was given is found; one that copies it, or words it freely, is not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from eigendata_assets.audits.check import Check
from eigendata_assets.audits.checks.evaluation import free_texts
from eigendata_assets.audits.checks.trajectory import altered_texts, invented_texts
from tests.audits.audited import audited, call, entry, subject, tool

CODE = """
class Desk:
    def _load_scenario(self, scenario):
        self.posts = []
        self.pages = dict(scenario)

    def post(self, content):
        self.posts.append(content)

    def read(self, page):
        return {"content": self.pages[page]}
"""
TOOLS = [tool("post", content={"type": "string"}), tool("read", page={"type": "string"})]
PAGE = "Pears are out.\nApples are in stock again."


def findings(folder: Path, check: Check, said: str, *calls: Any, entries: int = 1) -> Any:
    state = {"p": PAGE, "heat": 32.0}
    rows = [entry(f"e{number}", said, *calls, state=state) for number in range(entries)]
    return audited(check, subject(folder, CODE, TOOLS, rows)).findings


def test_a_quotation_that_loses_a_word_is_told_once_for_all_entries(tmp_path: Path) -> None:
    said = "Post 'We need help with the new order'."
    (finding,) = findings(
        tmp_path, altered_texts.CHECK, said, call("post", content="We need help with new order"), entries=2
    )
    assert (finding.component, finding.affects) == ("trajectory", ("e0", "e1"))
    assert finding.evidence.facts["given"] == "We need help with the new order"
    assert finding.confidence >= 0.7


def test_a_quotation_whose_words_change_places_is_found(tmp_path: Path) -> None:
    said, turned = "Post 'Water the roses before noon, not the lilies.'", "Water the lilies before noon, not the roses."
    (finding,) = findings(tmp_path, altered_texts.CHECK, said, call("post", content=turned))
    assert finding.evidence.facts["how"] == "its words are in another order"
    assert finding.confidence == 0.85


@pytest.mark.parametrize(
    ("said", "content"),
    [
        ("Post 'We need help with the new order'.", "We need help with the new order"),
        ("Post We need help with the new order.", "We need help with the new order"),
        ("Post something about the help that we need", "We need help with the order"),
        ("Post 'It is {degrees} degrees here now'", "It is 32.0 degrees here now"),
        ("Post 'Travel'", "#Travel"),
    ],
)
def test_a_copy_a_free_text_and_a_filled_form_are_no_alterations(tmp_path: Path, said: str, content: str) -> None:
    assert findings(tmp_path, altered_texts.CHECK, said, call("post", content=content)) == ()


@pytest.mark.parametrize(
    ("content", "how"),
    [
        ("Pears are out. Apples are in stock again.", "its line breaks or spaces are others"),
        ("Apples are in stock again.\nPears are out.", "its words are in another order"),
    ],
)
def test_a_result_that_is_passed_on_otherwise_is_found(tmp_path: Path, content: str, how: str) -> None:
    calls = call("read", page="p"), call("post", content=content)
    (finding,) = findings(tmp_path, altered_texts.CHECK, "Post page p as it is.", *calls)
    assert finding.evidence.facts["how"] == how


def test_a_part_of_a_result_is_a_copy(tmp_path: Path) -> None:
    calls = call("read", page="p"), call("post", content="Apples are in stock again.")
    assert findings(tmp_path, altered_texts.CHECK, "Post the second line of p.", *calls) == ()


def test_a_text_from_nowhere_is_found_where_a_copy_was_asked_for(tmp_path: Path) -> None:
    calls = call("read", page="p"), call("post", content="Seven whales swam beyond the grey harbour")
    (finding,) = findings(tmp_path, invented_texts.CHECK, "Post the content of p verbatim.", *calls)
    assert finding.function == "Desk.post"
    assert findings(tmp_path / "free", invented_texts.CHECK, "Post a poem.", *calls) == ()


def test_a_wording_of_its_own_that_the_state_keeps_is_rigid(tmp_path: Path) -> None:
    (finding,) = findings(
        tmp_path, free_texts.CHECK, "Post that I like it.", call("post", content="What a joy, I like it!")
    )
    assert (finding.component, finding.cause) == ("evaluation", "wording of content")
    copied = findings(tmp_path / "copy", free_texts.CHECK, "Post 'I like it so'", call("post", content="I like it so"))
    assert copied == ()
