"""Something asked for beside other things, that no call does, is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from eigendata_assets.audits.checks.trajectory.forgotten_requests import CHECK
from tests.audits.audited import audited, call, dialogue, subject, tool
from tests.audits.tried import TEXT

CODE = """
class Desk:
    def set_reminder(self, channel):
        return {"channel": channel}

    def leave_note(self, text):
        return {"text": text}

    def rename_file(self, name):
        return {"name": name}
"""
CHANNEL = {"type": "string", "enum": ["email", "phone"]}
TOOLS = [
    tool("set_reminder", channel=CHANNEL),
    tool("leave_note", text=TEXT),
    tool("rename_file", name=TEXT),
]


def count(folder: Path, said: str) -> int:
    turns = dialogue("a", (said, [call("leave_note", text="hello")]))
    return len(audited(CHECK, subject(folder, CODE, TOOLS, [turns])).findings)


@pytest.mark.parametrize(
    "said",
    [
        "Switch my reminders to email and leave the note 'hello'.",
        "Leave the note 'hello'. Also rename the file to 'b'.",
        "Please set a reminder, and leave the note 'hello'.",
    ],
)
def test_what_no_call_does_is_found(tmp_path: Path, said: str) -> None:
    assert count(tmp_path, said) == 1


@pytest.mark.parametrize(
    "said",
    [
        "Leave the note 'hello'.",
        "Leave the note 'rename the file'.",
        "Leave the note 'hello'. How do I set a reminder?",
        "Leave the note 'hello'. I have set the reminder by email already.",
        "Leave the note 'hello', and don't rename the file.",
        "Leave a note about the email reminder.",
    ],
)
def test_what_is_not_asked_for_is_fine(tmp_path: Path, said: str) -> None:
    assert count(tmp_path, said) == 0
