"""What a write returned, or was given, is not what a look-up of the same thing says afterwards."""

from __future__ import annotations

from collections.abc import Iterator

from eigendata_assets.artifacts.canonical import canonical_json
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.trajectory import Call
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.probing.story import ToldStory
from eigendata_assets.audits.schema_reading import leaves_by_key, type_of
from eigendata_assets.audits.subject import AuditSubject
from eigendata_assets.audits.tool_words import admits_luck, verb_of

_OF_THE_CALL = frozenset(
    "message success result status_code code error note info token access_token login_status".split()
)

_OF_WHAT_IS = frozenset("get list show view read display describe fetch retrieve find search look lookup check".split())
"""Verbs of look-ups that tell what is stored, and not what would be."""

_NOTHING = object()


def run(subject: AuditSubject) -> Iterator[Defect]:
    """For each write, the first value that it has set and on which it and a later look-up disagree."""
    for told in subject.observations.stories:
        if told.story.kind == "look_ups" and told.complete and told.succeeded(told.story.about):
            yield from _disagreements(subject, told)


def _disagreements(subject: AuditSubject, told: ToldStory) -> Iterator[Defect]:
    about = told.story.about
    written = told.value(about)
    if not isinstance(written, dict):
        return
    for place in range(about + 1, len(told.story.calls)):
        call = told.story.calls[place]
        tool = subject.tool(_key(told, call))
        if verb_of(tool) not in _OF_WHAT_IS or admits_luck(subject, tool) or not told.succeeded(place):
            continue
        record = _record(told.value(place), call) or {}
        earlier = _record(told.value(place - about - 1), call) or {}
        for name, value in written.items():
            if name in record and name not in _OF_THE_CALL and record[name] != earlier.get(name, _NOTHING):
                other = record[name]
                if type_of(other) == type_of(value) not in ("object", "array") and other != value:
                    yield _defect(told, place, name, value, other)
                    return


def _key(told: ToldStory, call: Call) -> str:
    return f"{told.story.setting.toolkit}.{call.name}"


def _identifiers(told: ToldStory, call: Call) -> list[Json]:
    """The arguments of a look-up that the write gave or took: by them it looks up the same thing."""
    about = told.story.about
    known = [told.value(about), dict(told.story.calls[about].arguments)]
    values = {canonical_json(leaf) for _, leaf in leaves_by_key(known) if not isinstance(leaf, bool)}
    return [value for value in call.arguments.values() if canonical_json(value) in values]


def _record(value: Json, call: Call) -> dict[str, Json] | None:
    """The object that a look-up gives, out of the objects that hold only it; None where it gives no object.

    In a larger result it is the one object that begins with the id that was asked for.
    """
    asked = [each for each in _objects(value) if each and next(iter(each.items())) in call.arguments.items()]
    if len(asked) == 1:
        return asked[0]
    while isinstance(value, dict) and len(value) == 1:
        (only,) = value.values()
        if not isinstance(only, dict):
            break
        value = only
    return value if isinstance(value, dict) else None


def _objects(value: Json) -> Iterator[dict[str, Json]]:
    """The objects within a value, itself included, at any depth."""
    if isinstance(value, dict):
        yield value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _objects(part)


def _defect(told: ToldStory, place: int, name: str, value: Json, other: Json) -> Defect:
    write, call = told.story.calls[told.story.about], told.story.calls[place]
    bound = bool(_identifiers(told, call))
    return Defect(
        function=told.story.tool,
        cause=f"result {name}",
        message=f"It returns {name} = {value!r:.60}, and {call.name} right after it says {other!r:.60}.",
        evidence=told.evidence(place, f"{name} = {value!r}", returned=value, looked_up=other, call=write.name),
        repair=f"Return the {name} that is stored.",
        confidence=0.75 if bound else 0.7,
    )


CHECK = Check(
    code="look_up_disagrees_with_write",
    component="implementation",
    title="What a write returned is not what a look-up of the same thing says right after it.",
    needs=frozenset({"schemas", "probes"}),
    run=run,
)
