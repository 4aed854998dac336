"""A number of items is asked for, and more are given (EigenData 4.1, implementation errors, case 1)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.audits.causes import parameter_value
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.naming import singular, words_of
from eigendata_assets.audits.probing.observations import Observation
from eigendata_assets.audits.schema_reading import description_of, parameters_of, types_of
from eigendata_assets.audits.subject import AuditSubject
from eigendata_assets.audits.tool_words import announced_most

_NAMES = frozenset("limit max maximum top n num count lines rows size results items entries k first last head".split())
_WORDS = re.compile(
    r"(max(imum)?|number|amount|how many|at most|up to)\b.{0,40}\b(return|display|show|list|fetch|retriev|get|give|"
    r"result|lines|items|entries|records|rows)|\blimit",
    re.IGNORECASE,
)
_ZERO_MEANS_ALL = re.compile(r"\b(0|zero|negative|-1)\b.{0,40}(all|every|unlimited|no limit|no maximum|entire)|"
                             r"(all|unlimited|no limit).{0,30}\b(0|zero|negative|-1)\b", re.IGNORECASE)  # fmt: skip


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Parameters by which the length of a result is limited, and a value that does not limit it."""
    for tool in subject.toolset.tools:
        yield from _announced(subject, tool)
        for name, schema in parameters_of(tool).items():
            if "integer" not in types_of(schema) | {"integer" if "number" in types_of(schema) else ""}:
                continue
            if not _is_limit(name, description_of(schema)):
                continue
            tried = [
                each
                for each in subject.observations.of(tool.key, "boundary", "data", "plain", "given")
                if not each.failed and each.result and each.probe.parameter in (name, None)
            ]
            yield from _exceeded(tool.key, name, description_of(schema), tried)


def _announced(subject: AuditSubject, tool: ToolSchema) -> Iterator[Defect]:
    """A list that holds more than the tool's description says that it gives."""
    announced = announced_most(tool)
    for each in subject.observations.succeeded(tool.key) if announced else ():
        most, things = announced or (0, frozenset())
        value = each.result.value if each.result else None
        for key, part in value.items() if isinstance(value, dict) else ():
            if isinstance(part, list) and len(part) > most and things & {*map(singular, words_of(key))}:
                yield Defect(
                    function=tool.key,
                    cause=f"more than {most} {key}",
                    message=f"The description says {most} {key} at most, and {len(part)} are given.",
                    evidence=each.evidence(f"at most {most} {key}", announced=most, given=len(part)),
                    repair=f"Give at most {most} {key}, or describe how many there are.",
                    confidence=0.9,
                )
                return


def _is_limit(name: str, description: str) -> bool:
    named = bool(_NAMES & set(words_of(name)))
    return named and bool(_WORDS.search(description) or words_of(name)[-1:] == ("limit",))


def _exceeded(tool: str, name: str, description: str, tried: list[Observation]) -> Iterator[Defect]:
    told = False
    for each in sorted(tried, key=lambda one: abs(_asked(one, name))):
        asked, given = _asked(each, name), _length(each.result.value if each.result else None)
        if given is None or given <= max(asked, 0) or told or name not in each.probe.arguments:
            continue
        if asked <= 0 and _ZERO_MEANS_ALL.search(description):
            continue
        followed = any(_length(one.result.value) == _asked(one, name) > 0 for one in tried if one.result)
        told = True
        yield Defect(
            function=tool,
            cause=parameter_value(name, asked),
            message=f"{name} = {asked} asks for {max(asked, 0)} items, and {given} are given.",
            evidence=each.evidence(f"at most {max(asked, 0)} items, or an error", asked=asked, given=given),
            repair=f"Give at most {name} items; give nothing for 0, and an error below.",
            confidence=0.9 if followed and asked >= 0 else 0.7,
        )


def _asked(observation: Observation, name: str) -> int:
    value = observation.probe.arguments.get(name)
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) else 0


def _length(value: Json) -> int | None:
    """How many items a result has: those of its one list, or the lines of its one text; None if it has neither."""
    parts = list(value.values()) if isinstance(value, dict) else [value]
    lists = [part for part in parts if isinstance(part, list)]
    texts = [part for part in parts if isinstance(part, str)]
    if len(lists) == 1:
        return len(lists[0])
    return len(texts[0].splitlines()) if len(parts) == 1 and texts else None


CHECK = Check(
    code="limit_does_not_limit",
    component="implementation",
    title="A number of items is asked for, and more are given.",
    needs=frozenset({"schemas", "probes"}),
    run=run,
)
