"""A result key that is declared and in no result is found by trying calls."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from eigendata_assets.audits.checks.schema.result_keys import CHECK, names_in_code
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


CONDITIONAL = """
class Desk:
    def find(self, text, pages=1):
        return {"found": [], "next": 2} if text == "a secret word" else {"found": []}

    def once(self):
        return {"found": []}
"""


def conditional(folder: Path, **next_page: Any) -> Any:
    returns = {"found": {"type": "array"}, "next": {"type": "integer", **next_page}}
    tools = [tool("find", returns=returns, text={"type": "string"}, pages={"type": "integer", "optional": True})]
    return audited(CHECK, subject(folder, CONDITIONAL, tools, [entry("a", "Hello.")])).findings


def test_a_key_that_the_code_can_give_is_less_certain_and_an_optional_one_is_not_listed(tmp_path: Path) -> None:
    (plain,) = conditional(tmp_path)
    (optional,) = conditional(tmp_path, description="[Optional] The next page.")
    assert 0.95 > plain.confidence >= 0.7 > optional.confidence


def test_a_key_that_is_nowhere_in_the_code_needs_one_result_and_another_needs_more(tmp_path: Path) -> None:
    tools = [tool("once", returns={"next": {"type": "integer"}, "never": {"type": "integer"}})]
    found = audited(CHECK, subject(tmp_path, CONDITIONAL, tools, [entry("a", "Hello.")])).findings
    assert [(each.cause, each.confidence) for each in found] == [("result never", 0.95)]


def test_names_in_code_are_texts_and_names_but_no_comments() -> None:
    found = names_in_code({"a.py": "# note\nd = dict(key=1)\nd['other'] = self.thing\n", "b.txt": "{"})
    assert {"key", "other", "thing", "d"} <= found
    assert "note" not in found
