"""The import contracts in pyproject.toml hold, and each of them bites when its fault is planted in a copy."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.project.conftest import Plant

PLANTS = [
    (
        "rooms",
        "a noun imports a stage",
        {"eigendata_assets/artifacts/planted.py": "import eigendata_assets.evaluation"},
    ),
    (
        "rooms",
        "an import upward is hidden in a function",
        {
            "eigendata_assets/execution/planted.py": "def late():\n    import eigendata_assets.evaluation",
        },
    ),
    (
        "rooms",
        "an import upward is for types only",
        {
            "eigendata_assets/execution/planted.py": (
                "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import eigendata_assets.evaluation"
            ),
        },
    ),
    (
        "rooms",
        "a room imports its neighbour",
        {
            "eigendata_assets/agents/planted.py": "from eigendata_assets.execution import planted",
            "eigendata_assets/execution/planted.py": "",
        },
    ),
    (
        "rooms",
        "a stage imports the command line",
        {"eigendata_assets/imports/planted.py": "import eigendata_assets.cli"},
    ),
    (
        "rooms",
        "a stage imports a resource",
        {
            "eigendata_assets/imports/planted.py": "import resources.planted",
            "resources/planted.py": "",
        },
    ),
    ("outside_world", "a resource imports a stage", {"resources/planted.py": "import eigendata_assets.imports"}),
    ("outside_world", "a job imports a stage", {"jobs/planted.py": "import eigendata_assets.evaluation"}),
    ("dagster", "pure logic imports dagster", {"eigendata_assets/evaluation/planted.py": "import dagster as dg"}),
    ("dagster", "a noun imports dagster", {"eigendata_assets/artifacts/planted.py": "from dagster import asset"}),
    ("openai", "a stage imports openai", {"eigendata_assets/evaluation/planted.py": "from openai import OpenAI"}),
    ("openai", "another resource imports openai", {"resources/planted.py": "import openai"}),
    ("processes", "a stage imports subprocess", {"eigendata_assets/imports/planted.py": "import subprocess"}),
    (
        "processes",
        "a stage makes a pool",
        {"eigendata_assets/evaluation/planted.py": "from multiprocessing import Pool"},
    ),
]

ALLOWED = {
    "eigendata_assets/exports/assets.py": "import dagster as dg",
    "eigendata_assets/exports/planted.py": "import eigendata_assets.imports",
    "eigendata_assets/cli/planted.py": "import dagster\nimport eigendata_assets.evaluation\nimport resources.planted",
    "resources/openai_chat.py": "import openai",
    "resources/planted.py": "import subprocess\nimport dagster\nimport eigendata_assets.errors",
    "jobs/planted.py": "import dagster\nimport eigendata_assets.execution",
}


def broken_contracts(root: Path) -> set[str]:
    """The ids of the contracts that do not hold in the source tree at `root`."""
    contracts = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--no-logo"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )
    verdicts = {c["id"]: "broken" for c in contracts if f"{c['name']} BROKEN" in done.stdout}
    assert f"{len(contracts) - len(verdicts)} kept, {len(verdicts)} broken" in done.stdout, done.stdout + done.stderr
    assert (done.returncode != 0) == bool(verdicts)
    return set(verdicts)


def test_contracts_hold(repository: Path) -> None:
    assert broken_contracts(repository) == set()


@pytest.mark.parametrize(("contract", "files"), [(c, f) for c, _, f in PLANTS], ids=[says for _, says, _ in PLANTS])
def test_contract_breaks_when(contract: str, files: dict[str, str], plant_in_copy: Plant) -> None:
    assert broken_contracts(plant_in_copy(files)) == {contract}


def test_what_the_layout_allows_breaks_nothing(plant_in_copy: Plant) -> None:
    assert broken_contracts(plant_in_copy(ALLOWED)) == set()


def test_every_room_has_a_place_in_the_layers(repository: Path) -> None:
    layers = tomllib.loads((repository / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][0][
        "layers"
    ]
    placed = {name.strip(" ()") for layer in layers for name in layer.split("|")}
    package = repository / "eigendata_assets"
    modules = {path for path in package.iterdir() if path.suffix == ".py" or any(path.glob("*.py"))}
    assert {f"eigendata_assets.{path.stem}" for path in modules} - {"eigendata_assets.__init__"} <= placed
