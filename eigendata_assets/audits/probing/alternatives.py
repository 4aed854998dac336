"""Other ways to what a reference turn does, made of its own calls: to be tried, and compared with the reference.

Trajectory and evaluation errors (EigenData 4.1): a path that ends in the same state is as good as the reference's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, pairwise

from eigendata_assets.artifacts.canonical import canonical_json
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.trajectory import Call, Trajectory
from eigendata_assets.audits.probing.paths import Alternative, Move, Way
from eigendata_assets.audits.schema_reading import parameters_of, type_of, types_of
from eigendata_assets.audits.subject import AuditSubject, SeenCall


def alternatives(subject: AuditSubject) -> list[Alternative]:
    """All that is to be tried; whether it leads to the same is not known yet."""
    entries = [entry for entry in subject.entries if subject.turn_checked and not entry.failure]
    found = chain.from_iterable(_of_entry(subject, entry) for entry in entries)
    return list({_key(each): each for each in found}.values())


def _of_entry(subject: AuditSubject, entry: Trajectory) -> Iterator[Alternative]:
    for number in range(len(entry.turns)):
        calls = [seen for seen in subject.calls_in[entry.id] if seen.turn == number]
        writes = [seen for seen in calls if seen.changed]
        for first, second in pairwise(writes):
            for way, instead in (*_reordered(first, second), *_merged(first, second)):
                yield alternative(calls, way, (first, second), instead)
        for seen in writes[:-1]:
            yield alternative(calls, "omitted", (seen,), ())
        for seen in calls:
            other = _other_numbers(subject, seen)
            if other is not None:
                yield alternative(calls, "number", (seen,), (other,))


def alternative(
    calls: Sequence[SeenCall], way: Way, instead_of: tuple[SeenCall, ...], new: Sequence[Call]
) -> Alternative:
    """The turn with new calls in the place of the first of those that are replaced."""
    first = calls.index(instead_of[0])
    moves: list[Move] = [(seen.call, seen.place) for seen in calls[:first]]
    moves += [(call, None) for call in new]
    moves += [(seen.call, seen.place) for seen in calls[first:] if seen not in instead_of]
    replaced = tuple((seen.tool, seen.call) for seen in instead_of)
    return Alternative(calls[0].entry, calls[0].turn, way, tuple(moves), replaced)


def _reordered(first: SeenCall, second: SeenCall) -> Iterator[tuple[Way, tuple[Call, Call]]]:
    """The second call's work first, then the first call's on what has become of the thing that both are about."""
    one, two = first.call, second.call
    for shared in _shared(one, two):
        for became in _others(two, shared):
            moved = _with(one, shared, became)
            yield "order", (two, moved)
            if one.name != two.name and one.arguments.keys() == two.arguments.keys():
                kept = Call(name=one.name, arguments=two.arguments), Call(name=two.name, arguments=moved.arguments)
                yield "order", kept


def _merged(first: SeenCall, second: SeenCall) -> Iterator[tuple[Way, tuple[Call]]]:
    """One call that goes to where the first goes, under the name that the second gives."""
    one, two = first.call, second.call
    for shared in _shared(one, two):
        for place in _others(one, shared):
            for name in _others(two, shared):
                yield "merged", (_with(one, place, name),)
                if isinstance(place, str) and isinstance(name, str):
                    yield "merged", (_with(one, place, f"{place.rstrip('/')}/{name}"),)


def _other_numbers(subject: AuditSubject, seen: SeenCall) -> Call | None:
    """The same call with the whole numbers among its arguments written in the other way that the schema allows."""
    tool = subject.toolset.by_key.get(seen.tool)
    schemas = parameters_of(tool) if tool else {}
    changed = {name: _rewritten(value, schemas.get(name, {})) for name, value in seen.call.arguments.items()}
    return Call(name=seen.call.name, arguments=changed) if _types(changed) != _types(seen.call.arguments) else None


def _rewritten(value: Json, schema: Mapping[str, Json]) -> Json:
    if isinstance(value, list):
        items = schema.get("items")
        return [_rewritten(each, items if isinstance(items, dict) else {}) for each in value]
    types = types_of(dict(schema))
    if type_of(value) == "integer" and types == {"number"}:
        return float(value)
    return int(value) if isinstance(value, float) and value.is_integer() and types <= {"number", "integer"} else value


def _shared(one: Call, two: Call) -> list[Json]:
    """The names or numbers that both calls are about."""
    return [value for value in _names(one) if value in _names(two)]


def _others(call: Call, value: Json) -> list[Json]:
    return [each for each in _names(call) if each != value]


def _names(call: Call) -> list[Json]:
    return [value for value in call.arguments.values() if isinstance(value, str | int) and not isinstance(value, bool)]


def _with(call: Call, old: Json, new: Json) -> Call:
    arguments = {name: new if value == old else value for name, value in call.arguments.items()}
    return Call(name=call.name, arguments=arguments)


def _types(value: Json) -> str:
    """JSON text that tells 25 from 25.0."""
    return repr(value)


def _key(each: Alternative) -> str:
    calls = [[call.name, _types(call.arguments)] for call in each.calls]
    return canonical_json([each.entry, each.turn, calls])
