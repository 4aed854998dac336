"""Two places of a collection that hold one object after a call are found; indexes, parents and copies are fine."""

from __future__ import annotations

from pathlib import Path

import pytest

from eigendata_assets.audits.checks.implementation.shared_objects import CHECK
from eigendata_assets.execution.worker.sharing import shared_places
from tests.audits.audited import call, tool
from tests.audits.tried import TEXT, found

CODE = """
import copy

class Desk:
    def _load_scenario(self, state):
        self.folders = {"a": {"files": ["x"]}}
        self.latest = {}

    def copy_folder(self, name):
        self.folders[name] = dict(self.folders["a"])
        return {"name": name}

    def copy_deeply(self, name):
        self.folders[name] = copy.deepcopy(self.folders["a"])
        return {"name": name}

    def mark_latest(self, name):
        self.latest[name] = self.folders["a"]
        return {"name": name}
"""


def test_a_shallow_copy_is_found(tmp_path: Path) -> None:
    (finding,) = found(CHECK, tmp_path, CODE, [tool("copy_folder", name=TEXT)], call("copy_folder", name="b"))
    assert finding.evidence.facts["places"] == ["folders.a.files", "folders.b.files"]


@pytest.mark.parametrize("name", ["copy_deeply", "mark_latest"])
def test_deep_copies_and_indexes_are_fine(tmp_path: Path, name: str) -> None:
    assert found(CHECK, tmp_path, CODE, [tool(name, name=TEXT)], call(name, name="b")) == ()


class Node:
    def __init__(self, parent: Node | None = None) -> None:
        self.parent = parent
        self.children: list[Node] = []


def test_links_to_parents_and_loops_are_no_sharing() -> None:
    root = Node()
    root.children.append(Node(root))
    holder = Node()
    holder.children = [root]
    assert shared_places(holder) == []
    holder.children.append(root.children[0])
    assert shared_places(holder) != []
