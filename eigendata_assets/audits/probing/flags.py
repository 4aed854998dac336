"""Reference calls with a truth value turned round, where a later argument may quote what that call would have given."""

from __future__ import annotations

from collections.abc import Iterator

from eigendata_assets.audits.probing.observations import Probe, Setting
from eigendata_assets.audits.probing.settings import calls_before, toolkit_of
from eigendata_assets.audits.quotations import later_texts, numbers_in, texts_of
from eigendata_assets.audits.schema_reading import parameters_of, types_of
from eigendata_assets.audits.subject import AuditSubject, SeenCall


def flag_probes(subject: AuditSubject) -> Iterator[Probe]:
    """One probe for each truth value of each call whose result's numbers come again in a later text."""
    for tool in subject.toolset.tools:
        flags = [name for name, schema in parameters_of(tool).items() if types_of(schema) == {"boolean"}]
        for seen in subject.calls_of[tool.key] if flags else ():
            if is_half_quoted(subject, seen):
                yield from (turned(subject, seen, name) for name in flags)


def turned(subject: AuditSubject, seen: SeenCall, flag: str) -> Probe:
    """A reference call with one truth value turned round, on the state on which it was made."""
    value = seen.call.arguments.get(flag, parameters_of(subject.tool(seen.tool))[flag].get("default", False))
    setting = Setting(seen.entry, toolkit_of(seen.tool), calls_before(subject, seen))
    return Probe(seen.tool, {**seen.call.arguments, flag: not value}, setting, "flag", flag)


def is_half_quoted(subject: AuditSubject, seen: SeenCall) -> bool:
    """Whether a later text has a number of the call's result, without the text that the number stood in."""
    if seen.result is None or seen.failed:
        return False
    given = [text for text in texts_of(seen.result.value).values() if numbers_in(text.split()[0] if text else "")]
    return any(
        text not in later and _whole_parts(text) & _whole_parts(later)
        for text in given
        for _, later in later_texts(subject, seen)
    )


def _whole_parts(text: str) -> set[str]:
    """The numbers of a text without their fractions."""
    return {number.partition(".")[0] for number in numbers_in(text)}
