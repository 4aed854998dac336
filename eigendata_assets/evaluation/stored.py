"""Evaluation of what lies in a workspace: result files in, a report with its data out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from eigendata_assets.artifacts.domain import Domain
from eigendata_assets.artifacts.model_results import AttemptedCall, ModelEntry, ModelRun, ModelStep
from eigendata_assets.artifacts.trajectory import Trajectory, Turn
from eigendata_assets.artifacts.verdicts import Evaluation
from eigendata_assets.environments.implemented import current_environment
from eigendata_assets.errors import InputError
from eigendata_assets.evaluation import report
from eigendata_assets.evaluation.benchmark import Benchmark
from eigendata_assets.evaluation.flow import evaluate
from eigendata_assets.execution.progress import Progress
from eigendata_assets.execution.protocol import Sandbox
from eigendata_assets.imports.bfcl_results import read_model_runs
from eigendata_assets.storage.domain_store import DomainStore
from eigendata_assets.storage.files import replaced_folder
from eigendata_assets.storage.workspace import Workspace

REPORT = "report.html"


def evaluate_stored(
    workspace: Workspace, domain: Domain, results: Sequence[str], sandbox: Sandbox, progress: Progress
) -> Evaluation:
    """The evaluation of the runs in the result files; it and its report are in the domain's evaluation folder.

    Without result files, the references are judged as if a model had made them, and a model that does nothing.
    """
    runs = read_model_runs([_named_file(each) for each in results]) if results else ()
    store = workspace.store(domain.name)
    wanted = {entry.id for run in runs for entry in run.entries}
    benchmark = read_benchmark(store, domain, wanted)
    runs = runs or baseline_runs(list(benchmark.references.values()))
    with progress("judging", sum(len(run.entries) for run in runs)) as advance:
        evaluation = evaluate(benchmark, runs, sandbox, on_done=lambda _: advance())
    write_report(store, evaluation)
    return evaluation


def read_benchmark(store: DomainStore, domain: Domain, entries: set[str]) -> Benchmark:
    """What runs on these entries are judged against, or on all where none is named; unknown ones are left out."""
    homes = store.usage_index.trajectories()
    shards = dict.fromkeys(shard for name, shard in homes.items() if not entries or name in entries)
    missing = [shard for shard in shards if not store.shard_file(shard).exists()]
    if missing:
        hint = f"`eigendata import` {domain.name} again executes what is missing."
        raise InputError("the reference has not been executed", where=(domain.name, missing[0]), hint=hint)
    return Benchmark(
        domain=domain,
        toolset=store.read_toolset(),
        references={each.id: each for each in store.read_trajectories(shards) if not entries or each.id in entries},
        key_calls=store.read_key_calls().entries,
        environment=current_environment(store),
    )


def baseline_runs(references: Sequence[Trajectory]) -> tuple[ModelRun, ...]:
    """Two runs without a model: the references themselves, and doing nothing at all."""
    gold = tuple(ModelEntry(id=each.id, turns=tuple(map(_steps, each.turns))) for each in references)
    idle = tuple(ModelEntry(id=each.id, turns=((),) * len(each.turns)) for each in references)
    return (
        ModelRun(model="the reference itself", source=(), entries=gold),
        ModelRun(model="doing nothing", source=(), entries=idle),
    )


def write_report(store: DomainStore, evaluation: Evaluation) -> None:
    """The evaluation folder holds the data (JSON, Parquet), the report (HTML, Markdown) and the plot."""
    with replaced_folder(store.evaluation_folder) as folder:
        (folder / "evaluation.json").write_text(evaluation.to_json(indent=1) + "\n", encoding="utf-8")
        (folder / REPORT).write_text(report.html(evaluation), encoding="utf-8")
        (folder / "report.md").write_text(report.markdown(evaluation), encoding="utf-8")
        (folder / "verdicts.png").write_bytes(report.plot_png(evaluation))
        report.as_frame(evaluation).to_parquet(folder / "verdicts.parquet")


def _named_file(given: str) -> tuple[str | None, Path]:
    """`MODEL=FILE`, or `FILE` alone; a file whose own name holds an equals sign is a file."""
    model, equals, path = given.partition("=")
    return (model, Path(path)) if equals and not Path(given).exists() else (None, Path(given))


def _steps(turn: Turn) -> tuple[ModelStep, ...]:
    return tuple(ModelStep(calls=tuple(AttemptedCall(call=call) for call in step.calls)) for step in turn.steps)
