"""Values that only the data holds: can a look-up show them before they are needed?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.artifacts.trajectory import Call
from eigendata_assets.audits.dates import is_date, says_date
from eigendata_assets.audits.explanations import leaves
from eigendata_assets.audits.known_texts import Known, known_at
from eigendata_assets.audits.probing.paths import Sought
from eigendata_assets.audits.schema_reading import required_of
from eigendata_assets.audits.subject import AuditSubject, SeenCall
from eigendata_assets.audits.text_origin import is_phrase
from eigendata_assets.audits.wording import plain, words
from eigendata_assets.execution.progress import Progress
from eigendata_assets.execution.protocol import Replay, ReplayOutcome, Sandbox
from eigendata_assets.execution.replay import replay_all, replay_of


def sought_values(subject: AuditSubject) -> list[Sought]:
    """The values that stand in the initial state and nowhere else before they are passed."""
    return [each for seen in subject.calls for each in _sought(subject, seen)]


def undiscovered(
    subject: AuditSubject, sought: Sequence[Sought], sandbox: Sandbox, progress: Progress
) -> tuple[Sought, ...]:
    """Those that no look-up shows."""
    if not sought or subject.environment is None:
        return ()
    tried = [(each, call) for each in sought for call in each.lookups]
    with progress("looking values up", len(tried)) as advance:
        replays = [_replay(subject, each, call) for each, call in tried]
        outcomes = replay_all(replays, subject.environment, sandbox, on_done=lambda _: advance())
    shown = {id(each) for (each, _), outcome in zip(tried, outcomes, strict=True) if _shows(outcome, each.value)}
    return tuple(each for each in sought if id(each) not in shown)


def _sought(subject: AuditSubject, seen: SeenCall) -> Iterator[Sought]:
    known = known_at(subject, seen)
    for name, value in seen.call.arguments.items():
        for leaf in leaves(value):
            if _is_only_stored(leaf, known) and not _is_shown_elsewhere(subject, seen, name):
                lookups = tuple(_lookups(subject, seen))
                yield Sought(seen.entry, seen.position, name, leaf, lookups)


def _is_only_stored(value: Json, known: Known) -> bool:
    if isinstance(value, bool) or not isinstance(value, str | int) or value not in known.stored:
        return False
    if value in known.shown or (isinstance(value, int) and (value in known.numbers or abs(value) < 100)):
        return False
    text = str(value)
    if is_date(text) and says_date(known.said, text):
        return False
    mentioned = plain(f"{known.said} {known.told}")
    return not (is_phrase(text) or plain(text) in mentioned or set(words(text)) <= set(words(mentioned)))


def _is_shown_elsewhere(subject: AuditSubject, seen: SeenCall, parameter: str) -> bool:
    """Whether another entry gets such a value from a look-up that the entry offers, too."""
    entry = subject.by_id[seen.entry]
    for other, value in subject.values_of(seen.tool, parameter):
        for before in subject.calls_in[other.entry]:
            if before == other:
                break
            if (
                _may_look(subject, before.tool, entry.toolkits)
                and before.result
                and value in leaves(before.result.value)
                and value not in leaves(before.call.arguments)
            ):
                return True
    return False


def _lookups(subject: AuditSubject, seen: SeenCall) -> Iterator[Call]:
    """The look-ups that can be made with what was passed so far, or with nothing."""
    entry = subject.by_id[seen.entry]
    calls = subject.calls_in[seen.entry]
    given = {name: value for each in calls[: calls.index(seen)] for name, value in each.call.arguments.items()}
    given |= {name: value for name, value in seen.call.arguments.items() if name in given}
    for tool in subject.toolset.of_toolkits(entry.toolkits):
        if _may_look(subject, tool.key, entry.toolkits) and required_of(tool) <= given.keys():
            yield Call(name=tool.name, arguments={name: given[name] for name in sorted(required_of(tool))})


def _may_look(subject: AuditSubject, tool: str, toolkits: Sequence[str]) -> bool:
    schema: ToolSchema | None = subject.toolset.by_key.get(tool)
    return schema is not None and schema.toolkit in toolkits and schema.mutates_state is not True


def _replay(subject: AuditSubject, sought: Sought, lookup: Call) -> Replay:
    entry = subject.by_id[sought.entry]
    seen = next(each for each in subject.calls_in[entry.id] if each.position == sought.position)
    before = [(call.name, call.arguments) for call in subject.calls_until(seen)[:-1]]
    return replay_of(entry, [before, [(lookup.name, lookup.arguments)]])


def _shows(outcome: ReplayOutcome, value: Json) -> bool:
    return any(str(value) in result.text for turn in outcome.results[1:] for result in turn)
