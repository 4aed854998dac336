"""Another tool, or the other order, that ends where the reference ends and is rejected, is found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from eigendata_assets.artifacts.findings import Finding
from eigendata_assets.audits.checks.evaluation.other_paths import CHECK
from tests.audits.audited import audited, call, entry, subject, tool
from tests.audits.tried import TEXT

CODE = """
class Desk:
    def _load_scenario(self, state):
        self.pinned, self.orders, self.log = [], {}, []

    def pin_page(self, page_id):
        self.pinned = sorted({*self.pinned, page_id})
        return {"pinned": self.pinned}

    def pin_pages(self, page_ids):
        self.pinned = sorted({*self.pinned, *page_ids})
        return {"count": len(page_ids)}

    def unpin_page(self, page_id):
        self.pinned = [each for each in self.pinned if each != page_id]
        return {"pinned": self.pinned}

    def order(self, thing):
        order_id = f"O-{len(self.orders) + 1}"
        self.orders[order_id] = {"thing": thing}
        return {"order_id": order_id}

    def note(self, text):
        self.log.append(text)
        return {"noted": text}

    def order_logged(self, thing):
        self.log.append(thing)
        return self.order(thing)
"""
IDS = {"type": "array", "items": TEXT}
TOOLS = [
    tool("pin_page", page_id=TEXT),
    tool("pin_pages", page_ids=IDS),
    tool("unpin_page", page_id=TEXT),
    tool("order", thing=TEXT),
    tool("order_logged", thing=TEXT),
    tool("note", text=TEXT),
]


def findings(folder: Path, *calls: Any, said: str = "Do it.") -> tuple[Finding, ...]:
    found = audited(CHECK, subject(folder, CODE, TOOLS, [entry("a", said, *calls)])).findings
    return tuple(each for each in found if "omitted" not in each.cause)


def instead(finding: Finding, reference: int = 0) -> tuple[Any, ...]:
    return finding.evidence.calls[reference:]


def test_a_list_of_one_is_as_good_as_the_one(tmp_path: Path) -> None:
    (finding,) = findings(tmp_path, call("pin_page", page_id="p1"))
    assert instead(finding) == (call("pin_pages", page_ids=["p1"]),)
    assert finding.component == "evaluation"


def test_a_call_for_each_is_as_good_as_one_for_all(tmp_path: Path) -> None:
    (finding,) = findings(tmp_path, call("pin_pages", page_ids=["p1", "p2"]))
    assert instead(finding) == (call("pin_page", page_id="p1"), call("pin_page", page_id="p2"))


def test_one_call_for_all_is_as_good_as_one_for_each(tmp_path: Path) -> None:
    found = findings(tmp_path, call("pin_page", page_id="p1"), call("pin_page", page_id="p2"))
    assert any(each.evidence.calls == (call("pin_pages", page_ids=["p1", "p2"]),) for each in found)


def test_records_whose_ids_count_up_may_be_made_in_either_order(tmp_path: Path) -> None:
    found = findings(tmp_path, call("order", thing="ink"), call("order", thing="paper"), said="Order ink and paper.")
    (finding,) = [each for each in found if "twins" in each.cause]
    assert instead(finding) == (call("order", thing="paper"), call("order", thing="ink"))
    assert finding.confidence == 0.75


def test_a_log_may_be_written_in_either_order(tmp_path: Path) -> None:
    found = findings(tmp_path, call("note", text="ink"), call("note", text="paper"), said="Note ink and paper.")
    (finding,) = [each for each in found if "twins" in each.cause]
    assert instead(finding) == (call("note", text="paper"), call("note", text="ink"))
    fixed = findings(tmp_path / "fixed", call("note", text="ink"), call("note", text="paper"), said="Ink, then paper.")
    assert [each for each in fixed if "twins" in each.cause] == []


@pytest.mark.parametrize("said", ["First order ink, then paper.", "Order ink and after that paper."])
def test_an_order_that_was_asked_for_is_no_open_one(tmp_path: Path, said: str) -> None:
    found = findings(tmp_path, call("order", thing="ink"), call("order", thing="paper"), said=said)
    assert [each for each in found if "twins" in each.cause] == []


def test_the_order_of_the_same_call_twice_is_none(tmp_path: Path) -> None:
    found = findings(tmp_path, call("order", thing="ink"), call("order", thing="ink"), said="Order ink, two times.")
    assert [each for each in found if "twins" in each.cause] == []
