"""Why the official check failed where the outcome is right: the state diff of the turn in which it gave up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from eigendata_assets.artifacts.verdicts import Verdict
from eigendata_assets.evaluation.benchmark import Benchmark, replay_id
from eigendata_assets.evaluation.ranking import disagrees
from eigendata_assets.execution.protocol import Replay, Sandbox
from eigendata_assets.execution.replay import replay_all, turn_replay
from eigendata_assets.execution.state_diff import state_diff

_MOST_CHANGES = 20


def explain_disagreements(
    benchmark: Benchmark, verdicts: Sequence[Verdict], replays: Mapping[str, Replay], sandbox: Sandbox
) -> tuple[Verdict, ...]:
    """The verdicts, those in dispute over the state of a turn with the diff of that turn (`official_diff`)."""
    disputed = {
        index: verdict
        for index, verdict in enumerate(verdicts)
        if disagrees(verdict) and verdict.official_error == "instance_state_mismatch"
    }
    pairs = [
        _until(replay, verdict.official_turn)
        for verdict in disputed.values()
        for replay in (turn_replay(benchmark.references[verdict.id]), _judged(verdict, replays))
    ]
    states = [outcome.final_state for outcome in replay_all(pairs, benchmark.environment, sandbox)]
    explained = list(verdicts)
    for (index, verdict), before, after in zip(disputed.items(), states[::2], states[1::2], strict=True):
        changes = tuple(state_diff(before, after)[:_MOST_CHANGES])
        explained[index] = verdict.model_copy(update={"official_diff": changes})
    return tuple(explained)


def _judged(verdict: Verdict, replays: Mapping[str, Replay]) -> Replay:
    """The replay that the official check was about."""
    plain = replays[replay_id(verdict.model, verdict.id)]
    return replays.get(replay_id(verdict.model, verdict.id, as_benchmark=True), plain)


def _until(replay: Replay, turn: int | None) -> Replay:
    """The same replay, ended after a turn."""
    turns = replay.turns if turn is None else replay.turns[: turn + 1]
    return Replay(replay.id, replay.toolkits, replay.state, turns, replay.options)
