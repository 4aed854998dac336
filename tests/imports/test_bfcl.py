"""A benchmark's package is read into dialogues, tools and environment; calls are parsed and nothing is run."""

from __future__ import annotations

from pathlib import Path

import pytest

from eigendata_assets.artifacts.domain import BfclSource
from eigendata_assets.artifacts.trajectory import Call, Message, Trajectory
from eigendata_assets.errors import RequestError
from eigendata_assets.imports.bfcl import (
    CATEGORIES,
    LOADER,
    category_names,
    read_environment,
    read_references,
    read_toolset,
)
from eigendata_assets.imports.bfcl_package import CODE
from tests.tiny_benchmark import DOCS, ENTRIES, IDS, VERSION
from tests.tiny_domain import SOURCE, tiny_package


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_package(tmp_path_factory.mktemp("package"))


@pytest.fixture(scope="module")
def references(package: Path) -> dict[str, Trajectory]:
    return {each.id: each for each in read_references(package, SOURCE)}


def test_entries_come_in_the_order_of_categories_and_files(references: dict[str, Trajectory]) -> None:
    assert tuple(references) == IDS
    assert {each.category for each in references.values()} == set(CATEGORIES)


def test_a_dialogue_has_the_messages_and_calls_of_every_turn(references: dict[str, Trajectory]) -> None:
    first = references["multi_turn_base_0"]
    assert first.turns[0].messages == (Message(role="user", content="Put a box named nails into the box tools."),)
    assert [[call.name for call in turn.calls] for turn in first.turns] == [["open_box", "add_box"], ["list_boxes"]]
    assert all(len(step.calls) == 1 and not step.results for turn in first.turns for step in turn.steps)
    assert first.initial_state == {"Shelf": {"boxes": {"tools": {"hammer": {}}, ".hidden": {}}}}
    assert (first.failure, first.final_state, first.fingerprint) == (None, {}, "")


@pytest.mark.parametrize(
    ("entry", "turn", "call"),
    [
        ("multi_turn_base_0", 0, Call(name="add_box", arguments={"name": "nails"})),
        ("multi_turn_base_0", 1, Call(name="list_boxes", arguments={})),
        ("multi_turn_base_1", 1, Call(name="note", arguments={"text": "half past two"})),
        ("multi_turn_long_context_0", 0, Call(name="list_boxes", arguments={"all_of_them": True})),
        ("multi_turn_long_context_1", 0, Call(name="add_box", arguments={"name": "3"})),
    ],
)
def test_positional_arguments_are_named_by_the_signature(
    references: dict[str, Trajectory], entry: str, turn: int, call: Call
) -> None:
    assert references[entry].turns[turn].calls[-1] == call


def test_a_tool_that_is_held_back_is_offered_from_its_turn_on(references: dict[str, Trajectory]) -> None:
    dialogue = references["multi_turn_miss_func_0"]
    assert "Shelf.remove_box" not in dialogue.tools
    assert {"Shelf.add_box", "Counter.read"} <= set(dialogue.tools)
    assert [turn.tools_added for turn in dialogue.turns] == [(), ("Shelf.remove_box",), ()]
    assert dialogue.turns[1].messages == ()
    assert dialogue.provenance.details == {"path": [], "missed_function": {"1": ["remove_box"]}}


def test_only_long_context_entries_load_a_long_context(references: dict[str, Trajectory]) -> None:
    long = {name for name, each in references.items() if each.load_options["long_context"]}
    assert long == {"multi_turn_long_context_0", "multi_turn_long_context_1"}


def test_an_entry_says_where_it_comes_from(references: dict[str, Trajectory]) -> None:
    for name, each in references.items():
        assert (each.provenance.source, each.provenance.version, each.provenance.entry) == ("bfcl-eval", VERSION, name)


def test_what_was_imported_can_be_written_back(package: Path, references: dict[str, Trajectory]) -> None:
    documents = {each["entry"]["id"]: each["entry"] for entries in ENTRIES.values() for each in entries}
    for name, dialogue in references.items():
        written = {
            "id": dialogue.id,
            "question": [[message.model_dump() for message in turn.messages] for turn in dialogue.turns],
            "initial_config": dialogue.initial_state,
            "involved_classes": list(dialogue.toolkits),
            **dialogue.provenance.details,
        }
        assert written == documents[name]
    toolset = read_toolset(package, read_environment(package, SOURCE))
    assert [tool.original for tool in toolset.tools] == [*DOCS["counter"], *DOCS["shelf"], *DOCS["sums"]]


def test_a_dialogue_survives_storing(references: dict[str, Trajectory]) -> None:
    for dialogue in references.values():
        assert Trajectory.model_validate_json(dialogue.model_dump_json()) == dialogue


def test_the_environment_is_the_classes_that_are_involved_and_the_files_they_import(package: Path) -> None:
    environment = read_environment(package, SOURCE)
    assert [(kit.name, kit.module.rpartition(".")[2]) for kit in environment.toolkits] == [
        ("Counter", "counter"), ("Shelf", "shelf"), ("Sums", "sums"),
    ]  # fmt: skip
    assert environment.files == tuple(f"{CODE}{stem}.py" for stem in ("counter", "labels", "shelf", "sums"))
    assert environment.parameters["Sums"] == {"add": ("a", "b")}
    assert LOADER not in environment.parameters["Shelf"]


def test_only_what_the_chosen_categories_need_is_read(package: Path) -> None:
    source = BfclSource(version=VERSION, categories=("multi_turn_miss_param",))
    environment = read_environment(package, source)
    assert [kit.name for kit in environment.toolkits] == ["Counter"]
    assert environment.files == (f"{CODE}counter.py",)
    assert [each.id for each in read_references(package, source)] == ["multi_turn_miss_param_0"]
    assert {tool.toolkit for tool in read_toolset(package, environment).tools} == {"Counter"}


def test_reading_runs_nothing_of_the_package(tmp_path: Path) -> None:
    package = tiny_package(tmp_path)
    for path in (package / CODE).glob("*.py"):
        path.write_text("raise SystemExit('run')\n" + path.read_text())
    assert len(read_references(package, SOURCE)) == 6


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        (["base"], ["multi_turn_base"]),
        (["long_context", "multi_turn_base", "base"], ["multi_turn_base", "multi_turn_long_context"]),
        (CATEGORIES, [*CATEGORIES]),
    ],
)
def test_categories_may_be_short_and_come_in_the_order_of_the_benchmark(wanted: list[str], names: list[str]) -> None:
    assert [*category_names(wanted)] == names


def test_a_category_that_is_none_is_refused_with_the_choice() -> None:
    with pytest.raises(RequestError, match="multi_turn_simple is no category") as caught:
        category_names(["base", "simple"])
    assert caught.value.hint == "Choose among: base, miss_func, miss_param, long_context."
