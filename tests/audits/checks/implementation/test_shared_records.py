"""Records that share a default list are found by a change of one of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from eigendata_assets.audits.checks.implementation.shared_records import CHECK
from tests.audits.audited import call, tool
from tests.audits.tried import INTEGER, TEXT, found, optional

CODE = """
class Desk:
    def _load_scenario(self, state):
        self.posts, self.number = {}, 0

    def post(self, text_of_post, tags=[]):
        self.number += 1
        self.posts[str(self.number)] = {"id": self.number, "text": text_of_post, "tags": tags}
        return {"id": self.number}

    def tag(self, post_id, name):
        self.posts[str(post_id)]["tags"].append(name)
        return {"done": True}
"""
TAGS: dict[str, Any] = {"type": "array", "items": {"type": "string"}}


def count(folder: Path, code: str) -> int:
    tools = [tool("post", text_of_post=TEXT, tags=optional(TAGS)), tool("tag", post_id=INTEGER, name=TEXT)]
    calls = (call("post", text_of_post="Hello", tags=["a"]), call("tag", post_id=1, name="b"))
    return len(found(CHECK, folder, code, tools, *calls))


def test_a_default_that_two_records_share_is_found(tmp_path: Path) -> None:
    assert count(tmp_path, CODE) == 1


def test_a_default_that_is_copied_is_fine(tmp_path: Path) -> None:
    assert count(tmp_path, CODE.replace('"tags": tags', '"tags": list(tags)')) == 0


def test_a_default_that_is_made_in_each_call_is_fine(tmp_path: Path) -> None:
    code = CODE.replace("tags=[]", "tags=None").replace('"tags": tags', '"tags": tags or []')
    assert count(tmp_path, code) == 0
