"""A benchmark that is not what it should be is refused with file, line and entry, and what is wrong there."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from eigendata_assets.artifacts.domain import BfclSource
from eigendata_assets.errors import InputError
from eigendata_assets.imports.bfcl import read_references
from eigendata_assets.imports.bfcl_package import CODE, DATA
from tests.json_values import JSON
from tests.tiny_benchmark import ENTRIES, VERSION
from tests.tiny_domain import tiny_package

SOURCE = BfclSource(version=VERSION, categories=("multi_turn_miss_func",))
ENTRY, ANSWER = (ENTRIES["multi_turn_miss_func"][0][part] for part in ("entry", "answer"))
ID = "multi_turn_miss_func_0"
QUESTIONS = f"{DATA}BFCL_v3_multi_turn_miss_func.json"
ANSWERS = f"{DATA}possible_answer/BFCL_v3_multi_turn_miss_func.json"
OTHER = {**ANSWER, "id": "multi_turn_miss_func_1"}


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_package(tmp_path_factory.mktemp("good"))


@pytest.fixture
def package(good: Path, tmp_path: Path) -> Path:
    """A package to spoil."""
    return shutil.copytree(good, tmp_path / "package")


def refusal(package: Path) -> InputError:
    """What reading the package complains of."""
    with pytest.raises(InputError) as caught:
        read_references(package, SOURCE)
    assert "\n" not in caught.value.message
    return caught.value


def write(path: Path, *documents: Any) -> None:
    path.write_text("".join(json.dumps(document) + "\n" for document in documents))


def change(document: dict[str, Any], **parts: Any) -> dict[str, Any]:
    """The document with parts replaced; without those that are `...`."""
    return {name: part for name, part in (document | parts).items() if part is not ...}


def truth(*turns: Any) -> dict[str, Any]:
    return change(ANSWER, ground_truth=list(turns))


@pytest.mark.parametrize(
    ("document", "says"),
    [
        (change(ENTRY, id=7), "not an entry with an id"),
        (change(ENTRY, id=...), "not an entry with an id"),
        ([], "not an entry with an id"),
        (change(ENTRY, question=...), f"{ID}: question is missing or not a list"),
        (change(ENTRY, question=[[], []]), f"{ID}: 2 turns are asked, 3 are answered"),
        (change(ENTRY, question=[[], 1, []]), f"{ID}: turn 1: not a list of messages"),
        (change(ENTRY, question=[[{"role": "user"}], [], []]), f"{ID}: turn 0: not a list of messages: 'content' is"),
        (
            change(ENTRY, question=[[{"role": "tool", "content": ""}], [], []]),
            f"{ID}: turn 0: .* role: Input should be",
        ),
        (change(ENTRY, question=[[{"role": "user", "content": None}], [], []]), "content: Input should be a valid"),
        (change(ENTRY, initial_config=[]), f"{ID}: initial_config is missing or not a dict"),
        (change(ENTRY, initial_config={"Counter": {"value": float("nan")}}), "it has a number that is not finite"),
        (change(ENTRY, involved_classes="Shelf"), f"{ID}: involved_classes is missing or not a list"),
        (change(ENTRY, involved_classes=[["Shelf"]]), f"{ID}: involved_classes holds something else than names"),
        (change(ENTRY, involved_classes=["Shelf", "Ghost"]), "no module defines the class Ghost"),
        (change(ENTRY, missed_function=["rm"]), f"{ID}: missed_function is missing or not a dict"),
        (change(ENTRY, missed_function={"3": ["count"]}), f"{ID}: missed_function: there is no turn 3"),
        (change(ENTRY, missed_function={"-1": ["count"]}), f"{ID}: missed_function: there is no turn -1"),
        (change(ENTRY, missed_function={"1": "count"}), f"{ID}: missed_function: 1 is missing or not a list"),
        (change(ENTRY, missed_function={"1": ["fly"]}), f"{ID}: missed_function: fly is no tool of the entry"),
    ],
)
def test_a_question_that_is_none_is_refused(package: Path, document: Any, says: str) -> None:
    write(package / QUESTIONS, document)
    error = refusal(package)
    assert error.where[0].endswith((QUESTIONS, ANSWERS, CODE.rstrip("/")))
    assert re.search(says, error.message)


@pytest.mark.parametrize(
    ("document", "says"),
    [
        (change(ANSWER, ground_truth=...), f"{ID}: ground_truth is missing or not a list"),
        (truth([], []), f"{ID}: 3 turns are asked, 2 are answered"),
        (truth([], None, []), f"{ID}: turn 1: not a list of calls"),
        (
            truth([], ["remove_box("], []),
            rf"{ID}: turn 1: the reference call 'remove_box\(' cannot be read: it is not P",
        ),
        (truth([], [7], []), f"{ID}: turn 1: a reference call is not text"),
        (truth([], [], ["count(steps=one)"]), f"{ID}: turn 2: .* an argument of count is not a literal: one"),
        (truth([], [], ["count(1, 2)"]), f"{ID}: turn 2: .* count takes 1 positional arguments, 2 are given"),
        (truth([], [], ["fly(1)"]), f"{ID}: turn 2: .* fly takes 0 positional arguments, 1 are given"),
        (truth([], [], ["count(steps=1, steps=2)"]), f"{ID}: turn 2: .* count is given an argument twice"),
        (truth([], [], ["note({1})"]), f"{ID}: turn 2: .* cannot be read: it has a set"),
        (truth([], [], ["note(text=1e999)"]), f"{ID}: turn 2: .* cannot be read: it has a number that is not finite"),
        (truth([], [], ["note('" + "x" * (1 << 20) + "')"]), f"{ID}: turn 2: .* more than 1048576"),
        (truth([], [], ["note(" + "[" * 500 + "]" * 500 + ")"]), f"{ID}: turn 2: .* too many nested parentheses"),
        (OTHER, f"{ID} has no reference"),
    ],
    ids=lambda value: str(value)[:60],
)
def test_a_reference_that_is_none_is_refused_where_it_stands(package: Path, document: Any, says: str) -> None:
    write(package / ANSWERS, document)
    error = refusal(package)
    assert error.where[0].endswith(ANSWERS)
    assert re.search(says, error.message)
    assert len(error.message) < len(str(package)) + 500


@pytest.mark.parametrize("name", [QUESTIONS, ANSWERS])
def test_an_entry_that_comes_twice_is_refused_at_its_second_line(package: Path, name: str) -> None:
    text = (package / name).read_text()
    (package / name).write_text(text + "\n" + text)
    error = refusal(package)
    assert error.where == (str(package / name), "line 3")
    assert f"{ID} comes twice" in error.message


@pytest.mark.parametrize("name", [QUESTIONS, ANSWERS, f"{DATA}multi_turn_func_doc/shelf.json", f"{CODE}shelf.py"])
@pytest.mark.parametrize(
    "spoil", [Path.unlink, lambda path: path.write_bytes(b"\xff{"), lambda path: path.write_text("")]
)
def test_a_file_that_is_missing_or_no_text_is_named(package: Path, name: str, spoil: Callable[[Path], Any]) -> None:
    spoil(package / name)
    message = refusal(package).message
    assert Path(name).name in message or "match" in message or "no module defines" in message


def test_two_versions_of_a_file_are_one_too_many(package: Path) -> None:
    shutil.copy(package / QUESTIONS, package / QUESTIONS.replace("v3", "v4"))
    error = refusal(package)
    assert "2 files match BFCL_v*_multi_turn_miss_func.json, one is needed" in error.message


def paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to every part of a document."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(inner for key, item in items for inner in paths(item, (*path, key)))]


@given(st.sampled_from([ENTRY, ANSWER]), st.data())
def test_whatever_stands_anywhere_in_an_entry_it_is_read_or_refused(
    good: Path, document: dict[str, Any], data: st.DataObject
) -> None:
    spoiled = deepcopy(document)
    *way, last = data.draw(st.sampled_from([path for path in paths(document) if path]))
    part: Any = spoiled
    for key in way:
        part = part[key]
    part[last] = data.draw(JSON)
    name = QUESTIONS if document is ENTRY else ANSWERS
    kept = (good / name).read_text()
    try:
        write(good / name, spoiled)
        read_references(good, SOURCE)
        event("read")
    except InputError as error:
        event("refused")
        assert error.where  # noqa: PT017 - one of two good ends
    finally:
        (good / name).write_text(kept)
