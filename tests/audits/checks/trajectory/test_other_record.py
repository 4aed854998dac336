"""A record that is taken although the request names another one of those shown is found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from eigendata_assets.artifacts.findings import Finding
from eigendata_assets.audits.checks.intent.ambiguous_words import CHECK as AMBIGUOUS
from eigendata_assets.audits.checks.trajectory.other_record import CHECK
from tests.audits.audited import audited, call, dialogue, entry, subject, tool
from tests.audits.tried import TEXT

CODE = """
class Desk:
    def _load_scenario(self, state):
        self.books = {
            "B-1": {"title": "Dune", "status": "in"},
            "B-2": {"title": "Emma", "status": "in"},
            "B-3": {"title": "Garden birds", "status": "in"},
            "B-4": {"title": "Garden trees", "status": "in"},
            "B-5": {"title": "Garden soil", "status": "lost"},
        }

    def list_books(self):
        return {"books": [{"book_id": key, **book} for key, book in self.books.items()]}

    def lend_book(self, book_id):
        self.books[book_id]["status"] = "out"
        return {"book_id": book_id}
"""
TOOLS = [tool("list_books"), tool("lend_book", book_id=TEXT)]


def findings(folder: Path, check: Any, said: str, *books: str) -> tuple[Finding, ...]:
    lent = [call("lend_book", book_id=each) for each in books]
    turns = dialogue("a", ("What is there?", [call("list_books")]), (said, lent))
    return audited(check, subject(folder, CODE, TOOLS, [turns])).findings


def test_another_record_than_the_named_one_is_found(tmp_path: Path) -> None:
    (finding,) = findings(tmp_path, CHECK, "Lend me Emma, please.", "B-1")
    assert finding.evidence.facts["meant"] == "B-2"
    assert finding.component == "trajectory"


def test_another_key_than_the_one_said_is_found(tmp_path: Path) -> None:
    shelf = {"books": {f"B-{number}": {"title": f"T{number}", "status": "in"} for number in range(1, 5)}}
    code = CODE.replace("def list_books", "def shelves").replace(
        "self.books = {", "self.books = state.get('books') or {"
    )
    lend = subject(
        tmp_path, code, TOOLS[1:], [entry("a", "Lend me B-3.", call("lend_book", book_id="B-2"), state=shelf)]
    )
    (finding,) = audited(CHECK, lend).findings
    assert (finding.evidence.facts["meant"], finding.confidence) == ("B-3", 0.9)


@pytest.mark.parametrize(
    ("said", "books"),
    [
        ("Lend me Emma, please.", ["B-2"]),
        ("Lend me B-1, not Emma.", ["B-1"]),
        ("Lend me Emma and Dune.", ["B-1", "B-2"]),
        ("If Emma is out, take Dune.", ["B-1"]),
        ("Lend me something.", ["B-1"]),
    ],
)
def test_what_the_request_can_mean_is_fine(tmp_path: Path, said: str, books: list[str]) -> None:
    assert findings(tmp_path, CHECK, said, *books) == ()


def test_a_word_that_fits_two_records_is_found(tmp_path: Path) -> None:
    (finding,) = findings(tmp_path, AMBIGUOUS, "Lend me the garden book.", "B-3")
    assert finding.evidence.facts["others"] == ["B-4"]
    assert finding.component == "intent"


@pytest.mark.parametrize(
    ("said", "books"),
    [
        ("Lend me the garden birds.", ["B-3"]),
        ("Lend me the first garden book.", ["B-3"]),
        ("Lend me the garden books.", ["B-3", "B-4"]),
        ("Lend me B-3 about the garden.", ["B-3"]),
        ("Lend me Emma.", ["B-2"]),
    ],
)
def test_a_word_that_is_not_alone_is_fine(tmp_path: Path, said: str, books: list[str]) -> None:
    assert findings(tmp_path, AMBIGUOUS, said, *books) == ()
