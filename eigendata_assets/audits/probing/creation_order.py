"""Two calls in the other order, where the request leaves it open: the same but for ids that count up, or for a log."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from eigendata_assets.artifacts.canonical import canonical_json
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.trajectory import Call
from eigendata_assets.audits.probing.alternatives import alternative
from eigendata_assets.audits.probing.paths import Alternative, OtherPath
from eigendata_assets.audits.subject import AuditSubject, SeenCall
from eigendata_assets.execution.progress import Progress
from eigendata_assets.execution.protocol import CallResult, Replay, ReplayOutcome, Sandbox
from eigendata_assets.execution.replay import as_result, is_error, raw_calls, replay_all
from eigendata_assets.verification.turn_check import Miss

_IN_ORDER = re.compile(
    r"\b(first(ly)?|then|after(wards)?|before|next|finally|lastly|subsequent(ly)?|follow(ed|ing)?|later|second(ly)?|"
    r"once|again|also|as well|upon|when|additional(ly)?|another)\b|\b[12][.)]\s",
    re.IGNORECASE,
)

Ids = tuple[Json, Json]


def try_twins(subject: AuditSubject, sandbox: Sandbox, progress: Progress) -> tuple[OtherPath, ...]:
    """The pairs of calls whose order matters to nothing but the ids of what they make, or its place in a list."""
    pairs = list(_pairs(subject)) if subject.turn_checked else []
    if not pairs or subject.environment is None:
        return ()
    replays = [_replay(subject, first, second, turned) for first, second, _ in pairs for turned in (False, True)]
    with progress("trying the other order", len(replays)) as advance:
        outcomes = replay_all(replays, subject.environment, sandbox, on_done=lambda _: advance())
    tried = zip(pairs, outcomes[::2], outcomes[1::2], strict=True)
    return tuple(_path(subject, *pair, other) for pair, one, other in tried if _only_order_differs(one, other, pair[2]))


def _pairs(subject: AuditSubject) -> Iterator[tuple[SeenCall, SeenCall, Ids | None]]:
    """Two writes by one tool in a row, in one turn, where no word of the request says an order; the ids they give."""
    for entry in subject.entries:
        for one, two in pairwise(subject.calls_in[entry.id]):
            if (one.tool, one.turn) != (two.tool, two.turn) or one.call == two.call or entry.failure:
                continue
            said = " ".join(each.content for each in entry.turns[one.turn].messages if each.role == "user")
            if one.changed and two.changed and said and not _IN_ORDER.search(said):
                yield one, two, _ids(one, two)


def _ids(one: SeenCall, two: SeenCall) -> Ids | None:
    """The ids that two calls give under one key, and that neither was passed."""
    left, right = (seen.result.value if seen.result and not seen.failed else None for seen in (one, two))
    given = [*one.call.arguments.values(), *two.call.arguments.values()]
    if not isinstance(left, dict) or not isinstance(right, dict):
        return None
    for key in left:
        ids = left[key], right.get(key)
        if key.casefold().endswith("id") and all(isinstance(each, str | int) and each not in given for each in ids):
            return ids if ids[0] != ids[1] else None
    return None


def _replay(subject: AuditSubject, one: SeenCall, two: SeenCall, turned: bool) -> Replay:
    """The entry up to the pair, and the pair, in its order or turned round."""
    entry = subject.by_id[one.entry]
    before = [raw_calls(turn) for turn in entry.turns[: one.turn]]
    own = [(each.name, each.arguments) for each in entry.turns[one.turn].calls[: one.place]]
    pair = [(each.call.name, each.call.arguments) for each in ((two, one) if turned else (one, two))]
    return Replay(
        entry.id, entry.toolkits, entry.initial_state, [*before, [*own, *pair]], entry.load_options, watched=True
    )


def _only_order_differs(one: ReplayOutcome, other: ReplayOutcome, ids: Ids | None) -> bool:
    """Whether both succeed, and exchanging the ids, or not looking at the order of lists, makes the states equal.

    Without ids each call has to give the same in both orders: a result that shows the order makes it matter.
    """
    if one.failure or other.failure or any(map(is_error, map(as_result, [*_last(one), *_last(other)]))):
        return False
    left, right = one.final_state, other.final_state
    if ids is None and [each.value for each in _last(one)] != [each.value for each in reversed(_last(other))]:
        return False
    if ids is None:
        return canonical_json(left) != canonical_json(right) and _ordered(left) == _ordered(right)
    return _ordered(left) != _ordered(right) and _ordered(left) == _ordered(_exchanged(right, ids))


def _last(outcome: ReplayOutcome) -> Sequence[CallResult]:
    """What the pair gave."""
    return outcome.results[-1][-2:] if outcome.results else ()


def _exchanged(value: Json, ids: Ids) -> Json:
    """A state with each of two ids in the place of the other, as values and as keys."""
    turned = {str(ids[0]): ids[1], str(ids[1]): ids[0]}
    if isinstance(value, dict):
        return {str(turned.get(key, key)): _exchanged(item, ids) for key, item in value.items()}
    if isinstance(value, list):
        return [_exchanged(item, ids) for item in value]
    return turned[str(value)] if isinstance(value, str | int) and str(value) in turned and value in ids else value


def _ordered(value: Json) -> str:
    """Canonical text in which the order of records in a list does not count."""
    if isinstance(value, dict):
        return canonical_json({key: _ordered(item) for key, item in value.items()})
    if isinstance(value, list):
        items = [_ordered(item) for item in value]
        return canonical_json(sorted(items))
    return canonical_json(value)


def _path(subject: AuditSubject, one: SeenCall, two: SeenCall, ids: Ids | None, other: ReplayOutcome) -> OtherPath:
    calls = [seen for seen in subject.calls_in[one.entry] if seen.turn == one.turn]
    turned: Sequence[Call] = (two.call, one.call)
    tried: Alternative = alternative(calls, "twins", (one, two), turned)
    results = tuple(map(as_result, other.results[-1]))
    how = f"the ids {ids[0]!r} and {ids[1]!r} are exchanged" if ids else "a list has two items in the other order"
    miss = Miss("instance_state_mismatch", one.turn, how)
    return OtherPath(tried, results, miss)
