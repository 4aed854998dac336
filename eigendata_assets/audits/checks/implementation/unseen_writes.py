"""A write gives an id that nothing knows afterwards, or has an effect that no look-up shows."""

from __future__ import annotations

from collections.abc import Iterator

from eigendata_assets.artifacts.canonical import canonical_json
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.probing.stories import look_ups_of
from eigendata_assets.audits.probing.story import ToldStory
from eigendata_assets.audits.schema_reading import leaves_by_key
from eigendata_assets.audits.subject import AuditSubject


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Ids that are returned and not stored; writes after which every look-up says what it said before."""
    for tool in subject.toolset.tools:
        for each in subject.observations.of(tool.key, "plain"):
            value = each.result.value if each.result else None
            if not each.changed or each.failed:
                continue
            lost = _lost_ids(value, each.texts[1], dict(each.probe.arguments))
            if lost:
                key, identifier = lost[0]
                yield Defect(
                    function=tool.key,
                    cause=f"returned {key} is not stored",
                    message=f"It returns {key} = {identifier!r}, which is nowhere in the state: nothing can be "
                    "looked up by it.",
                    evidence=each.evidence(f"a state that holds {identifier!r}", key=key, value=identifier),
                    repair=f"Store a record under the {key} that is returned.",
                    confidence=0.85,
                )
            break
    unseen = set[str]()
    for told in subject.observations.stories:
        if told.story.kind == "look_ups" and told.complete and told.succeeded(told.story.about):
            tool = subject.tool(told.story.tool)
            asked = {call.name for call in told.story.calls[: told.story.about]}
            if (
                tool.key not in unseen
                and _unseen(told)
                and asked == {each.name for each in look_ups_of(subject, tool, subject.observations)}
            ):
                unseen.add(tool.key)
                yield _unseen_defect(told)


def _lost_ids(value: Json, state: str, arguments: dict[str, Json]) -> list[tuple[str, Json]]:
    """Ids of a result that are neither in the state nor among the arguments."""
    if not isinstance(value, dict):
        return []
    given = {canonical_json(leaf) for _, leaf in leaves_by_key(arguments)}
    return [
        (key, leaf)
        for key, leaf in value.items()
        if key.casefold().endswith(("_id", "id"))
        and isinstance(leaf, str | int)
        and not isinstance(leaf, bool)
        and len(str(leaf)) > 3
        and canonical_json(leaf) not in given
        and str(leaf) not in state
    ]


def _unseen(told: ToldStory) -> bool:
    """Whether all look-ups, of which some succeed, say after the write what they said before it."""
    about = told.story.about
    before, after = told.results[:about], told.results[about + 1 :]
    return before == after and any(told.succeeded(place) for place in range(about))


def _unseen_defect(told: ToldStory) -> Defect:
    about = told.story.about
    names = sorted({call.name for call in told.story.calls[:about]})
    return Defect(
        function=told.story.tool,
        cause="effect that no look-up shows",
        message=f"It changes the state, and none of {', '.join(names)} says anything else afterwards.",
        evidence=told.evidence(about, "a look-up that shows the change", look_ups=list(names)),
        repair="Let a look-up show what the call has changed.",
        severity="info",
        confidence=0.5,
    )


CHECK = Check(
    code="write_nobody_can_see",
    component="implementation",
    title="A write gives an id that nothing knows afterwards, or has an effect that no look-up shows.",
    needs=frozenset({"schemas", "probes"}),
    run=run,
)
