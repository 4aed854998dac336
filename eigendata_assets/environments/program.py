"""The modules of an environment linked together: what a name means, and where a class finds a member."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from functools import cached_property

from eigendata_assets.artifacts.canonical import canonical_hash
from eigendata_assets.environments.references import References
from eigendata_assets.environments.source_index import ClassParts, ModuleParts, Part, read_modules

Target = Part | ClassParts | ModuleParts
"""What a name can mean."""

IMPORTS = "<imports>"
"""The name of the part that holds the imports of a module that may fail."""

_HARMLESS_BASES = {
    "object", "ABC", "Generic", "Protocol", "Enum", "IntEnum", "StrEnum", "Flag", "IntFlag", "NamedTuple", "TypedDict",
    "Exception", "ValueError", "KeyError", "TypeError", "RuntimeError", "LookupError", "IndexError", "AttributeError",
}  # fmt: skip

_NO_BASES = (("object",), ("ABC",))


class Program:
    """All files of an environment; see `read_modules` for `files` and errors."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self.modules = read_modules(files)
        self.classes = {each.name: each for module in self.modules.values() for each in module.classes.values()}
        self._orders: dict[str, tuple[ClassParts, ...]] = {}

    def meanings(self, module: str, name: str, seen: frozenset[tuple[str, str]] = frozenset()) -> list[Target]:
        """What a bare name may mean in a module; a name from outside of the environment is a part of its own."""
        home = self.modules[module]
        if (module, name) in seen:
            return []
        found: list[Target] = [each for each in (home.parts.get(name), home.classes.get(name)) if each]
        if name in home.imports:
            found += self.imported(home, name, home.imports[name], seen | {(module, name)})
        for star in home.stars:
            if star in self.modules:
                found += self.meanings(star, name, seen | {(module, name)})
        return found

    def imported(
        self, home: ModuleParts, name: str, dotted: str, seen: frozenset[tuple[str, str]] = frozenset()
    ) -> list[Target]:
        """What an imported name means; from outside of the environment, a part that says what is imported."""
        targets, rest = self.lookup(tuple(dotted.split(".")), seen)
        if targets and not rest:
            return targets
        if self.is_own(dotted):
            return []
        return [Part(home.name, f"{home.name}.{name}", canonical_hash(dotted)[:16], References(), foreign=True)]

    def lookup(
        self, dotted: tuple[str, ...], seen: frozenset[tuple[str, str]] = frozenset()
    ) -> tuple[list[Target], tuple[str, ...]]:
        """What the longest known beginning of a dotted name means, and the attributes that are left."""
        for length in range(len(dotted), 0, -1):
            module = self.modules.get(".".join(dotted[:length]))
            if module is None:
                continue
            if length == len(dotted):
                return [module], ()
            return self.meanings(module.name, dotted[length], seen), dotted[length + 1 :]
        return [], dotted

    def is_own(self, dotted: str) -> bool:
        """Whether a dotted name leads into the environment's files."""
        return dotted in self._packages or any(True for _ in self.leads_through(dotted))

    @cached_property
    def _packages(self) -> set[str]:
        return {name[:end] for name in self.modules for end, sign in enumerate(f"{name}.") if sign == "."}

    def order(self, kind: ClassParts) -> tuple[ClassParts, ...]:
        """The class and its ancestors in the order in which Python looks for a member."""
        if kind.name not in self._orders:
            self._orders[kind.name] = (kind,)  # ends the recursion where classes inherit from each other
            parents = [parent for base in kind.bases for parent in self._bases(kind, base)]
            self._orders[kind.name] = (kind, *_merged([*map(self.order, parents), tuple(parents)]))
        return self._orders[kind.name]

    def _bases(self, kind: ClassParts, base: tuple[str, ...]) -> list[ClassParts]:
        targets, rest = self.chain(kind.module, base)
        for name in rest:
            targets = [
                self.modules[each.module].classes[each.inner[name]]
                for each in targets
                if isinstance(each, ClassParts) and name in each.inner
            ]
        return [each for each in targets if isinstance(each, ClassParts)]

    def chain(
        self, module: str, names: tuple[str, ...], imports: Mapping[str, str] | None = None
    ) -> tuple[list[Target], tuple[str, ...]]:
        """What `a.b.c` may mean in a module, as far as that is known, and the attributes that are left."""
        home = self.modules[module]
        dotted = (imports or {}).get(names[0]) or home.imports.get(names[0])
        if dotted is not None and names[0] not in home.parts and self.is_own(dotted):
            return self.lookup((*dotted.split("."), *names[1:]))
        if imports and names[0] in imports:
            return self.imported(home, names[0], imports[names[0]]), names[1:]
        return self.meanings(module, names[0]), names[1:]

    def member(self, kind: ClassParts, name: str, after: str | None = None) -> Part | ClassParts | None:
        """What an instance of the class has under a name; `after` starts behind that ancestor, as `super()` does."""
        order = self.order(kind)
        if after is not None:
            order = order[[each.name for each in order].index(after) + 1 :] if after in {e.name for e in order} else ()
        for each in order:
            if name in each.members:
                return each.members[name]
            if name in each.inner:
                return self.modules[each.module].classes[each.inner[name]]
        return None

    def members(self, kind: ClassParts) -> Iterator[tuple[str, Part]]:
        """Every member that an instance of the class has, by name."""
        for name in dict.fromkeys(name for each in self.order(kind) for name in each.members):
            found = self.member(kind, name)
            if isinstance(found, Part):
                yield name, found

    def is_opaque(self, kind: ClassParts) -> bool:
        """Whether code that we do not see may call any method of the class."""
        return any(
            each.opaque
            or any(not self._bases(each, base) and base[-1] not in _HARMLESS_BASES for base in each.bases if base)
            for each in self.order(kind)
        )

    def is_plain(self, kind: ClassParts) -> bool:
        """Whether attributes of the class matter only where they are named."""
        return all(
            each.plain and all(base[-1:] in _NO_BASES or self._bases(each, base) for base in each.bases)
            for each in self.order(kind)
        )

    def loaded_with(self, module: ModuleParts) -> Iterator[ModuleParts]:
        """The modules that are executed when a module is imported: packages around it, and what it imports itself.

        So are modules whose loose statements mention it: they may change what is in it.
        """
        parents = module.name.split(".")
        names = [".".join(parents[:length]) for length in range(1, len(parents))]
        names += self._mentioned_by.get(module.name, ())
        for dotted in [*module.imports.values(), *module.stars]:
            names += self.leads_through(dotted)
        yield from (self.modules[name] for name in dict.fromkeys(names) if name in self.modules)

    @cached_property
    def _mentioned_by(self) -> dict[str, list[str]]:
        """Module to the modules whose loose statements mention it, or anything in it."""
        found: dict[str, list[str]] = {}
        for module in self.modules.values():
            references = module.loose.references if module.loose else References()
            for chain in [*((name,) for name in references.names), *references.chains]:
                targets = self.chain(module.name, chain)[0]
                homes = {each.name if isinstance(each, ModuleParts) else each.module for each in targets}
                for home in homes | set(self.leads_through(".".join((module.imports.get(chain[0], ""), *chain[1:])))):
                    found.setdefault(home, []).append(module.name)
        return found

    def leads_through(self, dotted: str) -> Iterator[str]:
        """The modules that a dotted name leads through."""
        words = dotted.split(".")
        yield from (name for end in range(1, len(words) + 1) if (name := ".".join(words[:end])) in self.modules)

    def imports_part(self, module: ModuleParts) -> Part | None:
        """The imports of a module that lead neither into the environment nor into the standard library, as one part."""
        risky = sorted(
            dotted
            for name, dotted in [*module.imports.items(), *((f"{star}.*", star) for star in module.stars)]
            if dotted.partition(".")[0] not in sys.stdlib_module_names and not self._is_found(module, name, dotted)
        )
        hashed = canonical_hash(risky)[:16]
        return Part(module.name, f"{module.name}.{IMPORTS}", hashed, References()) if risky else None

    def _is_found(self, module: ModuleParts, name: str, dotted: str) -> bool:
        return dotted in self._packages or (self.is_own(dotted) and bool(self.imported(module, name, dotted)))


def _merged(orders: list[tuple[ClassParts, ...]]) -> Iterator[ClassParts]:
    """Python's linearization (C3) of some orders; where there is none, their order of appearance."""
    rest = [[each.name for each in order] for order in orders]
    by_name = {each.name: each for order in orders for each in order}
    while rest := [order for order in rest if order]:
        heads = [order[0] for order in rest]
        head = next((each for each in heads if not any(each in order[1:] for order in rest)), heads[0])
        rest = [[name for name in order if name != head] for order in rest]
        yield by_name[head]
