"""Changes of a function's parameters, at every depth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from eigendata_assets.artifacts.canonical import canonical_json
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.tools import PROSE, without_prose
from eigendata_assets.audits.changes import (
    Change,
    ConstraintChanged,
    DefaultChanged,
    DescriptionChanged,
    EnumChanged,
    Evidence,
    ParameterAdded,
    ParameterRemoved,
    ParameterRenamed,
    RequiredChanged,
    TypeChanged,
)
from eigendata_assets.audits.mapping import FunctionMapping
from eigendata_assets.audits.similarity import best_pairs, parameter_likeness, synonym

_Schema = Mapping[str, Json]
_OWN_CHANGES = {"type", "enum", "default", "properties", "required", "items"}


@dataclass(frozen=True, slots=True)
class ParameterDiff:
    """Compares the parameters of one function; `mapping` overrides at the top level."""

    function: str
    mapping: FunctionMapping | None = None

    def changes(self, before: _Schema, after: _Schema, path: str = "") -> Iterator[Change]:
        """What is other in an object's properties, and in the object itself; `path` leads to the object, before."""
        old, new = before.get("properties") or {}, after.get("properties") or {}
        needed_before, needed_after = before.get("required") or (), after.get("required") or ()
        successors = self._successors(old, new, path)
        for name in old:
            inner = _joined(path, name)
            if name not in successors:
                yield ParameterRemoved(function=self.function, parameter=inner, required=name in needed_before)
                continue
            to, confidence, by = successors[name]
            if to != name:
                yield ParameterRenamed(function=self.function, parameter=inner, to=to, confidence=confidence, by=by)
            if (name in needed_before) != (to in needed_after):
                yield RequiredChanged(function=self.function, parameter=inner, required=to in needed_after)
            yield from self._of_parameter(inner, old[name], new[to])
        known = {to for to, _, _ in successors.values()}
        for name in new:
            if name not in known:
                needed = name in needed_after
                yield ParameterAdded(function=self.function, parameter=_joined(path, name), required=needed)
        yield from self._constraints(path, before, after, also=() if path else ("type", "enum", "default", "items"))
        unnamed = [{*names} - {*properties} for names, properties in ((needed_before, old), (needed_after, new))]
        if unnamed[0] != unnamed[1]:
            yield from self._keyword(path, "required", {"required": [*unnamed[0]]}, {"required": [*unnamed[1]]})

    def _successors(self, old: _Schema, new: _Schema, path: str) -> dict[str, tuple[str, float, Evidence]]:
        """Name before to name after, with confidence and evidence; what has no successor is not there."""
        mapped = self.mapping.parameters if self.mapping and not path else {}
        found: dict[str, tuple[str, float, Evidence]] = {
            name: (to, 1.0, "mapping") for name, to in mapped.items() if to is not None
        }
        taken = {to for to, _, _ in found.values()}
        found |= {name: (name, 1.0, "similarity") for name in old if name in new and name not in {*mapped, *taken}}
        gone = [name for name in old if name not in mapped and name not in found]
        come = [name for name in new if name not in taken and (name not in old or name in mapped)]
        pairs = best_pairs(gone, come, lambda mine, other: _likeness(old[mine], new[other], (mine, other)))
        return found | {name: (to, confidence, "similarity") for name, (to, confidence) in pairs.items()}

    def _of_parameter(self, path: str, before: Json, after: Json) -> Iterator[Change]:
        if not (isinstance(before, dict) and isinstance(after, dict)):
            if before != after:
                yield ConstraintChanged(function=self.function, parameter=path, keyword="", before=before, after=after)
            return
        if _type(before) != _type(after):
            yield TypeChanged(function=self.function, parameter=path, before=_type(before), after=_type(after))
        yield from self._enum(path, before, after)
        yield from self._default(path, before, after)
        if any(before.get(keyword) != after.get(keyword) for keyword in PROSE):
            yield DescriptionChanged(function=self.function, where=path)
        if "properties" in before and "properties" in after:
            yield from self.changes(before, after, path)
        else:
            yield from self._constraints(path, before, after, also=("properties", "required"))
        if isinstance(before.get("items"), dict) and isinstance(after.get("items"), dict):
            yield from self._of_parameter(f"{path}[]", before["items"], after["items"])
        else:
            yield from self._keyword(path, "items", before, after)

    def _enum(self, path: str, before: _Schema, after: _Schema) -> Iterator[Change]:
        if "enum" not in before or "enum" not in after:
            yield from self._keyword(path, "enum", before, after)
            return
        removed = [value for value in before["enum"] if not _holds(after["enum"], value)]
        added = [value for value in after["enum"] if not _holds(before["enum"], value)]
        if removed or added:
            pairs = [(value, synonym(value, after["enum"])) for value in removed]
            partners = [canonical_json(like) for _, like in pairs]
            yield EnumChanged(
                function=self.function,
                parameter=path,
                added=tuple(added),
                removed=tuple(removed),
                synonyms=tuple(
                    pair for pair in pairs if pair[1] is not None and partners.count(canonical_json(pair[1])) == 1
                ),
            )

    def _default(self, path: str, before: _Schema, after: _Schema) -> Iterator[Change]:
        had, has = "default" in before, "default" in after
        if had != has or not _same(before.get("default"), after.get("default")):
            yield DefaultChanged(
                function=self.function,
                parameter=path,
                had=had,
                has=has,
                before=before.get("default"),
                after=after.get("default"),
            )

    def _constraints(self, path: str, before: _Schema, after: _Schema, also: tuple[str, ...] = ()) -> Iterator[Change]:
        for keyword in dict.fromkeys((*before, *after)):
            if (keyword not in _OWN_CHANGES or keyword in also) and keyword not in PROSE:
                yield from self._keyword(path, keyword, before, after)

    def _keyword(self, path: str, keyword: str, before: _Schema, after: _Schema) -> Iterator[Change]:
        pair = [without_prose({keyword: each[keyword]}) if keyword in each else {} for each in (before, after)]
        if not _same(*pair):
            yield ConstraintChanged(
                function=self.function,
                parameter=path,
                keyword=keyword,
                before=before.get(keyword),
                after=after.get(keyword),
            )


def _joined(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _likeness(before: Json, after: Json, names: tuple[str, str]) -> float:
    return parameter_likeness(before, after, names) if isinstance(before, dict) and isinstance(after, dict) else 0.0


def _type(schema: _Schema) -> Json:
    kind = schema.get("type")
    return sorted(kind) if isinstance(kind, list) else kind


def _same(left: Json, right: Json) -> bool:
    return canonical_json(left) == canonical_json(right) and isinstance(left, bool) == isinstance(right, bool)


def _holds(values: list[Json], value: Json) -> bool:
    return any(_same(each, value) for each in values)
