"""A result that only Python can read is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from eigendata_assets.audits.checks.implementation.not_json import CHECK
from tests.audits.audited import call, tool
from tests.audits.tried import NUMBER, found

CODE = """
from decimal import Decimal

class Thing:
    pass

class Desk:
    def root(self):
        return {"result": Decimal("1.5")}

    def members(self):
        return {"names": {1, 2}}

    def thing(self):
        return Thing()

    def fine(self):
        return {"result": 1.5}

    def text(self):
        return '{"result": 1}'

    def words(self):
        return "(see the manual)"
"""


@pytest.mark.parametrize("name", ["root", "members", "thing"])
def test_values_that_json_lacks_are_found(tmp_path: Path, name: str) -> None:
    (finding,) = found(CHECK, tmp_path, CODE, [tool(name, returns={"result": NUMBER})], call(name))
    assert finding.cause == "result is not JSON"


@pytest.mark.parametrize("name", ["fine", "text"])
def test_json_is_fine_even_as_text(tmp_path: Path, name: str) -> None:
    assert found(CHECK, tmp_path, CODE, [tool(name, returns={"result": NUMBER})], call(name)) == ()


def test_text_may_look_as_it_likes_where_nothing_else_is_declared(tmp_path: Path) -> None:
    assert found(CHECK, tmp_path, CODE, [tool("words")], call("words")) == ()
