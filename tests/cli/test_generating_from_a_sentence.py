"""One sentence becomes a verified environment, with recorded replies.

The replies in `recorded/tool_shed.json` were given through `llm_bridge.py`, with the whole stack in between. Whoever
changes a prompt, or what is drawn, records again: delete the file, start a server, and run this module as
`tests/recordings.py` says.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from eigendata_assets.agents.roles import Parametrised
from eigendata_assets.agents.settings import ModelSettings
from eigendata_assets.artifacts.coding import EnvironmentLog, Round
from eigendata_assets.artifacts.domain import Domain, SpecSource
from eigendata_assets.artifacts.suites import Suite
from eigendata_assets.databases.flow import make_database
from eigendata_assets.databases.schema_agent import completed, gaps
from eigendata_assets.environments.flow import build_environment, environment_files
from eigendata_assets.storage.coding_files import EnvironmentFiles
from eigendata_assets.storage.files import write_text
from eigendata_assets.storage.spec_files import read_document
from eigendata_assets.storage.workspace import Workspace
from resources.subprocess_sandbox import SubprocessSandbox
from tests.cli.cached_answers import NOBODY, keep_answers
from tests.command_line import eigendata
from tests.recordings import recording

HERE = Path(__file__).parent / "recorded"
SENTENCE, RECORDING = HERE / "tool_shed.yaml", HERE / "tool_shed.json"
DESCRIBED = {"suggest_items", "extend_loans"}


@dataclass(frozen=True)
class Shed:
    """What came of the sentence."""

    files: EnvironmentFiles
    log: EnvironmentLog
    assumptions: Sequence[str]

    @property
    def module(self) -> str:
        return self.files.read_module("tool_shed")

    @property
    def unit(self) -> Suite:
        return self.files.read_suite("unit")

    def rounds(self, name: str) -> list[Round]:
        return [each for each in self.log.rounds if each.stage == "unit" and each.subject == name]


@pytest.fixture(scope="module")
def shed(tmp_path_factory: pytest.TempPathFactory, sandbox: SubprocessSandbox) -> Shed:
    """The sentence, its proposed spec, its database, its environment, with recorded replies."""
    chat = Parametrised(recording(RECORDING), ModelSettings().parameters)
    workspace, source = Workspace(tmp_path_factory.mktemp("shed")), SpecSource(file="specs/tool_shed.yaml")
    document = read_document(SENTENCE)
    assert gaps(document) == ("the tables",)
    read, assumptions = asyncio.run(completed(document, chat))
    write_text(workspace.root / source.file, read.document.text)
    workspace.write_domain(Domain(name="tool_shed", source=source))
    assert make_database(workspace, "tool_shed", source).violations == ()
    log = build_environment(workspace, "tool_shed", source, sandbox, chat)
    return Shed(environment_files(workspace, "tool_shed"), log, assumptions)


def test_a_sentence_becomes_a_verified_environment(shed: Shed) -> None:
    assert shed.log.unverified == ()
    assert len(shed.log.touched) == 10
    assert {name for name in shed.log.touched if shed.rounds(name)[0].made_by == "bridge"} == DESCRIBED
    assert all(shed.unit.of_tool(name) for name in shed.log.touched)
    assert [each.failures for each in shed.log.rounds if each.stage == "workflow"] == [()]
    assert [each.remarks for each in shed.log.rounds if each.stage == "review"] == [()]
    assert "Broken tools are not lent." in shed.assumptions


def test_a_function_was_wrong_at_first_and_corrected(shed: Shed) -> None:
    first, second = shed.rounds("suggest_items")
    (failure,) = first.failures
    assert (first.mode, failure.about) == ("generate", "a word that is said twice counts once")
    assert (second.mode, second.failures, second.verdicts) == ("correct", (), ())
    assert "set(words.lower().split())" in shed.module


def test_the_judge_found_a_test_at_fault_and_the_code_stayed_as_it_was(shed: Shed) -> None:
    first, judged, last = shed.rounds("extend_loans")
    assert [(each.outer, each.inner) for each in (first, judged, last)] == [(1, 1), (1, 2), (2, 1)]
    (verdict,) = judged.verdicts
    assert (verdict.case, verdict.fault, verdict.made_by) == (first.failures[0].case, "test", "bridge")
    assert "are more than 14" in str(verdict.evidence["description"])
    assert last.failures == ()
    about = [case.about for case in shed.unit.of_tool("extend_loans")]
    assert first.failures[0].about not in about
    assert "14 days together are allowed, 15 are not" in about


def test_the_command_with_these_answers_in_its_cache_asks_nobody_and_makes_the_same(
    shed: Shed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_answers(RECORDING, tmp_path)
    monkeypatch.setenv("EIGENDATA_MODEL", "bridge")
    monkeypatch.setenv("OPENAI_BASE_URL", NOBODY)
    done = eigendata(tmp_path, "generate", SENTENCE, "--until", "environment", "--accept", "--json")
    assert done.code == 0, done.err
    assert "assumed: Broken tools are not lent." in done.err
    assert EnvironmentLog.model_validate_json(done.out) == shed.log
    assert environment_files(Workspace(tmp_path), "tool_shed").read_module("tool_shed") == shed.module
    used = json.loads(eigendata(tmp_path, "usage", "--json", "--by", "agent").out)
    agents = {"schema_designer", "planner", "testing_agent", "coding_agent", "judge_agent", "review_agent"}
    assert {row["agent"] for row in used["rows"]} == agents
