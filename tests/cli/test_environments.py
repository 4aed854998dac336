"""`eigendata generate --until environment` and `eigendata env`: from a spec to a verified environment, and on."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.bike_shop import SPEC_FILE
from tests.command_line import eigendata


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with the bike shop built; not to be changed."""
    workspace = tmp_path_factory.mktemp("built") / "workspace"
    done = eigendata(workspace, "generate", SPEC_FILE, "--until", "environment", "--json")
    assert done.code == 0, done.err
    log = json.loads(done.out)
    assert (log["workflow"], log["unverified"]) == ("schema-implement", [])
    assert "7 functions written by schema-implement, all verified" in done.err
    return workspace


@pytest.fixture
def shop(built: Path, tmp_path: Path) -> Path:
    """A copy of the workspace, to be changed at will."""
    shutil.copytree(built, tmp_path / "workspace")
    return tmp_path / "workspace"


def test_everything_lies_in_files(built: Path) -> None:
    folder = built / "artifacts/bike_shop"
    assert (folder / "environment/bike_shop.py").exists()
    assert len(list((folder / "tool_schemas").glob("BikeShop.*.json"))) == 7
    assert {path.name for path in (folder / "suites").iterdir()} == {
        "test_unit.py", "test_workflow.py", "unit_cases.json", "workflow_cases.json",
    }  # fmt: skip
    assert json.loads((folder / "feedback/to_database.json").read_text())["receiver"] == "database"


def test_a_broken_method_is_repaired(shop: Path) -> None:
    path = shop / "artifacts/bike_shop/environment/bike_shop.py"
    good = path.read_text()
    path.write_text(good.replace('part["stock"] - 1', 'part["stock"] - 2'))
    done = eigendata(shop, "env", "repair", "bike_shop", "--json")
    assert done.code == 0, done.err
    assert json.loads(done.out)["touched"] == ["use_parts"]
    assert path.read_text() == good


def test_a_changed_spec_is_patched(shop: Path) -> None:
    spec, path = shop / "specs/bike_shop.yaml", shop / "artifacts/bike_shop/environment/bike_shop.py"
    spec.write_text(
        spec.read_text().replace("hours_between(now, repair.due) > 24", "hours_between(now, repair.due) > 36")
    )
    before = path.read_text()
    done = eigendata(shop, "env", "patch", "bike_shop", "--json")
    assert done.code == 0, done.err
    assert json.loads(done.out)["touched"] == ["cancel_repair"]
    assert path.read_text() == before.replace(
        '_hours_between(NOW, repair["due"]) <= 24', '_hours_between(NOW, repair["due"]) <= 36'
    )


def test_a_database_that_lacks_a_column_is_asked_for_it(shop: Path) -> None:
    state = shop / "artifacts/bike_shop/database/state.json"
    tables = json.loads(state.read_text())
    for row in tables["parts"].values():
        del row["stock"]
    state.write_text(json.dumps(tables))
    done = eigendata(shop, "env", "build", "bike_shop")
    assert done.code == 1
    assert "the database has no columns stock of parts" in done.err
    feedback = json.loads((shop / "artifacts/bike_shop/feedback/to_database.json").read_text())
    assert [(need["kind"], need["subject"]) for need in feedback["needs"]] == [("column", "parts")]


def test_what_is_not_there_is_an_error_that_says_what_to_do(shop: Path) -> None:
    shutil.rmtree(shop / "artifacts/bike_shop/suites")
    done = eigendata(shop, "env", "repair", "bike_shop")
    assert done.code == 2
    assert "eigendata generate" in done.err
    assert eigendata(shop, "env", "build", "nobody").code == 2


def test_a_generated_domain_is_audited_by_its_suites_and_its_findings_run_again(shop: Path) -> None:
    clean = eigendata(shop, "audit", "bike_shop", "--json")
    assert clean.code == 0, clean.err
    assert json.loads(clean.out)["findings"] == []
    module = shop / "artifacts/bike_shop/environment/bike_shop.py"
    module.write_text(module.read_text().replace('raise ToolError(f"There is no', 'raise KeyError(f"There is no', 1))
    done = eigendata(shop, "audit", "bike_shop", "--json", "--fail-on", "error")
    assert done.code == 1
    found = [each for each in json.loads(done.out)["findings"] if each["code"] == "case_not_met"]
    assert [each["component"] for each in found] == ["implementation"]
    again = eigendata(shop, "evidence", found[0]["id"], "--json")
    assert json.loads(again.out)["verdict"] == "reproduced"
