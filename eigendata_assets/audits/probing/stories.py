"""Several calls in a row that together show something: a write between look-ups, a deed and its undoing.

They are made of what single calls have shown, so that ids which a write will give are known beforehand: the sandbox
gives the same for the same calls.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.artifacts.trajectory import Call
from eigendata_assets.audits.naming import words_of
from eigendata_assets.audits.probing.binding import bound_calls, known_arguments
from eigendata_assets.audits.probing.hidden_state import touches_hidden_state
from eigendata_assets.audits.probing.observations import Observation, Observations
from eigendata_assets.audits.probing.opposites import undoings
from eigendata_assets.audits.probing.story import Story
from eigendata_assets.audits.probing.values import UNKNOWN
from eigendata_assets.audits.schema_reading import parameters_of
from eigendata_assets.audits.subject import AuditSubject
from eigendata_assets.audits.tool_words import is_to_change, only_tells

_MOST_LOOK_UPS = 24
_MOST_WRITES = 5
_MOST_VARIED = 2


def stories(subject: AuditSubject, seen: Observations) -> list[Story]:
    """The stories worth running, after single calls were tried."""
    found: list[Story] = []
    for tool in subject.toolset.tools:
        writes = [each for each in seen.of(tool.key, "plain", "enum") if each.changed and not each.failed]
        for write in sorted(writes, key=lambda each: each.probe.variation == "enum")[:_MOST_WRITES]:
            found += _looked_up(subject, tool, write, seen)
        for write in [each for each in writes if each.probe.variation == "plain"][:1]:
            found += _undone(subject, tool, write)
            found += _other_user(subject, tool, write, seen)
            found += _shared(subject, tool, write, seen)
        for varied in [each for each in seen.of(tool.key, "case") if each.changed and not each.failed][:_MOST_VARIED]:
            found += _undone(subject, tool, varied)
        found += _unknown_kept(subject, tool, seen)
        found += _refused_late(tool, seen)
    return found


def look_ups_of(subject: AuditSubject, tool: ToolSchema, seen: Observations) -> list[ToolSchema]:
    """The tools of the same toolkit that only tell something."""
    return [
        each
        for each in subject.toolset.tools
        if each.toolkit == tool.toolkit and each.key != tool.key and _tells(subject, each, seen)
    ]


def _tells(subject: AuditSubject, tool: ToolSchema, seen: Observations) -> bool:
    if tool.mutates_state or seen.changes_state(tool.key) or is_to_change(tool):
        return False
    known = tool.mutates_state is False and tool.key in subject.code.methods
    return only_tells(tool) or (known and not touches_hidden_state(subject.code, tool.key))


def _looked_up(subject: AuditSubject, tool: ToolSchema, write: Observation, seen: Observations) -> Iterator[Story]:
    reads = [call for each in look_ups_of(subject, tool, seen) for call in bound_calls(subject, each, write)]
    reads = reads[:_MOST_LOOK_UPS]
    if reads:
        calls = (*reads, write.probe.call, *reads)
        yield Story("look_ups", tool.key, write.probe.setting, calls, about=len(reads))


def _undone(subject: AuditSubject, tool: ToolSchema, write: Observation) -> Iterator[Story]:
    value = write.result.value if write.result else None
    before = write.texts[0] if write.texts else ""
    made = {key: each for key, each in value.items() if str(each) not in before} if isinstance(value, dict) else {}
    for other in undoings(subject.toolset.tools, tool, made):
        for call in bound_calls(subject, other, write)[:1]:
            yield Story("undone", tool.key, write.probe.setting, (write.probe.call, call), other=other.key)


def _other_user(subject: AuditSubject, tool: ToolSchema, write: Observation, seen: Observations) -> Iterator[Story]:
    """After the write, everyone whom the data knows logs in once, and looks."""
    logins = [each for each in subject.toolset.tools if each.toolkit == tool.toolkit and "login" in words_of(each.name)]
    for login in logins:
        used = [dict(each.call.arguments) for each in subject.calls_of[login.key] if not each.failed]
        if len(parameters_of(login)) == 1:  # whom the write names, the environment knows
            (only,) = parameters_of(login)
            used = [{only: value} for value in write.probe.arguments.values() if isinstance(value, str | int)] + used
        others = list({str(arguments): Call(name=login.name, arguments=arguments) for arguments in used}.values())
        reads = [call for each in look_ups_of(subject, tool, seen) for call in bound_calls(subject, each, write)][:8]
        for other in others[:3]:
            yield Story("other_user", tool.key, write.probe.setting, (write.probe.call, other, *reads), other=login.key)


def _shared(subject: AuditSubject, tool: ToolSchema, write: Observation, seen: Observations) -> Iterator[Story]:
    """Where a default is a list or a dictionary: two records with it, then each tool that may change one of them."""
    method = subject.code.methods.get(tool.key)
    open_to_change = [name for name in method.mutable_defaults if name in method.parameters] if method else []
    if not open_to_change:
        return
    rest = {name: value for name, value in write.probe.arguments.items() if name not in open_to_change}
    make = Call(name=tool.name, arguments=rest)
    for other in subject.toolset.tools:
        if other.toolkit == tool.toolkit and other.key != tool.key and seen.changes_state(other.key):
            for call in bound_calls(subject, other, write, only_bound=True)[:1]:
                calls = (make, make, call)
                yield Story("shared", tool.key, write.probe.setting, calls, 2, other.key, open_to_change[0])


def _unknown_kept(subject: AuditSubject, tool: ToolSchema, seen: Observations) -> Iterator[Story]:
    """Where a write takes an unknown value that a look-up of the same toolkit refuses under the same name."""
    told = set[str]()
    for kept in seen.of(tool.key, "unknown"):
        name = kept.probe.parameter
        if kept.failed or not kept.changed or name is None or name in told:
            continue
        for other in look_ups_of(subject, tool, seen):
            refused = [each for each in seen.of(other.key, "unknown", parameter=name) if each.failed]
            known = known_arguments(subject, other)
            if refused and known and _takes(seen.of(other.key, "plain")):
                right, wrong = ({**known, name: value} for value in (known[name], UNKNOWN))
                calls = (
                    Call(name=other.name, arguments=right),
                    kept.probe.call,
                    Call(name=other.name, arguments=wrong),
                )
                yield Story("unknown_kept", tool.key, kept.probe.setting, calls, 1, other.key, name)
                told.add(name)
                break


def _refused_late(tool: ToolSchema, seen: Observations) -> Iterator[Story]:
    """A call that is refused for one argument, with another value for every other, so that a change is seen."""
    accepted: dict[str, list[Json]] = {}
    for each in seen.succeeded(tool.key):
        if each.probe.parameter and each.changed:
            accepted.setdefault(each.probe.parameter, []).append(each.probe.arguments.get(each.probe.parameter))
    told = set[str]()
    for refused in seen.of(tool.key, "boundary", "unknown", "enum"):
        name = refused.probe.parameter
        others = {key: values[-1] for key, values in accepted.items() if key != name and key in refused.probe.arguments}
        if not refused.failed or refused.raised or refused.changed or name is None or name in told or not others:
            continue
        told.add(name)
        call = Call(name=tool.name, arguments={**refused.probe.arguments, **others})
        yield Story("refused_late", tool.key, refused.probe.setting, (call,), parameter=name)


def _takes(seen: Sequence[Observation]) -> bool:
    return any(not each.failed for each in seen)
