"""Which definitions are entered in a table when their module is imported, and are then reached through that table.

A decorator (`@command("open")`, `@render.register`, `@app.tool`) or a base class with `__init_subclass__` may keep what
it is given. Whoever reaches a table that such code reaches, reaches everything that may be in it.
"""

from __future__ import annotations

from collections.abc import Iterator

from eigendata_assets.environments.program import Program, Target
from eigendata_assets.environments.source_index import ClassParts, Part
from eigendata_assets.environments.walk import Walk

_KEEPS_NOTHING = {"property", "classmethod", "staticmethod", "setter", "getter", "deleter"}


def find_registrations(program: Program) -> dict[str, list[Target]]:
    """Part name to the definitions that may be entered in it."""
    found: dict[str, list[Target]] = {}
    tables: dict[str, list[str]] = {}
    for registered, keeper, is_table in _registered(program):
        if keeper.name not in tables:
            tables[keeper.name] = _tables(program, keeper)
        for table in [*tables[keeper.name], *([keeper.name] if is_table else [])]:
            found.setdefault(table, []).append(registered)
    return found


def _registered(program: Program) -> Iterator[tuple[Part | ClassParts, Part, bool]]:
    """What is registered, by what, and whether that is a table itself."""
    for module in program.modules.values():
        definitions: list[Part | ClassParts] = [*module.parts.values(), *module.classes.values()]
        definitions += [part for kind in module.classes.values() for part in kind.members.values()]
        for each in definitions:
            for decorator in each.decorators:
                if decorator and decorator[-1] not in _KEEPS_NOTHING:
                    yield from ((each, *keeper) for keeper in _keepers(program, module.name, decorator))
        for kind in module.classes.values():
            hooks = (ancestor.members.get("__init_subclass__") for ancestor in program.order(kind)[1:])
            yield from ((kind, hook, False) for hook in hooks if hook)


def _keepers(program: Program, module: str, decorator: tuple[str, ...]) -> Iterator[tuple[Part, bool]]:
    """The parts that a decorator runs, and whether it may keep something in the part itself."""
    targets, rest = program.chain(module, decorator)
    own = [target for target in targets if not (isinstance(target, Part) and target.foreign)]
    for target in own:
        if isinstance(target, Part):
            yield target, bool(rest) or not target.is_function
        elif isinstance(target, ClassParts):
            yield from ((member, False) for _, member in program.members(target))
    for kind in program.classes.values() if own and rest else ():  # `table.register`: whichever class `table` is of
        member = program.member(kind, rest[0])
        if isinstance(member, Part):
            yield member, False


def _tables(program: Program, keeper: Part) -> list[str]:
    """What the keeper reaches and could keep something in: no functions."""
    walk = Walk(program, {}, frozenset(program.classes))
    walk.run(keeper, program.classes.get(keeper.owner or ""))
    return [
        name for name, part in walk.parts.items() if not (part.is_function or part.foreign or part.name == part.owner)
    ]
