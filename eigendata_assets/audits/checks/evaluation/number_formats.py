"""A free text must hold a number in another form than the tool gave it (EigenData 4.1, figure 14)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from eigendata_assets.artifacts.canonical import canonical_json
from eigendata_assets.artifacts.trajectory import Call
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.quotations import numbers_in, rewritten, text_arguments
from eigendata_assets.audits.schema_reading import leaves_by_key
from eigendata_assets.audits.subject import AuditSubject, SeenCall, user_words


@dataclass(frozen=True, slots=True)
class _Reworded:
    """A text argument of a call, and the numbers in it that an earlier call gave in another form."""

    seen: SeenCall
    parameter: str
    text: str
    numbers: dict[str, str]
    source: str

    @property
    def as_given(self) -> str:
        """The text with the numbers as the tool gave them."""
        return rewritten(self.text, self.numbers)


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Texts that end up in the compared state, with whole numbers where the result they quote had fractions."""
    found: dict[tuple[str, str, str], list[_Reworded]] = {}
    for entry in subject.entries:
        for each in _reworded(subject, subject.calls_in[entry.id]):
            found.setdefault((each.seen.tool, each.parameter, each.source), []).append(each)
    for (tool, parameter, source), group in found.items():
        yield _defect(subject, tool, parameter, source, group)


def _reworded(subject: AuditSubject, calls: tuple[SeenCall, ...]) -> Iterator[_Reworded]:
    for number, seen in enumerate(calls):
        entry = subject.by_id[seen.entry]
        for name, text in text_arguments(seen) if seen.changed else ():
            if not _is_compared(text, canonical_json(entry.final_state)):
                continue
            other_sources = numbers_in(" ".join(user_words(entry, seen.turn + 1)))
            for earlier in calls[:number]:
                forms = _other_forms(earlier, numbers_in(text) - other_sources)
                if forms:
                    yield _Reworded(seen, name, text, forms, earlier.tool)


def _is_compared(text: str, final_state: str) -> bool:
    """Whether the text stands in the final state as it is."""
    return canonical_json(text)[1:-1] in final_state


def _other_forms(earlier: SeenCall, written: set[str]) -> dict[str, str]:
    """Written whole numbers that a result has only as fractions, and how it has them."""
    if earlier.result is None or earlier.failed:
        return {}
    leaves = [leaf for _, leaf in leaves_by_key(earlier.result.value)]
    given = {repr(leaf) for leaf in leaves if isinstance(leaf, int | float)}
    given |= {number for leaf in leaves if isinstance(leaf, str) for number in numbers_in(leaf)}
    return {number: f"{number}.0" for number in written if number not in given and f"{number}.0" in given}


def _defect(subject: AuditSubject, tool: str, parameter: str, source: str, group: list[_Reworded]) -> Defect:
    first = group[0]
    before = subject.calls_until(first.seen)
    other = Call(name=first.seen.call.name, arguments={**first.seen.call.arguments, parameter: first.as_given})
    written, given = next(iter(first.numbers.items()))
    return Defect(
        function=tool,
        cause=f"numbers of {source} in {parameter}",
        message=f"The text that {tool} stores must say {written}, where {source} gave {given}: quoting the result as "
        "it is leads to another final state, and is rejected.",
        evidence=subject.evidence_of(
            first.seen, "either form of the number is accepted", parameter=parameter, numbers=first.numbers
        ).model_copy(update={"calls": (*before[:-1], other), "results": ()}),
        repair="Accept either form of the number, or say in the request which one is wanted.",
        severity="warning",
        confidence=0.8,
        affects=tuple(dict.fromkeys(each.seen.entry for each in group)),
    )


CHECK = Check(
    code="number_in_another_form",
    component="evaluation",
    title="A compared text must hold a number in another form than the tool gave it.",
    needs=frozenset({"references", "requests", "results"}),
    run=run,
)
