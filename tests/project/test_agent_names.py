"""Agents have names of one style: they are what a configuration, a usage report and a recording call them."""

import json
import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]
MADE = re.compile(r"\b(?:Agent|Talker)\(\s*\"([^\"]+)\"")


def names() -> list[str]:
    sources = sorted((ROOT / "eigendata_assets").rglob("*.py"))
    return [name for path in sources for name in MADE.findall(path.read_text(encoding="utf-8"))]


def test_every_agent_has_a_name_of_its_own_in_small_letters() -> None:
    found = Counter(names())
    assert len(found) > 20
    assert [name for name, times in found.items() if times > 1] == []
    assert [name for name in found if not re.fullmatch(r"[a-z]+(_[a-z]+)*", name)] == []


def test_recordings_know_agents_by_these_names() -> None:
    """Those of the rooms' agents; a test may have agents of its own."""
    for path in sorted((ROOT / "tests").rglob("recorded/*.json")):
        document = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(document, dict) and "agents" not in path.parts:
            assert {entry["agent"] for entry in document["entries"].values()} <= set(names()), path
