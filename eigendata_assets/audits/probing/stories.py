"""Several calls in a row that together show something: a write between look-ups, a deed and its undoing.

They are made of what single calls have shown, so that ids which a write will give are known beforehand: the sandbox
gives the same for the same calls.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.artifacts.trajectory import Call
from eigendata_assets.audits.probing.binding import bound_calls, known_arguments
from eigendata_assets.audits.probing.observations import Observation, Observations
from eigendata_assets.audits.probing.opposites import opposites
from eigendata_assets.audits.probing.story import Story
from eigendata_assets.audits.probing.values import UNKNOWN
from eigendata_assets.audits.subject import AuditSubject
from eigendata_assets.audits.tool_words import name_words, only_tells

_MOST_LOOK_UPS = 24


def stories(subject: AuditSubject, seen: Observations) -> list[Story]:
    """The stories worth running, after single calls were tried."""
    found: list[Story] = []
    for tool in subject.toolset.tools:
        writes = [each for each in seen.of(tool.key, "plain") if each.changed and not each.failed]
        for write in writes[:1]:
            found += _looked_up(subject, tool, write)
            found += _undone(subject, tool, write)
            found += _other_user(subject, tool, write)
            found += _shared(subject, tool, write)
        found += _unknown_kept(subject, tool, seen)
    return found


def look_ups_of(subject: AuditSubject, tool: ToolSchema) -> list[ToolSchema]:
    """The tools of the same toolkit that only tell something."""
    return [
        each
        for each in subject.toolset.tools
        if each.toolkit == tool.toolkit and each.key != tool.key and only_tells(each) and not each.mutates_state
    ]


def _looked_up(subject: AuditSubject, tool: ToolSchema, write: Observation) -> Iterator[Story]:
    reads = [call for each in look_ups_of(subject, tool) for call in bound_calls(subject, each, write)]
    reads = reads[:_MOST_LOOK_UPS]
    if reads:
        calls = (*reads, write.probe.call, *reads)
        yield Story("look_ups", tool.key, write.probe.setting, calls, about=len(reads))


def _undone(subject: AuditSubject, tool: ToolSchema, write: Observation) -> Iterator[Story]:
    for other in opposites(subject.toolset.tools, tool):
        for call in bound_calls(subject, other, write)[:1]:
            yield Story("undone", tool.key, write.probe.setting, (write.probe.call, call), other=other.key)


def _other_user(subject: AuditSubject, tool: ToolSchema, write: Observation) -> Iterator[Story]:
    """After the write, everyone whom the data knows logs in once, and looks."""
    logins = [
        each for each in subject.toolset.tools if each.toolkit == tool.toolkit and "login" in name_words(each.name)
    ]
    for login in logins:
        used = [dict(seen.call.arguments) for seen in subject.calls_of[login.key] if not seen.failed]
        others = list({str(arguments): Call(name=login.name, arguments=arguments) for arguments in used}.values())
        reads = [call for each in look_ups_of(subject, tool) for call in bound_calls(subject, each, write)][:8]
        for other in others[:3]:
            yield Story("other_user", tool.key, write.probe.setting, (write.probe.call, other, *reads), other=login.key)


def _shared(subject: AuditSubject, tool: ToolSchema, write: Observation) -> Iterator[Story]:
    """Where a default is a list or a dictionary: two records with it, then each tool that may change one of them."""
    method = subject.code.methods.get(tool.key)
    open_to_change = [name for name in method.mutable_defaults if name in method.parameters] if method else []
    if not open_to_change:
        return
    rest = {name: value for name, value in write.probe.arguments.items() if name not in open_to_change}
    make = Call(name=tool.name, arguments=rest)
    for other in subject.toolset.tools:
        if other.toolkit == tool.toolkit and other.key != tool.key and other.mutates_state:
            for call in bound_calls(subject, other, write, only_bound=True)[:1]:
                calls = (make, make, call)
                yield Story("shared", tool.key, write.probe.setting, calls, 2, other.key, open_to_change[0])


def _unknown_kept(subject: AuditSubject, tool: ToolSchema, seen: Observations) -> Iterator[Story]:
    """Where a write takes an unknown value that a look-up of the same toolkit refuses under the same name."""
    for kept in seen.of(tool.key, "unknown"):
        name = kept.probe.parameter
        if kept.failed or not kept.changed or name is None:
            continue
        for other in look_ups_of(subject, tool):
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
                break


def _takes(seen: Sequence[Observation]) -> bool:
    return any(not each.failed for each in seen)
