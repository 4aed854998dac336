"""A stored text that must hold a number in another form than the tool gave it."""

from __future__ import annotations

from pathlib import Path

import pytest

from eigendata_assets.artifacts.findings import Finding
from eigendata_assets.audits.checks.evaluation.number_formats import CHECK
from tests.audits.audited import audited, call, entry, subject, tool

CODE = """
class Desk:
    def _load_scenario(self, scenario):
        self.notes = []

    def pressure(self):
        return {"front": 32.0, "rear": 30.5, "wheels": 4}

    def note(self, text):
        self.notes.append(text)

    def say(self, text):
        return text
"""
TOOLS = [tool("pressure"), tool("note", text={"type": "string"}), tool("say", text={"type": "string"})]


def findings(folder: Path, said: str, text: str, action: str = "note") -> tuple[Finding, ...]:
    entries = [entry(name, said, call("pressure"), call(action, text=text)) for name in ("a", "b")]
    return audited(CHECK, subject(folder, CODE, TOOLS, entries)).findings


def test_a_whole_number_for_a_fraction_is_found_once_with_the_text_that_would_be_rejected(tmp_path: Path) -> None:
    (finding,) = findings(tmp_path, "Note the pressure.", "front 32, rear 30.5")
    assert (finding.component, finding.severity, finding.affects) == ("evaluation", "warning", ("a", "b"))
    assert finding.evidence.calls == (call("pressure"), call("note", text="front 32.0, rear 30.5"))


@pytest.mark.parametrize(
    ("said", "text", "action"),
    [
        ("Note the pressure.", "front 32.0", "note"),
        ("Note that it is 32.", "front 32", "note"),
        ("Note the wheels.", "4 wheels", "note"),
        ("Note something.", "33", "note"),
        ("Say the pressure.", "front 32", "say"),
    ],
)
def test_the_given_form_the_users_number_and_texts_that_nobody_compares_are_fine(
    tmp_path: Path, said: str, text: str, action: str
) -> None:
    assert findings(tmp_path, said, text, action) == ()
