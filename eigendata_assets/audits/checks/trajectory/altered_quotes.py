"""A reference writes an earlier result down otherwise than it came (EigenData 4.1, incorrect ground-truth labels)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from eigendata_assets.artifacts.canonical import canonical_json
from eigendata_assets.artifacts.findings import Evidence
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.schema_reading import leaves_by_key
from eigendata_assets.audits.subject import AuditSubject, SeenCall, user_words

Alteration = Literal["words in another order", "line breaks lost"]

_FEWEST_WORDS = 4


@dataclass(frozen=True, slots=True)
class Altered:
    """A value of a call, and the earlier result that it alters."""

    seen: SeenCall
    parameter: str
    value: str
    source: SeenCall
    original: str
    how: Alteration


def run(subject: AuditSubject) -> Iterator[Defect]:
    """One defect for each call and altered result; entries that share both share it."""
    groups: dict[str, list[Altered]] = {}
    for entry in subject.entries:
        said = "\n".join(user_words(entry))
        for altered in altered_quotes(subject.calls_in[entry.id], said):
            key = canonical_json([altered.seen.tool, altered.value, altered.how, altered.source.tool, altered.original])
            groups.setdefault(key, []).append(altered)
    for group in groups.values():
        yield _defect(subject, group)


def altered_quotes(calls: tuple[SeenCall, ...], said: str) -> Iterator[Altered]:
    """The altered results in the calls of an entry; what the user said in these words is no quotation."""
    earlier: list[tuple[SeenCall, str]] = []
    for seen in calls:
        for name, value in seen.call.arguments.items():
            if isinstance(value, str) and len(value.split()) > 1 and value not in said:
                found = _alteration(value, earlier)
                if found is not None:
                    yield Altered(seen, name, value, *found)
        if seen.result is not None and not seen.failed:
            earlier += [(seen, leaf) for _, leaf in leaves_by_key(seen.result.value) if isinstance(leaf, str)]


def _alteration(value: str, texts: list[tuple[SeenCall, str]]) -> tuple[SeenCall, str, Alteration] | None:
    """The latest result that has the same words otherwise; none where a result holds the value as it is."""
    if any(value in text for _, text in texts):
        return None
    for seen, text in reversed(texts):
        if len(text.split()) >= _FEWEST_WORDS and "".join(text.split()) == "".join(value.split()):
            return (seen, text, "line breaks lost") if "\n" in text else None
        if len(value.split()) >= _FEWEST_WORDS and sorted(text.split()) == sorted(value.split()):
            return seen, text, "words in another order"
    return None


def _defect(subject: AuditSubject, group: list[Altered]) -> Defect:
    first = group[0]
    return Defect(
        function=None,
        cause=f"{first.how} in {first.seen.tool} {first.parameter}: {first.value[:80]}",
        message=f"{first.source.call.name} gave {first.original!r:.100}, and the reference passes {first.value!r:.100} "
        f"to {first.seen.call.name}: {first.how}. Whoever quotes the result as it came is judged wrong.",
        evidence=Evidence(
            entry=first.seen.entry,
            toolkits=subject.by_id[first.seen.entry].toolkits,
            calls=subject.calls_until(first.source),
            results=(first.source.result,) if first.source.result else (),
            expected=f"the result as it came in {first.parameter}, or any way to write it accepted",
            facts={"result": first.original, "passed": first.value, "to": first.seen.tool, "how": first.how},
        ),
        repair="Quote the result as it came, or compare such texts by what they say.",
        confidence=0.85,
        affects=tuple(dict.fromkeys(each.seen.entry for each in group)),
    )


CHECK = Check(
    code="result_quoted_otherwise",
    component="trajectory",
    title="A reference writes an earlier result down otherwise than it came.",
    needs=frozenset({"references", "requests", "results"}),
    run=run,
)
