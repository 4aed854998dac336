"""`eigendata evaluate` judges models officially and by outcome, and says what it could not read."""

import gzip
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from eigendata_assets.artifacts.domain import Domain, SpecSource
from eigendata_assets.storage.workspace import Workspace
from tests.command_line import Done, eigendata
from tests.tiny_benchmark import RIGHT, WRONG, write_results


def verdicts(done: Done) -> dict[tuple[str, str], dict[str, Any]]:
    """(model, entry) to verdict, from the document on stdout."""
    return {(each["model"], each["id"]): each for each in json.loads(done.out)["entries"]}


@pytest.fixture(scope="module")
def of_the_wrong(imported: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Done]:
    """A workspace in which a model was judged that fails in every way, and what was said of it; not to be changed."""
    folder = tmp_path_factory.mktemp("wrong")
    shutil.copytree(imported, folder / "workspace")
    results = write_results(folder / "r.json", WRONG)
    done = eigendata(folder / "workspace", "evaluate", "tiny", "--results", f"m={results}", "--json")
    assert done.code == 0, done.err
    return folder / "workspace", done


def test_a_run_that_does_everything_right_passes_in_every_column(workspace: Path, tmp_path: Path) -> None:
    results = write_results(tmp_path / "good" / "r.json", RIGHT)

    done = eigendata(workspace, "evaluate", "tiny", "--results", results, "--json")

    assert done.code == 0, done.err
    assert all(
        each["official"] and each["config_match"] and each["key_function"] and each["config_func"]
        for each in verdicts(done).values()
    )
    assert len(verdicts(done)) == 6
    assert {each["llm_judge"] for each in verdicts(done).values()} == {"no model"}


def test_each_way_to_fail_is_told_with_its_reason(of_the_wrong: tuple[Path, Done]) -> None:
    _, done = of_the_wrong

    errors = {name: each["official_error"] for (_, name), each in verdicts(done).items()}
    assert errors == {
        "multi_turn_base_0": "instance_state_mismatch",
        "multi_turn_base_1": "execution_response_mismatch",
        "multi_turn_miss_func_0": "empty_turn_model_response",
        "multi_turn_miss_param_0": "inference_error",
        "multi_turn_long_context_0": "empty_turn_model_response",
        "multi_turn_long_context_1": "force_terminated",
    }
    unreadable = json.loads(done.out)["unreadable"]
    assert any("multi_turn_miss_param_0: the inference failed" in line for line in unreadable)
    assert any(
        "multi_turn_long_context_0: turn 0: the arguments of list_boxes are not JSON" in line for line in unreadable
    )


def test_another_way_to_the_same_end_is_right_by_outcome_and_the_report_says_why_not_officially(
    of_the_wrong: tuple[Path, Done],
) -> None:
    workspace, done = of_the_wrong
    verdict = verdicts(done)["m", "multi_turn_base_1"]
    assert (verdict["official"], verdict["config_func"]) == (False, True)
    assert 'never got {"value": 4}' in verdict["reason"]
    assert (workspace / "artifacts" / "tiny" / "evaluation" / "report.html").exists()


def test_the_state_that_came_out_wrong_is_shown_as_a_diff(of_the_wrong: tuple[Path, Done]) -> None:
    _, done = of_the_wrong

    changes = verdicts(done)["m", "multi_turn_base_0"]["state_diff"]
    assert {(each["table"], each["key"], each["field"]) for each in changes} == {
        ("Shelf.root", "contents", "nails"),
        ("Shelf.root", "contents.tools.contents", "nails"),
    }


def test_several_models_are_ranked_side_by_side(workspace: Path, tmp_path: Path) -> None:
    good = write_results(tmp_path / "good.json", RIGHT)
    bad = write_results(tmp_path / "bad.json", WRONG)

    done = eigendata(workspace, "evaluate", "tiny", "--results", f"bad={bad}", f"good={good}", "--json")

    ranks = {
        each["model"]: each["rank_outcome"] for each in json.loads(done.out)["summary"] if each["category"] == "all"
    }
    assert ranks == {"good": 1, "bad": 2}


def test_without_results_the_reference_passes_and_doing_nothing_does_not(workspace: Path) -> None:
    done = eigendata(workspace, "evaluate", "tiny", "--json")

    summary = {each["model"]: each for each in json.loads(done.out)["summary"] if each["category"] == "all"}
    assert summary["the reference itself"]["official"] == summary["the reference itself"]["config_func"] == 6
    assert summary["doing nothing"]["official"] == summary["doing nothing"]["config_func"] == 0


def test_a_compressed_file_is_read_and_one_that_is_cut_off_is_refused(workspace: Path, tmp_path: Path) -> None:
    plain = write_results(tmp_path / "m" / "r.json", RIGHT)
    whole, cut = tmp_path / "m" / "r.json.gz", tmp_path / "m" / "cut.json.gz"
    whole.write_bytes(gzip.compress(plain.read_bytes()))
    cut.write_bytes(whole.read_bytes()[:-20])

    assert eigendata(workspace, "evaluate", "tiny", "--results", whole).code == 0
    refused = eigendata(workspace, "evaluate", "tiny", "--results", cut)
    assert refused.code == 2
    assert "cut.json.gz: the compressed file is cut off or damaged" in refused.err


@pytest.mark.parametrize(
    ("runs", "said"),
    [
        ({"multi_turn_base_77": []}, "1 of 1 entries are not in tiny: multi_turn_base_77"),
        ({}, "the file is empty"),
    ],
)
def test_a_file_for_other_entries_is_refused_and_the_last_report_stays(
    workspace: Path, tmp_path: Path, runs: dict[str, Any], said: str
) -> None:
    eigendata(workspace, "evaluate", "tiny")
    report = workspace / "artifacts" / "tiny" / "evaluation" / "evaluation.json"
    before = report.read_bytes()

    done = eigendata(workspace, "evaluate", "tiny", "--results", write_results(tmp_path / "m" / "r.json", runs))

    assert done.code == 2
    assert said in done.err
    assert report.read_bytes() == before


def test_arguments_of_absurd_size_fail_one_entry_and_are_counted(workspace: Path, tmp_path: Path) -> None:
    runs = {**RIGHT, "multi_turn_base_0": [[[{"add_box": json.dumps({"name": "x" * 3_000_000})}]], []]}
    results = write_results(tmp_path / "m" / "r.json", runs)

    done = eigendata(workspace, "evaluate", "tiny", "--results", results, "--json")

    assert done.code == 0
    assert sum(each["official"] for each in verdicts(done).values()) == 5
    assert any("multi_turn_base_0: refused" in line for line in json.loads(done.out)["unreadable"])


def test_an_environment_that_no_longer_imports_is_one_clear_error(workspace: Path) -> None:
    module = next((workspace / "artifacts" / "tiny" / "environment").rglob("counter.py"))
    module.write_text("raise RuntimeError('edited by mistake')\n")

    done = eigendata(workspace, "evaluate", "tiny")

    assert done.code == 2
    assert "edited by mistake" in done.err


def test_a_lone_surrogate_in_an_argument_is_data_like_any_other(workspace: Path, tmp_path: Path) -> None:
    runs = {**RIGHT, "multi_turn_base_0": [[[{"add_box": '{"name": "\\ud800"}'}]], [[{"list_boxes": "{}"}]]]}
    results = write_results(tmp_path / "m" / "r.json", runs)

    done = eigendata(workspace, "evaluate", "tiny", "--results", results, "--json")

    assert done.code == 0, done.err
    assert not verdicts(done)["m", "multi_turn_base_0"]["config_match"]


def test_people_read_stderr_and_programs_one_document_on_stdout(workspace: Path) -> None:
    done = eigendata(workspace, "evaluate", "tiny", "--json")
    silent = eigendata(workspace, "evaluate", "tiny")

    assert json.loads(done.out)["format_version"] == 1
    assert "report:" in done.err
    assert "\x1b[" not in done.err
    assert silent.out == ""


def test_a_domain_without_an_official_check_is_refused_with_what_to_do_instead(tmp_path: Path) -> None:
    source = SpecSource(file="specs/shop.yaml")
    Workspace(tmp_path).write_domain(Domain(name="shop", source=source))

    done = eigendata(tmp_path, "evaluate", "shop")

    assert done.code == 2
    assert "shop is no benchmark with an official check" in done.err
    assert "eigendata verify shop" in done.err
