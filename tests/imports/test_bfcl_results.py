"""Result files become runs, file by file and model by model; what is none is refused with file and line."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from eigendata_assets.artifacts.model_results import ModelEntry, ModelRun
from eigendata_assets.errors import InputError
from eigendata_assets.imports.bfcl_results import logged_calls, model_of, read_model_runs
from tests.json_values import JSON
from tests.tiny_benchmark import RIGHT, WRONG, write_results

LOGGED = {"role": "handler_log", "content": "Successfully decoded model response."}


def lines(*documents: Any) -> str:
    return "".join(json.dumps(document) + "\n" for document in documents)


def names(run: ModelRun) -> list[list[list[str]]]:
    """The names of the calls, turn by turn, step by step, entry by entry."""
    return [[[call.call.name for step in turn for call in step.calls] for turn in entry.turns] for entry in run.entries]


def test_a_result_file_becomes_a_run_named_like_its_folder(tmp_path: Path) -> None:
    one = [[[{"ls": "{}"}], [{"cd": "{}"}, {"rm": "{}"}], []], [[], "There are two."]]
    path = tmp_path / "some-model" / "multi_turn" / "BFCL_v3_multi_turn_base_result.json"
    (run,) = read_model_runs([(None, write_results(path, {"b": one, "a": []}))])
    assert (run.model, run.source) == ("some-model", (str(path),))
    assert [entry.id for entry in run.entries] == ["b", "a"]
    assert names(run) == [[["ls", "cd", "rm"], []], []]
    assert [len(turn) for turn in run.entries[0].turns] == [3, 2]
    assert run.entries[0].turns[1][1].text == "There are two."


def test_a_compressed_file_is_the_same_run(tmp_path: Path) -> None:
    plain = write_results(tmp_path / "m" / "a.json", RIGHT)
    packed = tmp_path / "m" / "b.json.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    (one,), (other,) = read_model_runs([("x", plain)]), read_model_runs([("x", packed)])
    assert one.entries == other.entries


def test_files_of_one_model_are_one_run_and_models_keep_their_order(tmp_path: Path) -> None:
    first, *rest = (write_results(tmp_path / f"{name}.json", {name: RIGHT[name]}) for name in RIGHT)
    runs = read_model_runs([("b", first), ("a", rest[0]), ("b", rest[1])])
    assert [(run.model, [entry.id for entry in run.entries]) for run in runs] == [
        ("b", ["multi_turn_base_0", "multi_turn_miss_func_0"]),
        ("a", ["multi_turn_base_1"]),
    ]
    assert runs[0].source == (str(first), str(rest[1]))


def test_a_run_in_which_everything_goes_wrong_is_read_all_the_same(tmp_path: Path) -> None:
    (run,) = read_model_runs([("m", write_results(tmp_path / "r.json", WRONG))])
    entries = {entry.id: entry for entry in run.entries}
    assert entries["multi_turn_miss_param_0"] == ModelEntry(
        id="multi_turn_miss_param_0", problem="the inference failed: Error during inference: it broke"
    )
    (step,) = entries["multi_turn_long_context_0"].turns[0]
    assert step.unreadable == "the arguments of list_boxes are not JSON: Expecting value: line 1 column 17 (char 16)"


@pytest.mark.parametrize(
    ("folders", "model"),
    [("m/multi_turn", "m"), ("m/multi_turn/live", "m"), ("org_m", "org_m"), ("result/m/agentic/non_live", "m")],
)
def test_the_folder_above_the_groups_names_the_model(tmp_path: Path, folders: str, model: str) -> None:
    assert model_of(tmp_path / folders / "r.json") == model


@pytest.mark.parametrize(
    ("content", "line", "says"),
    [
        (lines({"accuracy": 0.5, "total_count": 2}), "line 1", "not an entry with `id` and `result`"),
        (
            lines({"id": "a", "result": []}, {"id": "b", "valid": False}),
            "line 2",
            "not an entry with `id` and `result`",
        ),
        (lines({"id": 1, "result": []}), "line 1", "not an entry with `id` and `result`"),
        (lines([]), "line 1", "not an entry with `id` and `result`"),
        (lines({"id": "a", "result": []}) + '{"id": "b", "resu', "line 2", "not JSON: Unterminated string"),
        (lines({"id": "a", "result": []}, {"id": "a", "result": []}), "line 2", "a of m was read before"),
        ("\n" + lines({"id": "a", "result": []}) + "\n\n{}", "line 5", "not an entry with `id` and `result`"),
        ("", None, "the file is empty"),
    ],
)
def test_a_file_that_is_no_result_file_is_refused(tmp_path: Path, content: str, line: str | None, says: str) -> None:
    path = tmp_path / "r.json"
    path.write_text(content)
    with pytest.raises(InputError, match=says) as caught:
        read_model_runs([("m", path)])
    assert caught.value.where == ((str(path), line) if line else (str(path),))
    if "`id`" in says:
        assert caught.value.hint == "Give the files named ..._result.json, not the score files."


def test_an_entry_in_two_files_of_one_model_is_refused_in_the_second(tmp_path: Path) -> None:
    first, second = (write_results(tmp_path / name, RIGHT) for name in ("a.json", "b.json"))
    with pytest.raises(InputError, match="multi_turn_base_0 of m was read before") as caught:
        read_model_runs([("m", first), ("m", second)])
    assert caught.value.where == (str(second), "line 1")
    assert len(read_model_runs([("m", first), ("n", second)])) == 2


def test_text_holds_calls_only_where_no_answer_of_the_file_is_structured(tmp_path: Path) -> None:
    path = tmp_path / "r.json"
    prompted = {"id": "a", "result": [["[ls(a=True)]", "Done."]]}
    path.write_text(lines(prompted))
    (run,) = read_model_runs([("m", path)])
    assert names(run) == [[["ls"]]]
    assert run.entries[0].turns[0][1].unreadable is not None
    path.write_text(lines(prompted, {"id": "b", "result": [[[{"ls": "{}"}]]]}))
    (run,) = read_model_runs([("m", path)])
    assert names(run) == [[[]], [["ls"]]]
    assert run.entries[0].turns[0][0].text == "[ls(a=True)]"


def test_the_log_says_what_the_handler_read_from_text(tmp_path: Path) -> None:
    log = [
        [{"role": "state_info", "content": {}}],
        {
            "begin_of_turn_query": [],
            "step_0": [{"role": "assistant"}, {**LOGGED, "model_response_decoded": ["ls(a=1)"]}],
        },
        [{"role": "state_info", "content": {}}],
        {"step_0": [{**LOGGED, "model_response_decoded": []}], "step_1": [{"role": "handler_log", "content": "Error"}]},
    ]
    path = tmp_path / "r.json"
    path.write_text(lines({"id": "a", "result": [["I list: ls(a=1)"], ["ls()", "cd()"]], "inference_log": log}))
    (run,) = read_model_runs([("m", path)])
    assert names(run) == [[["ls"], ["cd"]]]
    assert logged_calls(log) == {(0, 0): ["ls(a=1)"], (1, 0): []}


@pytest.mark.parametrize("turn", [{"ls": "{}"}, "ls()", None, 7])
def test_a_turn_that_is_no_list_has_no_calls_as_in_the_benchmark(tmp_path: Path, turn: Any) -> None:
    path = tmp_path / "r.json"
    path.write_text(lines({"id": "a", "result": [turn, [[{"ls": "{}"}]]]}))
    (run,) = read_model_runs([("m", path)])
    assert names(run) == [[[], ["ls"]]]
    assert run.entries[0].turns[0][0].unreadable == "a turn is not a list of answers"


@given(result=JSON | st.lists(st.lists(st.lists(JSON), max_size=2), max_size=2), log=JSON)
def test_whatever_an_entry_holds_it_is_read(tmp_path_factory: pytest.TempPathFactory, result: Any, log: Any) -> None:
    path = tmp_path_factory.getbasetemp() / "whatever.json"
    path.write_text(lines({"id": "a", "result": result, "inference_log": log}))
    ((entry,),) = (run.entries for run in read_model_runs([("m", path)]))
    event("no turns" if entry.problem else "turns")
    assert (entry.problem is None) == isinstance(result, list)
    assert len(entry.turns) == (len(result) if isinstance(result, list) else 0)
    assert ModelEntry.model_validate_json(entry.model_dump_json()) == entry


@given(
    JSON | st.lists(st.dictionaries(st.sampled_from(["step_0", "step_²", "step_x", "x"]), st.lists(st.just(LOGGED))))
)
def test_any_log_is_read(log: Any) -> None:
    for (turn, step), calls in logged_calls(log).items():
        assert turn >= 0
        assert step >= 0
        assert calls == ()
