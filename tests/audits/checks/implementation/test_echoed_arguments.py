"""An argument that a write answers as if it were kept, and keeps nowhere, is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from eigendata_assets.audits.checks.implementation.echoed_arguments import CHECK
from tests.audits.audited import call, tool
from tests.audits.tried import NUMBER, TEXT, found

CODE = """
class Desk:
    def _load_scenario(self, state):
        self.cruising, self.speed, self.notes = False, 0, []

    def set_cruise(self, speed, place):
        self.cruising = not self.cruising
        return {"currentSpeed": speed, "place": "here"}

    def set_speed(self, speed, place):
        self.speed = speed
        return {"currentSpeed": speed}

    def add_note(self, speed, place):
        self.notes.append(place)
        return {"pace": 2 * speed, "speed": speed}

    def get_speed(self, speed, place):
        return {"currentSpeed": speed}
"""


def count(folder: Path, name: str) -> int:
    tools = [tool(name, speed=NUMBER, place=TEXT)]
    return len(found(CHECK, folder, CODE, tools, call(name, speed=50, place="road")))


def test_a_speed_that_is_answered_and_not_set_is_found(tmp_path: Path) -> None:
    assert count(tmp_path, "set_cruise") == 1


@pytest.mark.parametrize("name", ["set_speed", "add_note", "get_speed"])
def test_what_is_kept_used_or_only_looked_up_is_fine(tmp_path: Path, name: str) -> None:
    assert count(tmp_path, name) == 0
