"""Files and functions stay small, are named by duty, and hold code rather than text."""

import ast
import statistics
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.project.conftest import Plant
from tests.project.sources import python_files, syntax_tree

SOURCE = ("eigendata_assets", "resources", "jobs")
EVERYTHING = (*SOURCE, "benchmarks", "tests")
NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc", "core", "base", "manager"}

Rule = Callable[[Path], list[str]]
Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(path: Path) -> Iterator[tuple[Function, int]]:
    """Every function of a file, with its length in lines."""
    for node in ast.walk(syntax_tree(path)):
        if isinstance(node, Function):
            yield node, (node.end_lineno or node.lineno) - node.lineno + 1


def long_files(root: Path) -> list[str]:
    lengths = {path: len(path.read_text().splitlines()) for path in python_files(root, *EVERYTHING)}
    return [f"{path.relative_to(root)} has {length} lines" for path, length in lengths.items() if length > 300]


def long_functions(root: Path) -> list[str]:
    return [
        f"{path.relative_to(root)}:{node.lineno} {node.name} has {length} lines"
        for path in python_files(root, *EVERYTHING)
        for node, length in functions(path)
        if length > 60
    ]


def names_that_say_nothing(root: Path) -> list[str]:
    return [
        str(path.relative_to(root))
        for path in python_files(root, *EVERYTHING)
        if {path.stem, path.parent.name} & NAMES_THAT_SAY_NOTHING
    ]


def long_texts(root: Path) -> list[str]:
    """Prompts, pages and documents belong in files of their own; a string that is a statement is documentation."""
    return [
        f"{path.relative_to(root)}:{line}"
        for path in python_files(root, *SOURCE)
        for line, text in texts_with_a_use(syntax_tree(path))
        if text.rstrip("\n").count("\n") >= 8
    ]


def texts_with_a_use(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and text of every string and f-string that is not a statement of its own."""
    statements = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield node.lineno, "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in statements:
            yield node.lineno, node.value


def packages_no_contract_sees(root: Path) -> list[str]:
    """A folder of modules without `__init__.py` is skipped by the import contracts."""
    folders = {path.parent for path in python_files(root, *SOURCE)}
    return [str(folder.relative_to(root)) for folder in sorted(folders) if not (folder / "__init__.py").exists()]


PLANTS: list[tuple[Rule, str, str]] = [
    (long_files, "resources/planted.py", "x = 1\n" * 301),
    (long_functions, "eigendata_assets/imports/planted.py", "def f():\n" + "    x = 1\n" * 60),
    (names_that_say_nothing, "eigendata_assets/imports/utils.py", ""),
    (names_that_say_nothing, "eigendata_assets/common/planted.py", ""),
    (long_texts, "eigendata_assets/imports/planted.py", 'X = """' + "line\n" * 9 + '"""'),
    (long_texts, "jobs/planted.py", 'X = f"""' + "{y} line\n" * 9 + '"""'),
]


@pytest.mark.parametrize(
    "rule", [*dict.fromkeys(rule for rule, _, _ in PLANTS), packages_no_contract_sees], ids=lambda rule: rule.__name__
)
def test_nothing_breaks_the_rule(rule: Rule, repository: Path) -> None:
    assert rule(repository) == []


@pytest.mark.parametrize(("rule", "file", "text"), PLANTS, ids=[f"{rule.__name__}-{file}" for rule, file, _ in PLANTS])
def test_the_rule_finds_what_is_planted(rule: Rule, file: str, text: str, plant: Plant) -> None:
    assert any(place.startswith(file) for place in rule(plant({file: text})))


def test_a_package_without_init_is_found(plant: Plant) -> None:
    root = plant({"eigendata_assets/hidden/planted.py": "", "eigendata_assets/seen/planted.py": ""})
    (root / "eigendata_assets/hidden/__init__.py").unlink()
    assert packages_no_contract_sees(root) == ["eigendata_assets/hidden"]


def test_most_files_and_functions_are_short(repository: Path) -> None:
    files = list(python_files(repository, *SOURCE))
    assert statistics.median(len(path.read_text().splitlines()) for path in files) < 100
    assert statistics.median(length for path in files for _, length in functions(path)) <= 10


def test_the_package_itself_holds_nothing(repository: Path) -> None:
    assert (repository / "eigendata_assets/__init__.py").read_bytes() == b""


def test_tests_are_no_packages(repository: Path) -> None:
    assert list((repository / "tests").rglob("__init__.py")) == []
