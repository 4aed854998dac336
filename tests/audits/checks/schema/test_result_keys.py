"""A result key that is declared and in no result is found by trying calls."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from eigendata_assets.audits.checks.schema.result_keys import CHECK
from tests.audits.audited import audited, entry, subject, tool

TEXT = {"type": "string"}
CODE = """
class Desk:
    def history(self, short=False):
        return {"history": "x"} if short else {"history": "x", "length": 1}

    def broken(self):
        return {"error": "out of order"}
"""


def findings(folder: Path, name: str, returns: dict[str, Any], **parameters: Any) -> Any:
    tools = [tool(name, returns=returns, **parameters)]
    return audited(CHECK, subject(folder, CODE, tools, [entry("a", "Hello.")])).findings


def test_a_key_that_no_result_has_is_found_and_the_returned_one_is_named(tmp_path: Path) -> None:
    (finding,) = findings(tmp_path, "history", {"order_history": TEXT, "length": {"type": "integer"}})
    assert finding.evidence.facts == {"declared": "order_history", "returned_instead": ["history"]}
    assert finding.repair == "Declare history in place of order_history."
    assert finding.exposes == ("a",)


def test_a_key_that_some_results_have_is_fine(tmp_path: Path) -> None:
    short = {"type": "boolean", "optional": True, "default": True}
    assert findings(tmp_path, "history", {"history": TEXT, "length": {"type": "integer"}}, short=short) == ()


def test_where_no_call_succeeds_nothing_is_known(tmp_path: Path) -> None:
    assert findings(tmp_path, "broken", {"status": TEXT}) == ()
