"""A reference that quotes what a call would have given with another flag is found by making that call."""

from __future__ import annotations

from pathlib import Path

import pytest

from eigendata_assets.artifacts.findings import Finding
from eigendata_assets.audits.checks.trajectory.quoted_variant import CHECK
from tests.audits.audited import audited, call, entry, subject, tool

CODE = """
class Desk:
    def _load_scenario(self, scenario):
        self.notes = []

    def size(self, pretty=False):
        return {"size": "205.00 B" if pretty else "205 bytes"}

    def note(self, text):
        self.notes.append(text)
"""
TOOLS = [
    tool("size", pretty={"type": "boolean", "optional": True, "default": False}),
    tool("note", text={"type": "string"}),
]


def findings(folder: Path, said: str, quoted: str, **flags: bool) -> tuple[Finding, ...]:
    made = entry("a", said, call("size", **flags), call("note", text=quoted))
    return audited(CHECK, subject(folder, CODE, TOOLS, [made])).findings


def test_the_other_variants_text_is_found_with_the_call_that_gives_it(tmp_path: Path) -> None:
    (finding,) = findings(tmp_path, "Note the size.", "it is 205 bytes", pretty=True)
    assert (finding.component, finding.affects) == ("trajectory", ("a",))
    assert finding.evidence.calls[-1] == call("size", pretty=False)
    assert finding.evidence.results[0].value == {"size": "205 bytes"}


def test_a_flag_that_was_left_out_is_turned_round_from_its_default(tmp_path: Path) -> None:
    (finding,) = findings(tmp_path, "Note the size.", "205.00 B")
    assert finding.evidence.calls[-1] == call("size", pretty=True)


@pytest.mark.parametrize(
    ("said", "quoted"),
    [
        ("Note the size.", "205.00 B"),
        ("Note that it has 205 bytes.", "205 bytes"),
        ("Note the size.", "about 205"),
        ("Note the size.", "nothing"),
        ("Note the size.", "205.00 B, or 205 bytes"),
    ],
)
def test_a_right_quotation_or_the_users_own_words_are_fine(tmp_path: Path, said: str, quoted: str) -> None:
    assert findings(tmp_path, said, quoted, pretty=True) == ()
