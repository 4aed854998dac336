"""What each tool of an environment reaches: the code whose change may change what a call of the tool gives.

A call graph by `ast` that never runs anything. It errs on one side only: where the receiver of an attribute is
unknown, every class whose objects may be there is taken, and where a name is computed, all that it could name.
Fingerprints build on it (DESIGN.md, "How Dagster knows what is stale"): a change in what a tool does not reach costs
nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from eigendata_assets.environments.program import Program, Target
from eigendata_assets.environments.registrations import find_registrations
from eigendata_assets.environments.source_index import ClassParts, Part
from eigendata_assets.environments.walk import Walk
from eigendata_assets.errors import InputError
from eigendata_assets.execution.protocol import Toolkit

Parts = dict[str, str]
"""Part name (`module.Class.method`) to the hash of its normal form."""

LOADER = "_load_scenario"


@dataclass(frozen=True, slots=True)
class Reach:
    """What an environment's tools depend on.

    `tools` maps `Toolkit.tool` to the parts that a call reaches, among them the loading of the toolkit's state.
    `loading` maps each toolkit to the parts that loading it and reading its state reach, `whole` to all that any of
    its members reaches, for tools that the code makes in ways that syntax does not show. `bodies` maps `Toolkit.tool`
    to the hash of its own definition without its name, by which a renamed tool is known again, and `parameters` to
    its parameters with their annotations.
    """

    tools: dict[str, Parts] = field(default_factory=dict)
    loading: dict[str, Parts] = field(default_factory=dict)
    whole: dict[str, Parts] = field(default_factory=dict)
    bodies: dict[str, str] = field(default_factory=dict)
    parameters: dict[str, dict[str, str]] = field(default_factory=dict)


def read_reach(files: Mapping[str, str], toolkits: Sequence[Toolkit] | None = None, loader: str = LOADER) -> Reach:
    """The reach of every tool; `files` maps paths within the environment's folder (`pkg/mod.py`) to text.

    Without `toolkits`, every class at the top of a module that has a public method is one. Raises InputError where a
    file is not Python (with its line) or a toolkit is not found.
    """
    program = Program(files)
    kinds = _toolkits(program, toolkits)
    registered = find_registrations(program)
    live = _live_classes(program, registered, kinds, loader)
    names = shortened([*program.modules])
    reach = Reach()
    for toolkit, kind in kinds.items():
        loading = Walk(program, registered, frozenset(live[toolkit]))
        loading.load(kind, loader)
        reach.loading[toolkit] = _named(loading.parts, names)
        everything = Walk(program, registered, frozenset(live[toolkit]))
        for tool, part in program.members(kind):
            everything.run(part, kind)
            if not tool.startswith("_") and part.callable:
                walk = Walk(program, registered, frozenset(live[toolkit]))
                walk.run(part, kind)
                reach.tools[f"{toolkit}.{tool}"] = _named(loading.parts | walk.parts, names)
                reach.bodies[f"{toolkit}.{tool}"] = part.hash
                reach.parameters[f"{toolkit}.{tool}"] = part.parameters
        reach.whole[toolkit] = _named(loading.parts | everything.parts, names)
    return reach


def _toolkits(program: Program, toolkits: Sequence[Toolkit] | None) -> dict[str, ClassParts]:
    if toolkits is None:
        return {
            key: kind
            for module in program.modules.values()
            for key, kind in module.classes.items()
            if "." not in key and any(part.callable and name[0] != "_" for name, part in program.members(kind))
        }
    found: dict[str, ClassParts] = {}
    for toolkit in toolkits:
        home = program.modules.get(toolkit.module)
        meanings = program.meanings(home.name, toolkit.name) if home else []
        kind = next((each for each in meanings if isinstance(each, ClassParts)), None)
        if kind is None:
            file = f"{toolkit.module.replace('.', '/')}.py"
            raise InputError(
                f"there is no class {toolkit.name}", where=(file,), hint="Give the module that defines it."
            )
        found[toolkit.name] = kind
    return found


def _live_classes(
    program: Program, registered: Mapping[str, list[Target]], kinds: Mapping[str, ClassParts], loader: str
) -> dict[str, set[str]]:
    """For each toolkit, the classes whose objects its code may meet without naming them.

    These are the classes that any of its tools makes or hands on; a tool may find in `self` what another has left
    there. Toolkits that share a part can find each other's objects in it.
    """
    live: dict[str, set[str]] = {toolkit: set() for toolkit in kinds}
    while True:
        reached: dict[str, Mapping[str, Part]] = {}
        before = {toolkit: len(classes) for toolkit, classes in live.items()}
        for toolkit, kind in kinds.items():
            walk = Walk(program, registered, live[toolkit], growing=True)
            walk.load(kind, loader)
            for _, part in program.members(kind):
                walk.run(part, kind)
            reached[toolkit] = walk.parts
        for group in _groups(reached):
            union = set().union(*(live[toolkit] for toolkit in group))
            live |= {toolkit: set(union) for toolkit in group}
        if before == {toolkit: len(classes) for toolkit, classes in live.items()}:
            return live


def _groups(reached: Mapping[str, Iterable[str]]) -> list[set[str]]:
    """Toolkits that share a part, directly or through others."""
    groups: list[tuple[set[str], set[str]]] = []
    for toolkit, parts in reached.items():
        members, shared = {toolkit}, {name for name in parts if not name.endswith(">")}
        apart = []
        for other, names in groups:
            if names & shared:
                members, shared = members | other, shared | names
            else:
                apart.append((other, names))
        groups = [*apart, (members, shared)]
    return [members for members, _ in groups]


def shortened(modules: Sequence[str]) -> dict[str, str]:
    """Dotted module names to their last words, or to more of them where two would be the same."""
    short: dict[str, str] = {}
    for name in modules:
        words = name.split(".")
        endings = (".".join(words[-length:]) for length in range(1, len(words) + 1))
        short[name] = next(
            (end for end in endings if sum(f".{other}".endswith(f".{end}") for other in modules) == 1), name
        )
    return short


def _named(parts: Mapping[str, Part], short: Mapping[str, str]) -> Parts:
    return dict(sorted((short[part.module] + name[len(part.module) :], part.hash) for name, part in parts.items()))
