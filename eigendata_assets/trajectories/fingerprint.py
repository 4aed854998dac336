"""What a trajectory depends on, in parts with names, and one fingerprint over them (DESIGN.md, "Words").

Most parts are shared: a thousand trajectories use one function. So the parts of a function are hashed once, into its
digest, and a fingerprint is the hash of a trajectory's own parts and the digests of what it depends on. The row
stores which digests they were; a `PartsArchive` knows the parts behind each, so that the reason why a trajectory is
out of date has a name.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from eigendata_assets.artifacts.canonical import canonical_hash
from eigendata_assets.artifacts.frozen import FORMAT_VERSION, Artifact
from eigendata_assets.artifacts.tools import Toolset
from eigendata_assets.environments.implemented import as_described, code_names
from eigendata_assets.environments.reach import Parts, Reach
from eigendata_assets.storage.memo import owner
from eigendata_assets.trajectories.schema_parts import schema_parts, short_hash

MAKING = "(making)"
"""The dependency on what all trajectories of a domain are made with."""

_OFFERED = " (offered)"


Counts = Literal["used", "offered"]


class CountPolicy(Artifact):
    """What counts: the functions that a trajectory uses, or also those it was offered; descriptions, or not.

    `offered` is for data that teaches choice among tools: another tool's schema is then part of the lesson. An
    offered function counts by its schema alone.
    """

    functions: Counts = "used"
    prose: bool = False


class Making(Artifact):
    """What all trajectories of a domain are made with; texts are hashed, so give them whole.

    `rules` maps each generator rule to its version.
    """

    policy: str = ""
    prompts: dict[str, str] = {}
    rules: dict[str, str] = {}
    model: str = ""


class PartsArchive(Artifact):
    """The parts behind every digest that some row still names."""

    format_version: int = FORMAT_VERSION
    parts: dict[str, dict[str, str]] = {}

    def including(self, dependencies: Dependencies) -> PartsArchive:
        """The archive with the parts of today's digests."""
        return self.model_copy(update={"parts": self.parts | dependencies.by_digest})

    def only(self, digests: Iterable[str]) -> PartsArchive:
        """The archive without the digests that no row names any more."""
        return self.model_copy(update={"parts": {each: self.parts[each] for each in digests if each in self.parts}})


@dataclass(frozen=True)
class Dependencies:
    """All that trajectories of a domain can depend on, as it is now: dependency key to its parts.

    Keys: `Toolkit.tool` for a function used (schema, and implementation with all it reaches), `Toolkit.tool (offered)`
    for one that was offered (schema), `Toolkit` for the loading of its state, `(making)`. `tools` are all functions,
    `described` those that have a schema.
    """

    parts: Mapping[str, Parts]
    tools: frozenset[str]
    policy: CountPolicy
    described: frozenset[str] = frozenset()

    @cached_property
    def digests(self) -> dict[str, str]:
        """Dependency key to its digest."""
        return {key: digest_of(key, parts) for key, parts in self.parts.items()}

    @cached_property
    def all_digests(self) -> dict[str, str]:
        """The digests of all that counts under the policy, and the policy itself."""
        offered = self.policy.functions == "offered"
        found = {key: digest for key, digest in self.digests.items() if offered or not key.endswith(_OFFERED)}
        return found | {"(counts)": canonical_hash(self.policy.model_dump())}

    @cached_property
    def by_digest(self) -> dict[str, dict[str, str]]:
        """Digest to the parts behind it."""
        return {digest: dict(self.parts[key]) for key, digest in self.digests.items()}

    @cached_property
    def _toolkits_of(self) -> dict[str, set[str]]:
        """Tool name to the toolkits that have it."""
        found: dict[str, set[str]] = {}
        for key in self.tools:
            toolkit, _, name = key.rpartition(".")
            found.setdefault(name, set()).add(toolkit)
        return found

    def keys(self, used: Sequence[str], offered: Sequence[str], toolkits: Sequence[str]) -> list[str]:
        """The dependency keys of a trajectory, sorted; `used` and `offered` are keys of functions.

        Where two of its toolkits have a tool of one name, or one has got a tool that was missing, that is a
        dependency too: a call then runs another function.
        """
        keys = {*used, *toolkits, MAKING}
        if self.policy.functions == "offered":
            keys.update(f"{key}{_OFFERED}" for key in offered)
        for key in used:
            owner, _, name = key.rpartition(".")
            if others := self._toolkits_of.get(name, set()).intersection(toolkits) - {owner}:
                keys.add(f"{key} also in {', '.join(sorted(others))}")
        return sorted(keys)

    def resolved(self, used: Sequence[str], toolkits: Sequence[str]) -> tuple[str, ...]:
        """The functions that the calls of a row would run now, sorted; `used` are those that they ran."""
        return tuple(sorted({owner(key.rpartition(".")[2], toolkits, self.tools) for key in used}))

    def digest(self, key: str) -> str:
        """The digest of a dependency; one that no longer exists has a digest too."""
        return self.digests.get(key) or digest_of(key, {})


def dependencies(
    toolset: Toolset, reach: Reach, making: Making | None = None, policy: CountPolicy | None = None
) -> Dependencies:
    """What trajectories can depend on, now; `reach` is that of the code, under the code's own names."""
    policy = policy or CountPolicy()
    names, reach = code_names(toolset, reach).implemented_as, as_described(toolset, reach)
    schemas = {tool.key: schema_parts(tool, prose=policy.prose) for tool in toolset.tools}
    parts: dict[str, Parts] = {f"{key}{_OFFERED}": each for key, each in schemas.items()}
    parts |= {key: schemas.get(key, {}) | reach.tools.get(key, {}) for key in schemas | reach.tools}
    for key, each in names.items():
        parts[key] = {**parts[key], f"{key}.implemented_as": short_hash(each.model_dump())}
    parts |= reach.loading
    parts[MAKING] = making_parts(making or Making())
    implemented = {key.rpartition(".")[2] for key in reach.tools}
    unseen = {key for key in schemas if key.rpartition(".")[2] not in implemented}  # made by code that computes names
    parts |= {key: schemas[key] | reach.whole.get(key.rpartition(".")[0], {}) for key in unseen}
    return Dependencies(parts, frozenset({*reach.tools, *unseen}), policy, frozenset(schemas))


def making_parts(making: Making) -> Parts:
    """Part name to hash, over what all trajectories are made with."""
    named = {"policy": making.policy, "model": making.model}
    named |= {f"prompts.{name}": text for name, text in making.prompts.items()}
    named |= {f"rules.{name}": version for name, version in making.rules.items()}
    return {name: short_hash(value) for name, value in named.items()}


def digest_of(key: str, parts: Mapping[str, str]) -> str:
    """One hash for a dependency and all its parts."""
    return canonical_hash([key, sorted(parts.items())])


def fingerprint_of(own: str, digests: Iterable[str]) -> str:
    """32 hexadecimal digits over a trajectory's `own_hash` and the digests of its dependencies, in their order."""
    return hashlib.blake2b("".join((own, *digests)).encode("ascii"), digest_size=16).hexdigest()


def parts_of(own: Mapping[str, str], keys: Iterable[str], now: Dependencies) -> Parts:
    """All parts that a trajectory depends on, by name: its own, and those of its dependencies.

    A dependency that does not exist is a part by itself.
    """
    found = dict(own)
    for key in keys:
        found |= now.parts.get(key) or {key: digest_of(key, {})[:16]}
    return found


def changed_parts(old: Mapping[str, str], new: Mapping[str, str]) -> list[str]:
    """The names of the parts that differ, sorted; `NAME (new)` and `NAME (gone)` where only one side has it."""
    changed = (name for name in old.keys() | new.keys() if old.get(name) != new.get(name))
    marks = {True: "", False: " (new)"}
    return sorted(name + (marks[name in old] if name in new else " (gone)") for name in changed)


def reasons(was: Mapping[str, str], keys: Iterable[str], now: Dependencies, archive: PartsArchive) -> list[str]:
    """The names of the parts that changed since a row was made; `was` maps its dependency keys to their digests.

    A dependency whose old parts are in no archive is named whole.
    """
    found: list[str] = []
    current = set(keys)
    for key in sorted(current | was.keys()):
        before, after = was.get(key), now.digest(key) if key in current else None
        if before == after:
            continue
        known = before is None or before in archive.parts
        old = archive.parts.get(before or "", {})
        new = now.parts.get(key, {}) if after else {}
        found += changed_parts(old, new) if known and old != new else [key]
    return sorted(set(found))
