"""Other ways tried in the sandbox: which lead to the same, and which of these the turn-level check rejects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from eigendata_assets.artifacts.trajectory import Call, Result, Trajectory
from eigendata_assets.audits.probing.paths import Alternative, OtherPath
from eigendata_assets.audits.subject import AuditSubject
from eigendata_assets.execution.call_names import RawCall
from eigendata_assets.execution.progress import Progress
from eigendata_assets.execution.protocol import Replay, ReplayOutcome, Sandbox
from eigendata_assets.execution.replay import as_result, is_error, raw_calls, replay_all, replay_of
from eigendata_assets.verification.turn_check import first_miss


def try_alternatives(
    subject: AuditSubject, tried: Sequence[Alternative], sandbox: Sandbox, progress: Progress
) -> tuple[OtherPath, ...]:
    """The alternatives that are as good as the reference: same states, same results of all that was left as it is."""
    if not tried or subject.environment is None:
        return ()
    replays = [_replay(subject, each) for each in tried]
    with progress("trying other ways", len(replays)) as advance:
        outcomes = replay_all(replays, subject.environment, sandbox, on_done=lambda _: advance())
    return tuple(_paths(subject, tried, outcomes))


def turns_of(entry: Trajectory, alternative: Alternative) -> list[tuple[Call, ...]]:
    """All turns of an entry, one of them done otherwise."""
    return [alternative.calls if at == alternative.turn else turn.calls for at, turn in enumerate(entry.turns)]


def _replay(subject: AuditSubject, alternative: Alternative) -> Replay:
    entry = subject.by_id[alternative.entry]
    turns: list[list[RawCall]] = [raw_calls(turn) for turn in entry.turns]
    turns[alternative.turn] = [(call.name, call.arguments) for call in alternative.calls]
    return replay_of(entry, turns)


def _paths(
    subject: AuditSubject, tried: Sequence[Alternative], outcomes: Sequence[ReplayOutcome]
) -> Iterator[OtherPath]:
    for alternative, outcome in zip(tried, outcomes, strict=True):
        entry = subject.by_id[alternative.entry]
        if outcome.failure is None and _reaches_the_same(entry, alternative, outcome):
            called = [bool(calls) for calls in turns_of(entry, alternative)]
            results = tuple(map(as_result, outcome.results[alternative.turn]))
            yield OtherPath(alternative, results, first_miss(entry, called, outcome))


def _reaches_the_same(entry: Trajectory, alternative: Alternative, outcome: ReplayOutcome) -> bool:
    if any(
        dict(found) != dict(turn.state_hashes) for found, turn in zip(outcome.turn_states, entry.turns, strict=True)
    ):
        return False
    for number, (turn, found) in enumerate(zip(entry.turns, outcome.results, strict=True)):
        results = list(map(as_result, found))
        if number != alternative.turn:
            if not all(map(_same, results, turn.results)):
                return False
        elif not _same_where_kept(alternative, results, turn.results):
            return False
    return True


def _same_where_kept(alternative: Alternative, found: Sequence[Result], expected: Sequence[Result]) -> bool:
    """The calls that are as in the reference give what they gave there, and the new ones do not fail."""
    return all(
        not is_error(result) if place is None else _same(result, expected[place])
        for (_, place), result in zip(alternative.moves, found, strict=True)
    )


def _same(found: Result, expected: Result) -> bool:
    """Whether two results say the same; 25 and 25.0 do."""
    return found.error == expected.error and (found.shown == expected.shown or found.value == expected.value)
