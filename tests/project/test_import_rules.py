"""What an import contract cannot say: where imports stand, and who may start a process or load a module by name."""

import ast
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.project.conftest import Plant
from tests.project.sources import python_files, syntax_tree

WORKER = "eigendata_assets/execution/worker"
STARTS_PROCESSES = {
    "ProcessPoolExecutor", "create_subprocess_exec", "create_subprocess_shell", "fork", "forkpty", "popen",
    "posix_spawn", "posix_spawnp", "spawnl", "spawnle", "spawnlp", "spawnlpe", "spawnv", "spawnve", "spawnvp",
    "spawnvpe", "subprocess_exec", "subprocess_shell", "system",
}  # fmt: skip
LOADS_BY_NAME = {"__import__", "import_module", "exec_module", "run_module", "run_path"}

Rule = Callable[[Path], list[str]]


def modules(root: Path, *packages: str) -> Iterator[tuple[str, ast.Module]]:
    """Every module of the packages under `root`: its path from there, and its tree."""
    for path in python_files(root, *packages):
        yield path.relative_to(root).as_posix(), syntax_tree(path)


def names_used(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and last part of every name that is read or imported."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            yield node.lineno, node.attr
        elif isinstance(node, ast.Name):
            yield node.lineno, node.id
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, alias.name) for alias in node.names)


def imports_inside_functions(root: Path) -> list[str]:
    """An import belongs at the top, where it is seen; inside a function it hides a cycle."""
    return [
        f"{path}:{inner.lineno}"
        for path, tree in modules(root, "eigendata_assets", "resources", "jobs", "benchmarks")
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(function)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]


def modules_loaded_by_name(root: Path) -> list[str]:
    """A module loaded by a string is an import that no contract sees; only the sandboxed worker needs it."""
    return [
        f"{path}:{line} {name}"
        for path, tree in modules(root, "eigendata_assets", "resources", "jobs")
        for line, name in names_used(tree)
        if name in LOADS_BY_NAME and not path.startswith(WORKER)
    ]


def processes_started_outside_resources(root: Path) -> list[str]:
    """The ways to start a process that need no `import subprocess`; the worker is inside the sandbox already."""
    return [
        f"{path}:{line} {name}"
        for path, tree in modules(root, "eigendata_assets", "jobs")
        for line, name in names_used(tree)
        if name in STARTS_PROCESSES and not path.startswith(WORKER)
    ]


CANONICAL = "eigendata_assets.artifacts.canonical"
"""The one module the worker shares with us, so that there is one canonical form."""

IN_THE_WORKER = {
    f"{CANONICAL.replace('.', '/')}.py",
    *(f"eigendata_assets/{package}__init__.py" for package in ("", "artifacts/", "execution/")),
}
"""What the worker imports beside its own files, some of it only because a package is imported before its modules."""


def worker_imports_of_others(root: Path) -> list[str]:
    """The worker is started by a bare interpreter: the standard library, its own files, the canonical form."""
    folder = root / WORKER
    siblings = {path.stem for path in folder.glob("*.py")} | {WORKER.replace("/", ".")}
    return [
        f"{path}:{line} {name}"
        for path, tree in modules(root, "eigendata_assets")
        if path.startswith(WORKER) or path in IN_THE_WORKER
        for line, name in absolute_imports(tree)
        if not name.startswith(WORKER.replace("/", ".") + ".")
        and name != CANONICAL
        and name.split(".")[0] not in sys.stdlib_module_names
        and name not in siblings
    ]


def absolute_imports(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and module of every import; a relative one stays in its package unless it climbs out of it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level != 1:
            yield node.lineno, "." * node.level + (node.module or "")


def postponed_annotations_that_dagster_reads(root: Path) -> list[str]:
    """Dagster resolves the annotations of assets and resources itself and cannot when they are strings."""
    return [
        path
        for path, tree in modules(root, "eigendata_assets", "resources")
        if path.startswith("resources/") or path.endswith("/assets.py")
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "__future__"
    ]


PLANTS: list[tuple[Rule, str, str]] = [
    (imports_inside_functions, "eigendata_assets/imports/planted.py", "def late():\n    import json"),
    (
        imports_inside_functions,
        "resources/planted.py",
        "class C:\n    async def late(self):\n        from json import loads",
    ),
    (modules_loaded_by_name, "jobs/planted.py", "import importlib\nimportlib.import_module('json')"),
    (modules_loaded_by_name, "eigendata_assets/imports/planted.py", "__import__('json')"),
    (processes_started_outside_resources, "eigendata_assets/imports/planted.py", "import os\nos.system('true')"),
    (processes_started_outside_resources, "jobs/planted.py", "from concurrent.futures import ProcessPoolExecutor"),
    (worker_imports_of_others, f"{WORKER}/planted.py", "import pydantic"),
    (worker_imports_of_others, f"{WORKER}/planted.py", "from eigendata_assets.errors import EigenDataError"),
    (worker_imports_of_others, f"{WORKER}/planted.py", "from ..protocol import anything"),
    (worker_imports_of_others, "eigendata_assets/artifacts/canonical.py", "import pydantic"),
    (worker_imports_of_others, "eigendata_assets/execution/__init__.py", "from eigendata_assets.errors import x"),
    (postponed_annotations_that_dagster_reads, "resources/planted.py", "from __future__ import annotations"),
    (
        postponed_annotations_that_dagster_reads,
        "eigendata_assets/exports/assets.py",
        "from __future__ import annotations",
    ),
]


@pytest.mark.parametrize("rule", dict.fromkeys(rule for rule, _, _ in PLANTS), ids=lambda rule: rule.__name__)
def test_nothing_breaks_the_rule(rule: Rule, repository: Path) -> None:
    assert rule(repository) == []


@pytest.mark.parametrize(
    ("rule", "file", "text"), PLANTS, ids=[f"{rule.__name__}-{text!r}" for rule, _, text in PLANTS]
)
def test_the_rule_finds_what_is_planted(rule: Rule, file: str, text: str, plant: Plant) -> None:
    assert any(place.startswith(file) for place in rule(plant({file: text})))
