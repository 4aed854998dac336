"""The published benchmark and real results: verdicts agree with the score files, references with themselves."""

from __future__ import annotations

import functools
import gzip
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from eigendata_assets.artifacts.domain import BfclSource
from eigendata_assets.artifacts.model_results import AttemptedCall, ModelEntry, ModelRun, ModelStep
from eigendata_assets.artifacts.verdicts import Evaluation
from eigendata_assets.evaluation.benchmark import Benchmark
from eigendata_assets.evaluation.flow import evaluate
from eigendata_assets.execution.worker.snapshot import NEVER
from eigendata_assets.imports.bfcl import CATEGORIES
from eigendata_assets.imports.bfcl_package import checked_wheel, unpack
from eigendata_assets.imports.bfcl_results import read_model_runs
from resources.subprocess_sandbox import SubprocessSandbox
from tests.real_data import real_results, real_wheel
from tests.tiny_domain import read_benchmark

pytestmark = pytest.mark.needs_download
Open = Callable[[str], Benchmark]


@pytest.fixture(scope="module")
def both_cores() -> Any:
    with SubprocessSandbox() as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory, both_cores: SubprocessSandbox) -> Open:
    """Opens a published version with its references executed, each once."""

    @functools.cache
    def read(version: str) -> Benchmark:
        wheel = real_wheel(version)
        assert checked_wheel(wheel, version) is None
        package = unpack(wheel, tmp_path_factory.mktemp("published") / version)
        return read_benchmark(package, BfclSource(version=version, categories=CATEGORIES), both_cores)

    return read


@pytest.fixture(scope="module")
def judged(published: Open, both_cores: SubprocessSandbox) -> Evaluation:
    """The real results, judged."""
    files: list[tuple[str | None, Path]] = [(None, path) for path in real_results("result")]
    return evaluate(published("2025.11.10"), read_model_runs(files), both_cores)


def scores() -> dict[str, str]:
    """Entry id to the error of each entry that the benchmark's own checker has failed."""
    failed: dict[str, str] = {}
    for path in real_results("score"):
        _, *entries = gzip.decompress(path.read_bytes()).decode("utf-8").rstrip("\n").split("\n")
        for entry in map(json.loads, entries):
            failed[entry["id"]] = entry["error"]["error_type"].removeprefix("multi_turn:")
    return failed


@pytest.mark.needs_shared
def test_all_600_official_verdicts_and_their_errors_are_those_of_the_score_files(judged: Evaluation) -> None:
    failed = scores()
    assert len(judged.entries) == 600
    assert {each.id: each.official_error for each in judged.entries if not each.official} == failed


@pytest.mark.needs_shared
def test_the_accuracies_are_those_of_the_score_files(judged: Evaluation) -> None:
    right = {row.category: (row.official, row.entries) for row in judged.summary}
    assert right == {
        "multi_turn_base": (84, 200),
        "multi_turn_miss_func": (80, 200),
        "multi_turn_miss_param": (64, 200),
        "all": (228, 600),
    }


@pytest.mark.needs_shared
def test_every_disagreement_has_a_reason_and_every_agreement_to_accept_has_none(judged: Evaluation) -> None:
    for each in judged.entries:
        assert bool(each.reason) == (not each.official or not each.config_func)
    assert judged.summary[-1].disagreements > 0
    assert Evaluation.model_validate_json(judged.model_dump_json()) == judged


@pytest.mark.parametrize(("version", "calls"), [("2025.6.8", 4700), ("2025.11.10", 4625)])
def test_all_800_references_replay_and_pass_against_themselves(
    published: Open, both_cores: SubprocessSandbox, version: str, calls: int
) -> None:
    benchmark = published(version)
    references = benchmark.references.values()
    assert Counter(each.category for each in references) == dict.fromkeys(CATEGORIES, 200)
    assert sum(len(each.calls) for each in references) == calls
    assert [each.failure for each in references if each.failure] == []
    hashes = [value for each in references for turn in each.turns for value in turn.state_hashes.values()]
    assert not any(value.startswith(NEVER) for value in hashes)
    run = ModelRun(model="reference", source=(), entries=tuple(map(as_run, references)))
    evaluation = evaluate(benchmark, [run], both_cores)
    assert [each.reason for each in evaluation.entries if not (each.official and each.config_func)] == []


def as_run(reference: Any) -> ModelEntry:
    """A model's run that makes the calls of the reference."""
    return ModelEntry(
        id=reference.id,
        turns=tuple(
            tuple(ModelStep(calls=tuple(AttemptedCall(call=call) for call in step.calls)) for step in turn.steps)
            for turn in reference.turns
        ),
    )
