"""Evaluation as a story: a model's calls are replayed, judged officially and by outcome, and ranked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from eigendata_assets.artifacts.model_results import ModelEntry, ModelRun
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.artifacts.verdicts import Evaluation, Verdict
from eigendata_assets.errors import InputError
from eigendata_assets.evaluation import official, outcome
from eigendata_assets.evaluation.benchmark import Benchmark, replay_id
from eigendata_assets.evaluation.disagreements import explain_disagreements
from eigendata_assets.evaluation.ranking import summarize
from eigendata_assets.evaluation.reasons import reason_for
from eigendata_assets.execution.call_names import RawCall
from eigendata_assets.execution.protocol import CallResult, Replay, ReplayOutcome, Sandbox
from eigendata_assets.execution.replay import as_result, is_error, replay_all, replay_of


def evaluate(
    benchmark: Benchmark,
    runs: Sequence[ModelRun],
    sandbox: Sandbox,
    on_done: Callable[[ReplayOutcome], None] | None = None,
) -> Evaluation:
    """Every entry of every run, judged; raises InputError where a run has entries that the benchmark has not."""
    _refuse_unknown_entries(benchmark, runs)
    tasks = [(run.model, entry) for run in runs for entry in run.entries]
    replays = list(_replays(benchmark, tasks))
    outcomes = replay_all(replays, benchmark.environment, sandbox, on_done)
    by_id = {done.id: done for done in outcomes}
    judged = [_judge(benchmark, model, entry, by_id) for model, entry in tasks]
    verdicts = explain_disagreements(benchmark, judged, {replay.id: replay for replay in replays}, sandbox)
    return Evaluation(
        domain=benchmark.domain.name,
        source=benchmark.domain.source.title,
        entries=verdicts,
        summary=summarize(verdicts),
        unreadable=(*_unreadable(tasks), *_stopped(outcomes)),
    )


def _refuse_unknown_entries(benchmark: Benchmark, runs: Sequence[ModelRun]) -> None:
    for run in runs:
        unknown = [entry.id for entry in run.entries if entry.id not in benchmark.references]
        if unknown:
            message = (
                f"{len(unknown)} of {len(run.entries)} entries are not in {benchmark.domain.name}: {unknown[0]}, ..."
            )
            hint = "Import the categories that the file was made for, or give another file."
            raise InputError(message, where=run.source, hint=hint)


def _replays(benchmark: Benchmark, tasks: Sequence[tuple[str, ModelEntry]]) -> Iterator[Replay]:
    """One replay for each entry with turns, and another where the benchmark's checker would run other arguments."""
    for model, entry in tasks:
        if entry.problem is not None:
            continue
        reference = benchmark.references[entry.id]
        turns = official.runnable_calls(entry)
        yield _named(replay_of(reference, turns), replay_id(model, entry.id))
        damaged = official.calls_as_benchmark_runs_them(turns, _tools(benchmark, reference), f"{model}_{entry.id}")
        if damaged is not None:
            yield _named(replay_of(reference, damaged), replay_id(model, entry.id, as_benchmark=True))


def _named(replay: Replay, name: str) -> Replay:
    return Replay(name, replay.toolkits, replay.state, replay.turns, replay.options)


def _tools(benchmark: Benchmark, reference: Trajectory) -> dict[str, str]:
    return {tool.name: tool.toolkit for tool in benchmark.toolset.of_toolkits(reference.toolkits)}


def _judge(benchmark: Benchmark, model: str, entry: ModelEntry, outcomes: Mapping[str, ReplayOutcome]) -> Verdict:
    reference = benchmark.references[entry.id]
    done = outcomes.get(replay_id(model, entry.id))
    by_benchmark = official.judge(reference, entry, outcomes.get(replay_id(model, entry.id, as_benchmark=True), done))
    calls: list[list[RawCall]] = official.runnable_calls(entry)
    by_outcome = outcome.judge(
        reference,
        benchmark.key_calls[entry.id],
        calls,
        done,
        outcome.defaults_of(benchmark.toolset.of_toolkits(reference.toolkits)),
        benchmark.domain.ignore_state,
    )
    return Verdict(
        id=entry.id,
        category=reference.category,
        model=model,
        official=by_benchmark.valid,
        official_error=by_benchmark.error,
        official_turn=by_benchmark.turn,
        config_match=by_outcome.config_match,
        key_function=by_outcome.key_function,
        config_func=by_outcome.config_match and by_outcome.key_function,
        reason=reason_for(by_benchmark, by_outcome),
        missing_calls=tuple(f"{key.call.name}({key.call.arguments})" for key in by_outcome.missing),
        state_diff=by_outcome.state_diff[:20],
        calls=sum(map(len, calls)),
        failed_calls=sum(is_error(as_result(result)) for result in _results(done)),
        idle_turns_with_calls=official.idle_turns_with_calls(reference, entry),
    )


def _results(done: ReplayOutcome | None) -> list[CallResult]:
    return [result for results in done.results for result in results] if done else []


def _stopped(outcomes: Sequence[ReplayOutcome]) -> Iterator[str]:
    """A line for each replay that the sandbox stopped or refused."""
    for done in outcomes:
        if done.failure is not None:
            model, _, entry = done.id.rpartition("/")
            yield f"{model}: {entry}: {done.failure.kind}: {done.failure.message}"


def _unreadable(tasks: Sequence[tuple[str, ModelEntry]]) -> Iterator[str]:
    """A line for each entry, answer or call that could not be read or run."""
    for model, entry in tasks:
        if entry.problem:
            yield f"{model}: {entry.id}: {entry.problem}"
        for turn, steps in enumerate(entry.turns):
            for step in steps:
                problems = [
                    step.unreadable,
                    *(f"{each.call.name}: {each.problem}" for each in step.calls if each.problem),
                ]
                yield from (f"{model}: {entry.id}: turn {turn}: {problem}" for problem in problems if problem)
