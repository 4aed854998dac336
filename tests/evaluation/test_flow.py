"""Runs are replayed, judged and ranked; what a model wrote can make its verdict worse, never break the evaluation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from eigendata_assets.artifacts.model_results import ModelEntry, ModelRun
from eigendata_assets.artifacts.verdicts import Evaluation, StateChange, Verdict
from eigendata_assets.errors import InputError
from eigendata_assets.evaluation.benchmark import Benchmark
from eigendata_assets.evaluation.flow import evaluate
from eigendata_assets.execution.protocol import EnvironmentCode, Toolkit
from eigendata_assets.imports.bfcl_results import read_model_runs
from resources.subprocess_sandbox import SubprocessSandbox
from tests.tiny_benchmark import IDS, RIGHT, WRONG, call, write_results

Judge = Any


@pytest.fixture
def judged(tiny_benchmark: Benchmark, sandbox: SubprocessSandbox, tmp_path: Path) -> Judge:
    """Evaluates the results of some models, given by name."""

    def judge(**models: dict[str, Any]) -> Evaluation:
        files = [(name, write_results(tmp_path / f"{name}.json", runs)) for name, runs in models.items()]
        return evaluate(tiny_benchmark, read_model_runs(files), sandbox)

    return judge


def one(evaluation: Evaluation, entry: str, model: str = "m") -> Verdict:
    """The verdict on one entry."""
    (verdict,) = (each for each in evaluation.entries if (each.model, each.id) == (model, entry))
    return verdict


def test_what_does_as_the_reference_passes_everywhere(judged: Judge) -> None:
    evaluation = judged(m=RIGHT)
    assert [each.id for each in evaluation.entries] == list(RIGHT)
    assert all(each.official and each.config_match and each.key_function for each in evaluation.entries)
    assert all(each.config_func and each.reason == "" and not each.state_diff for each in evaluation.entries)
    assert evaluation.unreadable == ()
    assert (evaluation.domain, evaluation.source) == ("tiny", "bfcl 0.0.1")


def test_every_run_is_judged_by_itself(judged: Judge) -> None:
    together = judged(m=RIGHT, w=WRONG)
    assert [each for each in together.entries if each.model == "m"] == list(judged(m=RIGHT).entries)
    assert [each for each in together.entries if each.model == "w"] == list(judged(w=WRONG).entries)
    assert {row.model for row in together.summary} == {"m", "w"}


def test_the_same_end_by_another_way_is_right_by_outcome_only(judged: Judge) -> None:
    verdict = one(judged(m=WRONG), "multi_turn_base_1")
    assert (verdict.official, verdict.config_match, verdict.key_function, verdict.config_func) == (
        False, True, True, True,
    )  # fmt: skip
    assert verdict.official_error == "execution_response_mismatch"
    assert verdict.official_turn == 0


def test_a_wrong_end_is_shown_as_a_diff_from_the_reference_to_the_model(judged: Judge) -> None:
    wrong = {"multi_turn_miss_param_0": [[], [[call("note", text="buy nails")]], [[call("count", steps=4)]]]}
    verdict = one(judged(m=wrong), "multi_turn_miss_param_0")
    assert verdict.state_diff == (StateChange(table="Counter.value", key="", field="", before=4, after=7),)
    assert (verdict.config_match, verdict.key_function) == (False, False)
    assert verdict.missing_calls == ("count({'steps': 1})",)
    assert "Counter.value is 7 instead of 4" in verdict.reason


def test_a_state_that_was_wrong_for_a_while_is_shown_where_the_official_check_gave_up(judged: Judge) -> None:
    first = [call("count"), call("count"), call("note", text="half past two")]
    early = {"multi_turn_base_1": [[first], [[call("add", a=2, b=0.5)]]]}
    verdict = one(judged(m=early), "multi_turn_base_1")
    assert (verdict.official_error, verdict.official_turn) == ("instance_state_mismatch", 0)
    assert verdict.config_func
    assert verdict.official_diff == (
        StateChange(table="Counter.notes", key="", field="0", before=None, after="half past two"),
    )
    assert verdict.state_diff == ()


def test_calls_where_the_reference_makes_none_are_reported_and_not_judged(judged: Judge) -> None:
    busy = {**RIGHT, "multi_turn_miss_func_0": [[[call("list_boxes")]], *RIGHT["multi_turn_miss_func_0"][1:]]}
    verdict = one(judged(m=busy), "multi_turn_miss_func_0")
    assert verdict.official
    assert verdict.idle_turns_with_calls == (0,)


def test_calls_are_counted_and_failures_among_them(judged: Judge) -> None:
    calls = [call("open_box", name="no"), call("remove_box", name="no"), call("fly"), call("open_box", name="tools")]
    run = {"multi_turn_base_0": [[calls, [call("add_box", name="nails")]], [[call("list_boxes")]]]}
    verdict = one(judged(m=run), "multi_turn_base_0")
    assert (verdict.calls, verdict.failed_calls, verdict.official, verdict.config_func) == (6, 3, True, True)


def test_what_cannot_be_read_or_run_is_told_line_by_line(judged: Judge) -> None:
    unreadable = judged(m=WRONG).unreadable
    assert len(unreadable) == 2
    assert "m: multi_turn_miss_param_0: the inference failed: Error during inference: it broke" in unreadable
    infinite = judged(m={"multi_turn_base_1": [[[{"count": '{"steps": 1e999}'}]], []]}).unreadable
    assert infinite == (
        "m: multi_turn_base_1: turn 0: count: the arguments cannot be passed on: it has a number that is not finite",
    )


@pytest.mark.parametrize(
    "text",
    ["count (twice)", "read()", 'it\'s ("quoted") \\', "\ud83d", "\x00", "x" * 100_000, "$set", "{{", "\u2028"],
    ids=lambda text: ascii(text[:20]),
)
def test_any_text_in_an_argument_is_judged_and_written_down(judged: Judge, text: str) -> None:
    run = {"multi_turn_miss_param_0": [[], [[call("note", text=text)]], [[call("count")]]]}
    evaluation = judged(m=run, **{"it's \"m": run})
    for verdict in evaluation.entries:
        assert (verdict.official_error, verdict.official_turn) == ("instance_state_mismatch", 1)
        assert verdict.state_diff[0].before == "buy nails"
    assert Evaluation.model_validate_json(evaluation.model_dump_json()) == evaluation


@pytest.mark.parametrize(
    "value",
    [{"$set": 5}, {"$ratio": [1, 0]}, {"$dict": [["a"]]}, {"$object": "Box"}, {"$number": "nan"}, [[[]]], None, 1e308],
    ids=str,
)
def test_any_value_of_an_argument_is_judged_and_written_down(judged: Judge, value: Any) -> None:
    run = {"multi_turn_miss_param_0": [[], [[call("note", text=value)]], [[call("count", steps=value)]]]}
    evaluation = judged(m=run)
    assert not evaluation.entries[0].config_func
    assert Evaluation.model_validate_json(evaluation.model_dump_json()) == evaluation


def test_an_argument_of_absurd_size_is_a_counted_failure(judged: Judge) -> None:
    run = {**RIGHT, "multi_turn_miss_param_0": [[], [[call("note", text="x" * (2 << 20))]], [[call("count")]]]}
    evaluation = judged(m=run)
    verdict = one(evaluation, "multi_turn_miss_param_0")
    assert (verdict.official_error, verdict.config_func) == ("execution_failed", False)
    assert sum(each.official for each in evaluation.entries) == 5
    assert len(evaluation.unreadable) == 1
    assert "m: multi_turn_miss_param_0: refused: the arguments of note are" in evaluation.unreadable[0]


def test_the_benchmarks_own_damage_to_arguments_is_no_part_of_the_outcome(judged: Judge) -> None:
    noted = {"multi_turn_miss_param_0": [[], [[call("note", text="count (2)")]], [[call("count")]]]}
    verdict = one(judged(m=noted), "multi_turn_miss_param_0")
    assert verdict.state_diff == (
        StateChange(table="Counter.notes", key="", field="0", before="buy nails", after="count (2)"),
    )


def test_the_official_verdict_is_about_the_damaged_arguments(judged: Judge) -> None:
    """Without its blanks before a parenthesis, the second name is that of the box that was added."""
    boxes = [call("add_box", name="old (x)")], [call("remove_box", name="old  (x)"), call("remove_box", name="tools")]
    verdict = one(
        judged(m={"multi_turn_miss_func_0": [[boxes[0]], [boxes[1]], [[call("count")]]]}), "multi_turn_miss_func_0"
    )
    assert (verdict.official, verdict.config_match) == (True, False)
    assert [(each.field, each.before) for each in verdict.state_diff] == [("old (x)", None)]
    assert verdict.failed_calls == 1


def late(name: str) -> dict[str, Any]:
    """A run with a box too many after the second turn, which is gone after the third."""
    second = [call("remove_box", name="tools"), call("add_box", name=name)]
    return {"multi_turn_miss_func_0": [[], [second], [[call("remove_box", name=name), call("count")]]]}


def test_each_dispute_about_a_state_has_its_own_diff_and_nothing_else_has_one(judged: Judge) -> None:
    wrong = {"multi_turn_miss_func_0": [[], [[call("list_boxes")]], [[call("count")]]]}
    evaluation = judged(a=late("one"), b=RIGHT, c=WRONG, d=late("two (x)"), e=wrong)
    changes = [
        (each.model, change.field, change.before) for each in evaluation.entries for change in each.official_diff
    ]
    assert changes == [("a", "one", None), ("d", "two(x)", None)]
    for model in ("a", "d"):
        verdict = one(evaluation, "multi_turn_miss_func_0", model)
        assert (verdict.official_error, verdict.official_turn) == ("instance_state_mismatch", 1)
        assert verdict.config_func


@pytest.mark.parametrize(
    ("turns", "config_match", "key_function"),
    [
        ([[[call("open_box", name="tools"), call("add_box", name="nails")]], []], True, False),
        (
            [
                [[call("open_box", name="tools"), call("add_box", name="nails")]],
                [[call("add_box", name="x"), call("list_boxes")]],
            ],
            False,
            True,
        ),
    ],
)
def test_both_the_state_and_the_key_calls_have_to_be_right(
    judged: Judge, turns: Any, config_match: bool, key_function: bool
) -> None:
    verdict = one(judged(m={"multi_turn_base_0": turns}), "multi_turn_base_0")
    assert (verdict.config_match, verdict.key_function) == (config_match, key_function)
    assert not verdict.config_func


def test_entries_of_another_benchmark_are_refused_before_anything_is_run(judged: Judge, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"2 of 3 entries are not in tiny: multi_turn_base_7, \.\.\.") as caught:
        judged(m={"multi_turn_base_0": [], "multi_turn_base_7": [], "simple_1": []})
    assert caught.value.where == (str(tmp_path / "m.json"),)
    assert caught.value.hint


def test_an_environment_that_is_gone_is_an_error(
    tiny_benchmark: Benchmark, sandbox: SubprocessSandbox, tmp_path: Path
) -> None:
    (tmp_path / "gone.py").write_text("import no_such_module\n")
    code = EnvironmentCode(tmp_path, (Toolkit("Shelf", "gone"),))
    parts = (tiny_benchmark.domain, tiny_benchmark.toolset, tiny_benchmark.references, tiny_benchmark.key_calls)
    run = ModelRun(model="m", source=("r",), entries=(ModelEntry(id=IDS[0], turns=((), ())),))
    with pytest.raises(InputError, match="no_such_module"):
        evaluate(Benchmark(*parts, code), [run], sandbox)


def test_no_runs_make_an_empty_evaluation(tiny_benchmark: Benchmark, sandbox: SubprocessSandbox) -> None:
    evaluation = evaluate(tiny_benchmark, [], sandbox)
    assert (evaluation.entries, evaluation.summary, evaluation.unreadable) == ((), (), ())


def test_progress_is_told_for_every_replay(
    tiny_benchmark: Benchmark, sandbox: SubprocessSandbox, tmp_path: Path
) -> None:
    heard: list[str] = []
    runs = read_model_runs([("m", write_results(tmp_path / "r.json", RIGHT))])
    evaluate(tiny_benchmark, runs, sandbox, lambda outcome: heard.append(outcome.id))
    assert sorted(heard) == sorted(f"m/{name}" for name in IDS)


def test_an_evaluation_is_written_in_the_shape_of_the_issue(judged: Judge) -> None:
    document = json.loads(judged(m=RIGHT).model_dump_json())
    entry = document["entries"][0]
    wanted = {"id", "category", "model", "official", "config_match", "key_function", "config_func", "reason"}
    assert wanted <= entry.keys()
    assert (entry["llm_judge"], entry["all_three"]) == ("no model", "no model")
    assert document["format_version"] == 1
