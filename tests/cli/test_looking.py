"""`eigendata domains` and `eigendata doctor` say what is there."""

import json
from pathlib import Path

from tests.command_line import eigendata


def test_the_domains_of_a_workspace_are_listed(imported: Path) -> None:
    done = eigendata(imported, "domains", "--json")

    (domain,) = json.loads(done.out)["domains"]
    assert domain["domain"]["name"] == "tiny"
    assert (domain["trajectories"], domain["executed"], domain["failures"]) == (6, 6, 0)
    assert "tiny" in eigendata(imported, "domains").err


def test_an_empty_workspace_has_no_domains(tmp_path: Path) -> None:
    assert json.loads(eigendata(tmp_path, "domains", "--json").out)["domains"] == []


def test_one_domain_is_shown_with_the_use_of_its_tools(imported: Path) -> None:
    done = eigendata(imported, "domains", "show", "tiny", "--json")

    tools = {each["tool"]: each for each in json.loads(done.out)["tools"]}
    assert tools["Counter.count"] == {"tool": "Counter.count", "calls": 4, "trajectories": 3, "mutates_state": True}
    assert tools["Counter.read"]["calls"] == 0


def test_a_domain_that_is_not_there_is_a_wrong_request(imported: Path) -> None:
    done = eigendata(imported, "domains", "show", "other")

    assert done.code == 2
    assert "has no domain 'other'" in done.err


def test_the_doctor_says_how_the_sandbox_is_shut(imported: Path) -> None:
    done = eigendata(imported, "doctor", "--json")

    subjects = {each["subject"]: each for each in json.loads(done.out)["diagnoses"]}
    assert {"sandbox: network", "sandbox: files", "sandbox: processes", "sandbox: memory"} <= subjects.keys()
    assert subjects["domains"]["seen"] == "tiny"


def test_the_doctor_finds_a_domain_file_that_is_broken(workspace: Path) -> None:
    (workspace / "domains" / "broken.yaml").write_text("name: [")

    done = eigendata(workspace, "doctor")

    assert done.code == 1
    assert "broken.yaml" in done.err
