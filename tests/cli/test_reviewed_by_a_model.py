"""A domain with three planted defects is reviewed and polished, with recorded replies.

The replies in `recorded/depot.json` were given through `llm_bridge.py` by a model that read the questions; one of its
claims is false on purpose. Whoever changes a prompt, or the depot, records again as `tests/recordings.py` says.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from eigendata_assets.agents.chat_model import ChatModel
from eigendata_assets.agents.roles import Parametrised
from eigendata_assets.agents.settings import ModelSettings
from eigendata_assets.artifacts.findings import AuditReport, PolishProposal
from eigendata_assets.artifacts.published import schema_of
from eigendata_assets.artifacts.tools import Toolset
from eigendata_assets.audits.auditing import audit
from eigendata_assets.audits.checks.schema.listing import CHECKS
from eigendata_assets.audits.polishing import Polished
from eigendata_assets.audits.reading import read_domain_subject
from eigendata_assets.audits.reviewing.flow import Reviewer
from eigendata_assets.audits.rewriting.flow import Course, Modifier
from eigendata_assets.execution.progress import silent
from eigendata_assets.storage.workspace import Workspace
from resources.subprocess_sandbox import SubprocessSandbox
from tests.audits.reviewing.depot import write_files
from tests.cli.cached_answers import NOBODY, keep_answers
from tests.command_line import eigendata
from tests.recordings import recording

RECORDING = Path(__file__).parent / "recorded" / "depot.json"
REQUEST = "Weights are in kilograms and not in grams: say so. Name the unit of every other amount, too."
EXPRESS = "behaviour of quote_price(weight=2, express=true): the result at price is 9"
FEEDBACK = "Write units in brackets at the end of the description, like (kg), and nothing else that is new."


@dataclass(frozen=True)
class Depot:
    """What came of the review and of the request."""

    report: AuditReport
    polished: Polished
    tools: Toolset


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with the depot; not to be changed."""
    folder = tmp_path_factory.mktemp("depot")
    done = eigendata(folder / "workspace", "import", "dialogues", "depot", *write_files(folder))
    assert done.code == 0, done.err
    return folder / "workspace"


@pytest.fixture(scope="module")
def depot(imported: Path, sandbox: SubprocessSandbox) -> Depot:
    """The depot reviewed without rules, and polished to a request whose first proposal is rejected."""
    chat: ChatModel = Parametrised(recording(RECORDING), ModelSettings().parameters)
    subject = read_domain_subject(Workspace(imported).store("depot"), "tests")
    report = audit(subject, (), sandbox, reviewer=Reviewer(sandbox, silent, chat))
    modifier = Modifier(chat, lambda changed: audit(changed, CHECKS, sandbox), silent)
    return Depot(report, Course(subject, REQUEST, modifier, _decide).run(), subject.toolset)


def _decide(proposal: PolishProposal, _: int, __: int) -> PolishProposal:
    """A person who wants units in brackets."""
    if "(kg)" in proposal.after or "(EUR)" in proposal.after:
        return proposal.model_copy(update={"decision": "accepted"})
    return proposal.model_copy(update={"decision": "rejected", "feedback": FEEDBACK})


def test_what_was_planted_is_found_with_its_component_and_nothing_else(depot: Depot) -> None:
    told = {(each.function, each.component, each.cause) for each in depot.report.findings}
    assert told == {
        ("Depot.quote_price", "implementation", EXPRESS),
        ("Depot.quote_price", "schema", "description of parameter weight"),
        ("Depot.book_parcel", "schema", "description of parameter weight"),
        ("Depot.book_parcel", "trajectory", "call 0.1 of Depot.book_parcel in gift"),
    }
    assert {each.made_by for each in depot.report.findings} == {"bridge"}


def test_a_false_claim_is_dropped_because_it_does_not_reproduce_and_one_by_the_judge(depot: Depot) -> None:
    counts = {each.code: each for each in depot.report.summary.reviews}
    functions = counts["function_review"]
    assert (functions.asked, functions.claims, functions.kept) == (4, 5, 3)
    assert functions.dropped == {"does not reproduce": 1, "rejected by the judge": 1}
    assert (counts["trajectory_review"].claims, counts["trajectory_review"].kept) == (1, 1)
    assert counts["audit_judge"].asked == 3


def test_every_finding_says_who_is_at_fault_and_why(depot: Depot) -> None:
    faults = {each.message.split(",")[0]: each.attribution for each in depot.report.findings}
    assert all(each is not None and each.made_by == "bridge" and each.reason for each in faults.values())
    assert {each.fault for each in faults.values() if each} == {"implementation", "schema", "test"}


def test_a_rejected_proposal_is_made_anew_as_the_person_wants(depot: Depot) -> None:
    decided = [(each.tool, each.decision) for each in depot.polished.report.proposals]
    tools = ["Depot.quote_price", "Depot.book_parcel", "Depot.list_parcels"]
    assert decided == [*((tool, "rejected") for tool in tools), *((tool, "accepted") for tool in tools)]
    after = depot.polished.toolset.by_key
    weight = after["Depot.book_parcel"].parameters["properties"]["weight"]
    assert weight == {"type": "number", "description": "The weight of the parcel (kg)."}
    assert after["Depot.cancel_parcel"] == depot.tools.by_key["Depot.cancel_parcel"]


@pytest.fixture
def answered(imported: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The workspace with a model whose answers are all in the cache."""
    workspace = tmp_path / "workspace"
    shutil.copytree(imported, workspace)
    keep_answers(RECORDING, workspace)
    monkeypatch.setenv("EIGENDATA_MODEL", "bridge")
    monkeypatch.setenv("OPENAI_BASE_URL", NOBODY)
    return workspace


def test_the_command_says_what_it_asks_and_a_second_time_that_nothing_is_left_to_ask(answered: Path) -> None:
    first = eigendata(answered, "audit", "depot", "--json")
    assert first.code == 0, first.err
    assert "a model will be asked about 4 functions and 2 dialogues" in first.err
    assert "function_review by bridge: 4 questions asked, 0 remembered; 5 claims, 3 kept" in first.err
    found = json.loads(first.out)
    assert list(Draft202012Validator(schema_of("audit_report")).iter_errors(found)) == []
    assert sum(each["made_by"] == "bridge" for each in found["findings"]) == 4
    second = eigendata(answered, "audit", "depot", "--json")
    assert "a model has answered all questions about functions and dialogues before" in second.err
    assert json.loads(second.out)["findings"] == found["findings"]


def test_the_evidence_of_a_claim_runs_again_and_ends_with_one_when_the_code_was_mended(answered: Path) -> None:
    found = json.loads(eigendata(answered, "audit", "depot", "--json").out)["findings"]
    (express,) = [each["id"] for each in found if each["component"] == "implementation"]
    done = eigendata(answered, "evidence", express, "--json")
    assert done.code == 0, done.err
    assert json.loads(done.out)["verdict"] == "reproduced"
    assert "(claimed by bridge)" in done.err
    assert "at fault: implementation" in done.err
    (code,) = (answered / "artifacts" / "depot" / "environment").rglob("depot.py")
    code.write_text(code.read_text().replace("EXPRESS = 2", "EXPRESS = 1.5"))
    assert eigendata(answered, "evidence", express).code == 1


def test_no_model_leaves_the_reviews_out_and_says_so(answered: Path) -> None:
    done = eigendata(answered, "audit", "depot", "--no-model", "--json")
    assert done.code == 0, done.err
    assert "not run: function_review, for want of model" in done.err
    assert {each["made_by"] for each in json.loads(done.out)["findings"]} <= {"rule"}
    assert json.loads(done.out)["summary"]["reviews"] == []


def test_a_request_is_decided_at_the_terminal_and_only_what_was_accepted_is_written(answered: Path) -> None:
    eigendata(answered, "polish", "depot", said="reject\n\n" * 20)
    said = f"reject\n{FEEDBACK}\n" * 3 + "accept\n" * 3
    done = eigendata(answered, "polish", "depot", "--request", REQUEST, "--json", said=said)
    assert done.code == 0, done.err
    assert list(Draft202012Validator(schema_of("polish_report")).iter_errors(json.loads(done.out))) == []
    written = json.loads((answered / "artifacts" / "depot" / "tool_schemas" / "Depot.book_parcel.json").read_text())
    assert written["parameters"]["properties"]["weight"]["description"] == "The weight of the parcel (kg)."
    assert written["description"] == "Books a parcel at the price that quote_price tells."
