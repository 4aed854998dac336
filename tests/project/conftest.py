"""The repository as the project's own tests see it, and a copy to plant faults in."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("eigendata_assets", "resources", "jobs")

Plant = Callable[[dict[str, str]], Path]


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of this checkout."""
    return ROOT


@pytest.fixture
def plant(tmp_path: Path) -> Plant:
    """Writes the given files, each into a package, below an otherwise empty root and returns it."""

    def plant_files(files: dict[str, str]) -> Path:
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            (path.parent / "__init__.py").touch()
            path.write_text(text)
        return tmp_path

    return plant_files


@pytest.fixture
def plant_in_copy(plant: Plant, tmp_path: Path) -> Plant:
    """The same in a copy of our packages and pyproject.toml."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    return plant
