"""requirements.lock holds one exact version of every dependency, within its range, and says nothing about downloads."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version


@pytest.fixture(scope="module")
def locked(repository: Path) -> dict[str, Version]:
    """Name to version of everything that is installed."""
    text = (repository / "requirements.lock").read_text()
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    pairs = [re.fullmatch(r"([\w.-]+)==([\w.+!]+)", line) for line in lines]
    assert None not in pairs, [line for line, pair in zip(lines, pairs, strict=True) if pair is None]
    return {canonicalize_name(pair[1]): Version(pair[2]) for pair in pairs if pair}


@pytest.fixture(scope="module")
def direct(repository: Path) -> list[Requirement]:
    """What pyproject.toml asks for."""
    project = tomllib.loads((repository / "pyproject.toml").read_text())["project"]
    extras = [text for group in project["optional-dependencies"].values() for text in group]
    return [Requirement(text) for text in [*project["dependencies"], *extras]]


def test_every_dependency_is_locked_within_its_range(direct: list[Requirement], locked: dict[str, Version]) -> None:
    missing = [str(r) for r in direct if canonicalize_name(r.name) not in locked]
    assert missing == [], "run `make lock`"
    assert [str(r) for r in direct if locked[canonicalize_name(r.name)] not in r.specifier] == [], "run `make lock`"


def test_every_dependency_has_an_upper_bound_or_builds_the_project(direct: list[Requirement]) -> None:
    bounded = {"~=", "<", "=="}
    assert {r.name for r in direct if not bounded & {s.operator for s in r.specifier}} <= {"setuptools"}


def test_dagster_and_its_webserver_are_of_one_version(locked: dict[str, Version]) -> None:
    assert locked["dagster"] == locked["dagster-webserver"]


def test_every_dependency_says_why_it_is_there(repository: Path) -> None:
    text = (repository / "pyproject.toml").read_text()
    listed = re.findall(r'^    "[\w.-]+(?:~=|>=).*$', text, flags=re.MULTILINE)
    assert len(listed) > 10
    assert [line for line in listed if not re.search(r'",\s+# \w', line)] == []
