"""The files that start the project agree with each other."""

import os
import tomllib
from pathlib import Path

import yaml


def test_workspace_and_dg_name_the_same_definitions(repository: Path) -> None:
    workspace = yaml.safe_load((repository / "workspace.yaml").read_text())
    dg = tomllib.loads((repository / "pyproject.toml").read_text())["tool"]["dg"]["project"]
    assert workspace == {"load_from": [{"python_module": dg["code_location_target_module"]}]}


def test_ci_runs_what_a_developer_runs(repository: Path) -> None:
    script = repository / ".ci/run"
    assert os.access(script, os.X_OK)
    assert script.read_text().splitlines()[-1] == "exec make test"
