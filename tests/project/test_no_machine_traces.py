"""No file names a package registry, a path of the machine it was written on, or a login."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

TRACES = {
    "a package registry": re.compile(
        r"\bpy(?:pi|thonhosted)\.(?:org|python)"
        r"|(?:https?|file)://[^\s\"'<>]*(?:/simple\b|pypi|artifactory|nexus|devpi|registry\.|npmjs|anaconda|pkg\.dev)",
        re.IGNORECASE,
    ),
    "a download option with a place": re.compile(
        r"--(?:extra-)?index-url[ =]\S|--find-links[ =]\S|--trusted-host[ =]\S"
    ),
    "a path of one machine": re.compile(r"(?<![\w.~*-])/(?:work|root)/|/opt/(?:wheels|pypi)\b"),
    "a login": re.compile(r"\w://[^\s/:@\"'{}]+:[^\s/@\"'{}]+@"),
}


def traces(text: str) -> list[str]:
    """What a text gives away, one line each."""
    return [f"{what}: {match[0]}" for what, pattern in TRACES.items() for match in pattern.finditer(text)]


def test_no_file_gives_the_machine_away(repository: Path) -> None:
    if shutil.which("git") is None or not (repository / ".git").exists():
        pytest.skip("not a git checkout, so it is unknown which files belong to the project")
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, cwd=repository, capture_output=True, text=True, check=True).stdout.split("\0")
    paths = [repository / name for name in names if name and (repository / name).is_file()]
    assert paths
    found = [
        f"{path.relative_to(repository)}: {trace}"
        for path in paths
        for trace in traces(path.read_bytes().decode("utf-8", errors="replace"))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("a package registry", "see https://py" + "pi.org/project/dagster"),
        ("a package registry", "https://mirror.example" + "/simple/"),
        ("a download option with a place", "pip install --find-links" + " wheels"),
        ("a path of one machine", "cd " + "/work" + "/main"),
        ("a path of one machine", '"' + "/root" + '/.cache"'),
        ("a login", "https://someone" + ":secret" + "@example.com"),
    ],
)
def test_a_trace_is_found(what: str, text: str) -> None:
    assert [trace.split(":")[0] for trace in traces(text)] == [what]


@pytest.mark.parametrize(
    "text", ["https://json-schema.org/draft/2020-12/schema", "tests/root/x", "--no-emit-index-url"]
)
def test_what_is_no_trace_passes(text: str) -> None:
    assert traces(text) == []
